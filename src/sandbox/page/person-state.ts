import type {World} from '../world.ts';
import {type Outside, outsideOf} from './outside-state.ts';

/** What Slack offers while somebody types a `/`. */
export interface CommandHint {
	readonly command: string;
	readonly usageHint: string;
	readonly description: string;
}

export interface Shortcut {
	readonly name: string;
	readonly callbackId: string;
	readonly type: 'message' | 'global';
}

type Slack = World['slack'];
type Actor = ReturnType<Slack['as']>;
type Message = ReturnType<Actor['messages']>[number];

interface Told extends Outside {
	readonly commands: readonly CommandHint[];
	readonly shortcuts?: readonly Shortcut[];
}

/** A long day in the sandbox stays quick to draw. */
const mostMessages = 200;

/** Everything that one person sees of the workspace, and the outside world beside it. Without an id: the first person. */
export async function stateFor(told: Told, personId: string | undefined) {
	const outside = await outsideOf(told);
	const {slack, clock} = told.world();
	const actor = slack.as(personId ?? slack.people()[0]?.id ?? '');
	const {id} = actor.person;
	return {
		workspace: 'Brightwater',
		me: id,
		bot: {id: slack.botUserId, name: 'Redeliver'},
		people: slack.people().map(({id: one, name, realName, role = '', isStranger = false}) => ({id: one, name, realName, role, isStranger})),
		userGroups: slack.userGroups(),
		channels: slack
			.channels()
			.filter(({members}) => members.includes(id))
			.map(({id: channel, name, kind, isExtShared = false}) => ({
				id: channel,
				name,
				kind,
				isExtShared,
				messages: actor.messages(channel).slice(-mostMessages).map(shownMessage),
			})),
		modal: actor.modal(),
		home: actor.home(),
		commands: told.commands,
		shortcuts: told.shortcuts ?? [],
		complaints: slack.complaints(),
		now: clock.now().toISOString(),
		outside,
	};
}

function shownMessage({ts, threadTs, user, text, blocks, ephemeralFor, edited, files = []}: Message) {
	return {ts, threadTs, user, text, blocks, isEphemeral: ephemeralFor !== undefined, edited, files};
}

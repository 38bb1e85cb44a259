import type {Story} from '../stories.ts';
import {sendingDomains, type World} from '../world.ts';
import {faultsNow, serviceNames} from './fault-choices.ts';

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

interface Told {
	readonly world: () => World;
	readonly stories: readonly Story[];
	readonly commands: readonly CommandHint[];
	readonly shortcuts?: readonly Shortcut[];
}

/** A long day in the sandbox stays quick to draw. */
const mostMessages = 200;
const lists = ['bounces', 'complaints', 'unsubscribes', 'whitelists'] as const;

/** Everything that one person sees of the workspace, and the outside world beside it. Without an id: the first person. */
export function stateFor(told: Told, personId: string | undefined) {
	const world = told.world();
	const {slack, clock} = world;
	const actor = slack.as(personId ?? slack.people()[0]?.id ?? '');
	const {id} = actor.person;
	return {
		workspace: 'Brightwater',
		me: id,
		bot: {id: slack.botUserId, name: 'Redeliver'},
		people: slack.people().map(({id: one, name, realName, role = '', isStranger = false}) => ({id: one, name, realName, role, isStranger})),
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
		outside: outsideOf(world, told.stories),
	};
}

function shownMessage({ts, threadTs, user, text, blocks, ephemeralFor, edited, files = []}: Message) {
	return {ts, threadTs, user, text, blocks, isEphemeral: ephemeralFor !== undefined, edited, files};
}

function outsideOf({mailgun, faults}: World, stories: readonly Story[]) {
	return {
		stories,
		domains: Object.values(sendingDomains).map((domain) => ({
			domain,
			lists: lists.map((name) => ({name, entries: mailgun.entries(domain, name)})),
		})),
		mailboxes: mailgun.mailboxes().map((address) => ({address, mails: mailgun.mailbox(address)})),
		faults: serviceNames.map((service) => ({service, fault: faultsNow(faults, service)})),
	};
}

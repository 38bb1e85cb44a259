import type {SlackActor, SlackMessage} from '../../src/sandbox/slack/types.ts';
import {ago, day} from './confirming.ts';
import {ask, channel, form, readMessage, type Stage} from './stage.ts';

export const pin = '314159';

/** An account that has a Support PIN for some days. */
export function withPin({world}: Stage, username = 'ada', supportPin: string | null = pin) {
	return world.gitlab.addUser({
		username,
		email: `${username}@example.com`,
		createdAt: ago(world, 90 * day),
		confirmedAt: ago(world, 89 * day),
		supportPin: supportPin === null ? null : {pin: supportPin, expiresAt: ago(world, -6 * day)},
	});
}

export const cardFor = (stage: Stage, actor: SlackActor, words = 'ada@example.com ticket:4751'): Promise<SlackMessage> =>
	ask(stage, actor, words, '/confirm');

/** What the card that was clicked has become, once it is another one. */
export async function becomes(stage: Stage, actor: SlackActor, card: SlackMessage, act: () => Promise<unknown>): Promise<SlackMessage> {
	const now = () => actor.messages(channel).find(({ts}) => ts === card.ts);
	const before = JSON.stringify(now()?.blocks);
	await act();
	return stage.world.slack.until(() => (JSON.stringify(now()?.blocks) === before ? undefined : now()), 15_000);
}

/** Fills in the form of `Support PIN`, and reads what the card says then. */
export async function compare(stage: Stage, card: SlackMessage, given: string, actor = stage.as('agent')): Promise<SlackMessage> {
	await actor.click(card, 'Support PIN');
	await form(stage, actor);
	return becomes(stage, actor, card, () => actor.submit({PIN: given}));
}

export async function comparedText(stage: Stage, card: SlackMessage, given: string, actor = stage.as('agent')): Promise<string> {
	return readMessage(await compare(stage, card, given, actor));
}

import {expect} from 'vitest';
import type {SlackMessage} from '../../src/sandbox/slack/types.ts';
import {cast} from '../../src/sandbox/world.ts';
import {owner} from './resending.ts';
import {ask, click, readMessage, type Stage} from './stage.ts';

export const minute = 60_000;
export const reset = 'Reset password instructions';
export const gitlab = 'mg.gitlab.com';
export const confirmation = 'Confirmation instructions';
const direct = `D${cast.agent.id.slice(1)}`;

/** What the watches of the agent say, each in one message. */
export function told({world}: Pick<Stage, 'world'>): readonly SlackMessage[] {
	return world.slack.allMessages(direct).filter((message) => message.ephemeralFor === undefined);
}

/** The direct message about an address, once it says so. */
export function tells(stage: Pick<Stage, 'world'>, words: RegExp, about = owner): Promise<SlackMessage> {
	return stage.world.slack.until(
		() => told(stage).find((message) => readMessage(message).includes(about) && words.test(readMessage(message))),
		12_000,
	);
}

export function mail({world}: Pick<Stage, 'world'>, to = owner, subject = confirmation) {
	return world.mailgun.send({
		domain: gitlab,
		from: `GitLab <gitlab@${gitlab}>`,
		to,
		subject,
		text: 'Hello',
		passesSuppressions: subject === reset,
	});
}

/** From the bounce list to the watch. */
export async function removed(stage: Stage, address = owner): Promise<SlackMessage> {
	stage.world.mailgun.addBounce(gitlab, {address});
	const agent = stage.as('agent');
	const card = await click(stage, agent, await ask(stage, agent, `${address} ticket:4711`), 'Remove Suppression');
	expect(readMessage(card)).toContain('I watch for the next mail');
	return card;
}

export async function unfinishedWatches({bot}: Pick<Stage, 'bot'>) {
	return bot.database.db.selectFrom('delivery_watch').select(['state', 'told']).where('ended', '=', false).execute();
}

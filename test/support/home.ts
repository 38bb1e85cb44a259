import type {KnownBlock} from '@slack/types';
import {sql} from 'kysely';
import {expect} from 'vitest';
import type {SlackActor} from '../../src/sandbox/slack/types.ts';
import {buttonsOf, readBlock, type Stage} from './stage.ts';

type World = Pick<Stage, 'world'>;

/** What a person reads in their App Home; empty while nothing was published there. */
export function homeText(actor: SlackActor): string {
	return (actor.home()?.blocks ?? []).map(readBlock).join('\n');
}

export function homeSays(stage: World, actor: SlackActor, words: RegExp): Promise<string> {
	return stage.world.slack.until(() => (words.test(homeText(actor)) ? homeText(actor) : undefined), 10_000);
}

/** Opens the tab, and waits for what is published then, and for the record of it. */
export async function openHome(stage: Stage, actor: SlackActor): Promise<string> {
	const before = publishedFor(stage, actor);
	await actor.openHome();
	await stage.world.slack.until(() => publishedFor(stage, actor) > before, 10_000);
	await expect.poll(() => beingShown(stage, actor), {interval: 10}).toEqual([]);
	return homeText(actor);
}

function beingShown({bot}: Stage, {person}: SlackActor) {
	const leased = sql<boolean>`lease_until > now()`;
	return bot.database.db.selectFrom('home_view').select('id').where('id', '=', person.id).where(leased).execute();
}

/** How often this person's home was published. */
export function publishedFor({world}: World, {person}: SlackActor): number {
	return publications(world).filter(({args, outcome}) => args.user_id === person.id && outcome === 'ok').length;
}

export function publications({slack}: Stage['world']) {
	return slack.apiCalls().filter(({method}) => method === 'views.publish');
}

/** The labels of the buttons, in the order of the eye. */
export function homeButtons(actor: SlackActor): readonly string[] {
	return buttonsOf({blocks: (actor.home()?.blocks ?? []) as readonly KnownBlock[]});
}

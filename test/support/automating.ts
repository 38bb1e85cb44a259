import {sql} from 'kysely';
import {expect} from 'vitest';
import type {SlackMessage} from '../../src/sandbox/slack/types.ts';
import {automationEnvironment, type World} from '../../src/sandbox/world.ts';
import {forms, triagedFor} from '../../src/sandbox/zendesk/brightwater.ts';
import type {NewZendeskTicket, ZendeskTicket} from '../../src/sandbox/zendesk/types.ts';
import {suppress, unconfirmed} from './confirming.ts';
import {channel, readMessage, type Stage, testOn} from './stage.ts';

export const suggesting = testOn({zendesk: true, environment: automationEnvironment});
export const acting = testOn({zendesk: true, environment: {...automationEnvironment, AUTOMATION: 'act'}});

export const number = 4711;

/** A ticket as it should be, unless told otherwise. */
export function open({zendesk}: World, change: Partial<NewZendeskTicket> = {}, id = number): void {
	zendesk.addTicket({id, requester: 'ada@example.com', status: 'open', ...triagedFor(forms.gitlab, 'ada@example.com'), ...change});
}

export function ticketNow({world}: Pick<Stage, 'world'>, id = number): ZendeskTicket {
	const found = world.zendesk.tickets().find((ticket) => ticket.id === id);
	if (found === undefined) throw new Error(`no ticket ${id}`);
	return found;
}

/** What was written after the customer's first words. */
export function written(stage: Pick<Stage, 'world'>, id = number): readonly string[] {
	return ticketNow(stage, id)
		.comments.slice(1)
		.map(({isPublic, body}) => `${isPublic ? 'public' : 'internal'}: ${body}`);
}

/** What stands in the channel for everybody, oldest first. */
export function cards(stage: Pick<Stage, 'as'>): readonly SlackMessage[] {
	return stage
		.as('agent')
		.messages(channel)
		.filter(({ephemeralFor}) => ephemeralFor === undefined);
}

export async function call(stage: Pick<Stage, 'world'>, id = number): Promise<void> {
	expect(await stage.world.zendesk.callWebhook(id)).toBe(202);
}

/** The looks that have not ended. */
export async function underWay({bot}: Pick<Stage, 'bot'>): Promise<number> {
	const {rows} = await sql<{count: number}>`select count(*)::int as count from automation_run where state <> 'ended'`.execute(
		bot.database.db,
	);
	return rows[0]?.count ?? 0;
}

/** Waits until every look has ended. */
export async function ended(stage: Pick<Stage, 'bot'>): Promise<void> {
	await expect.poll(() => underWay(stage), {timeout: 20_000, interval: 100}).toBe(0);
}

/** Zendesk calls, and the look ends; resolves with what the channel got. */
export async function looked(stage: Pick<Stage, 'world' | 'bot' | 'as'>, id = number): Promise<string> {
	const before = cards(stage).length;
	await call(stage, id);
	await ended(stage);
	return cards(stage).slice(before).map(readMessage).join('\n');
}

/** What the trail holds about the automation: act, and what came after. */
export async function trailOf({bot}: Pick<Stage, 'bot'>): Promise<readonly string[]> {
	const {rows} = await sql<{
		line: string;
	}>`select concat_ws(' ', actor, act, ticket, coalesce(after::json ->> 'reason', after::json ->> 'outcome')) as line
		from audit_entry where act like 'automation-%' order by seq`.execute(bot.database.db);
	return rows.map(({line}) => line);
}

/** Ada, unconfirmed; her address may be on the bounce list. */
export function newcomer(world: World, {bounced = false} = {}): void {
	if (!world.gitlab.users().some(({username}) => username === 'ada')) unconfirmed(world);
	if (bounced) suppress(world);
}

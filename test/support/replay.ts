import {sql} from 'kysely';
import {expect} from 'vitest';
import type {Delivery} from '../../src/sandbox/slack/types.ts';
import type {Stage} from './stage.ts';

/** The body of an interaction, as Slack signs it; every part of it may be changed before it is signed again. */
export type Payload = Record<string, unknown>;

/** What this act delivers. The bot has received it as well. */
export async function recorded({world}: Pick<Stage, 'world'>, act: () => Promise<unknown>): Promise<Payload> {
	const known = world.slack.deliveries().length;
	await act();
	const delivery = world.slack.deliveries()[known];
	if (delivery === undefined) throw new Error('nothing was delivered');
	return payloadOf(delivery.rawBody);
}

/** What this act would deliver; the bot never sees it, so that its step is still to be taken. */
export async function intercepted(stage: Pick<Stage, 'world' | 'bot'>, act: () => Promise<unknown>): Promise<Payload> {
	stage.world.slack.deliverTo(undefined);
	try {
		return await recorded(stage, act);
	} finally {
		stage.world.slack.deliverTo(`${stage.bot.url}/slack/events`);
	}
}

function payloadOf(rawBody: string): Payload {
	return JSON.parse(new URLSearchParams(rawBody).get('payload') ?? '') as Payload;
}

let count = 0;

/** Signed now, and with a byte that differs from all before: the bot takes it for a new delivery. */
export async function replay({world}: Pick<Stage, 'world'>, payload: unknown): Promise<Delivery> {
	count += 1;
	const fresh = isPayload(payload) ? {...payload, again: count} : payload;
	const body = String(new URLSearchParams({payload: JSON.stringify(fresh)}));
	return world.slack.deliverRaw('application/x-www-form-urlencoded', body);
}

/** As if the process had died before the end of the newest delivery: it is resumed, and done with. */
export async function resume(stage: Pick<Stage, 'bot'>, payload: Payload): Promise<void> {
	await untilDone(stage);
	await sql`update inbox set state = 'working', body = ${JSON.stringify(payload)}::jsonb, lease_until = now() - interval '1 second'
		where key = (select key from inbox order by received_at desc limit 1)`.execute(stage.bot.database.db);
	await untilDone(stage);
}

/** Until every deed that was acknowledged is done. */
export async function untilDone({bot}: Pick<Stage, 'bot'>): Promise<void> {
	const working = () => sql`select 1 from inbox where state = 'working'`.execute(bot.database.db);
	await expect.poll(async () => (await working()).rows, {timeout: 30_000, interval: 10}).toEqual([]);
}

function isPayload(value: unknown): value is Payload {
	return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** A copy with another value at this place. */
export function changed(value: unknown, path: readonly (string | number)[], to: unknown): unknown {
	const [step, ...rest] = path;
	if (step === undefined) return to;
	if (Array.isArray(value)) return value.map((item, at) => (at === step ? changed(item, rest, to) : item));
	if (!isPayload(value)) return value;
	return {...value, [step]: changed(value[step], rest, to)};
}

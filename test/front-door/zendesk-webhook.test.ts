import {createHmac} from 'node:crypto';
import type {OutgoingHttpHeaders} from 'node:http';
import type {AddressInfo} from 'node:net';
import {sql} from 'kysely';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {createFrontDoor} from '../../src/front-door.ts';
import {automationEnvironment} from '../../src/sandbox/world.ts';
import {amount} from '../support/amount.ts';
import {underWay} from '../support/automating.ts';
import {openStage} from '../support/stage.ts';
import {post} from './post.ts';

const secret = automationEnvironment.ZENDESK_WEBHOOK_SECRET;
const replays = amount('REPLAYS', 40);
const canary = '987654321';
const body = `{"ticket_id":${canary}}`;
const path = '/webhooks/zendesk';

const at = (shift = 0) => new Date(Date.now() + shift * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
const mark = (timestamp: string, bytes: string | Buffer = body, key: string = secret) =>
	createHmac('sha256', key).update(timestamp).update(bytes).digest('base64');
const headers = (timestamp: unknown, signature: unknown) =>
	({'x-zendesk-webhook-signature-timestamp': timestamp, 'x-zendesk-webhook-signature': signature}) as OutgoingHttpHeaders;
const signedAt = (timestamp: string, bytes: string | Buffer = body) => headers(timestamp, mark(timestamp, bytes));

/** What Zendesk would not have sent. */
const forgeries: readonly (readonly [string, () => OutgoingHttpHeaders])[] = [
	['no signature and no timestamp', () => ({})],
	['no timestamp', () => ({'x-zendesk-webhook-signature': mark(at())})],
	['no signature', () => ({'x-zendesk-webhook-signature-timestamp': at()})],
	['an empty signature', () => headers(at(), '')],
	['an empty timestamp', () => signedAt('')],
	['another secret', () => headers(at(), mark(at(), body, 'another'))],
	['an empty secret', () => headers(at(), mark(at(), body, ''))],
	['the signature of another body', () => headers(at(), mark(at(), '{"ticket_id":1}'))],
	['the signature of no body', () => headers(at(), mark(at(), ''))],
	['the signature of another moment', () => headers(at(), mark(at(-60)))],
	['the body signed before the timestamp', () => headers(at(), createHmac('sha256', secret).update(body).update(at()).digest('base64'))],
	['a dot between them', () => headers(at(), mark(`${at()}.`))],
	['hexadecimal digits', () => headers(at(), createHmac('sha256', secret).update(at()).update(body).digest('hex'))],
	['base64 for URLs', () => headers(at(), `${mark(at()).slice(0, 42)}-_=`)],
	['no padding', () => headers(at(), mark(at()).slice(0, -1))],
	['a character too many', () => headers(at(), `A${mark(at())}`)],
	['two signatures in one header', () => headers(at(), `${mark(at())},${mark(at())}`)],
	['two signatures', () => headers(at(), [mark(at()), mark(at())])],
	['two timestamps', () => headers([at(), at()], mark(at()))],
	['301 seconds old', () => signedAt(at(-301))],
	['301 seconds ahead', () => signedAt(at(303))],
	['a day old', () => signedAt(at(-86_400))],
	['no moment', () => signedAt('2026-13-45T99:99:99Z')],
	['another zone', () => signedAt(`${at().slice(0, -1)}+02:00`)],
	['timestamp NaN', () => signedAt('NaN')],
	['timestamp Infinity', () => signedAt('Infinity')],
	['milliseconds', () => signedAt(String(Date.now()))],
	['Slack’s signature', () => ({'x-slack-request-timestamp': at(), 'x-slack-signature': `v0=${'0'.repeat(64)}`})],
];

const shapes: readonly (readonly [string, string | Buffer])[] = [
	['nothing', ''],
	['no JSON', 'ticket_id=1'],
	['null', 'null'],
	['a number', '1'],
	['a list', '[{"ticket_id":1}]'],
	['no ticket', '{}'],
	['a ticket in words', '{"ticket_id":"1"}'],
	['ticket 0', '{"ticket_id":0}'],
	['a negative ticket', '{"ticket_id":-1}'],
	['half a ticket', '{"ticket_id":1.5}'],
	['more than a ticket', '{"ticket_id":1,"requester":"ada@example.com"}'],
	['a ticket beyond all numbers', '{"ticket_id":1e300}'],
	['too many brackets', `{"ticket_id":${'['.repeat(100)}${']'.repeat(100)}}`],
	['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
];

describe('the webhook of Zendesk', () => {
	let stage: Awaited<ReturnType<typeof openStage>>;
	beforeAll(async () => {
		stage = await openStage({zendesk: true, environment: automationEnvironment});
	});
	afterAll(() => stage.close());

	const send = (sent: OutgoingHttpHeaders, bytes: string | Buffer = body) =>
		post(stage.bot.url, {path, body: bytes, headers: {'content-type': 'application/json', ...sent}});
	const runs = async () => {
		const {rows} = await sql<{count: number}>`select count(*)::int as count from automation_run`.execute(stage.bot.database.db);
		return rows[0]?.count ?? 0;
	};

	test.each(forgeries)('%s: 401, and no trace', async (_name, forge) => {
		const before = await runs();
		expect(await send(forge())).toBe(401);
		expect(await runs()).toBe(before);
		expect(stage.log.join('')).not.toContain(canary);
		expect(stage.world.zendesk.requests()).toEqual([]);
	});

	test.each(shapes)('%s, well signed: 400', async (_name, bytes) => {
		expect(await send(signedAt(at(), bytes), bytes)).toBe(400);
		expect(await runs()).toBe(0);
	});

	test('a body without end is not read: 413; another method: 405; another path: 404', async () => {
		const much = `{"ticket_id":1,"x":"${'x'.repeat(300 * 1024)}"}`;
		expect(await send(signedAt(at(), much), much)).toBe(413);
		expect(
			(await fetch(`${stage.bot.url}${path}`, {method: 'PUT', body, headers: {'x-zendesk-webhook-signature': mark(at())}})).status,
		).toBe(405);
		expect(await post(stage.bot.url, {path: `${path}/`, body, headers: signedAt(at())})).toBe(404);
		expect(await runs()).toBe(0);
	});

	test('what is well signed is taken once, however often it is repeated', async () => {
		const sent = signedAt(at());
		const statuses = await Promise.all(Array.from({length: replays}, () => send(sent)));
		expect(statuses).toEqual(statuses.map(() => 202));
		expect(await runs()).toBe(1);
		await expect.poll(() => underWay(stage), {timeout: 10_000}).toBe(0);
		expect(await send(sent)).toBe(202);
		expect([await runs(), await underWay(stage)]).toEqual([1, 0]);
		// Whole seconds since 1970 are as clear as the words of ISO 8601, and so are the last seconds of the window.
		for (const timestamp of [String(Math.floor(Date.now() / 1000)), at(-295), at(295)]) expect(await send(signedAt(timestamp))).toBe(202);
	});
});

test.each([
	['is not set up', {}],
	['is off', {...automationEnvironment, AUTOMATION: 'off'}],
])('where the automation %s, there is no such place', async (_name, environment) => {
	const stage = await openStage({zendesk: true, environment});
	expect(await post(stage.bot.url, {path, body, headers: signedAt(at())})).toBe(404);
	await stage.close();
});

test('what cannot be put on record is not taken: 503, and Zendesk calls again', async () => {
	const webhooks = {secret, take: () => Promise.reject(new Error('the database is gone'))};
	const door = createFrontDoor({webhooks, pages: {}, now: Date.now, onRefusal: () => {}});
	await new Promise<void>((resolve) => {
		door.server.listen(0, '127.0.0.1', () => resolve());
	});
	const {port} = door.server.address() as AddressInfo;
	expect(await post(`http://127.0.0.1:${port}`, {path, body, headers: signedAt(at())})).toBe(503);
	door.shut();
});

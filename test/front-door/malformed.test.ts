import {once} from 'node:events';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {amount} from '../support/amount.ts';
import {ask, openStage, readMessage} from '../support/stage.ts';
import {endless, form, json, post, signed, trickle, untilClosed} from './post.ts';
import {randomParcels} from './random.ts';

let stage: Awaited<ReturnType<typeof openStage>>;
let secret: string;
let asked = 0;

beforeAll(async () => {
	stage = await openStage();
	secret = stage.world.environment.SLACK_SIGNING_SECRET ?? '';
});
afterAll(() => stage.close());

/** Whatever came before: the bot lives, and the next valid command is answered. */
async function expectAnswer(): Promise<void> {
	asked += 1;
	expect(readMessage(await ask(stage, stage.as('agent'), `nobody-${asked}@example.com`))).toContain('No suppression');
}
afterEach(expectAnswer);

const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const payload = (text: string) => `payload=${encodeURIComponent(text)}`;
const command =
	'command=%2Fsuppression&text=help&user_id=U0DANA&team_id=T0BRIGHT&channel_id=C0SUPPORT&trigger_id=1.2.3&response_url=https%3A%2F%2Fhooks.slack.com%2Fx';
const click = '{"type":"block_actions","user":{"id":"U0DANA"},"trigger_id":"1.2.3","actions":[{"type":"button","action_id":"x"}]}';
const challenge = (more: string) => `{"type":"url_verification","challenge":"x","a":${more}}`;

describe('signed, but not what Slack sends', () => {
	test.each([
		['a payload null', 400, form, payload('null')],
		['a payload that is a number', 400, form, payload('5')],
		['a payload that is a text', 400, form, payload('"x"')],
		['a payload that is a list', 400, form, payload('[{}]')],
		['an empty payload', 400, form, 'payload='],
		['a payload that is no JSON', 400, form, payload('{"type":')],
		['a payload nested over 64 levels', 400, form, payload(click.replace('{"type"', `{"a":${nested(64)},"type"`))],
		['a payload of a million brackets', 413, form, payload('['.repeat(1_000_000))],
		['two payloads', 400, form, `${payload(click)}&${payload(click)}`],
		['two payloads, one name written otherwise', 400, form, `${payload(click)}&p%61yload=${encodeURIComponent(click)}`],
		['a field twice', 400, form, `${command}&user_id=U0INES`],
		['no command and no payload', 400, form, 'text=help'],
		['an SSL check that is none', 400, form, 'ssl_check=0'],
		['an empty form', 400, form, ''],
		['JSON null', 400, json, 'null'],
		['a JSON number', 400, json, '5'],
		['a JSON text', 400, json, '"x"'],
		['a JSON list', 400, json, '[{}]'],
		['empty JSON', 400, json, ''],
		['JSON nested over 64 levels', 400, json, challenge(nested(64))],
		['half of a JSON object', 400, json, '{"type":"event_callback"'],
		['bytes that are not UTF-8', 400, form, Buffer.concat([Buffer.from(`${command}&x=`), Buffer.from([0xff])])],
		['bytes of a lone surrogate', 400, json, Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')])],
		['plain text', 415, 'text/plain', command],
		['a multipart form', 415, 'multipart/form-data; boundary=x', command],
		['XML', 415, 'application/xml', '<a/>'],
		['no content type', 415, '', command],
		['an object of no type', 400, form, payload('{}')],
		['a click on nothing', 400, form, payload('{"type":"block_actions"}')],
		['a click without a person', 400, form, payload('{"type":"block_actions","actions":[{"action_id":"remove_suppression"}]}')],
		['a click in a channel that is none', 400, form, payload(click.replace('"trigger_id"', '"channel":"C0SUPPORT","trigger_id"'))],
		['a click of somebody whose id is none', 400, form, payload(click.replace('U0DANA', 'dana@example.com'))],
		['a command of the same', 400, form, command.replace('U0DANA', 'dana%40example.com')],
		['a click on null', 400, form, payload('{"type":"block_actions","actions":[null],"user":null}')],
		['a submission of nothing', 400, form, payload('{"type":"view_submission"}')],
		['a shortcut of nothing', 400, form, payload('{"type":"shortcut"}')],
		['an event of nothing', 400, json, '{"type":"event_callback"}'],
		['a command of nobody', 400, form, 'command=%2Fsuppression&text=help'],
		['the prototype', 400, form, payload('{"__proto__":{"type":"block_actions"},"constructor":1}')],
	])('%s: %i', async (_name, status, type, body) => {
		expect(await post(stage.bot.url, signed(secret, body, type))).toBe(status);
	});

	test('what Slack itself sends besides commands and clicks is answered', async () => {
		expect(await post(stage.bot.url, signed(secret, 'ssl_check=1&token=x'))).toBe(200);
		expect(await post(stage.bot.url, signed(secret, '{"type":"url_verification","challenge":"x"}', json))).toBe(200);
		expect(await post(stage.bot.url, signed(secret, '{"type":"url_verification","challenge":"y"}', `${json}; charset=utf-8`))).toBe(200);
	});

	test('64 levels are not too many', async () => {
		expect(await post(stage.bot.url, signed(secret, challenge(nested(63)), json))).toBe(200);
	});
});

describe('other places and methods', () => {
	test.each([
		['GET', '/'],
		['GET', '//'],
		['GET', '/slack/events'],
		['GET', '/constructor'],
		['GET', '/__proto__'],
		['GET', '/healthz/../metrics'],
		['GET', '/%00'],
		['GET', 'http://redeliver.example.com/nothing'],
		['GET', '//example.com/healthz'],
		['POST', '/'],
		['POST', '//'],
		['POST', '//slack/events'],
		['POST', '/slack/events/'],
		['POST', '/slack//events'],
		['POST', '/slack/events%2F'],
		['POST', '/healthz'],
		['POST', '*'],
		['PUT', '/slack/events'],
		['PATCH', '/slack/events'],
		['DELETE', '/slack/events'],
		['OPTIONS', '/slack/events'],
		['OPTIONS', '*'],
		['TRACE', '/slack/events'],
		['PROPFIND', '/slack/events'],
	])('%s %s is refused', async (method, path) => {
		const status = await post(stage.bot.url, {...signed(secret, command), method, path});
		expect(status).toBeGreaterThanOrEqual(400);
		expect(status).toBeLessThan(500);
	});
});

describe('bodies that are too large', () => {
	const large = 'x'.repeat(5 * 1024 * 1024);

	test.each([
		['announced', {}],
		['in chunks', {'transfer-encoding': 'chunked'}],
	])('5 MB, %s: 413', async (_name, how) => {
		const {headers} = signed(secret, large);
		expect(await post(stage.bot.url, {body: large, headers: {...headers, ...how}})).toBe(413);
	});

	test('256 KiB are read, a byte more is not', async () => {
		const start = 'text=';
		const fitting = start + 'x'.repeat(256 * 1024 - start.length);
		expect(await post(stage.bot.url, signed(secret, fitting))).toBe(400);
		expect(await post(stage.bot.url, signed(secret, `${fitting}x`))).toBe(413);
	});
});

describe('connections that are not HTTP, or never end', () => {
	test.each([
		['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
		['a line of nothing', '\r\n\r\n\r\nx\r\n\r\n'],
		['a method nobody knows', 'BREW /coffee HTTP/1.1\r\nHost: x\r\n\r\n'],
		['another protocol', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n'],
		['no host', 'POST /slack/events HTTP/1.1\r\n\r\n'],
		['two lengths', 'POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx'],
		['a length and chunks', 'POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
		['a chunk of no size', 'POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
		['headers without end', `GET / HTTP/1.1\r\nHost: x\r\n${'X-A: x\r\n'.repeat(20_000)}`],
		['a tunnel', 'CONNECT example.com:80 HTTP/1.1\r\nHost: x\r\n\r\n'],
	])('%s is refused or cut off', async (_name, bytes) => {
		expect(await untilClosed(trickle(stage.bot.url, bytes))).toMatch(/^(?:HTTP\/1\.1 4\d\d |$)/);
	});

	test('slow ones are cut off, and keep nobody waiting', {timeout: 40_000}, async () => {
		const slow = Array.from({length: 200}, (_unused, at) => trickle(stage.bot.url, endless(at)));
		await Promise.all(slow.map((socket) => once(socket, 'connect')));
		const ends = slow.map(untilClosed);
		await expectAnswer();
		for (const answer of await Promise.all(ends)) expect(answer).toMatch(/^(?:HTTP\/1\.1 4\d\d |$)/);
	});
});

describe('random requests without a signature', () => {
	test('all are refused', {timeout: 600_000}, async () => {
		const calls = stage.world.slack.apiCalls().length;
		const all = randomParcels(amount('RANDOM_REQUESTS', 500));
		for (let at = 0; at < all.length; at += 50) {
			const statuses = await Promise.all(all.slice(at, at + 50).map((one) => post(stage.bot.url, one)));
			for (const [index, status] of statuses.entries()) {
				expect(status >= 400 && status < 500, `${status} for ${JSON.stringify(all[at + index])}`).toBe(true);
			}
		}
		expect(stage.world.slack.apiCalls()).toHaveLength(calls);
	});
});

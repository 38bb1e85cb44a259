import type {OutgoingHttpHeaders, ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {createFrontDoor} from '../../src/front-door.ts';
import {ask, channel, openStage, readMessage} from '../support/stage.ts';
import {form, type Parcel, post, seconds, signature, signed} from './post.ts';

const canary = 'canary-5f1c';
const fields = 'user_id=U0DANA&team_id=T0BRIGHT&channel_id=C0SUPPORT&trigger_id=1.2.3';
const body = `command=%2Fsuppression&text=${canary}%40example.com&${fields}&response_url=https%3A%2F%2Fhooks.slack.com%2F${canary}`;

interface Truth {
	readonly secret: string;
	readonly at: string;
	readonly right: string;
}

const stamped = (timestamp: string, {secret}: Truth): OutgoingHttpHeaders => ({
	'x-slack-request-timestamp': timestamp,
	'x-slack-signature': signature(secret, timestamp, body),
});
const marked = (mark: string | readonly string[], {at}: Truth): OutgoingHttpHeaders => ({
	'x-slack-request-timestamp': at,
	'x-slack-signature': typeof mark === 'string' ? mark : [...mark],
});
const shifted = (by: number) => (truth: Truth) => stamped(String(seconds() + by), truth);

/** Headers that nobody at Slack would have made for this body. */
const forgeries: readonly (readonly [string, (truth: Truth) => OutgoingHttpHeaders])[] = [
	['no signature and no timestamp', () => ({})],
	['no timestamp', ({right}) => ({'x-slack-signature': right})],
	['no signature', ({at}) => ({'x-slack-request-timestamp': at})],
	['an empty signature', (truth) => marked('', truth)],
	['an empty timestamp', (truth) => stamped('', truth)],
	['another secret', (truth) => marked(signature('another-secret', truth.at, body), truth)],
	['an empty secret', (truth) => marked(signature('', truth.at, body), truth)],
	['version v1', (truth) => marked(truth.right.replace('v0', 'v1'), truth)],
	['version V0', (truth) => marked(truth.right.replace('v0', 'V0'), truth)],
	['no version', (truth) => marked(truth.right.slice(3), truth)],
	['upper-case digits', (truth) => marked(`v0=${truth.right.slice(3).toUpperCase()}`, truth)],
	['a digit too few', (truth) => marked(truth.right.slice(0, -1), truth)],
	['a digit too many', (truth) => marked(`${truth.right}0`, truth)],
	['no digits at all', (truth) => marked(`v0=${'z'.repeat(64)}`, truth)],
	['two signatures, the right one first', (truth) => marked([truth.right, `v0=${'0'.repeat(64)}`], truth)],
	['two signatures in one header', (truth) => marked(`${truth.right},${truth.right}`, truth)],
	['two timestamps', (truth) => ({'x-slack-request-timestamp': [truth.at, truth.at], 'x-slack-signature': truth.right})],
	[
		'the signature of another moment',
		(truth) => ({...stamped(truth.at, truth), 'x-slack-request-timestamp': String(Number(truth.at) - 1)}),
	],
	['the signature of another body', (truth) => marked(signature(truth.secret, truth.at, `${body}&x=1`), truth)],
	['the signature of no body', (truth) => marked(signature(truth.secret, truth.at, ''), truth)],
	['timestamp NaN', (truth) => stamped('NaN', truth)],
	['timestamp Infinity', (truth) => stamped('Infinity', truth)],
	['timestamp 1.5', (truth) => stamped('1.5', truth)],
	['a fraction of a second', (truth) => stamped(`${truth.at}.5`, truth)],
	['a negative timestamp', (truth) => stamped(`-${truth.at}`, truth)],
	['a timestamp with a plus sign', (truth) => stamped(`+${truth.at}`, truth)],
	['a hexadecimal timestamp', (truth) => stamped(`0x${Number(truth.at).toString(16)}`, truth)],
	['an exponent', (truth) => stamped('1e9', truth)],
	['milliseconds', (truth) => stamped(`${truth.at}000`, truth)],
	['timestamp 0', (truth) => stamped('0', truth)],
	['302 seconds old', shifted(-302)],
	['302 seconds ahead', shifted(302)],
	['a day old', shifted(-86_400)],
	['ten years ahead', shifted(10 * 365 * 86_400)],
];

describe('a request that Slack did not sign', () => {
	let stage: Awaited<ReturnType<typeof openStage>>;
	let secret: string;
	let door: Awaited<ReturnType<typeof openDoor>>;
	beforeAll(async () => {
		stage = await openStage();
		secret = stage.world.environment.SLACK_SIGNING_SECRET ?? '';
		door = await openDoor(secret, Date.now);
	});
	afterAll(async () => {
		await door[Symbol.asyncDispose]();
		await stage.close();
	});

	const traces = () => ({
		calls: stage.world.slack.apiCalls().length + stage.world.mailgun.requests().length,
		answers: stage.world.slack.responseUrlUses().length,
	});

	async function turnedAway(parcel: Parcel): Promise<void> {
		const before = traces();
		expect(await post(stage.bot.url, parcel)).toBe(401);
		expect(await post(door.url, parcel)).toBe(401);
		expect(traces()).toEqual(before);
		expect(stage.log.join('')).not.toContain(canary);
	}

	test.each(forgeries)('%s: 401, and nothing is called or logged', async (_name, forge) => {
		const at = String(seconds());
		await turnedAway({body, headers: {'content-type': form, ...forge({secret, at, right: signature(secret, at, body)})}});
	});

	test.each([
		['the bytes were signed re-encoded', Buffer.concat([Buffer.from(body), Buffer.from([0xff])]), Buffer.from(`${body}\uFFFD`)],
		['the re-encoded bytes came', Buffer.from(`${body}\uFFFD`), Buffer.concat([Buffer.from(body), Buffer.from([0xff])])],
	])('%s: 401', async (_name, sent, signedBytes) => {
		await turnedAway({...signed(secret, signedBytes), body: sent});
	});

	test('a body that came with a byte more, or as an SSL check: 401', async () => {
		await turnedAway({...signed(secret, body), body: `${body}&`});
		await turnedAway({body: `ssl_check=1&${body}`, headers: {'content-type': form}});
	});

	test('the right signature is let in, and the person is answered', async () => {
		const card = await ask(stage, stage.as('agent'), 'ada@example.com');
		expect(readMessage(card)).toContain('No suppression');
		expect(stage.as('agent').messages(channel)).toHaveLength(2);
	});
});

describe('the window of five minutes', () => {
	const now = 1_800_000_000_000;

	test.each([
		[-301, 401],
		[-300, 200],
		[0, 200],
		[300, 200],
		[301, 401],
	])('a signature of %i seconds from now gets %i', async (by, status) => {
		await using door = await openDoor('secret', () => now);
		const at = String(now / 1000 + by);
		const marks = {'x-slack-request-timestamp': at, 'x-slack-signature': signature('secret', at, body)};
		expect(await post(door.url, {body, headers: {'content-type': form, ...marks}})).toBe(status);
	});
});

/** The front door alone: Bolt behind it checks signatures too, and would hide what it lets through. */
async function openDoor(signingSecret: string, now: () => number) {
	const slack = {signingSecret, listener: (_req: unknown, res: ServerResponse) => void res.end()};
	const door = createFrontDoor({slack, pages: {}, now, onRefusal: () => {}});
	await new Promise<void>((resolve) => {
		door.server.listen(0, '127.0.0.1', () => resolve());
	});
	const {port} = door.server.address() as AddressInfo;
	return {url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: async () => door.shut()};
}

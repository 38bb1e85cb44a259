import {afterEach, describe, expect, test, vi} from 'vitest';
import {failureOf, get, openServer, post, type TestServer} from './server.ts';

const noon = new Date('2026-11-21T12:00:00.000Z');

/** A clock that stands still until the test moves it. */
function createStillClock() {
	let now = noon;
	return {
		now: () => now,
		pass: (milliseconds: number) => {
			now = new Date(now.getTime() + milliseconds);
		},
	};
}

function after(milliseconds: number): Date {
	return new Date(noon.getTime() + milliseconds);
}

describe('the gate', () => {
	test.each<[what: string, retryAfter: string | undefined, opensAt: Date | undefined]>([
		['seconds', '30', after(30_000)],
		['no seconds', '0', undefined],
		['a date', 'Sat, 21 Nov 2026 12:02:00 GMT', after(120_000)],
		['a date of the past', 'Sat, 21 Nov 2026 11:00:00 GMT', after(1000)],
		['nothing', undefined, after(1000)],
		['more than anybody can mean', '999999999999', after(1000)],
		['a negative number', '-30', after(1000)],
		['words', 'in a while', after(1000)],
		['emptiness', '', after(1000)],
	])('a 429 with %s', async (_what, retryAfter, opensAt) => {
		const {origin, faults, transport} = await openServer();
		faults.add({service: 'mailgun', fault: 'rate-limited', ...(retryAfter === undefined ? {} : {retryAfter})});
		const {trouble} = await failureOf(transport({clock: () => noon})(post(`${origin}/list`)));
		expect(trouble.retryAt).toEqual(opensAt);
	});

	test.each<[what: string, headers: Readonly<Record<string, string>>, opensAt: Date]>([
		['milliseconds', {'x-request-reset': String(after(9000).getTime())}, after(9000)],
		['seconds', {'x-ratelimit-reset': String(after(9000).getTime() / 1000)}, after(9000)],
		['a reset of next year', {'x-request-reset': String(after(4e10).getTime())}, after(1000)],
		['no number', {'x-request-reset': 'soon'}, after(1000)],
		['Retry-After beside it', {'x-request-reset': String(after(9000).getTime()), 'retry-after': '3'}, after(3000)],
	])('a 429 with the reset of Mailgun in %s', async (_what, headers, opensAt) => {
		const {origin, transport} = await openServer(() => ({status: 429, headers, json: {message: 'Too Many Requests'}}));
		const {trouble} = await failureOf(transport({clock: () => noon})(post(`${origin}/list`)));
		expect(trouble.retryAt).toEqual(opensAt);
	});

	test.each<[string, number, Readonly<Record<string, string>>]>([
		['a 429', 429, {'retry-after': '30'}],
		['a 503 with a date', 503, {'retry-after': '30'}],
		['an answer that was the last of its budget', 200, {'x-request-remaining': '0', 'x-request-reset': String(after(30_000).getTime())}],
	])('after %s nothing is asked before the moment that it named, by our clock', async (_what, status, headers) => {
		const clock = createStillClock();
		const server = await openServer(() => ({status, headers, json: {}}));
		const send = server.transport({clock: clock.now});
		await send(post(`${server.origin}/first`)).catch(() => {});
		const started = performance.now();
		for (const wait of [0, 15_000, 12_999]) {
			clock.pass(wait);
			const failure = await failureOf(send(get(`${server.origin}/second`)));
			expect(failure).toMatchObject({neverSent: true, trouble: {cause: 'rate-limited', retryAt: after(30_000)}});
		}
		// Told at once, not waited for until the deadline.
		expect(performance.now() - started).toBeLessThan(3000);
		expect(server.arrivals).toEqual(['POST /first']);
		clock.pass(2001);
		await send(post(`${server.origin}/third`)).catch(() => {});
		expect(server.arrivals).toEqual(['POST /first', 'POST /third']);
	});

	test('a short wait is waited, not told, and the call does not leave too early', async () => {
		let reset = 0;
		const arrived: number[] = [];
		const {origin, transport} = await openServer(() => {
			arrived.push(Date.now());
			reset = Date.now() + 120;
			return {status: 200, headers: {'x-request-remaining': '0', 'x-request-reset': String(reset)}, json: {}};
		});
		const send = transport();
		await send(get(`${origin}/list`));
		const opens = reset;
		await send(get(`${origin}/list`));
		expect(arrived[1]).toBeGreaterThanOrEqual(opens);
	});

	test('what waits when its deadline comes never left', async () => {
		const {origin, faults, transport, arrivals} = await openServer();
		faults.add({service: 'mailgun', fault: 'rate-limited', times: 1});
		const send = transport({clock: () => noon, deadline: 100});
		await failureOf(send(post(`${origin}/first`)));
		const failure = await failureOf(send(post(`${origin}/second`)));
		expect(failure).toMatchObject({neverSent: true, trouble: {cause: 'rate-limited'}});
		expect(arrivals).toEqual(['POST /first']);
	});

	test('a wait is looked at again when it is over: the clock did not move, so the gate is closed', async () => {
		const {origin, transport, arrivals} = await openServer(() => {
			return {status: 200, headers: {'x-request-remaining': '0', 'x-request-reset': String(after(20).getTime())}, json: {}};
		});
		const send = transport({clock: () => noon, deadline: 150});
		await send(get(`${origin}/first`));
		await failureOf(send(get(`${origin}/second`)));
		expect(arrivals).toEqual(['GET /first']);
	});
});

describe('the breaker', () => {
	afterEach(() => {
		vi.useRealTimers();
	});

	async function openBroken(): Promise<TestServer & {readonly send: ReturnType<TestServer['transport']>}> {
		vi.useFakeTimers({toFake: ['Date'], now: noon});
		const server = await openServer();
		const send = server.transport();
		server.faults.add({service: 'mailgun', fault: 'server-error'});
		for (let count = 0; count < 5; count += 1) await failureOf(send(post(`${server.origin}/broken`)));
		return {...server, send};
	}

	test('opens after five failures in a row: the sixth call stays here', async () => {
		const {origin, send, arrivals} = await openBroken();
		expect(await failureOf(send(post(`${origin}/sixth`)))).toMatchObject({neverSent: true, trouble: {cause: 'paused'}});
		expect(await failureOf(send(get(`${origin}/seventh`)))).toMatchObject({trouble: {cause: 'paused'}});
		expect(arrivals).toHaveLength(5);
	});

	test('counts the repetitions of questions too', async () => {
		const {origin, faults, transport, arrivals} = await openServer();
		faults.add({service: 'mailgun', fault: 'server-error'});
		const send = transport();
		for (let count = 0; count < 4; count += 1) await failureOf(send(get(`${origin}/list`)));
		expect(arrivals).toHaveLength(5);
	});

	test('lets one probe through a second later; it fails, and the others stay here', async () => {
		const {origin, send, arrivals} = await openBroken();
		vi.setSystemTime(after(1000));
		const failures = await Promise.all(Array.from({length: 10}, () => failureOf(send(post(`${origin}/probe`)))));
		expect(failures.map((failure) => failure.trouble.cause).sort()).toEqual([...Array(9).fill('paused'), 'server-error']);
		expect(arrivals).toHaveLength(6);
	});

	test('lets one probe through a second later; it succeeds, and the others follow', async () => {
		const {origin, faults, send, arrivals} = await openBroken();
		faults.clear();
		faults.add({service: 'mailgun', fault: 'slow', delayMs: 50, times: 1});
		vi.setSystemTime(after(1000));
		const others = Array.from({length: 10}, () => send(post(`${origin}/probe`)));
		expect(await Promise.race(others)).toMatchObject({status: 200});
		expect(arrivals).toHaveLength(6);
		await Promise.all(others);
		expect(arrivals).toHaveLength(15);
	});

	test('one success between failures begins the count again', async () => {
		const {origin, faults, transport, arrivals} = await openServer();
		const send = transport();
		for (const path of ['1', '2', '3', '4', 'fine', '6', '7', '8', '9', 'fine']) {
			faults.clear();
			if (path !== 'fine') faults.add({service: 'mailgun', fault: 'server-error'});
			await send(post(`${origin}/${path}`)).catch(() => {});
		}
		expect(arrivals).toHaveLength(10);
	});

	test('a refusal for the rate is no failure of the service', async () => {
		const {origin, faults, transport, arrivals} = await openServer();
		faults.add({service: 'mailgun', fault: 'rate-limited', retryAfter: '0'});
		const send = transport();
		for (let count = 0; count < 7; count += 1) {
			expect((await failureOf(send(post(`${origin}/list`)))).trouble.cause).toBe('rate-limited');
		}
		expect(arrivals).toHaveLength(7);
	});
});

test.each([
	['a rate limit', {fault: 'rate-limited', retryAfter: '60'}, 1],
	['a breaker', {fault: 'server-error'}, 5],
] as const)('%s closes its own lane only', async (_what, fault, calls) => {
	const {origin, faults, transport, arrivals} = await openServer();
	faults.add({service: 'mailgun', path: /^\/one/, ...fault});
	const send = transport({laneOf: ({url}) => new URL(url).pathname});
	for (let count = 0; count < calls + 1; count += 1) await failureOf(send(post(`${origin}/one`)));
	expect(await send(post(`${origin}/other`))).toMatchObject({status: 200});
	expect(arrivals).toHaveLength(calls + 1);
});

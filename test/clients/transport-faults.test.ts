import {createServer} from 'node:net';
import {describe, expect, onTestFinished, test} from 'vitest';
import type {FaultRule} from '../../src/sandbox/faults.ts';
import {failureOf, get, openServer, post} from './server.ts';

type Fault = Omit<FaultRule, 'service'>;

/** Fault; cause that people are told; status; how often a question arrives. A write arrives once whatever happens. */
const failures: readonly [name: string, fault: Fault, cause: string, status: number | undefined, questions: number][] = [
	['429 with seconds', {fault: 'rate-limited', retryAfter: '30'}, 'rate-limited', 429, 1],
	['429 with a date', {fault: 'rate-limited', retryAfter: new Date(Date.now() + 60_000).toUTCString()}, 'rate-limited', 429, 1],
	['500', {fault: 'server-error'}, 'server-error', 500, 2],
	['502 with HTML', {fault: 'bad-gateway'}, 'server-error', 502, 2],
	['503', {fault: 'unavailable'}, 'server-error', 503, 2],
	['504', {fault: 'gateway-timeout'}, 'server-error', 504, 2],
	['cut before an answer', {fault: 'down'}, 'not-reached', undefined, 2],
	['cut in the body', {fault: 'reset-in-body'}, 'not-reached', undefined, 2],
	['a redirect', {fault: 'redirect'}, 'unreadable', 301, 1],
	['a body of 10 MB', {fault: 'huge'}, 'unreadable', undefined, 1],
];

describe.each(failures)('%s', (_name, fault, cause, status, questions) => {
	test(`is told as ${cause}, and asked ${questions} times at most`, async () => {
		const {origin, faults, transport, arrivals} = await openServer();
		faults.add({service: 'mailgun', ...fault});
		const {trouble} = await failureOf(transport()(get(`${origin}/list`)));
		expect(trouble).toMatchObject({service: 'Mailgun', cause});
		expect(trouble.status).toBe(status);
		expect(arrivals).toHaveLength(questions);
	});

	test('a write is sent once', async () => {
		const {origin, faults, transport, arrivals} = await openServer();
		faults.add({service: 'mailgun', ...fault});
		const failure = await failureOf(transport()(post(`${origin}/list`)));
		expect(failure.trouble.cause).toBe(cause);
		expect(failure.neverSent).toBe(cause === 'rate-limited');
		expect(arrivals).toEqual(['POST /list']);
	});
});

test.each<[Fault['fault'], 'GET' | 'DELETE']>([
	['hang', 'GET'],
	['hang', 'DELETE'],
	['hang-in-body', 'GET'],
	['hang-in-body', 'DELETE'],
	['slow', 'GET'],
	['slow', 'DELETE'],
])('%s: a %s ends at its deadline, and is not repeated', async (fault, method) => {
	const {origin, faults, transport, arrivals} = await openServer();
	faults.add({service: 'mailgun', fault, delayMs: 60_000});
	const started = performance.now();
	const failure = await failureOf(transport({deadline: 150})(get(`${origin}/list`, {method})));
	expect(performance.now() - started).toBeLessThan(1500);
	expect(failure.trouble).toMatchObject({cause: 'timeout'});
	expect(failure.neverSent).toBe(false);
	expect(arrivals).toHaveLength(1);
});

test.each<[Fault['fault'], string]>([
	['truncated', '{"fine'],
	['wrong-type', '["unexpected",42]'],
	['html', '<html><body><h1>Something went wrong</h1></body></html>'],
])('%s with status 200 is an answer: what it says is judged by the client that asked', async (fault, text) => {
	const {origin, faults, transport} = await openServer();
	faults.add({service: 'mailgun', fault});
	expect(await transport()(get(`${origin}/list`))).toMatchObject({status: 200, text});
});

test('a question that fails once is answered by its repetition', async () => {
	const {origin, faults, transport, arrivals} = await openServer();
	faults.add({service: 'mailgun', fault: 'down', times: 1});
	expect(await transport()(get(`${origin}/list`))).toMatchObject({status: 200});
	expect(arrivals).toHaveLength(2);
});

test('a small body that unpacks to a gigabyte is given up before it fills the memory', async () => {
	const {origin, faults, transport} = await openServer();
	faults.add({service: 'mailgun', fault: 'gzip-bomb'});
	const send = transport();
	// The first one also builds the bomb.
	await failureOf(send(get(`${origin}/first`)));
	const used = () => process.memoryUsage().heapUsed + process.memoryUsage().external;
	const before = used();
	let most = before;
	const watch = setInterval(() => {
		most = Math.max(most, used());
	}, 1);
	const {trouble} = await failureOf(send(get(`${origin}/second`))).finally(() => clearInterval(watch));
	expect(trouble.cause).toBe('unreadable');
	expect(Math.max(most, used()) - before).toBeLessThan(64 * 1024 * 1024);
});

test('a redirect to another host is not followed', async () => {
	const [here, elsewhere] = [await openServer(), await openServer()];
	here.faults.add({service: 'mailgun', fault: 'redirect', redirectTo: `${elsewhere.origin}/list`});
	await failureOf(here.transport({origins: [here.origin, elsewhere.origin]})(get(`${here.origin}/list`)));
	expect(elsewhere.connections()).toBe(0);
});

describe('what certainly never left', () => {
	test.each(['GET', 'POST'])('a %s to a port where nobody listens is tried twice', async (method) => {
		const origin = await closedOrigin();
		const {transport} = await openServer();
		const calls: (string | number)[] = [];
		const send = transport({origins: [origin], onCall: ({status}) => calls.push(status)});
		const failure = await failureOf(send(get(`${origin}/list`, {method})));
		expect(failure.trouble.cause).toBe('not-reached');
		expect(failure.neverSent).toBe(true);
		expect(calls).toEqual(['not-reached', 'not-reached']);
	});

	test('a host that no name server knows', async () => {
		const {transport} = await openServer();
		const failure = await failureOf(transport({origins: ['http://no-such-host.invalid']})(post('http://no-such-host.invalid/list')));
		expect(failure.trouble.cause).toBe('not-reached');
		expect(failure.neverSent).toBe(true);
	});
});

test('a server without TLS is not spoken to in clear', async () => {
	const {origin, transport, arrivals} = await openServer();
	const secure = origin.replace('http:', 'https:');
	expect((await failureOf(transport({origins: [secure]})(get(`${secure}/list`)))).trouble.cause).toBe('not-reached');
	expect(arrivals).toEqual([]);
});

test('a server that speaks no HTTP is unreadable', async () => {
	const {transport} = await openServer();
	const origin = await openSocket('SSH-2.0-example\r\n\r\n');
	expect((await failureOf(transport({origins: [origin]})(get(`${origin}/list`)))).trouble.cause).toBe('unreadable');
});

test('a body that is not packed as its header says is unreadable', async () => {
	const {origin, transport, arrivals} = await openServer(() => ({status: 200, text: 'plain', headers: {'content-encoding': 'gzip'}}));
	expect((await failureOf(transport()(get(`${origin}/list`)))).trouble.cause).toBe('unreadable');
	expect(arrivals).toHaveLength(1);
});

async function closedOrigin(): Promise<string> {
	const probe = createServer();
	const origin = await listen(probe);
	await new Promise((resolve) => probe.close(resolve));
	return origin;
}

async function openSocket(greeting: string): Promise<string> {
	const server = createServer((socket) => {
		socket.on('error', () => {});
		socket.once('data', () => socket.end(greeting));
	});
	onTestFinished(() => {
		server.close();
	});
	return listen(server);
}

function listen(server: ReturnType<typeof createServer>): Promise<string> {
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
		});
	});
}

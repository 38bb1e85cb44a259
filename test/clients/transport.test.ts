import {expect, test} from 'vitest';
import {asFetch} from '../../src/clients/fetch.ts';
import {failureOf, get, openServer, post} from './server.ts';

const official = 'https://api.mailgun.net';

test.each([
	['another host', (port: string) => `http://127.0.0.1:${port}/v3`],
	['a short form of its number', (port: string) => `http://127.1:${port}/v3`],
	['its number in one', (port: string) => `http://2130706433:${port}/v3`],
	['its number in hexadecimal', (port: string) => `http://0x7f.0.0.1:${port}/v3`],
	['its number in IPv6', (port: string) => `http://[::ffff:127.0.0.1]:${port}/v3`],
	['its name', (port: string) => `http://localhost:${port}/v3`],
	['the right host as a user name', (port: string) => `http://api.mailgun.net@127.0.0.1:${port}/v3`],
	['the right host and port as credentials', (port: string) => `https://api.mailgun.net:443@127.0.0.1:${port}/v3`],
	['the right host before a fragment', (port: string) => `http://127.0.0.1:${port}#api.mailgun.net`],
	['no scheme', (port: string) => `//127.0.0.1:${port}/v3`],
	['another port', () => `${official}:8443/v3`],
	['another scheme', () => 'http://api.mailgun.net/v3'],
	['a longer name', () => `${official}.example.com/v3`],
	['a subdomain', () => 'https://storage.api.mailgun.net/v3'],
	['a trailing dot', () => `${official}./v3`],
	['a user name', () => 'https://ada@api.mailgun.net/v3'],
	['a password', () => 'https://:secret@api.mailgun.net/v3'],
	['a file', () => 'file:///etc/hostname'],
	['data', () => 'data:application/json,{}'],
	['a metadata service', () => 'http://169.254.169.254/latest'],
	['emptiness', () => ''],
	['words', () => 'the usual place'],
])('no call leaves for %s', async (_what, urlFor) => {
	const {origin, transport, connections} = await openServer();
	const calls: unknown[] = [];
	const send = transport({origins: [official], onCall: (call) => calls.push(call)});
	await expect(send(get(urlFor(new URL(origin).port)))).rejects.toThrow(/^Mailgun: calls to .* are not allowed$/);
	expect(calls).toEqual([]);
	expect(connections()).toBe(0);
});

test('credentials in the URL of an allowed host do not leave either', async () => {
	const {origin, transport, connections} = await openServer();
	await expect(transport()(get(origin.replace('//', '//ada:secret@')))).rejects.toThrow('not allowed');
	expect(connections()).toBe(0);
});

test.each<[string, unknown]>([
	['without a reason', undefined],
	['with an error of its own', new Error('Somebody pressed Cancel')],
])('a caller ends its call %s', async (_what, reason) => {
	const controller = new AbortController();
	const {origin, transport, arrivals} = await openServer(() => {
		controller.abort(reason);
		return new Promise(() => {});
	});
	const failure = await failureOf(transport()(get(`${origin}/list`, {signal: controller.signal})));
	expect(failure.trouble.cause).toBe('timeout');
	expect(arrivals).toHaveLength(1);
});

test('a call that was ended before it began never leaves', async () => {
	const {origin, transport, connections} = await openServer();
	const failure = await failureOf(transport()(post(`${origin}/list`, {signal: AbortSignal.abort()})));
	expect(failure).toMatchObject({neverSent: true, trouble: {cause: 'timeout'}});
	expect(connections()).toBe(0);
});

// A body may be read to its end a moment before its socket is free again: then a second one is opened, and both are kept.
test('calls after each other share their connections', async () => {
	const {origin, transport, arrivals, connections} = await openServer();
	const send = transport();
	for (let count = 0; count < 10; count += 1) await send(get(`${origin}/${count}`));
	expect(arrivals).toHaveLength(10);
	expect(connections()).toBeLessThanOrEqual(2);
});

test('each attempt is counted with its result', async () => {
	const {origin, faults, transport} = await openServer();
	faults.add({service: 'mailgun', fault: 'server-error', times: 1});
	faults.add({service: 'mailgun', fault: 'redirect', times: 1});
	const calls: string[] = [];
	const send = transport({onCall: ({service, method, status}) => calls.push(`${service} ${method} ${status}`)});
	await failureOf(send(get(`${origin}/list`)));
	await send(get(`${origin}/list`));
	expect(calls).toEqual(['Mailgun GET 500', 'Mailgun GET 301', 'Mailgun GET 200']);
});

test('refusals of the service are answers', async () => {
	const {origin, transport} = await openServer(() => ({status: 403, json: {message: 'Forbidden'}}));
	expect(await transport()(post(`${origin}/list`))).toMatchObject({status: 403, text: '{"message":"Forbidden"}'});
});

test('an SDK gets what fetch would give it, with an empty body too', async () => {
	const {origin, transport} = await openServer(({method, body}) => {
		return method === 'DELETE' ? {status: 204, text: ''} : {status: 200, json: {got: body.toString()}};
	});
	const fetch = asFetch(transport());
	const posted = await fetch(`${origin}/list`, {method: 'POST', body: new URLSearchParams({to: 'ada+1@example.com'})});
	expect(await posted.json()).toEqual({got: 'to=ada%2B1%40example.com'});
	const removed = await fetch(new URL(`${origin}/list`), {method: 'DELETE'});
	expect([removed.status, await removed.text()]).toEqual([204, '']);
});

test('an SDK cannot hand over what this transport would send differently', async () => {
	const {origin, transport, connections} = await openServer();
	const fetch = asFetch(transport());
	await expect(fetch(new Request(`${origin}/list`, {method: 'POST', body: 'x'}))).rejects.toThrow(TypeError);
	await expect(fetch(`${origin}/list`, {method: 'POST', body: new Blob(['x'])})).rejects.toThrow(TypeError);
	expect(connections()).toBe(0);
});

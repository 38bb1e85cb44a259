import {expect, test} from 'vitest';
import {as, basic, domain, json, keys, multipart, openAccount, query} from './account.ts';

const bounces = `/v3/${domain}/bounces`;

test('a wrong key is refused as plain text', async () => {
	const {ask} = await openAccount();
	const response = await ask(bounces, {headers: basic('api', 'key-wrong')});
	expect(response.status).toBe(401);
	expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
	expect(response.headers.get('www-authenticate')).toBe('Basic realm="MG API"');
	expect(await response.text()).toBe('Forbidden');
});

test.each([
	['another user than api', basic('key', keys.developer)],
	['an empty key', basic('api', '')],
	['no Basic credentials', {authorization: `Bearer ${keys.developer}`}],
	['broken Base64', {authorization: 'Basic %%%'}],
])('%s is refused', async (_, headers) => {
	const {ask} = await openAccount();
	expect((await ask(bounces, {headers})).status).toBe(401);
});

test('a request without credentials is refused', async () => {
	const {mailgun} = await openAccount();
	expect((await fetch(`${mailgun.origin}${bounces}`)).status).toBe(401);
	expect((await fetch(`${mailgun.storageOrigin}/v3/domains/${domain}/messages/KEY`)).status).toBe(401);
});

test.each([`/v4/domains/${domain}`, `/v3/domains/${domain}/sending_queues`])('a wrong key is refused as JSON at %s', async (path) => {
	const {ask} = await openAccount();
	const response = await ask(path, {headers: basic('api', 'key-wrong')});
	expect(response.status).toBe(401);
	expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
	expect(await response.json()).toEqual({message: 'Invalid private key'});
});

const deeds = {
	'reads a bounce': [bounces, {}],
	'removes a bounce': [`${bounces}/ada%40example.org`, {method: 'DELETE'}],
	'adds a bounce': [bounces, {method: 'POST', body: new URLSearchParams({address: 'ada@example.org'})}],
	'reads the allowlist': [`/v3/${domain}/whitelists`, {}],
	'adds to the allowlist': [`/v3/${domain}/whitelists`, {method: 'POST', body: multipart({domain: 'example.org'})}],
	'reads the domain': [`/v4/domains/${domain}`, {}],
	'reads the queues': [`/v3/domains/${domain}/sending_queues`, {}],
	'reads the log': ['/v1/analytics/logs', {method: 'POST', headers: json, body: JSON.stringify(query())}],
} satisfies Record<string, [string, RequestInit]>;

const all = Object.keys(deeds);
test.each([
	['admin', all],
	['developer', all],
	['support', all],
	['analyst', ['reads the allowlist', 'reads the domain', 'reads the queues', 'reads the log']],
] as const)('the role %s may do what the table of roles says', async (role, permitted) => {
	const {ask, mailgun} = await openAccount();
	const done: string[] = [];
	for (const [deed, [path, init]] of Object.entries(deeds)) {
		mailgun.addBounce(domain, {address: 'ada@example.org'});
		const response = await ask(path, {...init, headers: {...('headers' in init ? init.headers : {}), ...as(role)}});
		if (response.status === 200) done.push(deed);
		else expect([response.status, await response.json()]).toEqual([403, {message: 'Forbidden'}]);
	}
	expect(done).toEqual(permitted);
});

test('an unknown domain is not found', async () => {
	const {ask} = await openAccount();
	const paths = ['/v4/domains/other.example.com', '/v3/other.example.com/bounces', '/v3/domains/other.example.com/sending_queues'];
	for (const path of paths) {
		const response = await ask(path);
		expect([response.status, await response.json()]).toEqual([404, {message: 'Domain not found'}]);
	}
});

test.each(['/v3/nope/nope/nope', '/v3/nope', '/v2/x', `${bounces}/a@example.org/more`, '/v1/analytics/metrics'])(
	'an unknown URL answers an HTML page: %s',
	async (path) => {
		const {ask} = await openAccount();
		const response = await ask(path);
		expect(response.status).toBe(404);
		expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
		expect(await response.text()).toContain('<h1>Not Found</h1>');
	},
);

test('the storage host knows stored messages only', async () => {
	const {ask, mailgun} = await openAccount();
	expect((await ask(`${mailgun.storageOrigin}${bounces}`)).status).toBe(404);
	expect((await ask(`${mailgun.storageOrigin}/v4/domains/${domain}`)).status).toBe(404);
});

test('the root of the API greets', async () => {
	const {ask} = await openAccount();
	expect(await (await ask('/')).text()).toBe('Mailgun Magnificent API');
});

test('a method that a URL does not take is refused', async () => {
	const {ask} = await openAccount();
	expect((await ask('/v1/analytics/logs')).status).toBe(405);
	expect((await ask(bounces, {method: 'PUT'})).status).toBe(405);
});

test('a broken escape in the path is refused', async () => {
	const {ask} = await openAccount();
	expect((await ask(`${bounces}/%E0%A4%A`)).status).toBe(400);
});

test('the domain page tells state and message retention', async () => {
	const {ask} = await openAccount({messageTtlSeconds: 86_400});
	const response = await ask(`/v4/domains/${domain}?h:extended&h:with_dns=false`);
	expect(response.status).toBe(200);
	expect(await response.json()).toMatchObject({
		domain: {name: domain, state: 'active', is_disabled: false, type: 'custom', message_ttl: 86_400},
		receiving_dns_records: [{record_type: 'MX', is_active: true, valid: 'valid'}],
		sending_dns_records: [{record_type: 'TXT'}, {record_type: 'CNAME'}],
	});
});

test('the queues of a domain are open', async () => {
	const {ask} = await openAccount();
	const response = await ask(`/v3/domains/${domain}/sending_queues`);
	expect(await response.json()).toEqual({regular: {is_disabled: false}, scheduled: {is_disabled: false}});
});

test('every request is on record with its raw path, its key and its answer', async () => {
	const {ask, mailgun} = await openAccount();
	await ask(`${bounces}/ada%2Bnews%40example.org?x=1`, {method: 'DELETE'});
	await ask(bounces, {headers: basic('api', 'key-wrong')});
	await ask(bounces, {method: 'POST', headers: json, body: '[]'});
	expect(mailgun.requests()).toMatchObject([
		{method: 'DELETE', path: `${bounces}/ada%2Bnews%40example.org`, query: 'x=1', status: 404, key: keys.developer},
		{method: 'GET', path: bounces, status: 401, key: 'key-wrong'},
		{method: 'POST', path: bounces, body: '[]', contentType: 'application/json', status: 200},
	]);
});

import {describe, expect, test} from 'vitest';
import {apiToken, bearerOf, grant, openDesk} from './desk.ts';

const mine = '/api/v2/users/me.json';

describe('access tokens', () => {
	test('are given for client credentials, live for a while, and can be revoked', async () => {
		const desk = await openDesk({tokenLifeSeconds: 1800});
		const {status, body} = await desk.ask('POST', '/oauth/tokens', grant(), {});
		expect([status, body]).toMatchObject([200, {token_type: 'bearer', scope: 'read write', expires_in: 1800}]);
		const bearer = await bearerOf(desk);
		expect((await desk.ask('GET', mine, undefined, bearer)).body).toMatchObject({
			user: {email: 'bot@brightwater.example.com', role: 'agent'},
		});
		desk.pass(1_800_000);
		const late = await desk.ask('GET', mine, undefined, bearer);
		expect([late.status, late.body]).toMatchObject([401, {error: 'invalid_token'}]);
		const next = await bearerOf(desk);
		desk.zendesk.revokeTokens();
		expect((await desk.ask('GET', mine, undefined, next)).status).toBe(401);
	});

	test('without an end name none', async () => {
		const desk = await openDesk({tokenLifeSeconds: Number.POSITIVE_INFINITY});
		expect((await desk.ask('POST', '/oauth/tokens', grant(), {})).body).not.toHaveProperty('expires_in');
	});

	test.for([
		[{client_secret: 'wrong'}, 401, 'invalid_client'],
		[{client_id: 'nobody'}, 401, 'invalid_client'],
		[{grant_type: 'password'}, 400, 'unsupported_grant_type'],
		[{scope: 'read everything'}, 400, 'invalid_scope'],
		[{scope: ''}, 400, 'invalid_scope'],
	] as const)('are refused for %j', async ([change, status, error]) => {
		const {ask} = await openDesk();
		expect(await ask('POST', '/oauth/tokens', grant(change), {})).toMatchObject({status, body: {error}});
	});

	test('of the scope read do not write', async () => {
		const desk = await openDesk();
		const {id} = desk.zendesk.addTicket({requester: 'ada@example.com'});
		const bearer = await bearerOf(desk, {scope: 'read'});
		const path = `/api/v2/tickets/${id}.json`;
		expect((await desk.ask('GET', path, undefined, bearer)).status).toBe(200);
		expect(await desk.put(path, {status: 'open'}, bearer)).toMatchObject({status: 403, body: {error: 'Forbidden'}});
		expect(desk.zendesk.tickets()).toMatchObject([{status: 'new'}]);
	});

	test('of a customer read no tickets', async () => {
		const desk = await openDesk();
		const {id} = desk.zendesk.addTicket({requester: 'ada@example.com'});
		const bearer = await bearerOf(desk, {client_id: 'customer'});
		expect((await desk.ask('GET', mine, undefined, bearer)).body).toMatchObject({user: {role: 'end-user'}});
		expect((await desk.ask('GET', `/api/v2/tickets/${id}.json`, undefined, bearer)).status).toBe(403);
	});
});

test.for([
	['nobody', {}],
	['a password', {authorization: `Basic ${Buffer.from('bot@brightwater.example.com:password').toString('base64')}`}],
	['a wrong token', {authorization: `Basic ${Buffer.from(`${apiToken.email}/token:wrong`).toString('base64')}`}],
] as const)('%s is turned away', async ([_who, headers]) => {
	const {ask} = await openDesk();
	expect(await ask('GET', mine, undefined, headers)).toMatchObject({status: 401, body: {error: "Couldn't authenticate you"}});
});

test('an API token is the old way in', async () => {
	const {ask} = await openDesk();
	expect((await ask('GET', mine)).body).toMatchObject({user: {email: apiToken.email}});
});

test('no such record, no such URL, no such method are three things', async () => {
	const {ask} = await openDesk();
	expect(await ask('GET', '/api/v2/tickets/9.json')).toMatchObject({status: 404, body: {error: 'RecordNotFound'}});
	expect(await ask('GET', '/api/v2/tikets/9.json')).toMatchObject({status: 404, body: {error: 'InvalidEndpoint'}});
	expect(await ask('GET', '/tickets/9')).toMatchObject({status: 404, body: expect.stringContaining('<h1>')});
	expect((await ask('DELETE', '/api/v2/search.json')).status).toBe(405);
});

test('past the limit of a minute everybody waits as long as Retry-After says', async () => {
	const {ask, pass} = await openDesk({requestLimit: 2});
	pass(18_000);
	expect((await ask('GET', mine)).headers.get('x-rate-limit-remaining')).toBe('1');
	await ask('GET', mine);
	const {status, headers, body} = await ask('GET', mine);
	expect([status, headers.get('retry-after'), body]).toMatchObject([429, '42', {error: 'APIRateLimitExceeded'}]);
	pass(42_000);
	expect((await ask('GET', mine)).status).toBe(200);
});

test('updates have limits of their own: of the account, and of one ticket', async () => {
	const {zendesk, put, ask, pass} = await openDesk({updateLimit: 31});
	const one = `/api/v2/tickets/${zendesk.addTicket({requester: 'ada@example.com'}).id}.json`;
	const other = `/api/v2/tickets/${zendesk.addTicket({requester: 'ada@example.com'}).id}.json`;
	for (let count = 0; count < 30; count++) expect((await put(one, {status: 'open'})).status).toBe(200);
	expect((await put(one, {status: 'pending'})).status).toBe(429);
	expect((await put(other, {status: 'pending'})).status).toBe(429);
	expect((await ask('GET', one)).body).toMatchObject({ticket: {status: 'open'}});
	pass(60_000);
	expect((await put(other, {status: 'pending'})).status).toBe(200);
	expect((await put(one, {status: 'pending'})).status).toBe(429);
	pass(600_000);
	expect((await put(one, {status: 'pending'})).status).toBe(200);
});

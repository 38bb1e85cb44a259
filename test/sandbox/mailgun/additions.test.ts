import {expect, test} from 'vitest';
import {type Account, domain, json, multipart, openAccount} from './account.ts';

const stamp = 'Sat, 21 Nov 2026 12:00:00 UTC';

async function post(account: Account, list: string, body: RequestInit['body'], headers = {}): Promise<readonly [number, unknown]> {
	const response = await account.ask(`/v3/${domain}/${list}`, {method: 'POST', body: body ?? null, headers});
	return [response.status, await response.json()];
}

const postJson = (account: Account, list: string, items: unknown) => post(account, list, JSON.stringify(items), json);

test.each([
	['bounces', {address: 'ada@example.org', message: 'Address has been added to the bounces table'}],
	['unsubscribes', {address: 'ada@example.org', message: 'Address has been added to the unsubscribes table'}],
	['complaints', {address: 'ada@example.org', message: 'Address has been added to the complaints table'}],
	['whitelists', {type: 'address', value: 'ada@example.org', message: 'Address/Domain has been added to the allowlists table'}],
])('a form adds one address to %s', async (list, answer) => {
	const account = await openAccount();
	expect(await post(account, list, multipart({address: 'ada@example.org'}))).toEqual([200, answer]);
	expect(await post(account, list, new URLSearchParams({address: 'ada@example.org'}))).toEqual([200, answer]);
	expect((await account.ask(`/v3/${domain}/${list}/ada%40example.org`)).status).toBe(200);
});

test('a bounce without details is a 550 of now', async () => {
	const account = await openAccount();
	await post(account, 'bounces', multipart({address: 'ada@example.org'}));
	expect(account.mailgun.entries(domain, 'bounces')).toEqual([{address: 'ada@example.org', code: '550', error: '', created_at: stamp}]);
});

test('an allowlist entry can be a whole domain', async () => {
	const account = await openAccount();
	await post(account, 'whitelists', multipart({domain: 'example.org', reason: 'customer asked'}));
	expect(account.mailgun.entries(domain, 'whitelists')).toEqual([
		{type: 'domain', value: 'example.org', reason: 'customer asked', createdAt: stamp},
	]);
});

test('a JSON array adds many, and an entry that was removed comes back as it was', async () => {
	const account = await openAccount();
	const entry = {address: 'ada@example.org', code: '', error: 'Mailbox full', created_at: 'Thu, 19 Nov 2026 14:55:01 UTC'};
	const answer = await postJson(account, 'bounces', [entry, {address: 'bob@example.org', code: '550', error: 'Bounced', createdat: stamp}]);
	expect(answer).toEqual([200, {message: '2 addresses have been added to the bounces table'}]);
	expect(account.mailgun.entries(domain, 'bounces')[0]).toEqual(entry);
});

test('complaints have words of their own for many', async () => {
	const account = await openAccount();
	const items = ['ada', 'bob', 'cleo', 'dan'].map((name) => ({address: `${name}@example.org`}));
	expect(await postJson(account, 'complaints', items)).toEqual([
		200,
		{message: '4 complaint addresses have been added to the complaints table'},
	]);
});

test('an unsubscribe keeps its tags, and none means all mail', async () => {
	const account = await openAccount();
	await postJson(account, 'unsubscribes', [
		{address: 'ada@example.org', tags: ['newsletter', 'digest']},
		{address: 'bob@example.org', tags: []},
	]);
	await post(account, 'unsubscribes', multipart({address: 'cleo@example.org', tag: 'digest'}));
	expect(account.mailgun.entries(domain, 'unsubscribes')).toMatchObject([
		{tags: ['newsletter', 'digest']},
		{tags: ['*']},
		{tags: ['digest']},
	]);
});

test("the zero time of the specification's example means now", async () => {
	const account = await openAccount();
	await postJson(account, 'complaints', [{address: 'ada@example.org', createdat: 'Mon, 01 Jan 0001 00:00:00 UTC'}]);
	expect(account.mailgun.entries(domain, 'complaints')).toEqual([{address: 'ada@example.org', created_at: stamp}]);
});

test('a second addition of an address takes the place of the first', async () => {
	const account = await openAccount();
	await postJson(account, 'bounces', [{address: 'ada@example.org', code: '550', error: 'No such mailbox'}]);
	await postJson(account, 'bounces', [{address: 'Ada@example.org', code: '552', error: 'Mailbox full'}]);
	expect(account.mailgun.entries(domain, 'bounces')).toMatchObject([{address: 'ada@example.org', code: '552'}]);
});

test('a thousand records are a batch, one more is refused', async () => {
	const account = await openAccount();
	const items = Array.from({length: 1001}, (_, index) => ({address: `user${index}@example.org`}));
	expect(await postJson(account, 'bounces', items)).toEqual([400, {message: 'Batch size should be less than 1000'}]);
	expect(account.mailgun.entries(domain, 'bounces')).toEqual([]);
	expect(await postJson(account, 'bounces', items.slice(1))).toEqual([
		200,
		{message: '1000 addresses have been added to the bounces table'},
	]);
});

test.each([
	['an address that is none', [{address: 'not-an-address'}]],
	['two addresses in one', [{address: 'ada@example.org,bob@example.org'}]],
	['no address', [{code: '550'}]],
	['a code that is a number', [{address: 'ada@example.org', code: 550}]],
	['an ISO date', [{address: 'ada@example.org', created_at: '2026-11-19T14:55:01Z'}]],
	['an object instead of an array', {address: 'ada@example.org'}],
	['an array of texts', ['ada@example.org']],
])('%s is refused, and then nothing is added', async (_, items) => {
	const account = await openAccount();
	const more = Array.isArray(items) ? [{address: 'bob@example.org'}, ...items] : items;
	expect(await postJson(account, 'bounces', more)).toEqual([400, {message: expect.any(String)}]);
	expect(account.mailgun.entries(domain, 'bounces')).toEqual([]);
});

test('a body that is no JSON, no form, or a broken form is refused', async () => {
	const account = await openAccount();
	expect((await post(account, 'bounces', '{', json))[0]).toBe(400);
	expect((await post(account, 'bounces', 'address=ada@example.org', {'content-type': 'text/plain'}))[0]).toBe(400);
	expect((await post(account, 'bounces', 'x', {'content-type': 'multipart/form-data'}))[0]).toBe(400);
});

test('the allowlist takes a form only, and needs an address or a domain', async () => {
	const account = await openAccount();
	const missing = [400, {message: 'Missing mandatory parameter: address/domain'}];
	expect(await postJson(account, 'whitelists', [{address: 'ada@example.org'}])).toEqual(missing);
	expect(await post(account, 'whitelists', multipart({reason: 'x'}))).toEqual(missing);
	expect((await post(account, 'whitelists', multipart({domain: 'localhost'})))[0]).toBe(400);
	expect((await post(account, 'whitelists', multipart({address: 'example.org'})))[0]).toBe(400);
});

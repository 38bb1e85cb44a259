import {describe, expect, test} from 'vitest';
import {domain, openAccount, portalDomain} from './account.ts';

const stamp = 'Sat, 21 Nov 2026 12:00:00 UTC';
const ada = 'ada%2Bnews%40example.org';

test('a bounce is read with its four fields', async () => {
	const {ask, mailgun} = await openAccount();
	mailgun.addBounce(domain, {address: 'ada+news@example.org', code: '550', error: '5.1.1 No such mailbox'});
	const response = await ask(`/v3/${domain}/bounces/${ada}`);
	expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
	expect(await response.json()).toEqual({
		address: 'ada+news@example.org',
		code: '550',
		error: '5.1.1 No such mailbox',
		created_at: stamp,
	});
});

test('an unsubscribe is read with its tags, for all mail by default', async () => {
	const {ask, mailgun} = await openAccount();
	mailgun.addUnsubscribe(domain, {address: 'ada+news@example.org'});
	mailgun.addUnsubscribe(domain, {address: 'bob@example.org', tags: ['newsletter']});
	expect(await (await ask(`/v3/${domain}/unsubscribes/${ada}`)).json()).toEqual({
		address: 'ada+news@example.org',
		tags: ['*'],
		created_at: stamp,
	});
	expect(await (await ask(`/v3/${domain}/unsubscribes/bob@example.org`)).json()).toMatchObject({tags: ['newsletter']});
});

test('a complaint is read with its date', async () => {
	const {ask, mailgun} = await openAccount();
	mailgun.addComplaint(domain, {address: 'ada+news@example.org', created_at: 'Thu, 19 Nov 2026 14:55:01 UTC'});
	expect(await (await ask(`/v3/${domain}/complaints/${ada}`)).json()).toEqual({
		address: 'ada+news@example.org',
		created_at: 'Thu, 19 Nov 2026 14:55:01 UTC',
	});
});

test('an allowlist entry is an address or a domain, and its date is written createdAt', async () => {
	const {ask, mailgun} = await openAccount();
	mailgun.allow(domain, {value: 'example.org', reason: 'customer asked'});
	mailgun.allow(domain, {value: 'ada@example.net'});
	expect(await (await ask(`/v3/${domain}/whitelists/example.org`)).json()).toEqual({
		type: 'domain',
		value: 'example.org',
		reason: 'customer asked',
		createdAt: stamp,
	});
	expect(await (await ask(`/v3/${domain}/whitelists/ada%40example.net`)).json()).toMatchObject({type: 'address', reason: ''});
});

describe.each([
	['bounces', 'Address not found in bounces table', 'Address not found in bounces table'],
	['unsubscribes', 'Address not found in unsubscribers table', 'Unsubscribe event for this tag does not exist'],
	['complaints', 'No spam complaints found for this address', 'No spam complaints found for this address'],
	['whitelists', 'Address/Domain not found in allowlist table', 'Address/Domain not found in allowlist table'],
])('what is missing in %s', (list, atLookup, atRemoval) => {
	test('is not found by a look-up', async () => {
		const {ask} = await openAccount();
		const response = await ask(`/v3/${domain}/${list}/nobody%40example.org`);
		expect([response.status, await response.json()]).toEqual([404, {message: atLookup}]);
	});

	test('is not found by a removal', async () => {
		const {ask} = await openAccount();
		const response = await ask(`/v3/${domain}/${list}/nobody%40example.org`, {method: 'DELETE'});
		expect([response.status, await response.json()]).toEqual([404, {message: atRemoval}]);
	});
});

describe.each([
	['bounces', {address: 'ada+news@example.org', message: 'Bounced address has been removed'}],
	['unsubscribes', {address: 'ada+news@example.org', message: 'Unsubscribe event has been removed'}],
	['complaints', {address: 'ada+news@example.org', message: 'Spam complaint has been removed'}],
	['whitelists', {value: 'ada+news@example.org', message: 'Allowlist address/domain has been removed'}],
] as const)('a removal from %s', (list, answer) => {
	test('takes that one entry of that one list and domain', async () => {
		const {ask, mailgun} = await openAccount();
		for (const name of [domain, portalDomain]) {
			for (const address of ['ada+news@example.org', 'bob@example.org']) {
				mailgun.addBounce(name, {address});
				mailgun.addUnsubscribe(name, {address});
				mailgun.addComplaint(name, {address});
				mailgun.allow(name, {value: address});
			}
		}
		const response = await ask(`/v3/${domain}/${list}/${ada}`, {method: 'DELETE'});
		expect([response.status, await response.json()]).toEqual([200, answer]);
		expect((await ask(`/v3/${domain}/${list}/${ada}`)).status).toBe(404);
		const lists = ['bounces', 'unsubscribes', 'complaints', 'whitelists'] as const;
		const sizes = lists.map((name) => mailgun.entries(domain, name).length);
		expect(sizes).toEqual(lists.map((name) => (name === list ? 1 : 2)));
		expect(lists.map((name) => mailgun.entries(portalDomain, name).length)).toEqual([2, 2, 2, 2]);
	});
});

test.each([
	['bounces', 'Bounced addresses for this domain have been removed'],
	['unsubscribes', 'Unsubscribe addresses for this domain have been removed'],
	['complaints', 'Complaint addresses for this domain have been removed'],
	['whitelists', 'Allowlist addresses/domains for this domain have been removed'],
] as const)('a DELETE of %s without an address empties the whole list', async (list, message) => {
	const {ask, mailgun} = await openAccount();
	for (const address of ['ada@example.org', 'bob@example.org']) {
		mailgun.addBounce(domain, {address});
		mailgun.addUnsubscribe(domain, {address});
		mailgun.addComplaint(domain, {address});
		mailgun.allow(domain, {value: address});
	}
	mailgun.addBounce(portalDomain, {address: 'ada@example.org'});
	const response = await ask(`/v3/${domain}/${list}`, {method: 'DELETE'});
	expect([response.status, await response.json()]).toEqual([200, {message}]);
	expect(mailgun.entries(domain, list)).toEqual([]);
	expect(mailgun.entries(portalDomain, 'bounces')).toHaveLength(1);
	expect(mailgun.requests()).toMatchObject([{method: 'DELETE', path: `/v3/${domain}/${list}`, status: 200}]);
});

test('a slash at the end of a removal empties the list as well', async () => {
	const {ask, mailgun} = await openAccount();
	mailgun.addBounce(domain, {address: 'ada@example.org'});
	expect((await ask(`/v3/${domain}/bounces/`, {method: 'DELETE'})).status).toBe(200);
	expect(mailgun.entries(domain, 'bounces')).toEqual([]);
});

test('a plus sign in the path is read as a space', async () => {
	const {ask, mailgun} = await openAccount();
	mailgun.addBounce(domain, {address: 'ada+news@example.org'});
	expect((await ask(`/v3/${domain}/bounces/ada+news@example.org`)).status).toBe(404);
	expect((await ask(`/v3/${domain}/bounces/ada+news@example.org`, {method: 'DELETE'})).status).toBe(404);
	expect((await ask(`/v3/${domain}/bounces/${ada}`)).status).toBe(200);
});

test('an escaped slash stays inside the address', async () => {
	const {ask, mailgun} = await openAccount();
	mailgun.addBounce(domain, {address: 'ada/lovelace@example.org'});
	expect((await ask(`/v3/${domain}/bounces/ada%2Flovelace%40example.org`)).status).toBe(200);
});

test('letter case does not matter, and entries are kept in lower case', async () => {
	const {ask, mailgun} = await openAccount();
	mailgun.addBounce(domain, {address: 'Ada@Example.org'});
	const response = await ask(`/v3/${domain}/bounces/ADA%40example.org`);
	expect(await response.json()).toMatchObject({address: 'ada@example.org'});
});

test('with exact case, an address in other letters is another address', async () => {
	const {ask, mailgun} = await openAccount({caseSensitivity: 'exact'});
	mailgun.addBounce(domain, {address: 'Ada@example.org'});
	expect((await ask(`/v3/${domain}/bounces/ada%40example.org`)).status).toBe(404);
	expect((await ask(`/v3/${domain}/bounces/ada%40example.org`, {method: 'DELETE'})).status).toBe(404);
	expect(await (await ask(`/v3/${domain}/bounces/Ada%40example.org`)).json()).toMatchObject({address: 'Ada@example.org'});
});

test('listeners hear of every change, until they stop listening', async () => {
	const {ask, mailgun} = await openAccount();
	let changes = 0;
	const stop = mailgun.onChange(() => {
		changes += 1;
	});
	mailgun.addBounce(domain, {address: 'ada@example.org'});
	await ask(`/v3/${domain}/bounces/ada%40example.org`);
	expect(changes).toBe(1);
	await ask(`/v3/${domain}/bounces/ada%40example.org`, {method: 'DELETE'});
	expect(changes).toBe(2);
	stop();
	mailgun.addBounce(domain, {address: 'ada@example.org'});
	expect(changes).toBe(2);
});

test('a sending domain that is not the account is a mistake of the caller', async () => {
	const {mailgun} = await openAccount();
	expect(() => mailgun.addBounce('other.example.com', {address: 'ada@example.org'})).toThrow(/no sending domain/);
});

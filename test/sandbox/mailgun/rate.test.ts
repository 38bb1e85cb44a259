import {expect, test} from 'vitest';
import {type Account, domain, mailTo, multipart, openAccount, query} from './account.ts';

const bounces = `/v3/${domain}/bounces`;

function remaining(response: Response): string | null {
	return response.headers.get('x-request-remaining');
}

test('answers carry the shared counter and its reset in epoch milliseconds', async () => {
	const {ask} = await openAccount();
	const response = await ask(bounces);
	expect(response.headers.get('x-request-limit')).toBe('2500');
	expect(remaining(response)).toBe('2499');
	expect(response.headers.get('x-request-reset')).toBe(String(Date.parse('2026-11-21T12:00:16Z')));
	expect(response.headers.get('cache-control')).toBe('no-store');
	expect(response.headers.get('x-mailgun-key-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{8}$/);
	expect(await response.text()).toMatch(/}\n$/);
});

test('all lists and the domain page share one counter', async () => {
	const {ask} = await openAccount();
	const counts: (string | null)[] = [];
	for (const path of [bounces, `/v3/${domain}/complaints/x%40example.org`, `/v3/${domain}/unsubscribes`, `/v4/domains/${domain}`]) {
		counts.push(remaining(await ask(path)));
	}
	expect(counts).toEqual(['2499', '2498', '2497', '2496']);
});

test('an empty counter refuses until its window is over', async () => {
	const account = await openAccount({requestLimit: {limit: 2, windowMs: 5000}});
	await account.ask(bounces);
	await account.ask(bounces);
	const refused = await account.ask(`${bounces}/ada%40example.org`, {method: 'DELETE'});
	expect(refused.status).toBe(429);
	expect(remaining(refused)).toBe('0');
	expect(await refused.json()).toEqual({message: 'Too Many Requests'});
	account.pass(4999);
	expect((await account.ask(bounces)).status).toBe(429);
	account.pass(1);
	expect((await account.ask(bounces)).status).toBe(200);
});

test('a refused removal removes nothing', async () => {
	const account = await openAccount({requestLimit: {limit: 0, windowMs: 5000}});
	account.mailgun.addBounce(domain, {address: 'ada@example.org'});
	await account.ask(`${bounces}/ada%40example.org`, {method: 'DELETE'});
	expect(account.mailgun.entries(domain, 'bounces')).toHaveLength(1);
});

async function resend(account: Account, key: string): Promise<Response> {
	const body = multipart({to: 'ada@example.org'});
	return account.ask(`${account.mailgun.storageOrigin}/v3/domains/${domain}/messages/${key}`, {method: 'POST', body});
}

test('messages have their own counter under other names, and say how long to wait', async () => {
	const account = await openAccount({requestLimit: {limit: 1, windowMs: 120_000}});
	const {storageKey} = account.mailgun.send(mailTo('ada@example.org'));
	const first = await resend(account, storageKey);
	expect([first.status, first.headers.get('x-ratelimit-remaining'), remaining(first)]).toEqual([200, '0', null]);
	const second = await resend(account, storageKey);
	expect(second.status).toBe(429);
	expect(second.headers.get('x-ratelimit-reset')).toBe(String(Date.parse('2026-11-21T12:02:00Z')));
	expect(await second.json()).toEqual({
		message: `Domain ${domain} is not allowed to send: account-requests-per-sec limit exceeded, try again after 120 seconds`,
	});
	expect((await account.ask(bounces)).status).toBe(200);
});

test('the log tells nothing of a limit', async () => {
	const {logs} = await openAccount({requestLimit: {limit: 0, windowMs: 5000}});
	const response = await logs(query());
	expect([response.status, remaining(response)]).toEqual([200, null]);
});

test('a fault stands before the answer', async () => {
	const {ask, faults, mailgun} = await openAccount();
	faults.add({service: 'mailgun', fault: 'bad-gateway', times: 1});
	const response = await ask(bounces);
	expect([response.status, response.headers.get('content-type')]).toEqual([502, 'text/html']);
	expect(mailgun.requests()).toEqual([]);
	faults.add({service: 'mailgun', fault: 'reset-in-body', method: 'DELETE', times: 1});
	mailgun.addBounce(domain, {address: 'ada@example.org'});
	const cut = ask(`${bounces}/ada%40example.org`, {method: 'DELETE'}).then((answer) => answer.text());
	await expect(cut).rejects.toThrow();
	expect(mailgun.entries(domain, 'bounces')).toEqual([]);
});

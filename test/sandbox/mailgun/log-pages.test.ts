import {expect, test} from 'vitest';
import {type Account, type LogPage, mailTo, openAccount, query, readLog} from './account.ts';

/** Five accepted mails, a minute apart: 1@ is the oldest. */
async function accountWithFive(): Promise<Account> {
	const account = await openAccount({deliveryDelayMs: Number.POSITIVE_INFINITY});
	for (const number of [1, 2, 3, 4, 5]) {
		account.mailgun.send(mailTo(`${number}@example.org`, {at: new Date(Date.parse('2026-11-20T08:00:00Z') + number * 60_000)}));
	}
	return account;
}

const search = (pagination: object, more = {}) => query({recipient_domain: 'example.org'}, {pagination, ...more});
const names = (page: LogPage) => page.items.map((item) => item.recipient.slice(0, 1)).join('');

test('a result on one page has empty pagination and empty aggregates, even when totals are asked for', async () => {
	const account = await accountWithFive();
	const page = await readLog(account, search({limit: 5}, {include_totals: true}));
	expect(page).toMatchObject({pagination: {}, aggregates: {}});
	expect(Object.keys(page.pagination)).toEqual([]);
	expect(names(page)).toBe('54321');
});

test('the walk ends on a page without a next token', async () => {
	const account = await accountWithFive();
	const walked: string[] = [];
	let page = await readLog(account, search({limit: 2}));
	walked.push(names(page));
	while (page.pagination.next !== undefined) {
		page = await readLog(account, search({limit: 2, token: page.pagination.next}));
		walked.push(names(page));
	}
	expect(walked).toEqual(['54', '32', '1']);
});

test('tokens lead to the previous, the first and the last page', async () => {
	const account = await accountWithFive();
	const go = (token: string | undefined) => readLog(account, search({limit: 2, sort: 'timestamp:asc', token}));
	const first = await go(undefined);
	const second = await go(first.pagination.next);
	expect([names(first), names(second)]).toEqual(['12', '34']);
	expect(names(await go(second.pagination.previous))).toBe('12');
	expect(names(await go(second.pagination.first))).toBe('12');
	expect(names(await go(second.pagination.last))).toBe('5');
});

test('totals come when they are asked for and there is more than one page', async () => {
	const account = await accountWithFive();
	const plain = await readLog(account, search({limit: 2}));
	expect([plain.pagination.total, plain.aggregates]).toEqual([undefined, {}]);
	const counted = await readLog(account, search({limit: 2}, {include_totals: true, metric_events: ['accepted']}));
	expect(counted.pagination.total).toBe(5);
	expect(counted.aggregates).toEqual({all: 5, metrics: {accepted: 5}});
});

test('a token is good for its own query only', async () => {
	const account = await accountWithFive();
	const token = (await readLog(account, search({limit: 2}))).pagination.next;
	const others = [
		search({limit: 3, token}),
		search({limit: 2, sort: 'timestamp:asc', token}),
		search({limit: 2, token}, {events: ['accepted']}),
		search({limit: 2, token}, {start: 'Sun, 15 Nov 2026 00:00:00 -0000'}),
		query({}, {pagination: {limit: 2, token}}),
	];
	for (const other of others) {
		const response = await account.logs(other);
		expect([response.status, await response.json()]).toEqual([400, {message: 'invalid pagination token'}]);
	}
});

test('events that arrive during the walk neither repeat nor hide others', async () => {
	const account = await accountWithFive();
	const first = await readLog(account, search({limit: 2}));
	account.mailgun.send(mailTo('6@example.org'));
	const second = await readLog(account, search({limit: 2, token: first.pagination.next}));
	expect(names(second)).toBe('32');
});

test('a token whose place in the log is gone is refused', async () => {
	const account = await accountWithFive();
	const body = (token?: string) => search({limit: 2, token}, {end: 'Thu, 31 Dec 2026 00:00:00 -0000'});
	const {pagination} = await readLog(account, body());
	account.pass(30 * 24 * 60 * 60 * 1000);
	const response = await account.logs(body(pagination.next));
	expect([response.status, await response.json()]).toEqual([400, {message: 'invalid pagination token'}]);
});

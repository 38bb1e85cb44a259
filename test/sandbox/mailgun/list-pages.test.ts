import {expect, test} from 'vitest';
import {type Account, domain, openAccount} from './account.ts';

interface Page {
	readonly items: readonly {readonly address: string}[];
	readonly paging: {readonly first: string; readonly last: string; readonly next: string; readonly previous: string};
}

async function page(account: Account, url: string): Promise<Page> {
	return (await (await account.ask(url)).json()) as Page;
}

const addresses = ({items}: Page) => items.map((item) => item.address);
const queryOf = (url: string) => url.slice(url.indexOf('?'));

async function accountWithBounces(...names: readonly string[]): Promise<Account> {
	const account = await openAccount();
	for (const name of names) account.mailgun.addBounce(domain, {address: `${name}@example.org`});
	return account;
}

const bounces = `/v3/${domain}/bounces`;

test('entries come in alphabetical order with the URLs of four pages', async () => {
	const account = await accountWithBounces('zoe', 'jane+news', 'alice');
	const first = await page(account, `${bounces}?limit=2`);
	expect(addresses(first)).toEqual(['alice@example.org', 'jane+news@example.org']);
	const url = `${account.mailgun.origin}${bounces}`;
	expect(first.paging).toEqual({
		first: `${url}?limit=2&term=`,
		last: `${url}?page=last&limit=2&term=`,
		next: `${url}?page=next&address=jane%2Bnews%40example.org&limit=2&term=`,
		previous: `${url}?page=previous&address=alice%40example.org&limit=2&term=`,
	});
});

test('the next page begins after the divider and the previous page ends before it', async () => {
	const account = await accountWithBounces('a', 'b', 'c', 'd', 'e');
	const second = await page(account, (await page(account, `${bounces}?limit=2`)).paging.next);
	expect(addresses(second)).toEqual(['c@example.org', 'd@example.org']);
	const third = await page(account, second.paging.next);
	expect(addresses(third)).toEqual(['e@example.org']);
	expect(addresses(await page(account, third.paging.previous))).toEqual(['c@example.org', 'd@example.org']);
	expect(addresses(await page(account, second.paging.previous))).toEqual(['a@example.org', 'b@example.org']);
	expect(addresses(await page(account, second.paging.last))).toEqual(['d@example.org', 'e@example.org']);
});

test('a divider that was removed meanwhile still divides', async () => {
	const account = await accountWithBounces('a', 'b', 'c', 'd');
	const first = await page(account, `${bounces}?limit=2`);
	await account.ask(`${bounces}/b%40example.org`, {method: 'DELETE'});
	expect(addresses(await page(account, first.paging.next))).toEqual(['c@example.org', 'd@example.org']);
});

test('past the end the page is empty, and its URLs begin again at the first page', async () => {
	const account = await accountWithBounces('a', 'b');
	const end = await page(account, (await page(account, `${bounces}?limit=2`)).paging.next);
	expect(end.items).toEqual([]);
	expect(queryOf(end.paging.next)).toBe('?limit=2&term=');
});

test('an empty list shows a hundred entries a page and four equal URLs', async () => {
	const account = await openAccount();
	const {items, paging} = await page(account, bounces);
	expect(items).toEqual([]);
	expect(Object.values(paging).map(queryOf)).toEqual(['?limit=100&term=', '?limit=100&term=', '?limit=100&term=', '?limit=100&term=']);
});

test('a term is the beginning of the address and nothing else', async () => {
	const account = await accountWithBounces('jane', 'jane+news', 'mary-jane');
	const found = await page(account, `${bounces}?limit=1000&term=jane`);
	expect(addresses(found)).toEqual(['jane+news@example.org', 'jane@example.org']);
	expect(queryOf(found.paging.next)).toBe('?page=next&address=jane%40example.org&limit=1000&term=jane');
	expect(addresses(await page(account, `${bounces}?term=example.org`))).toEqual([]);
	expect(addresses(await page(account, `${bounces}?term=*%40example.org`))).toEqual([]);
});

test('a page holds a hundred entries unless a limit is given', async () => {
	const account = await accountWithBounces(...Array.from({length: 101}, (_, index) => `user${index}`));
	expect((await page(account, bounces)).items).toHaveLength(100);
	expect((await page(account, `${bounces}?limit=1000`)).items).toHaveLength(101);
});

test.each(['limit=1001', 'limit=0', 'limit=-1', 'limit=all', 'page=sideways'])('%s is refused', async (query) => {
	const {ask} = await openAccount();
	const response = await ask(`${bounces}?${query}`);
	expect(response.status).toBe(400);
	expect(await response.json()).toEqual({message: expect.any(String)});
});

test('the other lists have pages too', async () => {
	const account = await openAccount();
	account.mailgun.addComplaint(domain, {address: 'ada@example.org'});
	account.mailgun.allow(domain, {value: 'example.net'});
	expect(addresses(await page(account, `/v3/${domain}/complaints`))).toEqual(['ada@example.org']);
	const allowlist = await page(account, `/v3/${domain}/whitelists`);
	expect(allowlist.items).toMatchObject([{type: 'domain', value: 'example.net'}]);
	expect(queryOf(allowlist.paging.next)).toBe('?page=next&address=example.net&limit=100&term=');
});

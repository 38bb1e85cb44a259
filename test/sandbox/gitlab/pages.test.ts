import {expect, test} from 'vitest';
import {confirmed, names, type Office, openOffice} from './office.ts';

async function officeOf(people: number): Promise<Office> {
	const office = await openOffice();
	for (let at = 1; at <= people; at++) {
		office.gitlab.addUser({username: `crowd-${String(at).padStart(3, '0')}`, email: `c${at}@example.com`, ...confirmed});
	}
	return office;
}

const headers = ['x-page', 'x-per-page', 'x-next-page', 'x-prev-page', 'x-total', 'x-total-pages'];

function pagingOf(response: Response): readonly (string | null)[] {
	return headers.map((name) => response.headers.get(name));
}

test('twenty rows a page, with numbers and links', async () => {
	const {ask, gitlab} = await officeOf(45);
	const first = await ask('/users?search=crowd-');
	expect(await first.json()).toHaveLength(20);
	expect(pagingOf(first)).toEqual(['1', '20', '2', '', '45', '3']);
	const url = (page: number) => `${gitlab.origin}/api/v4/users?search=crowd-&page=${page}&per_page=20`;
	expect(first.headers.get('link')).toBe(`<${url(2)}>; rel="next", <${url(1)}>; rel="first", <${url(3)}>; rel="last"`);
	const last = await ask('/users?search=crowd-&page=3');
	expect(await last.json()).toHaveLength(5);
	expect(pagingOf(last)).toEqual(['3', '20', '', '2', '45', '3']);
	expect(last.headers.get('link')).toContain(`<${url(2)}>; rel="prev"`);
});

test('an empty list is one page', async () => {
	const {ask} = await openOffice();
	const response = await ask('/users?search=nobody@example.com');
	expect([await response.json(), pagingOf(response)]).toEqual([[], ['1', '20', '', '', '0', '1']]);
});

test('at most a hundred rows a page', async () => {
	const {ask} = await officeOf(120);
	const response = await ask('/users?search=crowd-&per_page=1000');
	expect(await response.json()).toHaveLength(100);
	expect(response.headers.get('x-per-page')).toBe('100');
});

test.each([
	['page=0', 'page does not have a valid value'],
	['per_page=0', 'per_page does not have a valid value'],
	['page=two', 'page is invalid'],
])('a wrong page is refused: %s', async (query, error) => {
	const {ask} = await openOffice();
	const response = await ask(`/users?${query}`);
	expect([response.status, await response.json()]).toEqual([400, {error}]);
});

test('past fifty thousand rows only a cursor leads on', async () => {
	const {ask} = await openOffice();
	expect((await ask('/users?page=500&per_page=100')).status).toBe(200);
	const response = await ask('/users?page=501&per_page=100');
	expect([response.status, await response.json()]).toMatchObject([405, {error: expect.stringContaining('keyset pagination')}]);
});

test('a cursor walks through all rows once', async () => {
	const {ask} = await officeOf(5);
	const seen: number[] = [];
	let next: string | undefined = '/users?pagination=keyset&order_by=id&sort=asc&search=crowd-&per_page=2';
	while (next !== undefined) {
		const response: Response = await ask(next);
		expect(response.headers.get('x-total')).toBeNull();
		seen.push(...((await response.json()) as {id: number}[]).map(({id}) => id));
		next = /<[^>]*\/api\/v4([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
	}
	expect(seen).toHaveLength(5);
	expect(seen).toEqual([...new Set(seen)].sort());
});

test('without a wish the newest account stands first', async () => {
	const office = await officeOf(3);
	expect((await names(office, '/users')).slice(0, 3)).toEqual(['crowd-003', 'crowd-002', 'crowd-001']);
});

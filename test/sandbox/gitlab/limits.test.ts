import {expect, test} from 'vitest';
import {as, confirmed, minute, openOffice, postForm, sendForm} from './office.ts';

test('answers carry the state of the limit', async () => {
	const {ask} = await openOffice();
	await ask('/users?username=ada');
	const {headers} = await ask('/users?username=ada');
	expect(headers.get('ratelimit-name')).toBe('throttle_authenticated_api');
	expect(headers.get('ratelimit-limit')).toBe('2000');
	expect(headers.get('ratelimit-observed')).toBe('2');
	expect(headers.get('ratelimit-remaining')).toBe('1998');
	expect(headers.get('ratelimit-reset')).toBe(String(Date.parse('2026-11-21T12:01:00Z') / 1000));
	expect(headers.get('retry-after')).toBeNull();
	expect(headers.get('x-request-id')).toMatch(/\S/);
});

test('past the limit of a minute the API answers plain text, until the minute is over', async () => {
	const {ask, pass} = await openOffice({apiLimit: 2});
	pass(18_000);
	await ask('/users?username=ada');
	await ask('/users?username=ada');
	const refused = await ask('/users?username=ada');
	expect([refused.status, refused.headers.get('content-type'), await refused.text()]).toEqual([429, 'text/plain', 'Retry later\n']);
	expect(refused.headers.get('retry-after')).toBe('42');
	expect(refused.headers.get('ratelimit-remaining')).toBe('0');
	expect(refused.headers.get('ratelimit-resettime')).toBe('Sat, 21 Nov 2026 12:01:00 GMT');
	expect((await ask('/users?username=ada', {headers: as('regular')})).status).toBe(200);
	pass(41_000);
	expect((await ask('/users?username=ada')).status).toBe(429);
	pass(1000);
	expect((await ask('/users?username=ada')).status).toBe(200);
});

test('a write past the limit has no effect', async () => {
	const {ask, gitlab} = await openOffice({apiLimit: 0});
	const {id} = gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	await ask(`/users/${id}`, {method: 'PUT', body: new URLSearchParams({note: 'x'})});
	expect(gitlab.users()[0]?.note).toBeNull();
});

test('people who are no administrators look up few single users, and are told in JSON', async () => {
	const {ask, gitlab, pass} = await openOffice({userLookupLimit: 1});
	const {id} = gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	const look = () => ask(`/users/${id}`, {headers: as('regular')});
	expect((await look()).status).toBe(200);
	const refused = await look();
	expect([refused.status, await refused.json()]).toEqual([
		429,
		{message: {error: 'This endpoint has been requested too many times. Try again later.'}},
	]);
	expect([refused.headers.get('retry-after'), refused.headers.get('ratelimit-limit')]).toEqual(['60', null]);
	expect((await ask(`/users/${id}`)).status).toBe(200);
	expect((await ask(`/users/${id}`)).status).toBe(200);
	pass(10 * minute);
	expect((await look()).status).toBe(200);
});

test('ten posts a minute to both forms together, whether they succeed or not', async () => {
	const office = await openOffice();
	const {gitlab, mails, pass} = office;
	gitlab.addUser({username: 'ada', email: 'ada@example.com'});
	for (let at = 0; at < 5; at++) {
		expect((await sendForm(office, 'password', 'nobody@example.com')).status).toBe(302);
		expect((await postForm(office, 'confirmation', {cookie: '', fields: {}})).status).toBe(422);
	}
	const refused = await sendForm(office, 'confirmation', 'ada@example.com');
	expect([refused.status, refused.headers.get('content-type'), await refused.text()]).toEqual([429, 'text/plain', 'Retry later\n']);
	expect(refused.headers.get('ratelimit-name')).toBe('throttle_unauthenticated_protected_paths');
	expect([refused.headers.get('ratelimit-limit'), refused.headers.get('ratelimit-observed')]).toEqual(['10', '11']);
	expect(refused.headers.get('retry-after')).toBe('60');
	expect(mails).toEqual([]);
	pass(minute);
	expect((await sendForm(office, 'confirmation', 'ada@example.com')).status).toBe(302);
	expect(mails).toHaveLength(1);
});

import {expect, test} from 'vitest';
import {ago, as, confirmed, day, hour, names, openOffice} from './office.ts';

const search = (text: string) => `/users?search=${encodeURIComponent(text)}`;

test('a stranger whose display name is the address stands before its owner', async () => {
	const office = await openOffice();
	office.gitlab.addUser({username: 'ada', name: 'Ada Example', email: 'ada@example.com', ...confirmed});
	office.gitlab.addUser({username: 'mallory', name: 'ada@example.com', email: 'mallory@example.net', ...confirmed});
	office.gitlab.addUser({username: 'trudy', name: 'Zoe ada@example.com', email: 'trudy@example.net', ...confirmed});
	expect(await names(office, search('Ada@Example.com'))).toEqual(['mallory', 'ada', 'trudy']);
});

test('the order is public address, username, display name, then all else by name and number', async () => {
	const office = await openOffice();
	const add = (username: string, more: {name?: string; publicEmail?: string; email?: string}) =>
		office.gitlab.addUser({username, email: `${username}@example.org`, ...confirmed, ...more});
	add('second', {name: 'b grace hopper'});
	add('third', {name: 'b grace hopper'});
	add('first', {name: 'a grace'});
	add('named', {name: 'Grace'});
	add('grace', {name: 'Zed'});
	expect(await names(office, search('grace'))).toEqual(['grace', 'named', 'first', 'second', 'third']);
	add('public', {name: 'Yan', publicEmail: 'grace@example.com'});
	add('owner', {name: 'Abe', email: 'grace@example.com'});
	add('impostor', {name: 'grace@example.com'});
	expect(await names(office, search('grace@example.com'))).toEqual(['impostor', 'owner']);
	expect(await names(office, search('grace@example.com'), {headers: as('regular')})).toEqual(['public', 'impostor']);
});

test('a wish for an order replaces the ranking', async () => {
	const office = await openOffice();
	office.gitlab.addUser({username: 'mallory', name: 'ada@example.com', email: 'mallory@example.net', ...confirmed});
	office.gitlab.addUser({username: 'ada', name: 'Ada Example', email: 'ada@example.com', ...confirmed});
	expect(await names(office, `${search('ada@example.com')}&order_by=id&sort=desc`)).toEqual(['ada', 'mallory']);
	expect(await names(office, `${search('ada@example.com')}&order_by=username`)).toEqual(['mallory', 'ada']);
	const response = await office.ask(`${search('ada')}&order_by=email`);
	expect([response.status, await response.json()]).toEqual([400, {error: 'order_by does not have a valid value'}]);
});

test('a primary address is found confirmed or not, a secondary one only confirmed, a new one in waiting never', async () => {
	const office = await openOffice();
	const secondaryEmails = [{email: 'known@example.org', confirmedAt: ago(day)}, {email: 'unknown@example.org'}];
	office.gitlab.addUser({username: 'ada', email: 'ada@example.com', unconfirmedEmail: 'new@example.org', ...confirmed, secondaryEmails});
	office.gitlab.addUser({username: 'bob', email: 'bob@example.com', createdAt: ago(hour)});
	expect(await names(office, search('bob@example.com'))).toEqual(['bob']);
	expect(await names(office, search('known@example.org'))).toEqual(['ada']);
	expect(await names(office, search('unknown@example.org'))).toEqual([]);
	expect(await names(office, search('new@example.org'))).toEqual([]);
});

test('a part of an address finds nothing, and a sign in front is dropped', async () => {
	const office = await openOffice();
	office.gitlab.addUser({username: 'ada', name: 'Ada', email: 'lovelace@example.com', ...confirmed});
	expect(await names(office, search('lovelace'))).toEqual([]);
	expect(await names(office, search('example.com'))).toEqual([]);
	expect(await names(office, search('@ADA'))).toEqual(['ada']);
	expect(await names(office, search('@'))).toEqual([]);
});

test('words of fewer than three letters do not search inside', async () => {
	const office = await openOffice();
	office.gitlab.addUser({username: 'ad', name: 'Someone', email: 'a@example.com', ...confirmed});
	office.gitlab.addUser({username: 'adam', name: 'Adam Able', email: 'b@example.com', ...confirmed});
	expect(await names(office, search('ad'))).toEqual(['ad']);
	expect(await names(office, search('able adam'))).toEqual(['adam']);
	expect(await names(office, search('"able adam"'))).toEqual([]);
});

test.each(['regular', 'auditor'] as const)('private addresses are hidden from the search of others: %s', async (who) => {
	const office = await openOffice();
	office.gitlab.addUser({username: 'ada', name: 'Lady', email: 'ada@example.com', ...confirmed});
	expect(await names(office, search('ada@example.com'), {headers: as(who)})).toEqual([]);
});

test('a username is found whole, in any case, and always as a list', async () => {
	const office = await openOffice();
	office.gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	office.gitlab.addUser({username: 'adam', email: 'adam@example.com', ...confirmed});
	expect(await names(office, '/users?username=ADA')).toEqual(['ada']);
	expect(await names(office, '/users?username=ad')).toEqual([]);
});

test('blocked and banned people are shown to administrators only', async () => {
	const office = await openOffice();
	for (const state of ['blocked', 'banned', 'deactivated'] as const) {
		office.gitlab.addUser({username: `is-${state}`, email: `${state}@example.com`, state, ...confirmed});
	}
	expect(await names(office, '/users?search=is-&sort=asc')).toEqual(['is-blocked', 'is-banned', 'is-deactivated']);
	expect(await names(office, '/users?search=is-', {headers: as('regular')})).toEqual(['is-deactivated']);
	expect(await names(office, '/users?username=is-blocked', {headers: as('regular')})).toEqual([]);
});

test('a public address has a filter of its own', async () => {
	const office = await openOffice();
	office.gitlab.addUser({username: 'ada', email: 'ada@example.com', publicEmail: 'office@example.org', ...confirmed});
	expect(await names(office, '/users?public_email=office@example.org', {headers: as('regular')})).toEqual(['ada']);
	expect(await names(office, '/users?public_email=ada@example.com')).toEqual([]);
});

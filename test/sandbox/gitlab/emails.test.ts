import {expect, test} from 'vitest';
import {ago, confirmed, hour, json, linkIn, openOffice} from './office.ts';

test('the primary address is among the addresses once it is confirmed', async () => {
	const {gitlab, ask} = await openOffice();
	const ada = gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed, secondaryEmails: [{email: 'second@example.com'}]});
	const bob = gitlab.addUser({username: 'bob', email: 'bob@example.com', createdAt: ago(hour)});
	expect(await (await ask(`/users/${ada.id}/emails`)).json()).toEqual([
		{id: expect.any(Number), email: 'second@example.com', confirmed_at: null},
		{id: expect.any(Number), email: 'ada@example.com', confirmed_at: confirmed.confirmedAt.toISOString()},
	]);
	expect(await (await ask(`/users/${bob.id}/emails`)).json()).toEqual([]);
});

test('an address that is added gets a confirmation mail, and its owner a notice', async () => {
	const {gitlab, ask, mails, visit} = await openOffice();
	const {id} = gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	const response = await ask(`/users/${id}/emails`, json({email: 'Second@example.com'}));
	expect([response.status, await response.json()]).toEqual([
		201,
		{id: expect.any(Number), email: 'second@example.com', confirmed_at: null},
	]);
	expect(mails).toMatchObject([
		{to: 'second@example.com', subject: 'Confirmation instructions', passesSuppressions: false, domain: 'mg.gitlab.com'},
		{to: 'ada@example.com', subject: 'New email address added', passesSuppressions: false},
	]);
	expect(linkIn(mails[0])).toContain(`user_id=${id}`);
	expect((await visit(linkIn(mails[0]))).status).toBe(302);
	expect(gitlab.users()[0]?.emails).toContainEqual(expect.objectContaining({email: 'second@example.com', confirmedAt: expect.any(Date)}));
	expect((await visit(linkIn(mails[0]))).status).toBe(422);
});

test('an administrator may skip the confirmation', async () => {
	const {gitlab, ask, mails} = await openOffice();
	const {id} = gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	const response = await ask(`/users/${id}/emails`, json({email: 'second@example.com', skip_confirmation: true}));
	expect(await response.json()).toMatchObject({confirmed_at: '2026-11-21T12:00:00.000Z'});
	expect(mails.map(({subject}) => subject)).toEqual(['New email address added']);
});

test('an address that somebody has, a missing one and no address are refused', async () => {
	const {gitlab, ask, mails} = await openOffice();
	const {id} = gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	gitlab.addUser({username: 'bob', email: 'bob@example.com', secondaryEmails: [{email: 'bobs@example.com'}]});
	for (const email of ['bob@example.com', 'BOBS@example.com', 'ada@example.com']) {
		const response = await ask(`/users/${id}/emails`, json({email}));
		expect([response.status, await response.json()]).toEqual([400, {message: {email: ['has already been taken']}}]);
	}
	const invalid = await ask(`/users/${id}/emails`, json({email: 'nonsense'}));
	expect([invalid.status, await invalid.json()]).toEqual([400, {message: {email: ['is invalid']}}]);
	const missing = await ask(`/users/${id}/emails`, json({}));
	expect([missing.status, await missing.json()]).toEqual([400, {error: 'email is missing'}]);
	expect(mails).toEqual([]);
});

test('a secondary address is deleted, the primary one is not', async () => {
	const {gitlab, ask} = await openOffice();
	const {id, emails} = gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	const second = gitlab.addSecondary('ada', 'second@example.com');
	const deleted = await ask(`/users/${id}/emails/${second.id}`, {
		method: 'DELETE',
		headers: {'content-type': 'application/json'},
		body: '{}',
	});
	expect([deleted.status, await deleted.text()]).toEqual([204, '']);
	const again = await ask(`/users/${id}/emails/${second.id}`, {method: 'DELETE'});
	expect([again.status, await again.json()]).toEqual([404, {message: '404 Email Not Found'}]);
	gitlab.changeUser('ada', {note: 'kept'});
	const [primary] = gitlab.users()[0]?.emails ?? [];
	expect(primary?.email).toBe('ada@example.com');
	expect(emails).toHaveLength(1);
	expect((await ask(`/users/${id}/emails/${primary?.id}`, {method: 'DELETE'})).status).toBe(500);
	expect(gitlab.users()[0]?.emails).toHaveLength(1);
});

test('an address id that is no number is refused', async () => {
	const {gitlab, ask} = await openOffice();
	const {id} = gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	const response = await ask(`/users/${id}/emails/second`, {method: 'DELETE'});
	expect([response.status, await response.json()]).toEqual([400, {error: 'email_id is invalid'}]);
});

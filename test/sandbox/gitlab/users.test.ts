import {expect, test} from 'vitest';
import {ago, as, confirmed, day, hour, json, minute, openOffice} from './office.ts';

const rest = [
	...['id', 'username', 'public_email', 'name', 'state', 'locked', 'avatar_url', 'web_url'],
	...[
		'created_at',
		'bio',
		'location',
		'linkedin',
		'twitter',
		'discord',
		'website_url',
		'github',
		'job_title',
		'pronouns',
		'organization',
		'bot',
	],
	...['work_information', 'followers', 'following', 'is_followed', 'local_time'],
	...[
		'last_sign_in_at',
		'confirmed_at',
		'last_activity_on',
		'email',
		'theme_id',
		'color_scheme_id',
		'projects_limit',
		'current_sign_in_at',
	],
	...['identities', 'can_create_group', 'can_create_project', 'two_factor_enabled', 'external', 'private_profile', 'commit_email'],
	...['preferred_language', 'shared_runners_minutes_limit', 'extra_shared_runners_minutes_limit', 'scim_identities'],
	...['is_admin', 'note', 'namespace_id', 'created_by', 'using_license_seat', 'is_auditor'],
	...['provisioned_by_group_id', 'enterprise_group_id', 'enterprise_group_associated_at'],
];
const details = ['highest_role', 'current_sign_in_ip', 'last_sign_in_ip', 'sign_in_count', 'plan', 'trial'];

async function keysOf(response: Response): Promise<readonly string[]> {
	const body: unknown = await response.json();
	return Object.keys((Array.isArray(body) ? body[0] : body) as object);
}

test('administrators get long rows, and one user longer still', async () => {
	const {gitlab, ask} = await openOffice();
	const {id} = gitlab.addUser({username: 'ada', email: 'ada@example.com', unconfirmedEmail: 'new@example.com', ...confirmed});
	expect(await keysOf(await ask('/users?username=ada'))).toEqual(rest);
	expect(await keysOf(await ask(`/users/${id}`))).toEqual([...rest, ...details]);
	expect(await (await ask(`/users/${id}`)).text()).not.toContain('new@example.com');
});

test('auditors read the long rows too', async () => {
	const {gitlab, ask} = await openOffice();
	gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	expect(await keysOf(await ask('/users?username=ada', {headers: as('auditor')}))).toEqual(rest);
});

test('others get short rows, without addresses', async () => {
	const {gitlab, ask} = await openOffice();
	const {id} = gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	expect(await keysOf(await ask('/users?username=ada', {headers: as('regular')}))).toEqual(rest.slice(0, 8));
	expect(await keysOf(await ask(`/users/${id}`, {headers: as('regular')}))).toEqual(rest.slice(0, 25));
});

test('the facts of an account', async () => {
	const {gitlab, ask} = await openOffice();
	const identities = [{provider: 'group_saml', extern_uid: '123', saml_provider_id: 10}];
	const {id} = gitlab.addUser({username: 'ada', email: 'Ada@example.com', createdAt: ago(hour), identities, locked: true, note: 'n'});
	expect(await (await ask(`/users/${id}`)).json()).toMatchObject({
		email: 'ada@example.com',
		state: 'active',
		locked: true,
		confirmed_at: null,
		created_at: '2026-11-21T11:00:00.000Z',
		identities,
		note: 'n',
		web_url: `${gitlab.origin}/ada`,
	});
});

test('a username in the place of the number is no route, and an unknown number no user', async () => {
	const {gitlab, ask} = await openOffice();
	gitlab.addUser({username: 'ada', email: 'ada@example.com'});
	expect((await ask('/users/ada')).status).toBe(404);
	const unknown = await ask('/users/999999');
	expect([unknown.status, await unknown.json()]).toEqual([404, {message: '404 User Not Found'}]);
	expect(await (await ask('/users/999999/emails')).json()).toEqual({message: '404 User Not Found'});
});

test('administrators write a note, as a form or as JSON', async () => {
	const {gitlab, ask} = await openOffice();
	const {id} = gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	const form = new FormData();
	form.set('note', 'from a form');
	expect(await (await ask(`/users/${id}`, {method: 'PUT', body: form})).json()).toMatchObject({note: 'from a form'});
	expect(await (await ask(`/users/${id}`, json({note: 'from JSON'}, 'PUT'))).json()).toMatchObject({note: 'from JSON'});
	expect(
		(await ask(`/users/${id}`, {...json({note: 'x'}, 'PUT'), headers: {'content-type': 'application/json', ...as('regular')}})).status,
	).toBe(403);
	expect(gitlab.users()[0]?.note).toBe('from JSON');
});

test('a new address of an account waits for its confirmation, unless the administrator skips that', async () => {
	const {gitlab, ask, mails} = await openOffice();
	const {id} = gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	gitlab.addUser({username: 'bob', email: 'bob@example.com', ...confirmed});
	const taken = await ask(`/users/${id}`, json({email: 'BOB@example.com'}, 'PUT'));
	expect([taken.status, await taken.json()]).toEqual([409, {message: 'Email has already been taken'}]);
	expect(await (await ask(`/users/${id}`, json({email: 'new@example.com'}, 'PUT'))).json()).toMatchObject({email: 'ada@example.com'});
	expect(gitlab.users()[0]).toMatchObject({email: 'ada@example.com', unconfirmedEmail: 'new@example.com'});
	expect(mails).toMatchObject([{to: 'new@example.com', subject: 'Confirmation instructions'}]);
	await ask(`/users/${id}`, json({email: 'other@example.com', skip_reconfirmation: true}, 'PUT'));
	expect(gitlab.users()[0]).toMatchObject({email: 'other@example.com', unconfirmedEmail: null});
	expect(mails).toHaveLength(1);
});

test('a Support PIN is shown until it expires or is revoked', async () => {
	const {gitlab, ask, pass} = await openOffice();
	const {id} = gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	const none = await ask(`/users/${id}/support_pin`);
	expect([none.status, await none.json()]).toEqual([404, {message: '404 Support PIN not found or expired Not Found'}]);
	const {pin} = gitlab.createSupportPin('ada');
	expect(pin).toMatch(/^\d{6}$/);
	expect(await (await ask(`/users/${id}/support_pin`)).json()).toEqual({pin, expires_at: '2026-11-28T12:00:00.000Z'});
	expect((await ask(`/users/${id}/support_pin/revoke`, {method: 'POST'})).status).toBe(202);
	expect((await ask(`/users/${id}/support_pin`)).status).toBe(404);
	expect((await ask(`/users/${id}/support_pin/revoke`, {method: 'POST'})).status).toBe(404);
	gitlab.createSupportPin('ada');
	pass(7 * day - minute);
	expect((await ask(`/users/${id}/support_pin`)).status).toBe(200);
	pass(minute);
	expect((await ask(`/users/${id}/support_pin`)).status).toBe(404);
});

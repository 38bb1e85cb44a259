import {expect, test} from 'vitest';
import {as, confirmed, hour, json, openOffice, tokens} from './office.ts';

test('an unknown token is refused', async () => {
	const {ask} = await openOffice();
	for (const headers of [{'private-token': 'glpat-wrong'}, {'private-token': '', authorization: 'Bearer glpat-wrong'}]) {
		const response = await ask('/users?username=ada', {headers});
		expect([response.status, await response.json()]).toEqual([401, {message: '401 Unauthorized'}]);
	}
});

test.each([
	['expired', 'Token is expired. You can either do re-authorization or token refresh.'],
	['revoked', 'Token was revoked. You have to re-authorize from the user.'],
] as const)('a token that is %s is refused with the cause', async (who, description) => {
	const {ask} = await openOffice();
	const response = await ask('/users?username=ada', {headers: as(who)});
	expect([response.status, await response.json()]).toEqual([401, {error: 'invalid_token', error_description: description}]);
});

test('a bearer token is as good', async () => {
	const {gitlab, ask} = await openOffice();
	gitlab.addUser({username: 'ada', email: 'ada@example.com'});
	const response = await ask('/users?search=ada@example.com', {
		headers: {'private-token': '', authorization: `Bearer ${tokens.admin.token}`},
	});
	expect(await response.json()).toMatchObject([{email: 'ada@example.com'}]);
});

test('a token that only reads users may not write', async () => {
	const {gitlab, ask} = await openOffice();
	const {id} = gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	const writes: [string, RequestInit][] = [
		[`/users/${id}/emails`, json({email: 'second@example.com'})],
		[`/users/${id}/support_pin/revoke`, {method: 'POST'}],
		[`/users/${id}`, json({note: 'x'}, 'PUT')],
	];
	for (const [path, init] of writes) {
		const response = await ask(path, {...init, headers: {...init.headers, ...as('reader')}});
		expect([response.status, await response.json()]).toEqual([
			403,
			{
				error: 'insufficient_scope',
				error_description: 'The request requires higher privileges than provided by the access token.',
				scope: 'api read_user',
			},
		]);
	}
	expect((await ask(`/users/${id}/emails`, {headers: as('reader')})).status).toBe(200);
});

test('a token that only reads the API may not write', async () => {
	const {ask} = await openOffice({tokens: [{token: 'glpat-read', scopes: ['read_api'], administrator: true}]});
	const headers = {'private-token': 'glpat-read'};
	expect((await ask('/application/settings', {headers})).status).toBe(200);
	expect(
		(await ask('/projects/77/issues', {...json({title: 'x'}), headers: {...headers, 'content-type': 'application/json'}})).status,
	).toBe(403);
});

test('only administrators read addresses and Support PINs', async () => {
	const {gitlab, ask} = await openOffice();
	const {id} = gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	for (const path of [`/users/${id}/emails`, `/users/${id}/support_pin`]) {
		const regular = await ask(path, {headers: as('regular')});
		expect([regular.status, await regular.json()]).toEqual([403, {message: '403 Forbidden'}]);
		const nobody = await ask(path, {headers: {'private-token': ''}});
		expect([nobody.status, await nobody.json()]).toEqual([401, {message: '401 Unauthorized'}]);
	}
});

test('the settings are refused to tokens that read users, to regular people, and to nobody', async () => {
	const {ask} = await openOffice({deleteUnconfirmedAfterDays: 5});
	const reader = await ask('/application/settings', {headers: as('reader')});
	expect([reader.status, await reader.json()]).toMatchObject([403, {error: 'insufficient_scope'}]);
	const regular = await ask('/application/settings', {headers: as('regular')});
	expect([regular.status, await regular.json()]).toEqual([403, {message: '403 Forbidden'}]);
	expect((await ask('/application/settings', {headers: {'private-token': ''}})).status).toBe(401);
	expect(await (await ask('/application/settings')).json()).toMatchObject({
		email_confirmation_setting: 'hard',
		delete_unconfirmed_users: true,
		unconfirmed_users_delete_after_days: 5,
		recaptcha_enabled: false,
	});
});

test('with Admin Mode on, an administrator needs the scope for it', async () => {
	const withMode = {token: 'glpat-mode', scopes: ['api', 'admin_mode'], administrator: true} as const;
	const {ask} = await openOffice({adminMode: true, tokens: [tokens.admin, withMode]});
	expect((await ask('/application/settings')).status).toBe(403);
	expect((await ask('/application/settings', {headers: {'private-token': 'glpat-mode'}})).status).toBe(200);
});

test('somebody without a token may look up one username, and no more', async () => {
	const {gitlab, ask} = await openOffice();
	const {id} = gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	const headers = {'private-token': ''};
	expect(await (await ask('/users?username=ada', {headers})).json()).toMatchObject([{username: 'ada'}]);
	for (const path of ['/users', '/users?search=ada']) {
		const response = await ask(path, {headers});
		expect([response.status, await response.json()]).toEqual([403, {message: '403 Forbidden - Not authorized to access /api/v4/users'}]);
	}
	const one = await ask(`/users/${id}`, {headers});
	expect([one.status, await one.json()]).toEqual([403, {message: '403 Forbidden - Not authorized!'}]);
});

test('every token may look at itself', async () => {
	const {ask} = await openOffice();
	const response = await ask('/personal_access_tokens/self', {headers: as('reader')});
	expect(await response.json()).toMatchObject({scopes: ['read_user'], active: true, revoked: false});
	expect(await (await ask('/user', {headers: as('reader')})).json()).toMatchObject({username: 'reader', is_admin: true});
	expect(await (await ask('/user', {headers: as('regular')})).json()).not.toHaveProperty('is_admin');
});

test('an unknown path, and a method that a path does not take', async () => {
	const {ask} = await openOffice();
	const unknown = await ask('/nothing/here');
	expect([unknown.status, await unknown.json()]).toEqual([404, {error: '404 Not Found'}]);
	const wrong = await ask('/application/settings', {method: 'DELETE'});
	expect([wrong.status, await wrong.json()]).toEqual([405, {error: '405 Not Allowed'}]);
});

test('a body of another type, and one that is broken, are refused', async () => {
	const {gitlab, ask} = await openOffice();
	const {id} = gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	const path = `/users/${id}/emails`;
	expect((await ask(path, {method: 'POST', headers: {'content-type': 'text/plain'}, body: 'x'})).status).toBe(415);
	const broken = await ask(path, {method: 'POST', headers: {'content-type': 'application/json'}, body: '{'});
	expect([broken.status, await broken.json()]).toEqual([400, {error: 'message body does not match declared format'}]);
});

test('every request is on record with its raw path, its token and its answer', async () => {
	const {gitlab, ask, pass} = await openOffice();
	await ask('/users?search=a%2Bb%40example.com');
	pass(hour);
	await ask('/projects/support%2Fnone', {headers: as('regular')});
	expect(gitlab.requests()).toMatchObject([
		{method: 'GET', path: '/api/v4/users', query: 'search=a%2Bb%40example.com', status: 200, token: 'glpat-admin'},
		{path: '/api/v4/projects/support%2Fnone', status: 404, token: 'glpat-regular'},
	]);
});

test('a fault stands before the answer', async () => {
	const {gitlab, ask, faults} = await openOffice();
	faults.add({service: 'gitlab', fault: 'bad-gateway', times: 1});
	expect((await ask('/users?username=ada')).status).toBe(502);
	expect(gitlab.requests()).toEqual([]);
	expect((await ask('/users?username=ada')).status).toBe(200);
});

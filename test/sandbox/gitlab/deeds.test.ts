import {expect, test} from 'vitest';
import {ago, codeIn, confirmed, day, hour, linkIn, minute, openOffice, readRows} from './office.ts';

test('a sign-in mails a code past the suppressions; only the newest works, once, for an hour', async () => {
	const {gitlab, mails, pass} = await openOffice();
	gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	expect(gitlab.signIn('ada')).toBe('code-mailed');
	gitlab.signIn('ada');
	expect(mails).toMatchObject([{to: 'ada@example.com', subject: 'Verify your identity', passesSuppressions: true}, {}]);
	expect(mails[0]?.html).toContain(codeIn(mails[0]));
	if (codeIn(mails[0]) !== codeIn(mails[1])) expect(gitlab.enterCode('ada', codeIn(mails[0]))).toBe(false);
	pass(hour);
	expect(gitlab.enterCode('ada', codeIn(mails[1]))).toBe(true);
	expect(gitlab.enterCode('ada', codeIn(mails[1]))).toBe(false);
	gitlab.signIn('ada');
	pass(hour + 1000);
	expect(gitlab.enterCode('ada', codeIn(mails[2]))).toBe(false);
	expect(gitlab.users()[0]?.signInCount).toBe(1);
});

test('an account can be locked until the code is entered', async () => {
	const office = await openOffice();
	office.gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	office.gitlab.signIn('ada', {locks: true});
	expect(await readRows(office, '/users?username=ada')).toMatchObject([{locked: true}]);
	office.gitlab.enterCode('ada', codeIn(office.mails[0]));
	expect(await readRows(office, '/users?username=ada')).toMatchObject([{locked: false}]);
});

test.each([
	['unconfirmed', {confirmedAt: null, createdAt: ago(hour)}],
	['blocked', {state: 'blocked' as const}],
	['without a password', {hasPassword: false}],
	['with a second factor', {twoFactorEnabled: true}],
])('an account that is %s gets no code', async (_, more) => {
	const {gitlab, mails} = await openOffice();
	gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed, ...more});
	expect(gitlab.signIn('ada')).toBe('refused');
	expect(mails).toEqual([]);
});

test('a registration mails a link, or a code that confirms', async () => {
	const {gitlab, mails} = await openOffice();
	gitlab.register({username: 'ada', email: 'ada@example.com', name: 'Ada Example'});
	gitlab.register({username: 'bob', email: 'bob@example.com', confirmBy: 'code'});
	expect(mails).toMatchObject([
		{to: 'ada@example.com', subject: 'Confirmation instructions', passesSuppressions: false},
		{to: 'bob@example.com', subject: 'Confirm your email address', passesSuppressions: true},
	]);
	gitlab.enterCode('bob', codeIn(mails[1]));
	expect(gitlab.users()).toMatchObject([{name: 'Ada Example', confirmedAt: null}, {confirmedAt: ago(0)}]);
	expect(() => gitlab.register({username: 'eve', email: 'ADA@example.com'})).toThrow('already been taken');
	expect(() => gitlab.register({username: 'Ada', email: 'eve@example.com'})).toThrow('already been taken');
});

test('a new primary address waits until its own link is followed', async () => {
	const {gitlab, mails, visit} = await openOffice();
	gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	gitlab.addUser({username: 'bob', email: 'bob@example.com', ...confirmed});
	gitlab.changePrimary('ada', 'New@example.com');
	expect(gitlab.users()[0]).toMatchObject({email: 'ada@example.com', unconfirmedEmail: 'new@example.com'});
	expect(mails).toMatchObject([{to: 'new@example.com', subject: 'Confirmation instructions'}]);
	await visit(linkIn(mails[0]));
	expect(gitlab.users()[0]).toMatchObject({email: 'new@example.com', unconfirmedEmail: null});
	expect(gitlab.users()[0]?.emails.map(({email}) => email)).toEqual(['ada@example.com', 'new@example.com']);
	gitlab.changePrimary('ada', 'ada@example.com');
	expect(gitlab.users()[0]).toMatchObject({email: 'ada@example.com', unconfirmedEmail: null});
	expect(mails).toHaveLength(1);
	expect(() => gitlab.changePrimary('ada', 'bob@example.com')).toThrow('already been taken');
});

test('an unconfirmed account is blocked when its days are over, and deleted later', async () => {
	const {gitlab, pass, mails, visit} = await openOffice();
	gitlab.register({username: 'ada', email: 'ada@example.com'});
	gitlab.addUser({username: 'bob', email: 'bob@example.com', ...confirmed});
	gitlab.addUser({username: 'eve', email: 'eve@example.com', createdAt: ago(30 * day), state: 'banned'});
	pass(3 * day);
	expect(gitlab.users()[0]?.state).toBe('active');
	pass(minute);
	expect(gitlab.users()[0]?.state).toBe('blocked');
	gitlab.requestConfirmation('ada@example.com');
	expect((await visit(linkIn(mails[1]))).status).toBe(302);
	pass(day);
	expect(gitlab.users().map(({username}) => username)).toEqual(['bob', 'eve']);
	gitlab.register({username: 'ada', email: 'ada@example.com'});
});

test('the days can be others, or none', async () => {
	const [five, never] = [
		await openOffice({deleteUnconfirmedAfterDays: 5}),
		await openOffice({deleteUnconfirmedAfterDays: Number.POSITIVE_INFINITY}),
	];
	for (const {gitlab, pass} of [five, never]) {
		gitlab.register({username: 'ada', email: 'ada@example.com'});
		pass(4 * day);
		expect(gitlab.users()[0]?.state).toBe('active');
		pass(2 * day);
	}
	expect(five.gitlab.users()).toEqual([]);
	expect(never.gitlab.users()).toMatchObject([{state: 'active'}]);
	expect(await (await never.ask('/application/settings')).json()).toMatchObject({delete_unconfirmed_users: false});
});

test('an unconfirmed secondary address vanishes after three days', async () => {
	const {gitlab, pass} = await openOffice();
	gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	gitlab.addSecondary('ada', 'second@example.com');
	pass(3 * day);
	expect(gitlab.users()[0]?.emails).toHaveLength(2);
	pass(minute);
	expect(gitlab.users()[0]?.emails.map(({email}) => email)).toEqual(['ada@example.com']);
});

test('listeners hear of every change until they stop', async () => {
	const {gitlab, ask} = await openOffice();
	let heard = 0;
	const stop = gitlab.onChange(() => {
		heard += 1;
	});
	const {id} = gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	await ask(`/users/${id}`, {method: 'PUT', body: new URLSearchParams({note: 'x'})});
	expect(heard).toBe(2);
	stop();
	gitlab.changeUser('ada', {state: 'blocked'});
	expect(heard).toBe(2);
});

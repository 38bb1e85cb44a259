import {expect, test} from 'vitest';
import {ago, confirmed, day, hour, linkIn, minute, openForm, openOffice, sendForm} from './office.ts';

const secondaryEmails = [{email: 'second@example.com', confirmedAt: ago(day)}, {email: 'third@example.com'}];

test('the form can be filled in beforehand, and nothing in it is trusted', async () => {
	const office = await openOffice();
	const {html} = await openForm(office, `/users/password/new?user_email=${encodeURIComponent('"><b>ada@example.com')}`);
	expect(html).toContain('value="&quot;&gt;&lt;b&gt;ada@example.com"');
	expect(html).toContain('action="/users/password"');
});

test('the mail goes to the address that was typed, primary or confirmed secondary', async () => {
	const office = await openOffice();
	office.gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed, secondaryEmails});
	const response = await sendForm(office, 'password', 'Second@example.com');
	expect([response.status, response.headers.get('location')]).toEqual([302, `${office.gitlab.origin}/users/sign_in`]);
	await sendForm(office, 'password', 'third@example.com');
	office.gitlab.addUser({username: 'bob', email: 'bob@example.com', ...confirmed});
	await sendForm(office, 'password', 'bob@example.com');
	expect(office.mails).toMatchObject([
		{to: 'second@example.com', subject: 'Reset password instructions', passesSuppressions: true},
		{to: 'bob@example.com', subject: 'Reset password instructions', passesSuppressions: true},
	]);
});

test('the next page says the same whatever the address was', async () => {
	const office = await openOffice();
	const {cookie, token} = await openForm(office, '/users/password/new');
	const body = new URLSearchParams({authenticity_token: token, 'user[email]': 'nobody@example.com'});
	await office.visit('/users/password', {method: 'POST', headers: {cookie}, body});
	const signIn = () => office.visit('/users/sign_in', {headers: {cookie}}).then((page) => page.text());
	expect(await signIn()).toContain('If your email address exists in our database, you will receive a password recovery link');
	expect(await signIn()).not.toContain('recovery link');
});

test('a second reset within a minute is dropped in silence', async () => {
	const office = await openOffice();
	office.gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed, secondaryEmails});
	await sendForm(office, 'password', 'ada@example.com');
	office.pass(minute);
	expect((await sendForm(office, 'password', 'ada@example.com')).status).toBe(302);
	expect(office.mails).toHaveLength(1);
	await sendForm(office, 'password', 'second@example.com');
	expect(office.mails).toHaveLength(2);
	office.pass(minute + 1000);
	await sendForm(office, 'password', 'ada@example.com');
	expect(office.mails).toHaveLength(3);
});

test.each([
	['signs in by SAML only', {hasPassword: false}],
	['is of a directory', {identities: [{provider: 'ldapmain', extern_uid: 'uid=ada'}]}],
])('an account that %s gets no reset', async (_, more) => {
	const office = await openOffice();
	office.gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed, ...more});
	expect((await sendForm(office, 'password', 'ada@example.com')).status).toBe(302);
	expect(office.mails).toEqual([]);
});

test('an unconfirmed account gets its reset at the primary address', async () => {
	const office = await openOffice();
	office.gitlab.addUser({username: 'ada', email: 'ada@example.com', unconfirmedEmail: 'new@example.com', createdAt: ago(hour)});
	office.gitlab.requestReset('ada@example.com');
	office.gitlab.requestReset('new@example.com');
	expect(office.mails.map(({to}) => to)).toEqual(['ada@example.com']);
});

test('the captcha holds resets back too', async () => {
	const office = await openOffice({captcha: true});
	office.gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	expect((await sendForm(office, 'password', 'ada@example.com')).status).toBe(200);
	expect(office.mails).toEqual([]);
});

test('a reset link lives two days, and the newest one only', async () => {
	const office = await openOffice();
	office.gitlab.addUser({username: 'ada', email: 'ada@example.com', ...confirmed});
	office.gitlab.requestReset('ada@example.com');
	office.pass(2 * minute);
	office.gitlab.requestReset('ada@example.com');
	const [first, second] = office.mails;
	expect((await office.visit(linkIn(first))).status).toBe(302);
	office.pass(2 * day);
	expect((await office.visit(linkIn(second))).status).toBe(200);
	office.pass(1000);
	expect((await office.visit(linkIn(second))).status).toBe(302);
});

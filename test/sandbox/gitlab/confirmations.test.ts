import {expect, test} from 'vitest';
import {ago, confirmed, day, hour, linkIn, minute, openForm, openOffice, postForm, sendForm} from './office.ts';

test('the form has an empty field, a token, and a session', async () => {
	const office = await openOffice();
	const {response, html, cookie, token} = await openForm(office, '/users/confirmation/new?user_email=ada@example.com');
	expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
	expect(html).toContain('action="/users/confirmation"');
	expect(html).toContain('name="user[email]"');
	expect(html).toContain('<meta name="csrf-token"');
	expect(html).not.toContain('ada@example.com');
	expect(html).not.toContain('recaptcha');
	expect(cookie).toMatch(/^_gitlab_session=\w+$/);
	expect(token).not.toBe('');
});

test('an unconfirmed account gets its mail', async () => {
	const office = await openOffice();
	office.gitlab.addUser({username: 'ada', email: 'ada@example.com'});
	const response = await sendForm(office, 'confirmation', ' Ada@Example.com ');
	expect([response.status, response.headers.get('location')]).toEqual([302, `${office.gitlab.origin}/users/almost_there`]);
	expect(office.mails).toMatchObject([
		{to: 'ada@example.com', subject: 'Confirmation instructions', from: 'GitLab <gitlab@mg.gitlab.com>', passesSuppressions: false},
	]);
	expect(linkIn(office.mails[0])).toContain(`${office.gitlab.origin}/users/confirmation?confirmation_token=`);
	expect(office.mails[0]?.html).toContain(linkIn(office.mails[0]));
});

test.each(['nobody@example.com', 'done@example.com', 'second@example.com', ''])(
	'the answer tells nothing, and nothing is mailed: %j',
	async (address) => {
		const office = await openOffice();
		office.gitlab.addUser({username: 'done', email: 'done@example.com', ...confirmed, secondaryEmails: [{email: 'second@example.com'}]});
		const response = await sendForm(office, 'confirmation', address);
		expect([response.status, response.headers.get('location')]).toEqual([302, `${office.gitlab.origin}/users/almost_there`]);
		expect(office.mails).toEqual([]);
	},
);

test('where accounts may work unconfirmed, the answer leads to the dashboard', async () => {
	const office = await openOffice({emailConfirmation: 'soft'});
	const response = await sendForm(office, 'confirmation', 'ada@example.com');
	expect(response.headers.get('location')).toBe(`${office.gitlab.origin}/dashboard/projects`);
});

test('a post needs the token of its own session', async () => {
	const office = await openOffice();
	office.gitlab.addUser({username: 'ada', email: 'ada@example.com'});
	const [mine, other] = [await openForm(office, '/users/confirmation/new'), await openForm(office, '/users/confirmation/new')];
	const address = {'user[email]': 'ada@example.com'};
	const posts = [
		{cookie: mine.cookie, fields: address},
		{cookie: mine.cookie, fields: {...address, authenticity_token: 'guess'}},
		{cookie: mine.cookie, fields: {...address, authenticity_token: other.token}},
		{cookie: '', fields: {...address, authenticity_token: mine.token}},
	];
	for (const post of posts) expect((await postForm(office, 'confirmation', post)).status).toBe(422);
	expect(office.mails).toEqual([]);
	const right = {cookie: mine.cookie, fields: {...address, authenticity_token: mine.token}};
	const withOrigin = (origin: string) => {
		const headers = {cookie: right.cookie, origin};
		return office.visit('/users/confirmation', {method: 'POST', headers, body: new URLSearchParams(right.fields)});
	};
	expect((await withOrigin('https://elsewhere.example.com')).status).toBe(422);
	expect(office.mails).toEqual([]);
	expect((await withOrigin(office.gitlab.origin)).status).toBe(302);
	expect((await postForm(office, 'confirmation', right)).status).toBe(302);
	expect((await postForm(office, 'confirmation', right)).status).toBe(302);
});

test('a captcha stands before everything else, and answers 200', async () => {
	const office = await openOffice({captcha: true});
	office.gitlab.addUser({username: 'ada', email: 'ada@example.com'});
	const {html} = await openForm(office, '/users/confirmation/new');
	expect(html).toContain('g-recaptcha');
	const response = await sendForm(office, 'confirmation', 'ada@example.com');
	expect(response.status).toBe(200);
	expect(await response.text()).toContain('There was an error with the reCAPTCHA. Please solve the reCAPTCHA again.');
	expect(office.mails).toEqual([]);
	office.gitlab.requestConfirmation('ada@example.com');
	expect(office.mails).toHaveLength(1);
	office.gitlab.setCaptcha(false);
	expect((await sendForm(office, 'confirmation', 'ada@example.com')).status).toBe(302);
});

test('within 24 hours of the first mail the same link comes again, later another', async () => {
	const office = await openOffice();
	const {gitlab, mails, pass} = office;
	gitlab.register({username: 'ada', email: 'ada@example.com'});
	pass(day);
	gitlab.requestConfirmation('ada@example.com');
	expect(linkIn(mails[1])).toBe(linkIn(mails[0]));
	expect(gitlab.users()[0]?.confirmationSentAt).toEqual(ago(0));
	pass(minute);
	expect((await office.visit(linkIn(mails[1]))).status).toBe(422);
	gitlab.requestConfirmation('ada@example.com');
	expect(linkIn(mails[2])).not.toBe(linkIn(mails[0]));
	expect((await office.visit(linkIn(mails[0]))).status).toBe(422);
	const followed = await office.visit(linkIn(mails[2]));
	expect([followed.status, followed.headers.get('location')]).toEqual([302, `${gitlab.origin}/users/sign_in`]);
	expect(gitlab.users()[0]?.confirmedAt).not.toBeNull();
	expect((await office.visit(linkIn(mails[2]))).status).toBe(422);
});

test('a new address in waiting wins: the mail goes there, whichever address was typed', async () => {
	const office = await openOffice();
	office.gitlab.addUser({username: 'ada', email: 'ada@example.com', unconfirmedEmail: 'new@example.com', createdAt: ago(hour)});
	await sendForm(office, 'confirmation', 'ada@example.com');
	await sendForm(office, 'confirmation', 'new@example.com');
	expect(office.mails.map(({to}) => to)).toEqual(['new@example.com', 'new@example.com']);
});

test('whoever waits for the address is asked before whoever has it', async () => {
	const office = await openOffice();
	office.gitlab.addUser({username: 'owner', email: 'shared@example.com', createdAt: ago(hour)});
	office.gitlab.addUser({username: 'waiting', email: 'waiting@example.com', unconfirmedEmail: 'shared@example.com', ...confirmed});
	await sendForm(office, 'confirmation', 'shared@example.com');
	const link = linkIn(office.mails[0]);
	expect((await office.visit(link)).status).toBe(422);
	office.gitlab.removeUser('owner');
	expect((await office.visit(link)).status).toBe(302);
	expect(office.gitlab.users()[0]).toMatchObject({email: 'shared@example.com', unconfirmedEmail: null});
});

test('of two addresses in one form the last counts, and a list is none', async () => {
	const office = await openOffice();
	office.gitlab.addUser({username: 'ada', email: 'ada@example.com'});
	office.gitlab.addUser({username: 'bob', email: 'bob@example.com'});
	const {cookie, token} = await openForm(office, '/users/confirmation/new');
	const twice = new URLSearchParams([
		['authenticity_token', token],
		['user[email]', 'ada@example.com'],
		['user[email]', 'bob@example.com'],
	]);
	await office.visit('/users/confirmation', {method: 'POST', headers: {cookie}, body: twice});
	await postForm(office, 'confirmation', {cookie, fields: {authenticity_token: token, 'user[email][]': 'ada@example.com'}});
	expect(office.mails.map(({to}) => to)).toEqual(['bob@example.com']);
});

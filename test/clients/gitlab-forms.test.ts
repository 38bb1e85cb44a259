import {inspect} from 'node:util';
import {describe, expect, onTestFinished, test} from 'vitest';
import {asksForCaptcha, createAccountForms} from '../../src/clients/gitlab/forms.ts';
import {createTransport} from '../../src/clients/http.ts';
import {ServiceUnavailable} from '../../src/model/errors.ts';
import {createFaultBoard} from '../../src/sandbox/faults.ts';
import {createGitlabSimulator, type GitlabSimulatorOptions} from '../../src/sandbox/gitlab/simulator.ts';
import type {OutgoingMail} from '../../src/sandbox/mailgun/types.ts';
import {openServer} from './server.ts';

const ada = {username: 'ada', email: 'ada+git@example.com', createdAt: new Date(Date.now() - 3_600_000)};

async function openGitlab(options: Partial<GitlabSimulatorOptions> = {}) {
	const faults = createFaultBoard();
	const mails: OutgoingMail[] = [];
	const clock = () => new Date();
	const gitlab = await createGitlabSimulator({tokens: [], faults, clock, sendMail: (mail) => mails.push(mail), ...options});
	onTestFinished(gitlab.close);
	gitlab.addUser(ada);
	const send = createTransport({service: 'GitLab', origins: [gitlab.origin], clock, takesRedirects: true, deadline: 1500});
	const access = {baseUrl: gitlab.origin, send};
	return {gitlab, faults, mails, access, forms: createAccountForms(access)};
}

/** A GitLab whose pages are given. */
async function formsAt(page: string, after: {readonly status: number; readonly location: string}, path = '') {
	const bodies: string[] = [];
	const {origin, transport} = await openServer(({method, body}) => {
		if (method === 'GET') return {status: 200, text: page};
		bodies.push(body.toString());
		return {status: after.status, headers: {location: after.location}, text: '<p>Hello</p>'};
	});
	const forms = createAccountForms({baseUrl: `${origin}${path}`, send: transport({takesRedirects: true})});
	return {forms, bodies};
}

async function lostAnswer(call: Promise<unknown>): Promise<ServiceUnavailable> {
	const error: unknown = await call.then(
		(value) => new Error(`it succeeded: ${inspect(value)}`),
		(reason: unknown) => reason,
	);
	if (!(error instanceof ServiceUnavailable)) throw error;
	expect(inspect(error, {depth: 10, showHidden: true})).not.toMatch(/ada.git/);
	return error;
}

const posts = (requests: readonly {readonly method: string}[]) => requests.filter(({method}) => method === 'POST');

describe('GitLab’s own form', () => {
	test.for([
		['confirmation', 'hard', 'Confirmation instructions'],
		['confirmation', 'soft', 'Confirmation instructions'],
		['reset', 'hard', 'Reset password instructions'],
	] as const)('for a %s (%s) is read, and posted once with its cookie and its token', async ([kind, emailConfirmation, subject]) => {
		const {forms, mails, gitlab} = await openGitlab({emailConfirmation});
		expect(await forms.post(kind, ada.email)).toEqual({answer: 'taken'});
		expect(mails.map((mail) => [mail.to, mail.subject])).toEqual([[ada.email, subject]]);
		expect(gitlab.requests().map(({method}) => method)).toEqual(['GET', 'POST']);
	});

	test('answers the same for an address that nobody has', async () => {
		const {forms, mails} = await openGitlab();
		expect(await forms.post('confirmation', 'nobody@example.com')).toEqual({answer: 'taken'});
		expect(await forms.post('reset', 'nobody@example.com')).toEqual({answer: 'taken'});
		expect(mails).toEqual([]);
	});

	test('with a captcha is for people: nothing is posted, and the doctor sees it', async () => {
		const {forms, access, gitlab} = await openGitlab({captcha: true});
		expect(await forms.post('reset', ada.email)).toEqual({answer: 'captcha'});
		expect(await asksForCaptcha(access, 'confirmation')).toBe(true);
		expect(posts(gitlab.requests())).toEqual([]);
		gitlab.setCaptcha(false);
		expect(await asksForCaptcha(access, 'confirmation')).toBe(false);
	});

	test('a captcha that appears between page and post is no success', async () => {
		const {forms, faults, gitlab, mails} = await openGitlab();
		faults.add({service: 'gitlab', method: 'GET', fault: 'slow', delayMs: 0, afterEffect: true, onMet: () => gitlab.setCaptcha(true)});
		expect(await forms.post('confirmation', ada.email)).toEqual({answer: 'captcha'});
		expect(mails).toEqual([]);
	});

	test('beyond ten posts a minute it is left alone until the moment that GitLab names', async () => {
		const {forms, gitlab} = await openGitlab({protectedPathLimit: 1, clock: () => new Date()});
		await forms.post('confirmation', ada.email);
		const error = await lostAnswer(forms.post('confirmation', ada.email));
		expect(error).toMatchObject({neverSent: true, trouble: {cause: 'rate-limited', status: 429}});
		expect(error.trouble.retryAt?.getTime()).toBeGreaterThan(Date.now());
		const before = gitlab.requests().length;
		expect(await lostAnswer(forms.post('confirmation', ada.email))).toMatchObject({neverSent: true});
		expect(gitlab.requests()).toHaveLength(before);
	});
});

describe('trouble', () => {
	const faults = [
		'server-error',
		'bad-gateway',
		'unavailable',
		'down',
		'hang',
		'html',
		'wrong-type',
		'reset-in-body',
		'redirect',
		'huge',
	] as const;

	test.for(faults)('before the form is there (%s) means that nothing was sent', async (fault) => {
		const {forms, faults: board, gitlab} = await openGitlab();
		board.add({service: 'gitlab', method: 'GET', fault});
		expect(await lostAnswer(forms.post('reset', ada.email))).toMatchObject({neverSent: true});
		expect(posts(gitlab.requests())).toEqual([]);
	});

	test.for(faults)('after the post (%s) leaves it open, and nothing is repeated', async (fault) => {
		const {forms, faults: board, mails} = await openGitlab();
		const met: string[] = [];
		board.add({service: 'gitlab', method: 'POST', fault, afterEffect: true, onMet: () => met.push(fault)});
		expect(await lostAnswer(forms.post('reset', ada.email))).toMatchObject({neverSent: false});
		expect([met.length, mails.length]).toEqual([1, fault === 'down' ? 0 : 1]);
	});
});

describe('another page than expected', () => {
	const form = (action: string, rest = '<input type="hidden" name="authenticity_token" value="t/+==">') =>
		`<form action="${action}" method="post">${rest}<input name="user[email]"></form>`;
	const search = '<form class="search" action="/search"><input name="authenticity_token" value="wrong"></form>';

	test.for([
		['the token of the right form, among several', search + form('/users/password'), {status: 302, location: '/users/sign_in'}],
		[
			'attributes in another order, in single quotes',
			"<FORM method='post'\n action='/users/password'><input value='t/+==' type='hidden' name='authenticity_token'/></FORM>",
			{status: 302, location: 'https://gitlab.example.com/users/sign_in'},
		],
		['a whole URL as its action', form('https://gitlab.example.com/users/password'), {status: 302, location: '/users/sign_in?x=1'}],
	] as const)('%s', async ([_name, page, after]) => {
		const {forms, bodies} = await formsAt(page, after);
		expect(await forms.post('reset', 'a&b+c@example.com')).toEqual({answer: 'taken'});
		expect(bodies).toEqual(['authenticity_token=t%2F%2B%3D%3D&user%5Bemail%5D=a%26b%2Bc%40example.com']);
	});

	test.for([
		['leads elsewhere', {status: 302, location: '/users/password/new'}],
		['leads to a page of that name at the root of another path', {status: 302, location: '/x/users/sign_in'}],
		['leads nowhere', {status: 302, location: ''}],
		['moved for good', {status: 301, location: '/users/sign_in'}],
		['is a page', {status: 200, location: ''}],
	] as const)('an answer that %s proves nothing', async ([_name, after]) => {
		const {forms} = await formsAt(form('/users/password'), after);
		expect(await lostAnswer(forms.post('reset', ada.email))).toMatchObject({neverSent: false, trouble: {cause: 'unreadable'}});
	});

	test.for([403, 404, 422])('%d is a no', async (status) => {
		const {forms} = await formsAt(form('/users/password'), {status, location: ''});
		expect(await forms.post('reset', ada.email)).toEqual({answer: 'turned-away', status});
	});

	test.for([
		['no form', '<p>Hello</p>'],
		['another form', search],
		['no token', form('/users/password', '')],
		['a form that never ends its tags', `<form action="/users/password"${'<input name='.repeat(90_000)}`],
	] as const)('%s: nothing is sent', async ([_name, page]) => {
		const {forms, bodies} = await formsAt(page, {status: 302, location: '/users/sign_in'});
		const began = performance.now();
		expect(await lostAnswer(forms.post('reset', ada.email))).toMatchObject({neverSent: true});
		expect(performance.now() - began).toBeLessThan(1500);
		expect(bodies).toEqual([]);
	});

	test('a GitLab below a path of its host', async () => {
		const {forms} = await formsAt(form('/gitlab/users/password'), {status: 302, location: '/gitlab/users/sign_in'}, '/gitlab');
		expect(await forms.post('reset', ada.email)).toEqual({answer: 'taken'});
	});
});

import {inspect} from 'node:util';
import {describe, expect, onTestFinished, test} from 'vitest';
import {createAccounts, readsAsAdministrator} from '../../src/clients/gitlab/accounts.ts';
import {reasonOf} from '../../src/clients/gitlab/sdk.ts';
import {createTransport} from '../../src/clients/http.ts';
import {ServiceRefused, ServiceUnavailable} from '../../src/model/errors.ts';
import {createFaultBoard} from '../../src/sandbox/faults.ts';
import {createGitlabSimulator} from '../../src/sandbox/gitlab/simulator.ts';
import type {GitlabToken} from '../../src/sandbox/gitlab/types.ts';

const token = 'glpat-that-nobody-may-see';
const clock = () => new Date();
const longAgo = new Date(Date.now() - 90 * 86_400_000);

async function openGitlab(
	more: Partial<GitlabToken> = {},
	limits: {readonly apiLimit?: number; readonly deleteUnconfirmedAfterDays?: number; readonly clock?: () => Date} = {},
) {
	const faults = createFaultBoard();
	const gitlab = await createGitlabSimulator({
		tokens: [{token, scopes: ['read_user'], administrator: true, ...more}],
		faults,
		clock,
		sendMail: () => {},
		...limits,
	});
	onTestFinished(gitlab.close);
	const send = createTransport({service: 'GitLab', origins: [gitlab.origin], clock, deadline: 2000});
	const access = {baseUrl: gitlab.origin, token, send, clock: limits.clock ?? clock};
	return {gitlab, faults, access, accounts: createAccounts(access)};
}

async function troubleOf(call: Promise<unknown>) {
	const error: unknown = await call.then(
		(value) => new Error(`it succeeded: ${inspect(value)}`),
		(reason: unknown) => reason,
	);
	if (!(error instanceof ServiceUnavailable) && !(error instanceof ServiceRefused)) throw error;
	expect(inspect(error, {depth: 10, showHidden: true})).not.toContain(token);
	return error.trouble;
}

const ada = {username: 'ada', email: 'ada+git@example.com', createdAt: longAgo, confirmedAt: longAgo};

describe('an address', () => {
	test('is the primary one of its owner, in any letter case, with one question', async () => {
		const {gitlab, accounts} = await openGitlab();
		gitlab.addUser({...ada, state: 'banned', identities: [{provider: 'group_saml', extern_uid: 'x'}]});
		expect(await accounts.byAddress('ADA+git@Example.com')).toMatchObject({
			username: 'ada',
			state: 'banned',
			primaryEmail: 'ada+git@example.com',
			identityProviders: ['group_saml'],
			secondaryEmails: undefined,
		});
		expect(gitlab.requests()).toHaveLength(1);
	});

	test('is a confirmed secondary one', async () => {
		const {gitlab, accounts} = await openGitlab();
		gitlab.addUser({...ada, secondaryEmails: [{email: 'ada@example.org', confirmedAt: longAgo}, {email: 'new@example.org'}]});
		const found = await accounts.byAddress('ada@example.org');
		expect(found).toMatchObject({
			username: 'ada',
			secondaryEmails: [{address: 'ada@example.org'}, {address: 'new@example.org', confirmedAt: undefined}],
		});
		expect(await accounts.byAddress('new@example.org')).toBeUndefined();
	});

	test('is not that of a stranger who calls themselves so, whoever is listed first', async () => {
		const {gitlab, accounts} = await openGitlab();
		gitlab.addUser({username: 'mallory', name: 'AAA ada+git@example.com', email: 'mallory@example.org', confirmedAt: longAgo});
		expect(await accounts.byAddress(ada.email)).toBeUndefined();
		gitlab.addUser(ada);
		expect(await accounts.byAddress(ada.email)).toMatchObject({username: 'ada'});
	});

	test('is found among several pages of such strangers, as primary and as secondary one', async () => {
		const {gitlab, accounts} = await openGitlab();
		for (let count = 0; count < 150; count += 1) {
			gitlab.addUser({username: `s${count}`, name: `ada+git@example.com ada@example.org ${count}`, email: `s${count}@example.net`});
		}
		gitlab.addUser({...ada, secondaryEmails: [{email: 'ada@example.org', confirmedAt: longAgo}]});
		expect(await accounts.byAddress(ada.email)).toMatchObject({username: 'ada'});
		expect(await accounts.byAddress('ada@example.org')).toMatchObject({username: 'ada'});
	});

	test('that more strangers resemble than can be asked is unknown, not absent', async () => {
		const {gitlab, accounts} = await openGitlab();
		for (let count = 0; count < 6; count += 1) gitlab.addUser({username: `s${count}`, name: ada.email, email: `s${count}@example.net`});
		expect(await troubleOf(accounts.byAddress(ada.email))).toMatchObject({cause: 'too-many'});
		for (let count = 6; count < 310; count += 1) gitlab.addUser({username: `s${count}`, name: ada.email, email: `s${count}@example.net`});
		expect(await troubleOf(accounts.byAddress(ada.email))).toMatchObject({cause: 'too-many'});
		expect(gitlab.requests().length).toBeLessThan(20);
	});
});

describe('a username or a number', () => {
	test('leads to the account, and to all its addresses when they are asked for', async () => {
		const {gitlab, accounts} = await openGitlab();
		const {id} = gitlab.addUser({...ada, secondaryEmails: [{email: 'new@example.org'}]});
		const found = await accounts.byUsername('@ADA');
		expect(found).toMatchObject({id, primaryEmail: ada.email});
		expect(await accounts.byId(id)).toEqual(found);
		if (found === undefined) throw new Error('not found');
		expect((await accounts.withSecondaries(found)).secondaryEmails).toEqual([{address: 'new@example.org', confirmedAt: undefined}]);
		expect([await accounts.byUsername('ad'), await accounts.byId(999_999)]).toEqual([undefined, undefined]);
	});
});

describe('a token', () => {
	test.for([
		['of nobody', {state: 'revoked'}, 401],
		['without the scope', {scopes: []}, 403],
		['of a user', {administrator: false}, 403],
		['of an auditor', {administrator: false, auditor: true}, 403],
	] as const)('%s is refused, and means no absence', async ([_who, change, status]) => {
		const {gitlab, accounts} = await openGitlab(change);
		gitlab.addUser(ada);
		for (const word of [ada.email, 'nobody@example.com', '@nobody']) {
			const call = word.startsWith('@') ? accounts.byUsername(word) : accounts.byAddress(word);
			expect(await troubleOf(call)).toMatchObject({cause: 'refused', status});
		}
	});

	test('is looked at by the doctor', async () => {
		expect(await readsAsAdministrator((await openGitlab()).access)).toBe(true);
		expect(await readsAsAdministrator((await openGitlab({administrator: false})).access)).toBe(false);
	});

	test('counts as an administrator’s for a while: what nobody owns is one question, not two', async () => {
		const {gitlab, accounts} = await openGitlab();
		for (const name of ['one', 'two', 'three']) await accounts.byAddress(`${name}@example.com`);
		expect(gitlab.requests()).toHaveLength(4);
	});
});

describe('how long unconfirmed accounts are kept', () => {
	test.for([
		[7, 7],
		[Number.POSITIVE_INFINITY, undefined],
	] as const)('%d days in the settings are told as %s, and asked for once a day', async ([set, told]) => {
		let now = Date.now();
		const {gitlab, accounts} = await openGitlab({scopes: ['read_api']}, {deleteUnconfirmedAfterDays: set, clock: () => new Date(now)});
		const answers = await Promise.all([accounts.deletionDays(), accounts.deletionDays()]);
		expect([...answers, await accounts.deletionDays()]).toEqual([told, told, told]);
		expect(gitlab.requests().map(({path}) => path)).toEqual(['/api/v4/application/settings']);
		now += 86_400_000;
		expect(await accounts.deletionDays()).toBe(told);
		expect(gitlab.requests()).toHaveLength(2);
	});

	test('a token that may not read settings is refused once', async () => {
		const {gitlab, accounts} = await openGitlab();
		for (let count = 0; count < 3; count += 1)
			expect(await troubleOf(accounts.deletionDays())).toMatchObject({cause: 'refused', status: 403});
		expect(gitlab.requests()).toHaveLength(1);
	});

	test.for([
		['server-error', 2],
		['html', 1],
	] as const)('after trouble (%s) it is asked again in a while, unless GitLab has no such setting', async ([fault, questions]) => {
		let now = Date.now();
		const {gitlab, faults, accounts} = await openGitlab({scopes: ['read_api']}, {clock: () => new Date(now)});
		const mend = faults.add({service: 'gitlab', fault});
		await troubleOf(accounts.deletionDays());
		mend();
		await troubleOf(accounts.deletionDays());
		expect(gitlab.requests()).toHaveLength(0);
		now += 60_000;
		await accounts.deletionDays().catch(() => {});
		expect(gitlab.requests()).toHaveLength(questions - 1);
	});
});

describe('trouble', () => {
	test.for([
		['rate-limited', 'rate-limited', 1],
		['server-error', 'server-error', 2],
		['bad-gateway', 'server-error', 2],
		['down', 'not-reached', 2],
		['hang', 'timeout', 1],
		['html', 'unreadable', 1],
		['wrong-type', 'unreadable', 1],
		['truncated', 'unreadable', 1],
		['reset-in-body', 'not-reached', 2],
	] as const)('%s reads as %s, and is not repeated without end', async ([fault, cause, most]) => {
		const {gitlab, faults, accounts} = await openGitlab();
		gitlab.addUser(ada);
		for (let count = 0; count < 10; count += 1) faults.add({service: 'gitlab', fault, retryAfter: '60', times: 1});
		expect(await troubleOf(accounts.byAddress(ada.email))).toMatchObject({cause});
		let left = 0;
		while (faults.take('gitlab', 'GET', '/') !== undefined) left += 1;
		expect(10 - left).toBeLessThanOrEqual(most);
	});

	test('the limit of the network before GitLab is kept until its moment', async () => {
		const {accounts, gitlab} = await openGitlab({}, {apiLimit: 1});
		await accounts.byUsername('ada').catch(() => {});
		const before = gitlab.requests().length;
		const trouble = await troubleOf(accounts.byUsername('ada'));
		expect(trouble).toMatchObject({cause: 'rate-limited'});
		await troubleOf(accounts.byUsername('ada'));
		expect(gitlab.requests().length).toBeLessThanOrEqual(before + 1);
	});

	test.for([
		['{"message":"404 User Not Found"}', '404 User Not Found'],
		['{"message":{"email":["has already been taken","is bad"]}}', 'email has already been taken, is bad'],
		['{"message":{"error":"This endpoint has been requested too many times."}}', 'This endpoint has been requested too many times.'],
		['{"error":"id is invalid"}', 'id is invalid'],
		['{"error":"invalid_token","error_description":"Token is expired."}', 'Token is expired.'],
		['<html>', undefined],
		['Retry later\n', undefined],
	] as const)('%s says: %s', ([body, reason]) => {
		expect(reasonOf(body)).toBe(reason);
	});
});

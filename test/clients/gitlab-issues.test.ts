import {inspect} from 'node:util';
import {describe, expect, onTestFinished, test} from 'vitest';
import {createIssues, readIssueProject} from '../../src/clients/gitlab/issues.ts';
import {createTransport} from '../../src/clients/http.ts';
import {ServiceRefused, ServiceUnavailable} from '../../src/model/errors.ts';
import {createFaultBoard} from '../../src/sandbox/faults.ts';
import {createGitlabSimulator} from '../../src/sandbox/gitlab/simulator.ts';
import type {GitlabProject, GitlabToken} from '../../src/sandbox/gitlab/types.ts';

const token = 'glpat-that-nobody-may-see';
const project = 'support/console';
const clock = () => new Date();
const issue = {title: 'Console request', description: 'Please.\n\nReference: es1234'};

async function openGitlab(more: Partial<GitlabToken> = {}, change: Partial<GitlabProject> = {}) {
	const faults = createFaultBoard();
	const gitlab = await createGitlabSimulator({
		tokens: [{token, scopes: ['api'], administrator: false, projects: [project], ...more}],
		projects: [{id: 71, path: project, ...change}],
		faults,
		clock,
		sendMail: () => {},
	});
	onTestFinished(gitlab.close);
	const send = createTransport({service: 'GitLab', origins: [gitlab.origin], clock, deadline: 2000});
	const access = {baseUrl: gitlab.origin, token, send, project};
	return {gitlab, faults, access, issues: createIssues(access)};
}

async function failureOf(call: Promise<unknown>) {
	const error: unknown = await call.then(
		(value) => new Error(`it succeeded: ${inspect(value)}`),
		(reason: unknown) => reason,
	);
	if (!(error instanceof ServiceUnavailable) && !(error instanceof ServiceRefused)) throw error;
	expect(inspect(error, {depth: 10, showHidden: true})).not.toContain(token);
	return error;
}

describe('an issue', () => {
	test('is opened once, confidential, with one question, and its URL is told', async () => {
		const {gitlab, issues} = await openGitlab();
		const url = await issues.open(issue);
		expect(url).toBe(`${gitlab.origin}/support/console/-/issues/1`);
		expect(gitlab.openIssues()).toMatchObject([{...issue, confidential: true}]);
		expect(gitlab.requests().map(({method, path}) => `${method} ${path}`)).toEqual(['POST /api/v4/projects/support%2Fconsole/issues']);
	});

	test('is found by its reference alone, whatever resembles it, closed ones too', async () => {
		const {gitlab, issues} = await openGitlab();
		await issues.open({...issue, description: 'They wrote “Reference: es1234” somewhere.'});
		expect(await issues.find('es1234')).toBeUndefined();
		const url = await issues.open(issue);
		await issues.open({...issue, description: 'Reference: es12345'});
		gitlab.closeIssue(project, 2);
		expect([await issues.find('es1234'), await issues.find('es123')]).toEqual([url, undefined]);
	});

	test.for([
		['of nobody', {state: 'revoked'}, 401],
		['without the scope', {scopes: ['read_api']}, 403],
		['of another project', {projects: []}, 404],
	] as const)('of a token %s is refused', async ([_who, change, status]) => {
		const {gitlab, issues} = await openGitlab(change);
		expect((await failureOf(issues.open(issue))).trouble).toMatchObject({cause: 'refused', status});
		expect(gitlab.openIssues()).toEqual([]);
	});

	test.for(['server-error', 'bad-gateway', 'reset-in-body', 'html', 'truncated', 'wrong-type', 'hang', 'down', 'rate-limited'] as const)(
		'is not asked for twice after “%s”',
		async (fault) => {
			const {gitlab, faults, issues} = await openGitlab();
			faults.add({service: 'gitlab', method: 'POST', fault, times: 1, afterEffect: fault !== 'rate-limited' && fault !== 'down'});
			const failure = await failureOf(issues.open(issue));
			expect(failure).toBeInstanceOf(ServiceUnavailable);
			expect(failure instanceof ServiceUnavailable && failure.neverSent).toBe(fault === 'rate-limited');
			expect(gitlab.openIssues().length).toBeLessThanOrEqual(1);
		},
	);
});

test('the doctor reads how project and token stand, and writes nothing', async () => {
	expect(await readIssueProject((await openGitlab()).access)).toEqual({takesIssues: true, scopes: ['api']});
	expect(await readIssueProject((await openGitlab({}, {issuesEnabled: false})).access)).toMatchObject({takesIssues: false});
	expect(await readIssueProject((await openGitlab({scopes: ['read_api']})).access)).toMatchObject({scopes: ['read_api']});
	const {gitlab, access} = await openGitlab({projects: []});
	expect((await failureOf(readIssueProject(access))).trouble).toMatchObject({status: 404});
	expect(gitlab.requests().filter(({method}) => method !== 'GET')).toEqual([]);
});

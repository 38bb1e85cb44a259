import {expect, test} from 'vitest';
import {as, json, type Office, openOffice, project, type Row, tokens} from './office.ts';

const path = `/projects/${encodeURIComponent(project.path)}/issues`;

function create(office: Office, body: unknown, who: Parameters<typeof as>[0] = 'project'): Promise<Response> {
	return office.ask(path, {...json(body), headers: {'content-type': 'application/json', ...as(who)}});
}

async function titles(office: Office, query: string): Promise<readonly unknown[]> {
	const response = await office.ask(`${path}?${query}`);
	return ((await response.json()) as (Row & {title: string})[]).map(({title}) => title);
}

test('a token of the project opens an issue', async () => {
	const office = await openOffice();
	const response = await create(office, {
		title: 'Console request',
		description: 'Account 1234',
		labels: 'console,account',
		confidential: true,
	});
	expect([response.status, await response.json()]).toMatchObject([
		201,
		{
			iid: 1,
			project_id: 77,
			title: 'Console request',
			description: 'Account 1234',
			state: 'opened',
			labels: ['account', 'console'],
			confidential: true,
			author: {username: 'project_77_bot'},
			web_url: `${office.gitlab.origin}/support/console-requests/-/issues/1`,
			references: {full: 'support/console-requests#1'},
		},
	]);
	expect(office.gitlab.openIssues()).toMatchObject([{iid: 1, title: 'Console request'}]);
});

test('who is not of the project does not even see it', async () => {
	const office = await openOffice();
	const response = await create(office, {title: 'Console request'}, 'regular');
	expect([response.status, await response.json()]).toEqual([404, {message: '404 Project Not Found'}]);
	expect((await create(office, {title: 'x'}, 'auditor')).status).toBe(403);
	expect((await office.ask(path, {headers: as('auditor')})).status).toBe(200);
	expect((await office.ask(path, {headers: {'private-token': ''}})).status).toBe(401);
	const reader = await office.ask(path, {headers: as('reader')});
	expect([reader.status, await reader.json()]).toMatchObject([403, {error: 'insufficient_scope', scope: 'api read_api'}]);
	expect(office.gitlab.openIssues()).toEqual([]);
});

test.each([
	[{}, {error: 'title is missing'}],
	[{title: ' '}, {message: {title: ["can't be blank"]}}],
	[{title: 'x'.repeat(256)}, {message: {title: ['is too long (maximum is 255 characters)']}}],
	[{title: 'x', confidential: 'perhaps'}, {error: 'confidential is invalid'}],
])('a wrong issue is refused %#', async (body, answer) => {
	const office = await openOffice();
	const response = await create(office, body);
	expect([response.status, await response.json()]).toEqual([400, answer]);
	expect(office.gitlab.openIssues()).toEqual([]);
});

test('issues are found by their words, newest first, by state and by label', async () => {
	const office = await openOffice();
	await create(office, {title: 'Account 1 is stuck', description: 'unset the address', labels: ['console']});
	await create(office, {title: 'Account 2 is stuck'});
	await create(office, {title: 'Another thing', description: 'Account 1 again'});
	expect(await titles(office, 'search=account')).toEqual(['Another thing', 'Account 2 is stuck', 'Account 1 is stuck']);
	expect(await titles(office, 'search=stuck+address')).toEqual(['Account 1 is stuck']);
	expect(await titles(office, 'search=account&in=title&sort=asc')).toEqual(['Account 1 is stuck', 'Account 2 is stuck']);
	expect(await titles(office, 'labels=console')).toEqual(['Account 1 is stuck']);
	office.gitlab.closeIssue(project.path, 1);
	expect(await titles(office, 'state=closed')).toEqual(['Account 1 is stuck']);
	expect(await titles(office, 'state=opened&search=stuck')).toEqual(['Account 2 is stuck']);
	expect((await office.ask(`${path}?state=new`)).status).toBe(400);
	expect((await office.ask(`${path}?per_page=1`)).headers.get('x-total')).toBe('3');
});

test('one issue and its project', async () => {
	const office = await openOffice();
	await create(office, {title: 'Console request'});
	expect(await (await office.ask('/projects/77/issues/1')).json()).toMatchObject({title: 'Console request'});
	const unknown = await office.ask('/projects/77/issues/2');
	expect([unknown.status, await unknown.json()]).toEqual([404, {message: '404 Not found'}]);
	expect(await (await office.ask('/projects/support%2FConsole-Requests')).json()).toMatchObject({
		id: 77,
		path_with_namespace: project.path,
	});
	expect((await office.ask('/projects/support/console-requests')).status).toBe(404);
});

test('an auditor reads issues, and opens none', async () => {
	const office = await openOffice({tokens: [{...tokens.auditor, scopes: ['api']}]});
	expect((await office.ask(path, {headers: as('auditor')})).status).toBe(200);
	const response = await create(office, {title: 'x'}, 'auditor');
	expect([response.status, await response.json()]).toEqual([403, {message: '403 Forbidden'}]);
});

test('a project without issues takes none', async () => {
	const office = await openOffice({projects: [{...project, issuesEnabled: false}]});
	expect((await create(office, {title: 'x'})).status).toBe(403);
});

import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import {parseConfig} from '../src/config.ts';
import {examine} from '../src/doctor/examine.ts';
import {automationEnvironment, createWorld, gitlabWrites, groups, places, type World} from '../src/sandbox/world.ts';

let world: World;
let folder: string;

// The doctor only reads: one folder, made once, serves all.
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'redeliver-doctor-'));
});

afterAll(() => rmSync(folder, {recursive: true, force: true}));

beforeEach(async () => {
	world = await createWorld();
});

afterEach(() => world.close());

async function findingsWith(change: Readonly<Record<string, string>> = {}) {
	const findings = await examine(parseConfig({...world.environment, DATA_DIR: folder, ...change}));
	return new Map(findings.map((finding) => [finding.subject, finding]));
}

test('in a healthy world every line is ok', async () => {
	const findings = await findingsWith();
	expect([...findings.values()].filter((finding) => !finding.ok)).toEqual([]);
	expect(findings.get('SLACK_AGENTS_USERGROUP')?.text).toBe('2 people');
	expect(findings.get('Mailgun domain mg.gitlab.com')?.text).toBe('active, keeps messages for 3 days');
});

test('whether the log and the stored messages can be read is tried on the newest mail', async () => {
	expect((await findingsWith()).get('MAILGUN_RESEND_API_KEY')?.text).toContain('no message was logged lately to try it on');
	const [domain, to] = ['mg.gitlab.com', 'ada@example.com'];
	world.mailgun.send({
		domain,
		from: `GitLab <gitlab@${domain}>`,
		to,
		subject: 'Verify your identity',
		text: '481516',
		at: world.clock.now(),
	});
	const findings = await findingsWith();
	expect(findings.get('Mailgun log of mg.gitlab.com')).toMatchObject({ok: true, text: 'readable'});
	expect(findings.get('MAILGUN_RESEND_API_KEY')).toMatchObject({ok: true, text: 'a key of its own; reads stored messages'});
	const weak = await findingsWith({MAILGUN_RESEND_API_KEY: 'key-that-may-not'});
	expect(weak.get('MAILGUN_RESEND_API_KEY')).toMatchObject({ok: false, text: expect.stringContaining('role Developer')});
});

test('a wrong key, an unknown domain and an empty group are named, with how to mend them', async () => {
	world.slack.setUserGroup(groups.managers, 'support-managers', []);
	const findings = await findingsWith({MAILGUN_API_KEY: 'wrong', MAILGUN_PORTAL_DOMAIN: 'nowhere.example.com'});
	expect(findings.get('Mailgun domain mg.gitlab.com')).toMatchObject({ok: false, text: expect.stringContaining('MAILGUN_API_KEY')});
	expect(findings.get('Mailgun domain nowhere.example.com')?.ok).toBe(false);
	expect(findings.get('SLACK_MANAGERS_USERGROUP')).toMatchObject({ok: false, text: expect.stringContaining('no members')});
	expect([...findings.values()].map((finding) => finding.text).join()).not.toContain('wrong');
});

test('a channel that outsiders can see is not good enough', async () => {
	const findings = await findingsWith({SLACK_APPROVALS_CHANNEL: places.partners});
	expect(findings.get('SLACK_APPROVALS_CHANNEL')).toMatchObject({ok: false, text: expect.stringContaining('another organisation')});
});

test('the automation is off, or set up, or without a word about its tickets', async () => {
	expect((await findingsWith()).get('AUTOMATION')).toMatchObject({
		ok: true,
		text: expect.stringContaining('set AUTOMATION to suggest or act'),
	});
	const {origin} = world.zendesk;
	const set = {...automationEnvironment, ZENDESK_URL: origin, ZENDESK_CLIENT_ID: 'some', ZENDESK_CLIENT_SECRET: 'some'};
	expect((await findingsWith(set)).get('AUTOMATION')).toMatchObject({ok: false, text: expect.stringContaining('ZENDESK_FORM_ID')});
	const sorted = await findingsWith({...set, ZENDESK_CATEGORY_FIELD: '1', ZENDESK_CATEGORY_VALUE: 'mail'});
	expect(sorted.get('AUTOMATION')).toMatchObject({ok: true, text: 'suggest: takes the webhook at /webhooks/zendesk'});
});

test('the doctor tells what GitLab lets us write, and how to turn on what is off', async () => {
	const off = await findingsWith();
	expect(off.get('GITLAB_ESCALATION_PROJECT')?.text).toMatch(/Escalate is off.*GITLAB_ESCALATION_TOKEN/);
	expect(off.get('Support PIN')?.text).toContain('Revoke PIN is off');
	const on = await findingsWith(gitlabWrites);
	expect(on.get('GITLAB_ESCALATION_PROJECT')).toMatchObject({ok: true, text: 'opens issues in support/console'});
	expect(on.get('Support PIN')?.text).toBe('compared and revoked');
	const wrong = await findingsWith({...gitlabWrites, GITLAB_ESCALATION_PROJECT: 'support/nowhere'});
	expect(wrong.get('GITLAB_ESCALATION_PROJECT')).toMatchObject({ok: false, text: expect.stringContaining('404')});
	const weak = await findingsWith({...gitlabWrites, GITLAB_ESCALATION_TOKEN: world.environment.GITLAB_TOKEN ?? ''});
	expect(weak.get('GITLAB_ESCALATION_PROJECT')?.ok).toBe(false);
	expect(world.gitlab.requests().filter(({method}) => method !== 'GET')).toEqual([]);
});

test('without managers the doctor says what is off', async () => {
	const {SLACK_MANAGERS_USERGROUP: _group, ...rest} = world.environment;
	const findings = await examine(parseConfig({...rest, DATA_DIR: folder}));
	expect(findings.find((finding) => finding.subject === 'managers')?.text).toContain('what needs approval is off');
});

test('the doctor reads, and writes nothing', async () => {
	await findingsWith();
	const asked = world.mailgun.requests().filter(({method}) => method !== 'GET');
	expect(asked.filter(({path}) => path !== '/v1/analytics/logs')).toEqual([]);
	expect(world.slack.apiCalls().map((call) => call.method)).not.toContain('chat.postMessage');
});

test('forms that Redeliver is to post must be there, without a captcha; nothing is posted', async () => {
	expect((await findingsWith()).get('GITLAB_RESEND')).toMatchObject({ok: true, text: expect.stringContaining('by themselves')});
	expect((await findingsWith({GITLAB_RESEND: 'form'})).get('GITLAB_RESEND')).toMatchObject({
		ok: true,
		text: expect.stringMatching(/^form: /),
	});
	world.gitlab.setCaptcha(true);
	const finding = (await findingsWith({GITLAB_RESEND: 'form'})).get('GITLAB_RESEND');
	expect(finding).toMatchObject({ok: false, text: expect.stringMatching(/captcha.*GITLAB_RESEND=link/)});
	expect(world.gitlab.requests().filter(({method}) => method === 'POST')).toEqual([]);
});

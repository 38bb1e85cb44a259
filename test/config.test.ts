import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {ConfigurationError, parseConfig, variableNames} from '../src/config.ts';
import {guidance} from '../src/config-guidance.ts';
import {createFolder, runCli} from './front-door/cli.ts';

const sound: Readonly<Record<string, string>> = {
	SLACK_BOT_TOKEN: 'xoxb-1-canary',
	SLACK_SIGNING_SECRET: 'canary-signing-secret',
	SLACK_AGENTS_USERGROUP: 'S0AGENTS',
	MAILGUN_API_KEY: 'canary-mailgun-key',
	GITLAB_TOKEN: 'canary-gitlab-token',
};

function problemsOf(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
	try {
		parseConfig({...sound, ...environment});
		return [];
	} catch (error) {
		if (error instanceof ConfigurationError) return error.problems;
		throw error;
	}
}

const missing = undefined;
const automated = {
	AUTOMATION: 'act',
	SLACK_SUPPORT_CHANNEL: 'C0CANARY',
	ZENDESK_WEBHOOK_SECRET: 'canary',
	ZENDESK_URL: 'https://canary.zendesk.example.com',
	ZENDESK_CLIENT_ID: 'canary',
	ZENDESK_CLIENT_SECRET: 'canary',
} as const;

/** A name, a value that it must not have, and what else the environment holds. */
const bad: readonly (readonly [string, string | undefined, Readonly<Record<string, string>>?])[] = [
	['SLACK_BOT_TOKEN', missing],
	['SLACK_BOT_TOKEN', ''],
	['SLACK_BOT_TOKEN', 'xoxp-canary'],
	['SLACK_BOT_TOKEN', 'xoxb-canary\n'],
	['SLACK_BOT_TOKEN', 'xoxb-can ary'],
	['SLACK_SIGNING_SECRET', missing],
	['SLACK_SIGNING_SECRET', ' canary'],
	['SLACK_APP_TOKEN', 'xoxb-canary'],
	['SLACK_API_URL', 'http://canary.example.com/api'],
	['SLACK_API_URL', 'canary'],
	['SLACK_API_URL', 'https://canary@slack.com/api'],
	['SLACK_API_URL', 'https://:canary@slack.com/api'],
	['SLACK_API_URL', 'https://slack.com/api?canary'],
	['SLACK_API_URL', 'http://127.0.0.1.canary.example.com'],
	['SLACK_AGENTS', missing, {SLACK_AGENTS_USERGROUP: ''}],
	['SLACK_AGENTS', 'Everyone-canary'],
	['SLACK_AGENTS', 'U0CANARY,,U0OTHER'],
	['SLACK_AGENTS', 'U0CANARY,'],
	['SLACK_AGENTS', 'U0CANARY, canary'],
	['SLACK_AGENTS_USERGROUP', 'U0CANARY'],
	['SLACK_MANAGERS', 'S0CANARY'],
	['SLACK_MANAGERS_USERGROUP', '@canary'],
	['SLACK_APPROVALS_CHANNEL', '#canary'],
	['SLACK_AUDIT_CHANNEL', 'D0CANARY'],
	['MAILGUN_API_KEY', missing],
	['MAILGUN_URL', 'http://canary.example.com'],
	['MAILGUN_URL', 'ftp://canary.example.com'],
	['MAILGUN_DOMAIN', 'Canary.example.com'],
	['MAILGUN_DOMAIN', 'canary'],
	['MAILGUN_DOMAIN', 'mg.gitlab.com/canary'],
	['MAILGUN_PORTAL_DOMAIN', 'mg.gitlab.com'],
	['MAILGUN_STORAGE_ORIGINS', 'https://storage.example.com,http://canary.example.com'],
	['MAILGUN_LOG_DAYS', '0'],
	['MAILGUN_LOG_DAYS', '30 canaries'],
	['LOG_LAG', '10'],
	['LOG_LAG', '0m'],
	['LOG_LAG', '-5m'],
	['APPROVAL_TTL', '4 h'],
	['APPROVAL_TTL', '1w'],
	['BULK_APPROVAL_THRESHOLD', '0'],
	['LIMIT_REMOVALS_PER_HOUR', '1.5'],
	['LIMIT_SWEEPS_PER_HOUR', '1e3'],
	['RESEND_SUBJECTS', 'canary;;'],
	['GITLAB_TOKEN', missing],
	['GITLAB_URL', 'gitlab.canary.example.com'],
	['GITLAB_RESEND', 'canary'],
	['GITLAB_ESCALATION_PROJECT', 'canary'],
	['ZENDESK_URL', 'https://canary.zendesk.example.com'],
	['ZENDESK_URL', 'https://canary.zendesk.example.com', {ZENDESK_EMAIL: 'ada@example.com'}],
	['ZENDESK_FORM_ID', 'canary'],
	['ZENDESK_WEBHOOK_SECRET', missing, automated],
	['ZENDESK_URL', missing, automated],
	['SLACK_SUPPORT_CHANNEL', missing, automated],
	['AUTOMATION', 'yes'],
	['DATABASE_URL', 'mysql://canary:canary@db.example.com/x'],
	['AUDIT_KEY', missing, {DATABASE_URL: 'postgresql://canary:canary@db.example.com/x'}],
	['AUDIT_KEY', 'canary'],
	['EMBEDDED_DATABASE', missing, {NODE_ENV: 'production'}],
	['EMBEDDED_DATABASE', 'true'],
	['RETENTION_DAYS', '-1'],
	['PORT', '65536'],
	['PORT', '0x50'],
	['LOG_LEVEL', 'canary'],
];

describe('a wrong or missing setting is told by its name, what it is for and how to get it, never by its value', () => {
	const rows = bad.map(([name, value, rest = {}]) => ({name, value, rest}));

	test.each(rows)('$name=$value', ({name, value, rest}) => {
		const problems = problemsOf({...rest, [name]: value});
		expect(problems).toHaveLength(1);
		expect(problems[0]).toMatch(new RegExp(`^${name} (?:is|must|has|item)`));
		expect(problems[0]).toContain(guidance[name as keyof typeof guidance]);
		expect(problems.join()).not.toMatch(/canary/i);
	});

	test.for([
		[{GITLAB_ESCALATION_PROJECT: 'support/console'}, 'GITLAB_ESCALATION_TOKEN'],
		[{GITLAB_ESCALATION_TOKEN: 'canary'}, 'GITLAB_ESCALATION_PROJECT'],
	] as const)('of two that are of no use alone, the other is asked for %#', ([given, missing]) => {
		expect(problemsOf(given)).toEqual([expect.stringMatching(new RegExp(`^${missing} is missing`))]);
	});

	test('all that is wrong is told at once', () => {
		const problems = problemsOf({SLACK_BOT_TOKEN: 'canary', PORT: 'canary', GITLAB_TOKEN: undefined});
		expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual(['GITLAB_TOKEN', 'PORT', 'SLACK_BOT_TOKEN']);
	});
});

describe('a sound environment', () => {
	test('gives the defaults of the table', () => {
		expect(parseConfig(sound)).toMatchObject({
			SLACK_API_URL: 'https://slack.com/api',
			slackAnswerOrigins: ['https://hooks.slack.com', 'https://slack.com'],
			MAILGUN_URL: 'https://api.mailgun.net',
			sendingDomains: ['mg.gitlab.com', 'customers.gitlab.com'],
			MAILGUN_LOG_DAYS: 30,
			LOG_LAG: 600,
			RESEND_SUBJECTS: ['Verify your identity'],
			APPROVAL_TTL: 14_400,
			BULK_APPROVAL_THRESHOLD: 10,
			LIMIT_REMOVALS_PER_HOUR: 60,
			LIMIT_RESENDS_PER_HOUR: 30,
			LIMIT_REQUESTS_PER_HOUR: 20,
			LIMIT_SWEEPS_PER_HOUR: 20,
			GITLAB_URL: 'https://gitlab.com',
			GITLAB_RESEND: 'link',
			CUSTOMERS_PORTAL_URL: 'https://customers.gitlab.com',
			AUTOMATION: 'off',
			DATA_DIR: './data',
			EMBEDDED_DATABASE: false,
			RETENTION_DAYS: 90,
			HOST: '0.0.0.0',
			PORT: 3000,
			LOG_LEVEL: 'info',
		});
	});

	test.each([
		['an empty Portal domain: there is no Portal', {MAILGUN_PORTAL_DOMAIN: ''}, {sendingDomains: ['mg.gitlab.com']}],
		['a list is trimmed', {SLACK_AGENTS: ' U0ONE , W0TWO '}, {SLACK_AGENTS: ['U0ONE', 'W0TWO']}],
		['everyone', {SLACK_AGENTS: 'everyone'}, {SLACK_AGENTS: 'everyone'}],
		['loopback may be http', {MAILGUN_URL: 'http://127.0.0.1:8080/'}, {MAILGUN_URL: 'http://127.0.0.1:8080'}],
		['seconds, minutes, hours, days', {LOG_LAG: '90s', APPROVAL_TTL: '2d'}, {LOG_LAG: 90, APPROVAL_TTL: 172_800}],
		['what is empty counts as not set', {PORT: '', SLACK_APP_TOKEN: ''}, {PORT: 3000}],
		['Socket Mode without a signing secret', {SLACK_APP_TOKEN: 'xapp-1', SLACK_SIGNING_SECRET: ''}, {SLACK_APP_TOKEN: 'xapp-1'}],
	])('%s', (_name, given, expected) => {
		expect(parseConfig({...sound, ...given})).toMatchObject(expected);
	});

	test('a diagnosis needs nothing of Slack, the store nothing of anybody', () => {
		expect(parseConfig({MAILGUN_API_KEY: 'x', GITLAB_TOKEN: 'x'}, 'diagnosis').MAILGUN_API_KEY).toBe('x');
		expect(parseConfig({}, 'store').DATA_DIR).toBe('./data');
	});
});

describe('.env.example', () => {
	const lines = readFileSync(new URL('../.env.example', import.meta.url), 'utf8').split('\n');
	const settings = lines.flatMap((line, at) => {
		const [, hash, name, value] = /^(# )?([A-Z][A-Z_]+)=(.*)$/.exec(line) ?? [];
		return name === undefined ? [] : [{name, value: value ?? '', optional: hash !== undefined, before: lines[at - 1] ?? ''}];
	});

	test('lists every variable once, and nothing else', () => {
		expect(settings.map(({name}) => name).sort()).toEqual([...variableNames].sort());
	});

	test('explains each', () => {
		for (const {name, before} of settings) expect(before, name).toMatch(/^# \S.{8,}/);
	});

	test('a filled in copy starts, and changes no default', () => {
		const required = Object.fromEntries(settings.filter(({optional}) => !optional).map(({name}) => [name, sound[name]]));
		const defaults = Object.fromEntries(
			settings.filter(({optional, value}) => optional && value !== '').map(({name, value}) => [name, value]),
		);
		expect(parseConfig({...required, ...defaults})).toEqual(parseConfig(sound));
		expect(Object.keys(required).sort()).toEqual(Object.keys(sound).sort());
	});

	test('a default that is left out there is none', () => {
		const without = settings.filter(({optional, value}) => optional && value === '').map(({name}) => name);
		const config: Readonly<Record<string, unknown>> = parseConfig(sound);
		expect(without.filter((name) => config[name] !== undefined)).toEqual([]);
	});
});

const starts: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
	['SLACK_BOT_TOKEN', {SLACK_BOT_TOKEN: ''}],
	['SLACK_BOT_TOKEN', {SLACK_BOT_TOKEN: 'canary-token'}],
	['SLACK_SIGNING_SECRET', {SLACK_SIGNING_SECRET: ''}],
	['SLACK_APP_TOKEN', {SLACK_APP_TOKEN: 'canary'}],
	['SLACK_AGENTS', {SLACK_AGENTS_USERGROUP: ''}],
	['MAILGUN_API_KEY', {MAILGUN_API_KEY: ''}],
	['MAILGUN_URL', {MAILGUN_URL: 'http://canary.example.com'}],
	['GITLAB_TOKEN', {GITLAB_TOKEN: ''}],
	['AUDIT_KEY', {DATABASE_URL: 'postgresql://canary:canary@127.0.0.1:1/canary'}],
	['EMBEDDED_DATABASE', {NODE_ENV: 'production'}],
	['PORT', {PORT: 'canary'}],
	['SLACK_AGENTS', {SLACK_AGENTS: 'canary,'}],
];

test.each(starts)('start with a bad %s (%j) ends at once, with its name and without its value', {timeout: 60_000}, async (name, given) => {
	using folder = createFolder();
	const ended = await runCli(['start'], {...sound, DATA_DIR: folder.path, ...given});
	expect(ended.code).toBe(1);
	expect(ended.ms).toBeLessThan(10_000);
	expect(ended.stderr).toMatch(new RegExp(`^${name} `));
	expect(ended.stderr.trim().split('\n')).toHaveLength(1);
	expect(ended.stdout + ended.stderr).not.toMatch(/canary/i);
});

import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {diagnose} from '../../src/commands/diagnose.ts';
import {tellStories} from '../../src/sandbox/stories.ts';
import {createWorld, sendingDomains, type World} from '../../src/sandbox/world.ts';
import {openDatabase} from '../../src/store/database.ts';
import {createFolder, runCli} from '../front-door/cli.ts';
import {ago, confirmation, day, hour, mailed} from '../support/confirming.ts';
import {leaksIn} from '../support/traces.ts';

const {gitlab} = sendingDomains;
let world: World;
let folder: ReturnType<typeof createFolder>;

beforeEach(async () => {
	world = await createWorld();
	folder = createFolder();
	tellStories(world);
});

afterEach(async () => {
	expect(world.slack.apiCalls()).toEqual([]);
	expect(asked().filter(({method, path}) => method !== 'GET' && !path.startsWith('/v1/analytics/logs'))).toEqual([]);
	await world.close();
	folder[Symbol.dispose]();
});

const asked = () => [...world.mailgun.requests(), ...world.gitlab.requests()];

/** Of Slack nothing that could be used; and of the database only what no diagnosis may touch. */
function environment(): Record<string, string> {
	const {MAILGUN_URL = '', MAILGUN_API_KEY = '', GITLAB_URL = '', GITLAB_TOKEN = ''} = world.environment;
	const unused = {SLACK_BOT_TOKEN: 'not filled in yet', DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/nothing', NODE_ENV: 'production'};
	return {...unused, MAILGUN_URL, MAILGUN_API_KEY, GITLAB_URL, GITLAB_TOKEN, DATA_DIR: join(folder.path, 'data')};
}

const run = (words: readonly string[], changes: Readonly<Record<string, string>> = {}) =>
	runCli(['diagnose', ...words], {...environment(), ...changes});

test('--json: one object with all that the card says, on stdout; nothing is written', async () => {
	const {code, stdout, stderr} = await run(['dora@example.com', '--mail', 'confirmation', '--ticket', '4727', '--json']);
	expect({code, stderr, lines: stdout.trim().split('\n').length}).toEqual({code: 0, stderr: '', lines: 1});
	const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
	expect(JSON.parse(stdout)).toEqual({
		address: 'dora@example.com',
		verdict: 'suppressed-bounce',
		also: [],
		nextSteps: ['remove-suppression', 'resend-confirmation', 'ask-spelling'],
		evidence: [
			{source: 'gitlab', at, text: expect.stringMatching(/^account @dora \(id \d+\) created; the address is its primary one$/)},
			{source: 'gitlab', at: null, text: 'the primary address is not confirmed'},
			{source: `mailgun:${gitlab}:bounces`, at, text: `bounce 550 5.1.1 No such mailbox (${gitlab})`},
			{source: `mailgun:${gitlab}:log`, at, text: expect.stringContaining('dropped, the address was suppressed then')},
		],
		sources: {
			gitlab: 'ok',
			zendesk: 'not-configured',
			...Object.fromEntries(
				Object.values(sendingDomains).flatMap((domain) =>
					['bounces', 'complaints', 'unsubscribes', 'log'].map((list) => [`mailgun:${domain}:${list}`, 'ok']),
				),
			),
		},
		caveats: [],
		reasonClass: 'mailbox-unknown',
		permanent: true,
		upstreamCalls: asked().length,
		durationMs: expect.any(Number),
	});
	expect(asked()).toHaveLength(9);
	expect(existsSync(environment().DATA_DIR ?? '')).toBe(false);
}, 30_000);

test('for people: evidence by time, what to do, and what to write to the customer', async () => {
	const {code, stdout} = await run(['dora@example.com', '--ticket', '#4727'], {NODE_V8_COVERAGE: folder.path});
	expect(code).toBe(0);
	expect(stdout).toMatch(/^dora@example\.com: The address is on the bounce list, so Mailgun drops this mail\./);
	expect(stdout).toMatch(/\n {2}Mailgun · \d+ \w{3} \d\d:\d\d UTC · bounce 550 5\.1\.1 No such mailbox \(mg\.gitlab\.com\)\n/);
	expect(stdout).toContain('1. remove-suppression: in Slack, /confirm dora@example.com, and there Remove Suppression');
	expect(stdout).toContain(
		'2. resend-confirmation: A new confirmation mail\n\n     Hello,\n\n     thank you for writing to us.\n\n     You can have',
	);
	expect(stdout).toMatch(/\nverdict: suppressed-bounce · checked [\d-]+ [\d:]+ UTC · ticket 4727\n$/);
	expect(loadedScripts().filter((url) => /node_modules\/(?:@slack|@electric-sql|kysely|pg|pg-boss)\//.test(url))).toEqual([]);
}, 30_000);

/** What Node loaded, by the record that it leaves of what it ran. */
function loadedScripts(): readonly string[] {
	const urls = readdirSync(folder.path)
		.filter((name) => name.startsWith('coverage-'))
		.flatMap((name) => {
			const {result} = JSON.parse(readFileSync(join(folder.path, name), 'utf8')) as {readonly result: readonly {readonly url: string}[]};
			return result.map(({url}) => url);
		});
	expect(urls).toContainEqual(expect.stringContaining('src/commands/diagnose.ts'));
	return urls;
}

test('while a bot holds the embedded database', async () => {
	const held = await openDatabase({folder: folder.path});
	try {
		const {DATABASE_URL: _postgres, ...embedded} = environment();
		expect(await runCli(['diagnose', 'carla@example.net'], {...embedded, DATA_DIR: folder.path})).toMatchObject({
			code: 0,
			stderr: '',
			stdout: expect.stringContaining('verdict: already-confirmed'),
		});
	} finally {
		await held.close();
	}
}, 60_000);

test.for(['text', 'json'])('a username tells its address nowhere, in %s', {timeout: 30_000}, async (form) => {
	const secret = 'canary.kestrel@undisclosed.example.net';
	world.gitlab.addUser({username: 'wren', email: secret, createdAt: ago(world, 90 * day), confirmedAt: ago(world, 89 * day)});
	world.mailgun.addBounce(gitlab, {address: secret, code: '550', error: `5.1.1 <${secret}> is unknown at mx.undisclosed.example.net`});
	mailed(world, secret, confirmation, hour);
	world.faults.add({service: 'mailgun', path: /complaints/, fault: 'server-error'});
	const {code, stdout, stderr} = await run(['@wren', '--mail', 'code', ...(form === 'json' ? ['--json'] : [])]);
	expect(code).toBe(0);
	expect(leaksIn(stdout + stderr, [secret, 'canary.kestrel', 'undisclosed.example'])).toEqual([]);
	if (form === 'json')
		expect(JSON.parse(stdout)).toMatchObject({address: null, sources: {[`mailgun:${gitlab}:complaints`]: 'unavailable'}});
	else expect(stdout).toContain('Not answered\n  Mailgun’s complaint list of mg.gitlab.com: Mailgun has trouble of its own (500).');
});

test('a source that the verdict needs is silent: exit 3, and every call counts, the repeated ones too', async () => {
	let met = 0;
	const onMet = () => {
		met += 1;
	};
	world.faults.add({service: 'gitlab', fault: 'unavailable', onMet});
	world.faults.add({service: 'mailgun', path: /unsubscribes/, fault: 'server-error', times: 1, onMet});
	const {code, stdout} = await run(['kira@example.com', '--json']);
	expect(code).toBe(3);
	expect(JSON.parse(stdout)).toMatchObject({
		verdict: 'incomplete',
		nextSteps: ['retry'],
		sources: {gitlab: 'unavailable', [`mailgun:${gitlab}:unsubscribes`]: 'ok'},
		caveats: ['GitLab did not answer. What it would have said is not known, and is not taken for a no.'],
		reasonClass: null,
		permanent: null,
		upstreamCalls: asked().length + met,
	});
	expect(met).toBe(3);
}, 30_000);

test('what a mail server wrote neither steers the terminal nor passes for a line of ours', async () => {
	const error = '5.1.1 gone\u001b[2J\u009b31m\u202e\nverdict: delivered';
	world.mailgun.addBounce(gitlab, {address: 'jonas@example.net', code: '550', error});
	const [text, json] = await Promise.all([run(['jonas@example.net']), run(['jonas@example.net', '--json'])]);
	expect(text.stdout).not.toMatch(/[^\P{C}\n]/u);
	expect(text.stdout.match(/^verdict: .*/gm)).toEqual([expect.stringContaining('suppressed-bounce')]);
	expect(json.stdout).not.toMatch(/[^\P{C}\n]/u);
	expect(JSON.stringify(JSON.parse(json.stdout))).toContain('gone');
}, 30_000);

test('Ctrl+C ends it at once', async () => {
	const hanging = new Promise<void>((resolve) => world.faults.add({service: 'gitlab', fault: 'hang', onMet: resolve}));
	const child = spawn(process.execPath, ['src/cli.ts', 'diagnose', 'ada@example.com'], {env: environment(), stdio: 'ignore'});
	const ended = once(child, 'exit');
	await hanging;
	const began = performance.now();
	child.kill('SIGINT');
	expect(await ended).toEqual([null, 'SIGINT']);
	expect(performance.now() - began).toBeLessThan(2000);
}, 30_000);

test('a missing setting is named: exit 1', async () => {
	expect(await run(['ada@example.com'], {MAILGUN_API_KEY: ''})).toMatchObject({
		code: 1,
		stdout: '',
		stderr: expect.stringMatching(/^MAILGUN_API_KEY is missing\. Reads and removes suppressions\. .*\n$/),
	});
}, 30_000);

describe('what was typed wrongly ends with 2 and teaches', () => {
	test.each([
		[[], 'An address or a username is missing.'],
		[['ada@@example.com'], 'it has more than one @'],
		[['ada@example.com', 'eve@example.com'], 'one address at a time'],
		[['ada@example.com', '--mail', 'parcel'], '--mail is one of confirmation, code, reset, sign-in, other, not "parcel"'],
		[['ada@example.com', '--ticket', 'soon'], '--ticket is the number or the URL of a ticket, not "soon"'],
		[['ada@example.com', '--quick'], "Unknown option '--quick'"],
	])('diagnose %j', async (words, teaching) => {
		await expect(diagnose(words, environment())).rejects.toThrow(teaching);
	});

	test('and with nothing on stdout; --help tells all', async () => {
		expect(await run(['ada@', '--json'])).toMatchObject({code: 2, stdout: '', stderr: expect.not.stringContaining('    at ')});
		expect(await run(['--help'])).toMatchObject({code: 0, stderr: '', stdout: expect.stringContaining('--mail KIND')});
	}, 30_000);
});

import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {sql} from 'kysely';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {audit as auditCommand} from '../../src/commands/audit.ts';
import {readPeriod} from '../../src/commands/audit-export.ts';
import {createAuditStore} from '../../src/store/audit-trail.ts';
import {type Database, openDatabase, prepareSchema} from '../../src/store/database.ts';
import {createDialogs} from '../../src/store/dialogs.ts';
import {createFolder, runCli} from '../front-door/cli.ts';
import {readCsv} from '../model/read-csv.ts';

const folder = createFolder();
const environment = {DATA_DIR: folder.path, AUDIT_KEY: 'a key that only tests have'.replaceAll(' ', '-')};
const audit = (...words: readonly string[]) => runCli(['audit', ...words], environment);

async function inDatabase<T>(use: (database: Database) => Promise<T>): Promise<T> {
	const database = await openDatabase({folder: folder.path});
	await prepareSchema(database);
	return use(database).finally(database.close);
}

/** Three entries, on three days. */
beforeAll(async () => {
	await inDatabase(async ({db}) => {
		const trail = createAuditStore({db, key: environment.AUDIT_KEY});
		const days = ['2026-11-20', '2026-11-21', '2026-11-22'];
		for (const [index, address] of ['ada@example.com', '=cmd+1@example.org', 'zaphod.b@example.net'].entries()) {
			await sql`update clock_shift set seconds = extract(epoch from ${`${days[index]}T10:00:00Z`}::timestamptz - now())`.execute(db);
			const before = {kind: 'bounce', code: '550', text: 'no such user, "really"'};
			await trail.record({actor: 'U0DANA', act: 'suppression-removed', subject: address, ticket: `${index + 1}`, deed: 'd', before});
			await createDialogs(db).open({purpose: 'draft', by: 'U0DANA', data: {text: `Dear ${address}`}});
		}
	});
}, 60_000);

afterAll(() => folder[Symbol.dispose]());

test('a sound trail: exit 0, with the checkpoint that it stands at', async () => {
	const {code, stdout, stderr} = await audit('verify');
	expect({code, stderr}).toEqual({code: 0, stderr: ''});
	const [, checkpoint = ''] = /^sound: 3 entries, head (3:[0-9a-f]{64})\n$/.exec(stdout) ?? [];
	expect(await audit('verify', '--checkpoint', checkpoint)).toMatchObject({code: 0});
	const other = await audit('verify', '--checkpoint', `2:${'0'.repeat(64)}`);
	expect(other).toMatchObject({
		code: 5,
		stdout: expect.stringContaining('BROKEN at entry 2: entry 2 is not the one that the checkpoint saw'),
	});
	const cut = await audit('verify', '--checkpoint', `9:${'0'.repeat(64)}`);
	expect(cut).toMatchObject({
		code: 5,
		stdout: expect.stringContaining('BROKEN at entry 4: the trail ends at entry 3, but the checkpoint saw 9'),
	});
}, 60_000);

test('a changed entry: exit 5, and what stands there now', async () => {
	const rename = (from: string, to: string) =>
		inDatabase(({db}) => sql`update audit_entry set actor = ${to} where seq = 2 and actor = ${from}`.execute(db));
	await rename('U0DANA', 'U0EVE\n');
	const {code, stdout} = await audit('verify');
	await rename('U0EVE\n', 'U0DANA');
	expect(code).toBe(5);
	expect(stdout).toContain('BROKEN at entry 2: entry 2 was changed after it was written');
	expect(stdout).toContain('Entry 2 now reads: "2026-11-21T10:00:00.');
	expect(stdout).toContain('"U0EVE\\n" "suppression-removed"');
}, 60_000);

test('the export has all that there is, in both forms', async () => {
	const lines = (await audit('export')).stdout.trim().split('\n');
	const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
	expect(records[0]).toEqual({
		seq: 1,
		at: expect.stringMatching(/^2026-11-20T10:00:0\d\.\d{3}Z$/),
		actor: 'U0DANA',
		act: 'suppression-removed',
		address: 'ada@example.com',
		target: null,
		ticket: '1',
		deed: 'd',
		before: {kind: 'bounce', code: '550', text: 'no such user, "really"'},
		after: null,
		subject: expect.stringMatching(/^[0-9a-f]{40}$/),
		previous: '0'.repeat(64),
		hash: expect.stringMatching(/^[0-9a-f]{64}$/),
	});
	const [head = [], ...rows] = readCsv((await audit('export', '--format', 'csv')).stdout);
	expect(head).toEqual(Object.keys(records[0] ?? {}));
	expect(rows.map((row) => row[head.indexOf('address')])).toEqual(['ada@example.com', "'=cmd+1@example.org", 'zaphod.b@example.net']);
	expect(rows.map((row) => JSON.parse(row[head.indexOf('before')] ?? ''))).toEqual(records.map((record) => record.before));
}, 60_000);

test('a period of days or moments, each end within it', async () => {
	await inDatabase(async ({db}) => {
		const seqs = async (from: string | undefined, to: string | undefined) => {
			const read: number[] = [];
			const pages = createAuditStore({db, key: environment.AUDIT_KEY}).read(readPeriod(from, to));
			for await (const page of pages) read.push(...page.map(({seq}) => seq));
			return read;
		};
		expect(await seqs('2026-11-21', undefined)).toEqual([2, 3]);
		expect(await seqs(undefined, '2026-11-21')).toEqual([1, 2]);
		expect(await seqs('2026-11-21T11:30:00+02:00', '2026-11-21T10:30')).toEqual([2]);
		expect(await seqs('2026-11-23', undefined)).toEqual([]);
	});
	expect((await audit('export', '--from', '2026-11-22')).stdout).toMatch(/^\{"seq":3,.*\}\n$/);
}, 60_000);

describe('what was typed wrongly ends with 2 and teaches', () => {
	test.each([
		[[], 'audit knows verify, export, erase'],
		[['constructor'], 'not "constructor"'],
		[['verify', 'all'], "Unexpected argument 'all'"],
		[['verify', '--checkpoint', '12'], '--checkpoint reads COUNT:HEAD'],
		[['verify', '--since', '12'], "Unknown option '--since'"],
		[['export', '--format', 'xml'], '--format is jsonl or csv, not "xml"'],
		[['export', '--from', '2026-02-30'], '--from reads 2026-11-21 or 2026-11-21T12:00:00Z (UTC)'],
		[['export', '--to', 'yesterday'], '--to reads'],
		[['export', '--from', '2026-11-22', '--to', '2026-11-21'], '--from is later than --to'],
		[['erase'], 'audit erase takes one address'],
		[['erase', 'ada@example.com', 'eve@example.com'], 'audit erase takes one address'],
		[['erase', 'ada'], 'it has no @'],
	])('audit %j', async (words, teaching) => {
		await expect(auditCommand(words, environment)).rejects.toThrow(teaching);
	});

	test('and with nothing on stdout', async () => {
		expect(await audit('export', '--from', 'yesterday')).toMatchObject({
			code: 2,
			stdout: '',
			stderr: expect.not.stringContaining('    at '),
		});
		expect(await audit('verify', '--since', '12')).toMatchObject({code: 2, stdout: '', stderr: expect.not.stringContaining('    at ')});
	});
});

test('while a bot holds the embedded database: exit 4, and how to go on', async () => {
	await inDatabase(async () => {
		for (const words of [['verify'], ['erase', 'ada@example.com']]) {
			expect(await audit(...words)).toMatchObject({
				code: 4,
				stdout: '',
				stderr: expect.stringContaining('is held by a running bot. Stop it first'),
			});
		}
	});
}, 60_000);

test('in a folder without a database nothing is made, and nothing called sound', async () => {
	const nowhere = join(folder.path, 'nowhere');
	const {code, stderr} = await runCli(['audit', 'verify'], {...environment, DATA_DIR: nowhere});
	expect({code, stderr}).toEqual({code: 1, stderr: expect.stringContaining('There is no database in')});
	expect(readdirSync(folder.path)).not.toContain('nowhere');
});

test('a database that does not answer: exit 1 in words, without its password', async () => {
	const url = 'postgresql://redeliver:a-secret-password@127.0.0.1:1/redeliver';
	const {code, stderr} = await runCli(['audit', 'verify'], {...environment, DATABASE_URL: url});
	expect({code, stderr}).toEqual({code: 1, stderr: expect.stringContaining('ECONNREFUSED')});
	expect(stderr).not.toMatch(/a-secret-password| {4}at /);
});

test('an erased person is in no file of the database any more, and the trail verifies', async () => {
	expect(filesNaming('zaphod.b')).not.toEqual([]);
	const {code, stdout} = await audit('erase', 'zaphod.b@example.net');
	expect(code).toBe(0);
	expect(stdout).toContain('Erased: 1 open dialogs');
	expect(stdout).not.toContain('zaphod');
	const [, checkpoint = ''] = /Checkpoint (4:[0-9a-f]{64})/.exec(stdout) ?? [];
	expect(filesNaming('zaphod.b')).toEqual([]);
	expect(filesNaming('ada@example.com')).not.toEqual([]);
	expect(await audit('verify', '--checkpoint', checkpoint)).toMatchObject({code: 0});
	const [, , erased, erasure] = (await audit('export')).stdout.split('\n').map((line) => (line === '' ? {} : JSON.parse(line)));
	expect(erased).toMatchObject({act: 'suppression-removed', address: null, ticket: '3'});
	expect(erasure).toMatchObject({actor: 'operator', act: 'person-erased', address: null, subject: erased.subject, after: {dialog: 1}});
}, 60_000);

function filesNaming(text: string): readonly string[] {
	const names = readdirSync(folder.path, {recursive: true, encoding: 'utf8'}).filter((name) => statSync(join(folder.path, name)).isFile());
	return names.filter((name) => readFileSync(join(folder.path, name)).includes(text));
}

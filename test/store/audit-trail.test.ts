import fc from 'fast-check';
import {sql} from 'kysely';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type AuditRecord, type AuditVerdict, type Checkpoint, emptyHead} from '../../src/model/audit.ts';
import {type AuditStore, createAuditStore} from '../../src/store/audit-trail.ts';
import {amount} from '../support/amount.ts';
import {openTestDatabase} from '../support/database.ts';
import {firstDifference, putTrail, readTrail, tampering} from './tampering.ts';

const key = 'a key that only the operator has';

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let trail: AuditStore;

beforeEach(async () => {
	database = await openTestDatabase();
	trail = createAuditStore({db: database.db, key});
});

afterEach(() => database.drop());

async function write(count: number): Promise<Checkpoint> {
	for (let entry = 0; entry < count; entry += 1) {
		await trail.record({
			actor: 'U0DANA',
			act: 'suppression-removed',
			subject: `customer-${entry}@example.com`,
			ticket: String(4700 + entry),
			before: {kind: 'bounce', sendingDomain: 'mg.gitlab.com', tags: ['*'], code: '550', attempts: 3},
		});
	}
	return trail.head();
}

function run(statement: string): Promise<unknown> {
	return sql.raw(statement).execute(database.db);
}

describe('a trail that nobody touched', () => {
	test('verifies, with and without a checkpoint, empty or not', async () => {
		expect(await trail.verify()).toMatchObject({sound: true, count: 0});
		const early = await write(3);
		await write(4);
		expect(await trail.verify(early)).toMatchObject({sound: true, count: 7});
	});

	test('grows without gaps when many write at once', async () => {
		await Promise.all(Array.from({length: 20}, () => write(1)));
		expect(await trail.verify()).toMatchObject({sound: true, count: 20});
	});

	test('tells what stands about an address, newest first, whatever its letter case', async () => {
		await write(2);
		await trail.record({actor: 'U0MILO', act: 'suppression-restored', subject: 'Customer-1@example.com'});
		const lines = await trail.about('CUSTOMER-1@EXAMPLE.COM', 10);
		expect(lines.map((line) => [line.actor, line.act, line.ticket])).toEqual([
			['U0MILO', 'suppression-restored', undefined],
			['U0DANA', 'suppression-removed', '4701'],
		]);
	});

	test('holds no address in its chain: erasing the person leaves it sound', async () => {
		await write(5);
		await run(`delete from audit_subject where address = 'customer-2@example.com'`);
		expect(await trail.verify()).toMatchObject({sound: true, count: 5});
		const chain = await sql<{text: string}>`select audit_entry::text as text from audit_entry`.execute(database.db);
		expect(chain.rows.map((row) => row.text).join()).not.toContain('@');
	});
});

describe('what stands in the chain', () => {
	test('is no address, whatever a workflow or a server far away wrote into the details', async () => {
		await trail.record({
			actor: 'redeliver',
			act: 'delivery-seen',
			subject: 'ada@example.com',
			target: 'Ada.New@example.net',
			before: {reply: '550 5.1.1 <ada@example.com>: no such user', lines: ['to ada@example.com', 'ok']},
			after: {messageId: 'one@mg.gitlab.com', found: 2, kept: true, none: null},
		});
		const [record] = await everything();
		expect(JSON.parse(record?.before ?? '')).toEqual({reply: '550 5.1.1 <[address]>: no such user', lines: ['to [address]', 'ok']});
		expect(JSON.parse(record?.after ?? '')).toMatchObject({messageId: 'one@mg.gitlab.com', found: 2, kept: true, none: null});
		expect(record).toMatchObject({address: 'ada@example.com', target: 'Ada.New@example.net'});
	});

	test('is read page by page, in a period if one is given', async () => {
		await write(3);
		await run(`update clock_shift set seconds = 86400`);
		await write(2);
		const all = await everything();
		expect(all.map((record) => record.address?.slice(0, 10))).toEqual([
			'customer-0',
			'customer-1',
			'customer-2',
			'customer-0',
			'customer-1',
		]);
		const between = new Date(Date.now() + 43_200_000);
		expect((await everything({from: between, until: undefined})).map(({seq}) => seq)).toEqual([4, 5]);
		expect((await everything({from: undefined, until: between})).map(({seq}) => seq)).toEqual([1, 2, 3]);
	});
});

async function everything(
	period: Parameters<AuditStore['read']>[0] = {from: undefined, until: undefined},
): Promise<readonly AuditRecord[]> {
	const records: AuditRecord[] = [];
	for await (const page of trail.read(period)) records.push(...page);
	return records;
}

const details = fc.dictionary(
	fc.stringMatching(/^[a-zA-Z]{1,8}$/),
	fc.oneof(fc.string({unit: 'binary'}), fc.double(), fc.boolean(), fc.constant(null)),
);

test('whatever is written, nobody is accused', {timeout: 600_000}, async () => {
	const values = fc.record({before: fc.option(details, {nil: undefined}), after: fc.option(details, {nil: undefined})});
	let last = await write(1);
	await fc.assert(
		fc.asyncProperty(values, async (note) => {
			if (last.count >= 200) {
				await putTrail(database.db, {rows: [], head: {count: 0, head: emptyHead}});
				last = await write(1);
			}
			await trail.record({actor: 'U0DANA', act: 'refused', ...note});
			expect(await trail.verify(last)).toMatchObject({sound: true, count: last.count + 1});
			last = await trail.head();
		}),
		{numRuns: amount('CLEAN_RUNS', 30)},
	);
});

test('whatever is changed, it is found with a checkpoint, and the first bad entry named', {timeout: 600_000}, async () => {
	const checkpoint = await write(12);
	const written = await readTrail(database.db);
	await fc.assert(
		fc.asyncProperty(tampering, async (change) => {
			const changed = change(written);
			await putTrail(database.db, changed);
			expect(bad(await trail.verify(checkpoint))).toBe(firstDifference(written, changed));
		}),
		{numRuns: amount('MUTATIONS', 60)},
	);
	await putTrail(database.db, written);
	expect(await trail.verify(checkpoint)).toMatchObject({sound: true, count: 12});
});

describe('a trail that somebody with the database changed', () => {
	test('an address that was put beside the chain in the place of another is found, with the entry that tells of it', async () => {
		const checkpoint = await write(5);
		await run(`update audit_subject set address = 'eve@example.com' where address = 'customer-3@example.com'`);
		const verdict = await trail.verify(checkpoint);
		expect(verdict).toMatchObject({sound: false, firstBad: 4, found: {seq: 4, actor: 'U0DANA'}});
	});

	test('a cut tail that the bot itself went on from is found by the checkpoint, if not where it was cut', async () => {
		const checkpoint = await write(10);
		await run(`delete from audit_entry where seq > 7`);
		await run(`update audit_head set count = 7, head = (select hash from audit_entry where seq = 7)`);
		await write(5);
		expect(await trail.verify()).toMatchObject({sound: true, count: 12});
		expect(await trail.verify(checkpoint)).toMatchObject({firstBad: 10, reason: expect.stringContaining('or entries before it')});
	});

	test.each([
		['an edited actor', `update audit_entry set actor = 'U0EVE' where seq = 4`, 4],
		['an edited ticket', `update audit_entry set ticket = '1' where seq = 1`, 1],
		['an edited detail', `update audit_entry set before = jsonb_set(before, '{code}', '"551"') where seq = 6`, 6],
		['an edited hash', `update audit_entry set hash = repeat('0', 64) where seq = 3`, 3],
		['a deleted entry', `delete from audit_entry where seq = 5`, 5],
		['a deleted beginning', `delete from audit_entry where seq = 1`, 1],
		[
			'two swapped entries',
			`update audit_entry set seq = case seq when 2 then -3 when 3 then -2 end where seq in (2, 3); update audit_entry set seq = -seq where seq < 0`,
			2,
		],
		[
			'an inserted entry',
			`insert into audit_entry select 11, at, actor, act, subject, ticket, deed, before, after, hash, hash from audit_entry where seq = 10`,
			11,
		],
		['a cut tail', `delete from audit_entry where seq > 8`, 9],
	])('%s is found, and named', async (_what, statement, firstBad) => {
		const checkpoint = await write(10);
		for (const part of statement.split('; ')) await run(part);
		expect(bad(await trail.verify(checkpoint))).toBe(firstBad);
	});

	test('a number that was written otherwise is a change too', async () => {
		const checkpoint = await write(3);
		await run(`update audit_entry set before = jsonb_set(before, '{attempts}', '3.0') where seq = 2`);
		expect(bad(await trail.verify(checkpoint))).toBe(2);
	});

	test('a cut tail with a mended head is found by the checkpoint alone', async () => {
		const checkpoint = await write(10);
		await run(`delete from audit_entry where seq > 8; `);
		await run(`update audit_head set count = 8, head = (select hash from audit_entry where seq = 8)`);
		expect(await trail.verify()).toMatchObject({sound: true, count: 8});
		expect(bad(await trail.verify(checkpoint))).toBe(9);
	});

	test('a trail written anew without the key is found at its first entry', async () => {
		const checkpoint = await write(3);
		await run('delete from audit_entry');
		await run(`update audit_head set count = 0, head = repeat('0', 64)`);
		await createAuditStore({db: database.db, key: 'another key'}).record({actor: 'U0EVE', act: 'refused'});
		expect(bad(await trail.verify(checkpoint))).toBe(1);
	});
});

function bad(verdict: AuditVerdict): number | undefined {
	return verdict.sound ? undefined : verdict.firstBad;
}

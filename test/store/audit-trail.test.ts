import {sql} from 'kysely';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {AuditVerdict, Checkpoint} from '../../src/model/audit.ts';
import {type AuditStore, createAuditStore} from '../../src/store/audit-trail.ts';
import {openTestDatabase} from '../support/database.ts';

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
			before: {kind: 'bounce', sendingDomain: 'mg.gitlab.com', tags: ['*'], code: '550'},
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

describe('a trail that somebody with the database changed', () => {
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

import {sql} from 'kysely';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Removal, Suppression} from '../../src/model/suppression.ts';
import {type AuditStore, createAuditStore} from '../../src/store/audit-trail.ts';
import {createRemovals, forgetRemovals} from '../../src/store/removals.ts';
import type {Removals} from '../../src/workflows/ports.ts';
import {openTestDatabase} from '../support/database.ts';

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let trail: AuditStore;
let removals: Removals;

beforeEach(async () => {
	database = await openTestDatabase();
	trail = createAuditStore({db: database.db, key: 'key'});
	removals = createRemovals(database.db, trail);
});

afterEach(() => database.drop());

const entry: Suppression = {
	kind: 'unsubscribe',
	sendingDomain: 'mg.gitlab.com',
	address: 'Ada@example.com',
	createdAt: new Date('2026-11-01T10:00:00Z'),
	code: '',
	text: '',
	tags: ['newsletter'],
};

async function seen(): Promise<Removal> {
	const [removal] = await removals.see([entry], {by: 'U0DANA', asked: 'Ada@example.com', ticket: '4711'});
	if (removal === undefined) throw new Error('nothing was kept');
	return removal;
}

function begin(id: string, delivery: string) {
	const note = {actor: 'U0DANA', act: 'suppression-removal-intended', subject: entry.address, deed: id} as const;
	return removals.move({id, from: ['seen', 'removing'], to: 'removing', by: 'U0DANA', delivery, note});
}

test('the undo copy holds the entry as it was seen', async () => {
	expect(await removals.find((await seen()).id)).toMatchObject({
		state: 'seen',
		entry,
		asked: 'Ada@example.com',
		ticket: '4711',
		seenBy: 'U0DANA',
	});
});

test('of many moves at once one wins, and one audit entry is written', async () => {
	const {id} = await seen();
	const moves = await Promise.all(Array.from({length: 12}, (_unused, index) => begin(id, `delivery ${index}`)));
	expect(moves.filter((move) => move !== undefined)).toHaveLength(1);
	expect(await trail.about(entry.address, 50)).toHaveLength(1);
});

test('a crashed move goes on under its own delivery at once, under another after a minute', async () => {
	const {id} = await seen();
	expect(await begin(id, 'mine')).toBeDefined();
	expect(await begin(id, 'mine')).toBeDefined();
	expect(await begin(id, 'other')).toBeUndefined();
	await sql`update removal set moved_at = present() - interval '61 seconds'`.execute(database.db);
	expect(await begin(id, 'other')).toBeDefined();
});

test('a move whose audit entry cannot be written does not happen', async () => {
	const {id} = await seen();
	await sql`alter table audit_entry rename to audit_entry_away`.execute(database.db);
	await expect(begin(id, 'mine')).rejects.toMatchObject({name: 'StoreUnavailable'});
	expect(await removals.find(id)).toMatchObject({state: 'seen'});
});

test('after the retention time the address is gone from what was removed, and what was only seen is gone', async () => {
	const removed = await seen();
	await begin(removed.id, 'mine');
	const looked = await seen();
	await sql`update removal set moved_at = present() - interval '91 days', seen_at = present() - interval '91 days'`.execute(database.db);
	await forgetRemovals(database.db, 90);
	expect(await removals.find(removed.id)).toBeUndefined();
	expect(await removals.find(looked.id)).toBeUndefined();
	const rows = await sql<{text: string}>`select removal::text as text from removal`.execute(database.db);
	expect(rows.rows).toHaveLength(1);
	expect(rows.rows[0]?.text).not.toContain('example.com');
});

import {sql} from 'kysely';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Suppression} from '../../src/model/suppression.ts';
import {createAuditStore} from '../../src/store/audit-trail.ts';
import {createBulkRemovals, forgetBulkRemovals} from '../../src/store/bulk-removals.ts';
import {erasePerson} from '../../src/store/erasure.ts';
import {createRemovals, forgetRemovals} from '../../src/store/removals.ts';
import {openTestDatabase} from '../support/database.ts';

let opened: Awaited<ReturnType<typeof openTestDatabase>>;
let stores: ReturnType<typeof storesOn>;
const by = 'U0DANA';

function storesOn({db}: typeof opened) {
	const audit = createAuditStore({db, key: 'a key for nothing but tests'});
	return {audit, bulk: createBulkRemovals(db, audit), removals: createRemovals(db, audit)};
}

beforeEach(async () => {
	opened = await openTestDatabase();
	stores = storesOn(opened);
});
afterEach(() => opened.drop());

const entryOf = (address: string): Suppression => ({
	kind: 'bounce',
	sendingDomain: 'mg.gitlab.com',
	address,
	createdAt: new Date('2026-11-20T10:00:00.000Z'),
	code: '550',
	text: '',
	tags: [],
});

function begin(delivery: string, requestId?: string) {
	const entries = ['ada@example.org', 'Bo@example.org', 'cy@example.org'].map(entryOf);
	const endsAt = new Date(Date.now() + 3_600_000);
	const draft = {
		by,
		requestId,
		approvedBy: undefined,
		domain: 'example.org',
		reason: 'Server was down',
		ticket: '4711',
		entries,
		delivery,
		endsAt,
	};
	return stores.bulk.begin(draft, {actor: by, act: 'bulk-removal-begun'});
}

test('one delivery begins one, with an undo copy of each entry in its order; who comes later does not have it', async () => {
	const [{bulk, isOurs}, later] = [await begin('same'), await begin('same')];
	expect([isOurs, later.isOurs, later.bulk.id]).toEqual([true, false, bulk.id]);
	const entries = await stores.bulk.entries(bulk.id);
	expect(entries.map(({removal}) => removal.entry)).toEqual(['ada@example.org', 'Bo@example.org', 'cy@example.org'].map(entryOf));
	expect(entries.map(({removal}) => removal.asked)).toEqual(['ada@example.org', 'Bo@example.org', 'cy@example.org']);
	expect(await stores.bulk.due()).toEqual([]);
	await sql`update bulk_removal set lease_until = now()`.execute(opened.db);
	expect((await begin('same')).isOurs).toBe(true);
	expect((await opened.db.selectFrom('audit_entry').selectAll().execute()).map(({act}) => act)).toEqual(['bulk-removal-begun']);
});

test('one of a request is taken up by a single process, and after its lease by another', async () => {
	const {bulk, isOurs} = await begin('RQ-1', 'RQ-1');
	expect(isOurs).toBe(false);
	const taken = await Promise.all([stores.bulk.due(), stores.bulk.due(), stores.bulk.due()]);
	expect(taken.flat().map(({id}) => id)).toEqual([bulk.id]);
	await sql`update bulk_removal set lease_until = now()`.execute(opened.db);
	expect(await stores.bulk.due()).toHaveLength(1);
	await stores.bulk.postpone(bulk.id, 60, 'limit');
	expect(await stores.bulk.due()).toEqual([]);
	expect(await stores.bulk.find(bulk.id)).toMatchObject({waits: 'limit', tries: 0});
	expect(await stores.bulk.postpone(bulk.id, 0, 'trouble')).toMatchObject({waits: 'trouble', tries: 1});
});

test('the first word about an entry stands, and it ends once', async () => {
	const {bulk} = await begin('one');
	const [first] = await stores.bulk.entries(bulk.id);
	const id = first?.removal.id ?? '';
	await stores.bulk.settle(id, 'removed');
	await stores.bulk.settle(id, 'not-known');
	expect((await stores.bulk.entries(bulk.id)).map(({outcome}) => outcome)).toEqual(['removed', undefined, undefined]);
	const note = {actor: by, act: 'bulk-removal-ended'} as const;
	const ends = await Promise.all([stores.bulk.finish(bulk.id, note), stores.bulk.finish(bulk.id, note)]);
	expect(ends.filter((end) => end !== undefined)).toHaveLength(1);
	expect([await stores.bulk.mayPost(bulk.id), await stores.bulk.mayPost(bulk.id)]).toEqual([true, false]);
	await stores.bulk.told(bulk.id, {channel: 'D1', ts: '1.1'}, true);
	await sql`update bulk_removal set lease_until = now()`.execute(opened.db);
	expect(await stores.bulk.due()).toEqual([]);
});

test('no audit entry, no bulk removal', async () => {
	await sql`drop table audit_head`.execute(opened.db);
	await expect(begin('unrecorded')).rejects.toThrow();
	expect(await opened.db.selectFrom('bulk_removal').selectAll().execute()).toEqual([]);
	expect(await opened.db.selectFrom('removal').selectAll().execute()).toEqual([]);
});

test('one person is erased from what is done; what is still to come stays, and is named', async () => {
	const {bulk} = await begin('one');
	const erase = () => erasePerson({db: opened.db, audit: stores.audit, jobsSchema: 'none'}, 'bo@example.org', 'operator');
	expect((await erase()).left).toEqual([{table: 'removal', id: expect.any(String)}]);
	const entries = await stores.bulk.entries(bulk.id);
	for (const {removal} of entries) await stores.bulk.settle(removal.id, 'already-gone');
	expect((await erase()).left).toEqual([]);
	expect((await stores.bulk.entries(bulk.id)).map(({removal}) => removal.entry.address)).toEqual(['ada@example.org', 'cy@example.org']);
});

test('what was left goes with its bulk removal after the retention time, not before; what was removed stays to be undone', async () => {
	const {bulk} = await begin('old');
	const ids = (await stores.bulk.entries(bulk.id)).map(({removal}) => removal.id);
	const [removed = '', settled = ''] = ids;
	const note = {actor: by, act: 'suppression-removed', deed: removed} as const;
	await stores.removals.move({id: removed, from: ['seen'], to: 'removed', by, delivery: bulk.id, note});
	await stores.bulk.settle(settled, 'already-gone');
	const forget = async () => {
		await forgetRemovals(opened.db, 90);
		await forgetBulkRemovals(opened.db, 90);
		return Promise.all(ids.map(async (id) => (await stores.removals.find(id))?.entry.address));
	};
	const all = ['ada@example.org', 'Bo@example.org', 'cy@example.org'];
	await sql`update removal set seen_at = present() - interval '91 days', moved_at = present() - interval '91 days'`.execute(opened.db);
	await sql`update bulk_removal set begun_at = present() - interval '91 days'`.execute(opened.db);
	expect(await forget()).toEqual(all);
	await stores.bulk.told(bulk.id, undefined, true);
	await sql`update bulk_removal set begun_at = present() - interval '89 days'`.execute(opened.db);
	expect(await forget()).toEqual(all);
	await sql`update bulk_removal set begun_at = present() - interval '91 days'`.execute(opened.db);
	await sql`update removal set moved_at = present()`.execute(opened.db);
	expect(await forget()).toEqual(['ada@example.org', undefined, undefined]);
	expect(await stores.bulk.find(bulk.id)).toBeUndefined();
	await sql`update removal set moved_at = present() - interval '91 days'`.execute(opened.db);
	expect(await forget()).toEqual([undefined, undefined, undefined]);
});

test('of what stops one the first reason stands', async () => {
	const {bulk} = await begin('RQ-1', 'RQ-1');
	expect((await stores.bulk.ofRequest('RQ-1'))?.stopped).toBeUndefined();
	expect(await stores.bulk.ofRequest('RQ-2')).toBeUndefined();
	await stores.bulk.stop(bulk.id, 'The record was changed.');
	expect(await stores.bulk.stop(bulk.id, 'Its request is gone.')).toMatchObject({stopped: 'The record was changed.'});
});

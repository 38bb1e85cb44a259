import {type Kysely, type Selectable, sql, type Transaction} from 'kysely';
import type {AuditNote} from '../model/audit.ts';
import type {BulkEntry, BulkRemoval} from '../model/bulk-removal.ts';
import type {BulkRemovals, NewBulkRemoval} from '../workflows/ports.ts';
import type {AuditStore} from './audit-trail.ts';
import {createId, keeping, lease, present} from './keeping.ts';
import {createLeases} from './lease.ts';
import {newRow, removalOf} from './removals.ts';
import type {Schema} from './schema.ts';

type Row = Selectable<Schema['bulk_removal']>;

/** Not carried out to its end, or its end was not told. */
export const bulkRemovalsDue = sql<boolean>`not ended and next_at <= present()`;

/** Each goes at Mailgun's pace, and is told at Slack's. */
const mostAtOnce = 3;

export function createBulkRemovals(db: Kysely<Schema>, audit: AuditStore): BulkRemovals {
	const leases = createLeases(db, 'bulk_removal', bulkRemovalsDue, mostAtOnce);
	const change = (id: string) => db.updateTable('bulk_removal').where('id', '=', id);
	const changed = async (query: ReturnType<typeof change>) => {
		const row = await query.returningAll().executeTakeFirst();
		return row === undefined ? undefined : bulkOf(row);
	};
	return {
		begin: (draft, note) => keeping(() => beginOnce(db, audit, draft, note)),
		find: (id) =>
			keeping(async () => {
				const row = await db.selectFrom('bulk_removal').selectAll().where('id', '=', id).executeTakeFirst();
				return row === undefined ? undefined : bulkOf(row);
			}),
		ofRequest: (requestId) =>
			keeping(async () => {
				const row = await db.selectFrom('bulk_removal').selectAll().where('delivery', '=', requestId).executeTakeFirst();
				return row === undefined ? undefined : bulkOf(row);
			}),
		entries: (id) => keeping(() => entriesOf(db, id)),
		settle: (removalId, outcome) =>
			keeping(async () => {
				const first = db.updateTable('removal').set({bulk_outcome: outcome}).where('id', '=', removalId).where('bulk_outcome', 'is', null);
				await first.execute();
			}),
		stop: (id, reason) => keeping(() => changed(change(id).set({stopped: sql<string>`coalesce(stopped, ${reason})`}))),
		hold: (id) =>
			keeping(async () => {
				await change(id).set({lease_until: lease}).execute();
			}),
		finish: (id, note) =>
			keeping(() =>
				db.transaction().execute(async (transaction) => {
					const row = await transaction
						.updateTable('bulk_removal')
						.set({state: 'done', waits: null, lease_until: lease})
						.where('id', '=', id)
						.where('state', '=', 'removing')
						.returningAll()
						.executeTakeFirst();
					if (row === undefined) return undefined;
					await audit.recordIn(transaction, {...note, deed: id});
					return bulkOf(row);
				}),
			),
		due: async () => (await leases.take()).map(bulkOf),
		postpone: (id, seconds, waits) =>
			keeping(() =>
				changed(
					change(id).set({
						lease_until: sql<Date>`now()`,
						waits: waits ?? null,
						...(waits === 'trouble' ? {tries: sql<number>`tries + 1`} : {}),
						next_at: sql<Date>`present() + make_interval(secs => ${seconds})`,
					}),
				),
			),
		mayPost: (id) => keeping(async () => (await changed(change(id).set({posting: true}).where('posting', '=', false))) !== undefined),
		notPosted: (id) =>
			keeping(async () => {
				await change(id).set({posting: false}).execute();
			}),
		told: (id, at, isEnd) =>
			keeping(async () => {
				await change(id)
					.set({...at, ended: isEnd})
					.execute();
			}),
	};
}

async function beginOnce(db: Kysely<Schema>, audit: AuditStore, draft: NewBulkRemoval, note: AuditNote) {
	const begun = await db.transaction().execute(async (transaction) => {
		const {requestId, approvedBy, ticket, by, domain, reason, delivery} = draft;
		const row = await transaction
			.insertInto('bulk_removal')
			.values({
				id: createId(),
				delivery,
				removed_by: by,
				request_id: requestId ?? null,
				approved_by: approvedBy ?? null,
				domain,
				reason,
				ticket: ticket ?? null,
				ends_at: draft.endsAt,
				...(requestId === undefined ? {lease_until: lease} : {}),
			})
			.onConflict((conflict) => conflict.column('delivery').doNothing())
			.returningAll()
			.executeTakeFirst();
		if (row === undefined) return undefined;
		await keepEntries(transaction, draft, row.id);
		await audit.recordIn(transaction, {...note, deed: row.id});
		return row;
	});
	if (begun !== undefined) return {bulk: bulkOf(begun), isOurs: draft.requestId === undefined};
	const {delivery} = draft;
	const free = await db
		.updateTable('bulk_removal')
		.set({lease_until: lease})
		.where('delivery', '=', delivery)
		.where(sql<boolean>`request_id is null and lease_until <= now()`)
		.returningAll()
		.executeTakeFirst();
	const row = free ?? (await db.selectFrom('bulk_removal').selectAll().where('delivery', '=', delivery).executeTakeFirstOrThrow());
	return {bulk: bulkOf(row), isOurs: free !== undefined};
}

/** Whoever ticked an address has named it. */
async function keepEntries(transaction: Transaction<Schema>, {entries, by, ticket}: NewBulkRemoval, bulk: string): Promise<void> {
	const rows = entries.map((entry, place) => ({
		...newRow(entry, {by, asked: entry.address, ticket}),
		bulk,
		bulk_place: place,
	}));
	if (rows.length > 0) await transaction.insertInto('removal').values(rows).execute();
}

async function entriesOf(db: Kysely<Schema>, id: string): Promise<readonly BulkEntry[]> {
	const rows = await db.selectFrom('removal').selectAll().where('bulk', '=', id).orderBy('bulk_place').execute();
	return rows.map((row) => ({removal: removalOf(row), place: row.bulk_place ?? -1, outcome: row.bulk_outcome ?? undefined}));
}

function bulkOf(row: Row): BulkRemoval {
	return {
		id: row.id,
		state: row.state,
		by: row.removed_by,
		requestId: row.request_id ?? undefined,
		approvedBy: row.approved_by ?? undefined,
		domain: row.domain,
		reason: row.reason,
		ticket: row.ticket ?? undefined,
		begunAt: row.begun_at,
		endsAt: row.ends_at,
		stopped: row.stopped ?? undefined,
		waits: row.waits ?? undefined,
		nextAt: row.next_at,
		tries: row.tries,
		place: row.channel === null || row.ts === null ? undefined : {channel: row.channel, ts: row.ts},
	};
}

/** What a person wrote goes after the retention time, and with it the copies of what was left; what was removed is as any undo copy then. */
export async function forgetBulkRemovals(db: Kysely<Schema>, days: number): Promise<void> {
	await db.transaction().execute(async (transaction) => {
		const gone = await transaction
			.selectFrom('bulk_removal')
			.select('id')
			.where('ended', '=', true)
			.where('begun_at', '<', sql<Date>`${present} - make_interval(days => ${days})`)
			.execute();
		if (gone.length === 0) return;
		const ids = gone.map(({id}) => id);
		await transaction.deleteFrom('removal').where('bulk', 'in', ids).where('state', '=', 'seen').execute();
		await transaction.deleteFrom('bulk_removal').where('id', 'in', ids).execute();
	});
}

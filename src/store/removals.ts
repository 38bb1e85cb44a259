import {type Kysely, type Selectable, sql} from 'kysely';
import {type Removal, type RemovalState, type Suppression, undoHours} from '../model/suppression.ts';
import type {RemovalMove, Removals, Sighting} from '../workflows/ports.ts';
import type {AuditStore} from './audit-trail.ts';
import {createId, jsonText, keeping, present} from './keeping.ts';
import type {StoredSuppression} from './schema/stored.ts';
import type {Schema} from './schema.ts';

type Row = Selectable<Schema['removal']>;

/** A move that its owner did not finish may be taken over after this time. */
const stalledAfterSeconds = 60;

export function createRemovals(db: Kysely<Schema>, audit: AuditStore): Removals {
	return {
		see: (entries, sighting) =>
			keeping(async () => {
				if (entries.length === 0) return [];
				const rows = await db
					.insertInto('removal')
					.values(entries.map((entry) => newRow(entry, sighting)))
					.returningAll()
					.execute();
				return rows.map(removalOf);
			}),
		find: (id) =>
			keeping(async () => {
				const row = await db.selectFrom('removal').selectAll().where('id', '=', id).where('spelling', 'is not', null).executeTakeFirst();
				return row === undefined ? undefined : removalOf(row);
			}),
		recent: (address) =>
			keeping(async () => {
				const rows = await db
					.selectFrom('removal')
					.selectAll()
					.where('address', '=', address.toLowerCase())
					.where('state', '!=', 'seen')
					.where('moved_at', '>', sql<Date>`${present} - make_interval(hours => ${undoHours})`)
					.orderBy('moved_at', 'desc')
					.limit(20)
					.execute();
				return rows.map(removalOf);
			}),
		move: (move) => keeping(() => moveOnce(db, audit, move)),
	};
}

export function newRow(entry: Suppression, seen: Sighting) {
	return {
		id: createId(),
		state: 'seen' as const,
		kind: entry.kind,
		sending_domain: entry.sendingDomain,
		address: entry.address.toLowerCase(),
		spelling: entry.address,
		asked: seen.asked,
		entry: storedForm(entry),
		ticket: seen.ticket ?? null,
		seen_by: seen.by,
	};
}

/** State and audit entry move together or not at all. */
async function moveOnce(db: Kysely<Schema>, audit: AuditStore, move: RemovalMove): Promise<Removal | undefined> {
	return db.transaction().execute(async (transaction) => {
		const row = await transaction
			.updateTable('removal')
			.set({state: move.to, delivery: move.delivery, moved_at: present, ...marks(move)})
			.where('id', '=', move.id)
			.where(mayMove(move))
			.returningAll()
			.executeTakeFirst();
		if (row === undefined) return undefined;
		await audit.recordIn(transaction, {...move.note, after: {...move.note.after, state: move.to}});
		return removalOf(row);
	});
}

function mayMove({from, delivery}: RemovalMove) {
	const resting = from.filter((state) => !isOnItsWay(state));
	const underway = from.filter(isOnItsWay);
	const stalled = sql`moved_at < present() - make_interval(secs => ${stalledAfterSeconds})`;
	return sql<boolean>`(state = any(${resting}::text[]) or (state = any(${underway}::text[]) and (delivery = ${delivery} or ${stalled})))`;
}

function isOnItsWay(state: RemovalState): boolean {
	return state === 'removing' || state === 'restoring';
}

function marks(move: RemovalMove) {
	return {
		...(move.entry === undefined ? {} : {entry: storedForm(move.entry), spelling: move.entry.address}),
		...(move.ticket === undefined ? {} : {ticket: move.ticket}),
		...(move.to === 'removing' ? {removed_by: move.by} : {}),
		...(move.to === 'removed' ? {removed_at: sql<Date>`coalesce(removed_at, present())`} : {}),
		...(move.to === 'restored' ? {restored_by: move.by, restored_at: present} : {}),
		...(move.to === 'seen' ? {removed_by: null} : {}),
	};
}

export function storedForm(entry: Suppression): string {
	const stored: StoredSuppression = {
		code: entry.code,
		text: entry.text,
		tags: entry.tags,
		createdAt: entry.createdAt?.toISOString() ?? null,
	};
	return jsonText(stored);
}

export function entryOf(row: Pick<Row, 'kind' | 'sending_domain' | 'spelling' | 'entry'>): Suppression {
	return {
		kind: row.kind,
		sendingDomain: row.sending_domain,
		address: row.spelling ?? '',
		createdAt: row.entry.createdAt === null ? undefined : new Date(row.entry.createdAt),
		code: row.entry.code,
		text: row.entry.text,
		tags: row.entry.tags,
	};
}

export function removalOf(row: Row): Removal {
	return {
		id: row.id,
		state: row.state,
		entry: entryOf(row),
		asked: row.asked ?? row.spelling ?? '',
		ticket: row.ticket ?? undefined,
		seenBy: row.seen_by,
		seenAt: row.seen_at,
		removedBy: row.removed_by ?? undefined,
		removedAt: row.removed_at ?? undefined,
		restoredBy: row.restored_by ?? undefined,
		restoredAt: row.restored_at ?? undefined,
	};
}

/** An undo copy that nobody can be recognised by, and that can no longer be undone. */
export const unknownPerson = {address: null, spelling: null, asked: null, entry: jsonText({code: '', text: '', tags: [], createdAt: null})};

/**
 * What was only looked at goes after two days; what was removed loses its address after the retention time. What belongs to a bulk removal
 * stays as long as that is kept: it may be open, or stand among its results.
 */
export async function forgetRemovals(db: Kysely<Schema>, days: number): Promise<void> {
	await db
		.deleteFrom('removal')
		.where('state', '=', 'seen')
		.where('bulk', 'is', null)
		.where('seen_at', '<', sql<Date>`${present} - interval '2 days'`)
		.execute();
	await db
		.updateTable('removal')
		.set(unknownPerson)
		.where('bulk', 'is', null)
		.where('moved_at', '<', sql<Date>`${present} - make_interval(days => ${days})`)
		.execute();
}

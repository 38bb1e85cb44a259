import {type Kysely, type Selectable, sql, type Transaction} from 'kysely';
import type {AuditNote} from '../model/audit.ts';
import type {Trouble} from '../model/errors.ts';
import type {SweepFinding, SweepState} from '../model/sweep.ts';
import type {NewScan, Scan, ScanEnd, ScanStep, Scans} from '../workflows/ports.ts';
import type {AuditStore} from './audit-trail.ts';
import {createId, jsonText, keeping, lease, present, storable} from './keeping.ts';
import {createLeases} from './lease.ts';
import type {Schema} from './schema.ts';
import {keepFindings, storedSight, sweepOf} from './sweeps.ts';

type Row = Selectable<Schema['sweep']>;

export const scansDue = sql<boolean>`not ended and next_at <= present()`;

/** Each reads a thousand entries at a time. */
const mostAtOnce = 3;

export function createScans(db: Kysely<Schema>, audit: AuditStore): Scans {
	const leases = createLeases(db, 'sweep', scansDue, mostAtOnce);
	const change = (id: string, values: object) =>
		keeping(async () => {
			await db.updateTable('sweep').set(values).where('id', '=', id).execute();
		});
	return {
		begin: (scan, note) => keeping(() => db.transaction().execute((transaction) => begin(transaction, audit, scan, note))),
		due: async () => (await leases.take()).map(scanOf),
		advance: (scan, step) => keeping(() => db.transaction().execute((transaction) => advance(transaction, scan, step))),
		end: (id, {state, isWhole}: ScanEnd, note) =>
			keeping(() => db.transaction().execute((transaction) => end(transaction, audit, {id, state, isWhole, note}))),
		cancel: (id, by, note) =>
			keeping(() =>
				db.transaction().execute(async (transaction) => {
					const row = await transaction.selectFrom('sweep').select('asked_by').where('id', '=', id).executeTakeFirst();
					return row?.asked_by === by ? end(transaction, audit, {id, state: 'cancelled', isWhole: false, note}) : undefined;
				}),
			),
		mayPost: (id) =>
			keeping(async () => {
				const intent = db.updateTable('sweep').set({posting: true}).where('id', '=', id).where('posting', '=', false);
				return (await intent.returning('id').executeTakeFirst()) !== undefined;
			}),
		notPosted: (id) => change(id, {posting: false}),
		posted: (id, {channel, ts}) => change(id, {channel, ts}),
		told: (id) => change(id, {ended: true, cursor: null}),
		postpone: async (id, seconds, trouble) => {
			if (trouble !== undefined) await change(id, {failures: sql`failures + 1`, trouble: storedTrouble(trouble)});
			await leases.postpone(id, seconds);
		},
	};
}

function storedTrouble({retryAt: _over, ...trouble}: Trouble): string {
	return jsonText(trouble);
}

async function begin(
	transaction: Transaction<Schema>,
	audit: AuditStore,
	{by, ticket, domain, sendingDomains, sight, from, delivery}: NewScan,
	note: AuditNote,
): Promise<'begun' | 'already'> {
	const id = createId();
	const row = await transaction
		.insertInto('sweep')
		.values({
			id,
			asked_by: by,
			ticket: ticket ?? null,
			domain,
			sending_domains: jsonText(sendingDomains),
			depth: 'deep',
			state: 'running',
			sight: storedSight(sight),
			delivery,
		})
		.onConflict((conflict) => conflict.doNothing())
		.returning('id')
		.executeTakeFirst();
	if (row === undefined) return 'already';
	await sql`insert into sweep_entry (sweep, suppressed, is_guess, sending_domain, kind, address, spelling, entry, reason)
		select ${id}, suppressed, is_guess, sending_domain, kind, address, spelling, entry, reason from sweep_entry
		where sweep = ${from} and suppressed <> 'now' order by seq`.execute(transaction);
	await audit.recordIn(transaction, {...note, deed: id});
	return 'begun';
}

/** The number of pages tells whether this is still the same scan: of two processes one goes on. */
async function advance(transaction: Transaction<Schema>, scan: Scan, step: ScanStep): Promise<Scan | undefined> {
	const row = await transaction
		.updateTable('sweep')
		.set({
			list: step.list,
			cursor: step.cursor === undefined ? null : storable(step.cursor),
			pages: scan.pages + 1,
			seen: scan.seen + step.seen,
			failures: 0,
			trouble: null,
			lease_until: lease,
		})
		.where('id', '=', scan.id)
		.where('pages', '=', scan.pages)
		.where('state', '=', 'running')
		.returningAll()
		.executeTakeFirst();
	if (row === undefined) return undefined;
	if (step.found.length === 0) return scanOf(row);
	await forgetPast(transaction, scan.id, step.found);
	const found = row.found + (await keepFindings(transaction, scan.id, step.found));
	await transaction.updateTable('sweep').set({found}).where('id', '=', scan.id).execute();
	return scanOf({...row, found});
}

/** What is on the list now is not told as past too. */
async function forgetPast(transaction: Transaction<Schema>, id: string, found: readonly SweepFinding[]): Promise<void> {
	const places = new Map(found.map(({entry}) => [`${entry.kind} ${entry.sendingDomain}`, entry]));
	for (const {kind, sendingDomain} of places.values()) {
		const here = found.filter(({entry}) => entry.kind === kind && entry.sendingDomain === sendingDomain);
		await transaction
			.deleteFrom('sweep_entry')
			.where('sweep', '=', id)
			.where('suppressed', '!=', 'now')
			.where('kind', '=', kind)
			.where('sending_domain', '=', sendingDomain)
			.where(sql<boolean>`address = any(${here.map(({entry}) => storable(entry.address.toLowerCase()))}::text[])`)
			.execute();
	}
}

async function end(
	transaction: Transaction<Schema>,
	audit: AuditStore,
	{
		id,
		state,
		isWhole,
		note,
	}: {readonly id: string; readonly state: Exclude<SweepState, 'running'>; readonly isWhole: boolean; readonly note: AuditNote},
): Promise<boolean> {
	const row = await transaction
		.updateTable('sweep')
		.set({state, finished_at: present, next_at: present, sight: sql`sight || ${jsonText({isWhole})}::jsonb`})
		.where('id', '=', id)
		.where('state', '=', 'running')
		.returning(['pages', 'seen', 'found'])
		.executeTakeFirst();
	if (row === undefined) return false;
	if (isWhole) await settleUnknown(transaction, id);
	await putPastLast(transaction, id);
	await audit.recordIn(transaction, {...note, deed: id, after: {...note.after, ...row}});
	return true;
}

/** Every list was read to its end: what was not known is known now. Mail was dropped for an entry that is gone, or there never was one. */
async function settleUnknown(transaction: Transaction<Schema>, id: string): Promise<void> {
	const unknown = sql<boolean>`sweep = ${id} and suppressed = 'unknown'`;
	await transaction.deleteFrom('sweep_entry').where(unknown).where('is_guess', '=', true).execute();
	await transaction.updateTable('sweep_entry').set({suppressed: 'once'}).where(unknown).execute();
}

/** Whoever reads the entries in their order meets first what is on the lists now. */
async function putPastLast(transaction: Transaction<Schema>, id: string): Promise<void> {
	await sql`update sweep_entry set seq = default where sweep = ${id} and suppressed <> 'now'`.execute(transaction);
}

function scanOf(row: Row): Scan {
	return {
		id: row.id,
		sweep: sweepOf(row),
		list: row.list,
		cursor: row.cursor ?? undefined,
		pages: row.pages,
		seen: row.seen,
		found: row.found,
		failures: row.failures,
		trouble: row.trouble ?? undefined,
		place: row.channel === null || row.ts === null ? undefined : {channel: row.channel, ts: row.ts},
	};
}

import {type Kysely, type Selectable, sql, type Transaction} from 'kysely';
import type {Sweep, SweepEntry, SweepFinding, SweepSight} from '../model/sweep.ts';
import {reasonOf, suppressedTimes} from '../model/sweep.ts';
import type {EntryPage, Sweeps} from '../workflows/ports.ts';
import type {AuditStore} from './audit-trail.ts';
import {createId, jsonText, keeping, present, storable} from './keeping.ts';
import {entryOf, storedForm} from './removals.ts';
import type {Schema} from './schema.ts';

type Row = Selectable<Schema['sweep']>;

export function createSweeps(db: Kysely<Schema>, audit: AuditStore): Sweeps {
	return {
		keep: ({by, ticket, domain, sendingDomains, sight, delivery}, findings, note) =>
			keeping(async () => {
				const row = await db.transaction().execute(async (transaction) => {
					const insert = transaction.insertInto('sweep').values({
						id: createId(),
						asked_by: by,
						ticket: ticket ?? null,
						domain,
						sending_domains: jsonText(sendingDomains),
						depth: 'quick',
						state: 'finished',
						sight: storedSight(sight),
						delivery,
						finished_at: present,
						ended: true,
					});
					const kept = await insert
						.onConflict((conflict) => conflict.column('delivery').doNothing())
						.returningAll()
						.executeTakeFirst();
					if (kept === undefined)
						return transaction.selectFrom('sweep').selectAll().where('delivery', '=', delivery).executeTakeFirstOrThrow();
					await keepFindings(transaction, kept.id, findings);
					await audit.recordIn(transaction, {...note, deed: kept.id});
					return kept;
				});
				return withCounts(db, row);
			}),
		find: (id, by) =>
			keeping(async () => {
				const row = await db.selectFrom('sweep').selectAll().where('id', '=', id).where('asked_by', '=', by).executeTakeFirst();
				return row === undefined ? undefined : withCounts(db, row);
			}),
		entries: (id, page) => keeping(() => readEntries(db, id, page)),
	};
}

/** PostgreSQL takes 65,535 values in one statement. */
const rowsAtOnce = 1000;

/** What stands there already stays. Resolves with how many were new. */
export async function keepFindings(transaction: Transaction<Schema>, id: string, findings: readonly SweepFinding[]): Promise<number> {
	let kept = 0;
	for (let from = 0; from < findings.length; from += rowsAtOnce) {
		const rows = await transaction
			.insertInto('sweep_entry')
			.values(findings.slice(from, from + rowsAtOnce).map((finding) => newEntry(id, finding)))
			.onConflict((conflict) => conflict.doNothing())
			.returning('seq')
			.execute();
		kept += rows.length;
	}
	return kept;
}

function newEntry(sweep: string, {suppressed, entry, isGuess = false}: SweepFinding) {
	return {
		sweep,
		suppressed,
		is_guess: isGuess,
		sending_domain: entry.sendingDomain,
		kind: entry.kind,
		address: storable(entry.address.toLowerCase()),
		spelling: storable(entry.address),
		entry: storedForm(entry),
		reason: reasonOf(entry) ?? null,
	};
}

async function readEntries(
	db: Kysely<Schema>,
	id: string,
	{suppressed, limit, after = 0, skip = 0}: EntryPage,
): Promise<readonly SweepEntry[]> {
	const all = db.selectFrom('sweep_entry').selectAll().where('sweep', '=', id).where('seq', '>', after);
	const asked = suppressed === undefined ? all : all.where('suppressed', '=', suppressed);
	const rows = await asked.orderBy('seq').limit(limit).offset(skip).execute();
	return rows.map((row) => ({sequence: row.seq, suppressed: row.suppressed, entry: entryOf(row), reason: row.reason ?? undefined}));
}

async function withCounts(db: Kysely<Schema>, row: Row): Promise<Sweep> {
	const own = db.selectFrom('sweep_entry').where('sweep', '=', row.id);
	const [counts, addresses] = await Promise.all([
		own
			.select(['suppressed', 'sending_domain', 'kind', 'reason', sql<number>`count(*)::int`.as('entries')])
			.groupBy(['suppressed', 'sending_domain', 'kind', 'reason'])
			.orderBy('suppressed')
			.orderBy('sending_domain')
			.orderBy('kind')
			.orderBy('entries', 'desc')
			.orderBy('reason')
			.execute(),
		own
			.select(['suppressed', sql<number>`count(distinct address)::int`.as('addresses')])
			.groupBy('suppressed')
			.execute(),
	]);
	const addressesOf = (time: string) => addresses.find(({suppressed}) => suppressed === time)?.addresses ?? 0;
	const [now, once, unknown] = suppressedTimes.map(addressesOf);
	return {
		...sweepOf(row),
		counts: counts.map(({suppressed, sending_domain: sendingDomain, kind, reason, entries}) => ({
			suppressed,
			sendingDomain,
			kind,
			reason: reason ?? undefined,
			entries,
		})),
		addresses: {now: now ?? 0, once: once ?? 0, unknown: unknown ?? 0},
	};
}

export function sweepOf(row: Row): Omit<Sweep, 'counts' | 'addresses'> {
	return {
		id: row.id,
		by: row.asked_by,
		ticket: row.ticket ?? undefined,
		domain: row.domain,
		sendingDomains: row.sending_domains,
		depth: row.depth,
		state: row.state,
		startedAt: row.started_at,
		finishedAt: row.finished_at ?? undefined,
		sight: {...row.sight, since: row.sight.since === null ? undefined : new Date(row.sight.since)},
	};
}

/** When a service takes the next question is over before anybody reads of it. */
export function storedSight(sight: SweepSight): string {
	const silent = sight.silent.map(({trouble: {retryAt: _over, ...trouble}, ...place}) => ({...place, trouble}));
	return jsonText({...sight, since: sight.since ?? null, silent});
}

/** Who was found goes two days after; whoever wants to know then sweeps again. */
export async function forgetSweeps(db: Kysely<Schema>): Promise<void> {
	await db.deleteFrom('sweep').where('started_at', '<', sql<Date>`${present} - interval '2 days'`).execute();
}

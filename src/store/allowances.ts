import {type Kysely, sql, type Transaction} from 'kysely';
import {decideTaking, hour, type LimitRefusal, type Taking} from '../model/allowance.ts';
import type {Allowances} from '../workflows/ports.ts';
import type {AuditStore} from './audit-trail.ts';
import {createId, databaseTime, keeping, present} from './keeping.ts';
import type {Schema} from './schema.ts';

export interface AllowancesOptions {
	readonly db: Kysely<Schema>;
	readonly audit: AuditStore;
	/** Told in the transaction of each refusal; `isFirst`: of this act and key within an hour. */
	readonly onRefusal?: (transaction: Transaction<Schema>, refusal: LimitRefusal, isFirst: boolean) => Promise<void>;
}

export function createAllowances({db, audit, onRefusal}: AllowancesOptions): Allowances {
	return {
		take: (taking) => keeping(() => db.transaction().execute((transaction) => takeIn(transaction, taking))),
		giveBack: ({act, deed, allowances}) =>
			keeping(async () => {
				const keys = allowances.map(({key}) => key);
				await db.deleteFrom('allowance').where('act', '=', act).where('key', 'in', keys).where('deed', '=', deed).execute();
			}),
		refuse: (refusal, note) =>
			keeping(() =>
				db.transaction().execute(async (transaction) => {
					await audit.recordIn(transaction, note);
					const alert = await takeIn(transaction, alertOf(refusal));
					await onRefusal?.(transaction, refusal, alert.usedUp === undefined);
				}),
			),
	};
}

/** What is told about limits is limited itself: once within an hour for each of them. */
function alertOf({act, key}: LimitRefusal): Taking {
	return {act: 'alert', deed: createId(), window: hour, allowances: [{key: `${act} ${key}`, most: 1}]};
}

async function takeIn(transaction: Transaction<Schema>, taking: Taking): ReturnType<Allowances['take']> {
	const {act, deed, units = 1, window, allowances} = taking;
	// One after the other, in whatever process: who counts must see what all before have taken.
	await sql`select pg_advisory_xact_lock(hashtextextended(${`allowance ${act}`}, 0))`.execute(transaction);
	const now = await databaseTime(transaction);
	const rows = await transaction
		.selectFrom('allowance')
		.select(['key', 'deed', 'units', 'counts_until as until'])
		.where('act', '=', act)
		.where(
			'key',
			'in',
			allowances.map(({key}) => key),
		)
		.where('counts_until', '>', now)
		.execute();
	if (rows.some((row) => row.deed === deed)) return {isNew: false};
	const usedUp = decideTaking(taking, rows, now);
	if (usedUp !== undefined) return {usedUp};
	const count = {act, deed, units, counts_until: new Date(now.getTime() + window * 1000)};
	await transaction
		.insertInto('allowance')
		.values(allowances.map(({key}) => ({...count, key})))
		// The same deed, from an earlier window.
		.onConflict((conflict) => conflict.columns(['act', 'key', 'deed']).doUpdateSet({units, counts_until: count.counts_until}))
		.execute();
	return {isNew: true};
}

/** What counts no more is of no use. */
export async function forgetAllowances(db: Kysely<Schema>): Promise<void> {
	await db.deleteFrom('allowance').where('counts_until', '<', present).execute();
}

import {type Kysely, type RawBuilder, type Selectable, sql} from 'kysely';
import {keeping, lease} from './keeping.ts';
import type {Schema} from './schema.ts';

/** Tables whose rows somebody has to go on with: each has an `id`, `lease_until` by real time and `next_at` by `present()`. */
type LeasedTable = 'approval_request' | 'resend' | 'delivery_watch' | 'home_view' | 'sweep' | 'bulk_removal' | 'automation_run';

interface Leases<Row> {
	/** The rows that are due and that nobody is working on; from now on this process's, for a while. */
	readonly take: () => Promise<readonly Row[]>;
	/** Gives a row back, to be looked at in so many seconds. */
	readonly postpone: (id: string, seconds: number) => Promise<void>;
}

/** Of any number of processes each row is taken by one; one that crashes lets its lease lapse. */
export function createLeases<Table extends LeasedTable>(
	db: Kysely<Schema>,
	table: Table,
	isDue: RawBuilder<boolean>,
	most = 20,
): Leases<Selectable<Schema[Table]>> {
	return {
		take: () =>
			keeping(async () => {
				const {rows} = await sql<Selectable<Schema[Table]>>`update ${sql.table(table)} set lease_until = ${lease} where id in (
					select id from ${sql.table(table)} where lease_until <= now() and ${isDue} order by next_at limit ${most} for update skip locked
				) returning *`.execute(db);
				return rows;
			}),
		postpone: (id, seconds) =>
			keeping(async () => {
				await sql`update ${sql.table(table)}
					set lease_until = now(), next_at = present() + make_interval(secs => ${seconds}) where id = ${id}`.execute(db);
			}),
	};
}

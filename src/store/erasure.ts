import {type Kysely, type RawBuilder, sql, type Transaction} from 'kysely';
import type {AuditStore} from './audit-trail.ts';
import {keeping} from './keeping.ts';
import {unknownPerson} from './removals.ts';
import type {Schema} from './schema.ts';

export interface Erasure {
	/** How many records of which table. */
	readonly erased: readonly {readonly table: string; readonly rows: number}[];
	/** What still names the address, found by looking through every table. */
	readonly left: readonly {readonly table: string; readonly id: string}[];
}

export interface ErasureOptions {
	readonly db: Kysely<Schema>;
	readonly audit: AuditStore;
	/** Where the jobs are, which are looked through too. */
	readonly jobsSchema: string;
}

type ErasedTable = 'dialog' | 'sweep_entry' | 'sweep' | 'shown_message' | 'delivery_watch' | 'bulk_removal' | 'resend' | 'approval_request';

/** A delivery that is not finished would be carried out again, and must find what it has done already. */
const isUnderWay = sql`exists (select from inbox where inbox.key = holder.delivery and inbox.state = 'working')`;

/** What can go. Open requests, removals and resends stay: their outcome would be unknown. */
const erasable: readonly {readonly table: ErasedTable; readonly when: RawBuilder<unknown>}[] = [
	{table: 'dialog', when: sql`true`},
	{table: 'shown_message', when: sql`true`},
	{table: 'delivery_watch', when: sql`true`},
	{table: 'sweep_entry', when: sql`true`},
	{table: 'sweep', when: sql`state != 'running'`},
	{table: 'bulk_removal', when: sql`ended and not ${isUnderWay}`},
	{table: 'resend', when: sql`state != 'sending' and told and not ${isUnderWay}`},
	{
		table: 'approval_request',
		when: sql`state not in ('pending', 'approved', 'sending', 'unknown') and told is not distinct from state and not ${isUnderWay}`,
	},
];

/** Makes Redeliver forget one person. The trail keeps what was done, and no longer knows for whom. */
export async function erasePerson({db, audit, jobsSchema}: ErasureOptions, address: string, actor: string): Promise<Erasure> {
	const names = naming(address);
	return keeping(async () => {
		const erased = await db.transaction().execute(async (transaction) => {
			const counts = [await eraseRemovals(transaction, names)];
			for (const {table, when} of erasable) {
				const result = await sql`delete from ${sql.table(table)} as holder where ${when} and ${names}`.execute(transaction);
				counts.push({table, rows: Number(result.numAffectedRows ?? 0)});
			}
			const found = counts.filter(({rows}) => rows > 0);
			const after = Object.fromEntries(found.map(({table, rows}) => [table, rows]));
			await audit.eraseIn(transaction, address, {actor, act: 'person-erased', after});
			return found;
		});
		return {erased, left: await findNaming(db, jobsSchema, names)};
	});
}

/** What a bulk removal has still to come to is open. */
const isNobodysTurn = sql<boolean>`(bulk is null or bulk_outcome is not null)`;

async function eraseRemovals(transaction: Transaction<Schema>, names: RawBuilder<boolean>) {
	const seen = await transaction
		.deleteFrom('removal as holder')
		.where('state', '=', 'seen')
		.where(isNobodysTurn)
		.where(names)
		.executeTakeFirst();
	const done = await transaction
		.updateTable('removal as holder')
		.set(unknownPerson)
		.where('state', 'in', ['removed', 'restored'])
		.where(names)
		.executeTakeFirst();
	return {table: 'removal', rows: Number(seen.numDeletedRows + done.numUpdatedRows)};
}

/**
 * Whether a row holds the address anywhere, also as part of a text or a URL, but not as part of a longer address. Each row is called
 * `holder`, as no column is: PostgreSQL would take the column for the whole row.
 */
function naming(address: string): RawBuilder<boolean> {
	const literal = address
		.toLowerCase()
		.replace(/[^a-z0-9@]/g, '\\$&')
		.replace('@', '(@|%40)');
	return sql<boolean>`lower(holder::text) ~ ${`(^|[^a-z0-9._+~-])${literal}($|[^a-z0-9.-]|\\.($|[^a-z0-9]))`}`;
}

/** Looks through all tables of ours, also those that nobody thought of here. */
async function findNaming(db: Kysely<Schema>, jobsSchema: string, names: RawBuilder<boolean>): Promise<Erasure['left']> {
	const {rows: tables} = await sql<{schema: string; table: string}>`select nspname as schema, relname as table
		from pg_class join pg_namespace on pg_namespace.oid = relnamespace
		where relkind = 'r' and nspname in (current_schema(), ${jobsSchema}) order by nspname, relname`.execute(db);
	const left: {readonly table: string; readonly id: string}[] = [];
	for (const {schema, table} of tables) {
		const {rows} = await sql<{id: string | null}>`select coalesce(to_jsonb(holder)->>'id', to_jsonb(holder)->>'key') as id
			from ${sql.table(`${schema}.${table}`)} as holder where ${names} limit 20`.execute(db);
		left.push(...rows.map(({id}) => ({table, id: id ?? ''})));
	}
	return left;
}

/**
 * For the embedded database, which nobody else tidies: a deleted row stays in the files until its place is needed, and in the write-ahead
 * log until that is written over.
 */
export async function rewriteFiles(db: Kysely<Schema>): Promise<void> {
	const steps = [
		'vacuum full',
		'analyze',
		'set wal_recycle = off',
		'checkpoint',
		'select pg_switch_wal()',
		'checkpoint',
		'reset wal_recycle',
	];
	for (const step of steps) await sql.raw(step).execute(db);
}

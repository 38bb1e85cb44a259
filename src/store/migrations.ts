import {type Kysely, sql} from 'kysely';
import {type Migration, type MigrationProvider, Migrator} from 'kysely/migration';
import type {Schema} from './schema.ts';

/**
 * `present()` is the one clock of all times that matter across processes: the database's, plus the sandbox's stored shift.
 * Two hosts whose clocks differ agree on it.
 */
const theHouse: Migration = {
	up: async (db) => {
		await sql`create table clock_shift (id int primary key default 1 check (id = 1), seconds double precision not null)`.execute(db);
		await sql`insert into clock_shift (seconds) values (0)`.execute(db);
		await sql`create function present() returns timestamptz language sql stable
			as $$ select now() + make_interval(secs => (select seconds from clock_shift)) $$`.execute(db);
		await sql`create table inbox (
			key text primary key,
			received_at timestamptz not null default present(),
			state text not null,
			owner text not null,
			lease_until timestamptz not null,
			body jsonb
		)`.execute(db);
		await sql`create index inbox_working on inbox (lease_until) where state = 'working'`.execute(db);
		await sql`create table audit_entry (
			seq bigint primary key,
			at text not null,
			actor text not null,
			act text not null,
			subject text,
			ticket text,
			deed text,
			before jsonb,
			after jsonb,
			previous text not null,
			hash text not null
		)`.execute(db);
		await sql`create index audit_entry_subject on audit_entry (subject, seq)`.execute(db);
		await sql`create table audit_head (id int primary key check (id = 1), count bigint not null, head text not null)`.execute(db);
		await sql`insert into audit_head (id, count, head) values (1, 0, ${'0'.repeat(64)})`.execute(db);
		await sql`create table audit_subject (subject text primary key, address text not null)`.execute(db);
		await sql`create table removal (
			id text primary key,
			state text not null,
			kind text not null,
			sending_domain text not null,
			address text,
			spelling text,
			asked text,
			entry jsonb not null,
			ticket text,
			seen_by text not null,
			seen_at timestamptz not null default present(),
			delivery text,
			moved_at timestamptz not null default present(),
			removed_by text,
			removed_at timestamptz,
			restored_by text,
			restored_at timestamptz
		)`.execute(db);
		await sql`create index removal_address on removal (address, moved_at)`.execute(db);
		await sql`create table dialog (
			id text primary key,
			purpose text not null,
			opened_by text not null,
			data jsonb not null,
			opened_at timestamptz not null default present()
		)`.execute(db);
	},
};

const approvals: Migration = {
	up: async (db) => {
		await sql`create table approval_request (
			id text primary key,
			state text not null,
			message jsonb not null,
			target text not null,
			account_id bigint,
			account_username text,
			requester_id text not null,
			verification text not null,
			evidence text not null,
			reason text not null,
			ticket text not null,
			created_at timestamptz not null default present(),
			expires_at timestamptz not null,
			fingerprint text not null,
			decided_by text,
			decided_at timestamptz,
			note text,
			attempts int not null default 0,
			sending_since timestamptz,
			sent_message_id text,
			channel text,
			case_ts text,
			card_ts text
		)`.execute(db);
		await sql`create index approval_request_open on approval_request (state, expires_at) where state in ('pending', 'approved', 'sending', 'unknown')`.execute(
			db,
		);
	},
};

/** Leases go by real time, for they belong to processes; everything else by `present()`. */
const resends: Migration = {
	up: async (db) => {
		await sql`alter table approval_request
			add column delivery text unique,
			add column place text not null default '',
			add column told text,
			add column lease_until timestamptz not null default now(),
			add column next_at timestamptz not null default present()`.execute(db);
		await sql`create index approval_request_untold on approval_request (id) where told is distinct from state`.execute(db);
		await sql`create index approval_request_target on approval_request (target)`.execute(db);
		await sql`create table shown_message (
			id text primary key,
			batch text not null,
			message jsonb not null,
			state text not null,
			asked text not null,
			ticket text,
			seen_by text not null,
			seen_at timestamptz not null default present()
		)`.execute(db);
		await sql`create index shown_message_batch on shown_message (batch)`.execute(db);
		await sql`create table resend (
			id text primary key,
			delivery text not null unique,
			state text not null,
			message jsonb not null,
			requested_by text not null,
			ticket text,
			sending_since timestamptz not null default present(),
			sent_message_id text,
			note text,
			told boolean not null default false,
			lease_until timestamptz not null default now(),
			next_at timestamptz not null default present()
		)`.execute(db);
		await sql`create index resend_open on resend (next_at) where state = 'sending' or not told`.execute(db);
		await sql`create table delivery_watch (
			id text primary key,
			message jsonb not null,
			recipient text not null,
			sent_message_id text not null,
			since timestamptz not null,
			channel text not null,
			thread_ts text,
			ts text,
			told text,
			ended boolean not null default false,
			started_at timestamptz not null default present(),
			lease_until timestamptz not null default now(),
			next_at timestamptz not null default present()
		)`.execute(db);
		await sql`create index delivery_watch_open on delivery_watch (next_at) where not ended`.execute(db);
	},
};

const provider: MigrationProvider = {
	getMigrations: async () => ({'0001-the-house': theHouse, '0002-approvals': approvals, '0003-resends': resends}),
};

export interface MigrationState {
	readonly pending: readonly string[];
}

/** Named by its schema: the migrator would otherwise take another schema's table of the same database for ours. */
async function createMigrator(db: Kysely<Schema>): Promise<Migrator> {
	const {rows} = await sql<{schema: string}>`select current_schema() as schema`.execute(db);
	return new Migrator({db, provider, migrationTableSchema: rows[0]?.schema ?? 'public'});
}

export async function migrationState(db: Kysely<Schema>): Promise<MigrationState> {
	const migrations = await (await createMigrator(db)).getMigrations();
	return {pending: migrations.filter((migration) => migration.executedAt === undefined).map((migration) => migration.name)};
}

/** Brings the schema up to date; returns the names of what was done. Throws on the first failure. */
export async function migrate(db: Kysely<Schema>): Promise<readonly string[]> {
	const {error, results} = await (await createMigrator(db)).migrateToLatest();
	if (error !== undefined) throw error;
	return (results ?? []).map((result) => result.migrationName);
}

import {sql} from 'kysely';
import type {Migration} from 'kysely/migration';

/** What is suppressed of a whole customer domain, and how far a scan of the lists has come. */
export const sweeps: Migration = {
	up: async (db) => {
		await sql`create table sweep (
			id text primary key,
			asked_by text not null,
			ticket text,
			domain text not null,
			sending_domains jsonb not null,
			depth text not null,
			state text not null,
			sight jsonb not null,
			delivery text unique,
			started_at timestamptz not null default present(),
			finished_at timestamptz,
			list integer not null default 0,
			cursor text,
			pages integer not null default 0,
			seen integer not null default 0,
			found integer not null default 0,
			failures integer not null default 0,
			trouble jsonb,
			channel text,
			ts text,
			posting boolean not null default false,
			ended boolean not null default false,
			lease_until timestamptz not null default now(),
			next_at timestamptz not null default present()
		)`.execute(db);
		await sql`create index sweep_open on sweep (next_at) where not ended`.execute(db);
		await sql`create unique index sweep_running on sweep (asked_by, domain) where state = 'running'`.execute(db);
		await sql`create table sweep_entry (
			seq integer generated always as identity primary key,
			sweep text not null references sweep (id) on delete cascade,
			suppressed text not null,
			is_guess boolean not null default false,
			sending_domain text not null,
			kind text not null,
			address text not null,
			spelling text not null,
			entry jsonb not null,
			reason text,
			unique (sweep, sending_domain, kind, spelling)
		)`.execute(db);
		await sql`create index sweep_entry_order on sweep_entry (sweep, suppressed, seq)`.execute(db);
	},
};

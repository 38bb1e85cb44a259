import {sql} from 'kysely';
import type {Migration} from 'kysely/migration';

/** Many removals at once, and requests for them: what shall be done no longer is always a message to another address. */
export const bulkRemovals: Migration = {
	up: async (db) => {
		await sql`alter table approval_request
			add column kind text not null default 'resend',
			add column customer_domain text,
			add column entries jsonb,
			alter column message drop not null,
			alter column target drop not null,
			alter column verification drop not null,
			alter column evidence drop not null,
			alter column ticket drop not null`.execute(db);
		await sql`create table bulk_removal (
			id text primary key,
			delivery text not null unique,
			state text not null default 'removing',
			removed_by text not null,
			request_id text,
			approved_by text,
			domain text not null,
			reason text not null,
			ticket text,
			begun_at timestamptz not null default present(),
			ends_at timestamptz not null,
			waits text,
			stopped text,
			tries integer not null default 0,
			channel text,
			ts text,
			posting boolean not null default false,
			ended boolean not null default false,
			lease_until timestamptz not null default now(),
			next_at timestamptz not null default present()
		)`.execute(db);
		await sql`create index bulk_removal_open on bulk_removal (next_at) where not ended`.execute(db);
		await sql`alter table removal
			add column bulk text references bulk_removal (id) on delete set null,
			add column bulk_place integer,
			add column bulk_outcome text`.execute(db);
		await sql`create index removal_bulk on removal (bulk, bulk_place) where bulk is not null`.execute(db);
	},
};

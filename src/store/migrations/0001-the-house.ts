import {sql} from 'kysely';
import type {Migration} from 'kysely/migration';

/**
 * `present()` is the one clock of all times that matter across processes: the database's, plus the sandbox's stored shift.
 * Two hosts whose clocks differ agree on it.
 */
export const theHouse: Migration = {
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

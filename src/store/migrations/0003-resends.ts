import {sql} from 'kysely';
import type {Migration} from 'kysely/migration';

/** Leases go by real time, for they belong to processes; everything else by `present()`. */
export const resends: Migration = {
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

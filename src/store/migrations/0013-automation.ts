import {sql} from 'kysely';
import type {Migration} from 'kysely/migration';

/** Looks at tickets that webhooks asked for, and the switch that stops them. No address is kept. */
export const automation: Migration = {
	up: async (db) => {
		await sql`create table automation_run (
			id text primary key,
			delivery text not null unique,
			ticket text not null,
			state text not null default 'waiting',
			stamp text,
			answering boolean not null default false,
			tries integer not null default 0,
			received_at timestamptz not null default present(),
			begun_at timestamptz,
			lease_until timestamptz not null default now(),
			next_at timestamptz not null default present(),
			unique (ticket, stamp)
		)`.execute(db);
		await sql`create index automation_run_open on automation_run (next_at) where state != 'ended'`.execute(db);
		await sql`create table automation_switch (
			only_one boolean primary key default true check (only_one),
			is_on boolean not null,
			turned_by text not null,
			turned_at timestamptz not null default present()
		)`.execute(db);
	},
};

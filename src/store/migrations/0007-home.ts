import {sql} from 'kysely';
import type {Migration} from 'kysely/migration';

/** Who opened their App Home, and what stands for the records that they see there. */
export const home: Migration = {
	up: async (db) => {
		await sql`create table home_view (
			id text primary key,
			team_id text,
			opened_at timestamptz not null default present(),
			is_manager boolean not null default false,
			marker text,
			version text,
			lease_until timestamptz not null default now(),
			next_at timestamptz not null default present()
		)`.execute(db);
		await sql`create index approval_request_requester on approval_request (requester_id, created_at)`.execute(db);
		await sql`create index delivery_watch_owner on delivery_watch (owner, started_at)`.execute(db);
		await sql`create index removal_person on removal (removed_by, removed_at)`.execute(db);
	},
};

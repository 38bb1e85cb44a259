import {sql} from 'kysely';
import type {Migration} from 'kysely/migration';

/** Console requests, and Support PINs that matched: of both only the number of the account. */
export const escalationsAndPinMatches: Migration = {
	up: async (db) => {
		await sql`create table escalation (
			id text primary key,
			account_id bigint not null,
			state text not null,
			opened_by text not null,
			ticket text not null,
			issue_url text,
			opened_at timestamptz not null default present(),
			tried_at timestamptz not null default present()
		)`.execute(db);
		await sql`create index escalation_account on escalation (account_id, opened_at)`.execute(db);
		await sql`create table pin_match (
			id text primary key,
			account_id bigint not null,
			matched_by text not null,
			ticket text,
			matched_at timestamptz not null default present()
		)`.execute(db);
		await sql`create index pin_match_account on pin_match (account_id, matched_at)`.execute(db);
	},
};

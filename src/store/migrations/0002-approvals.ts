import {sql} from 'kysely';
import type {Migration} from 'kysely/migration';

export const approvals: Migration = {
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

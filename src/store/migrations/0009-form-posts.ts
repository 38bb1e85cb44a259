import {sql} from 'kysely';
import type {Migration} from 'kysely/migration';

export const formPosts: Migration = {
	up: async (db) => {
		await sql`create table form_post (
			id text primary key,
			delivery text not null unique,
			kind text not null,
			account_id bigint not null,
			state text not null,
			posted_by text not null,
			begun_at timestamptz not null default present()
		)`.execute(db);
	},
};

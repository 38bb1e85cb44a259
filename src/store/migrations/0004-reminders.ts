import {sql} from 'kysely';
import type {Migration} from 'kysely/migration';

/** How often a request that waits was brought back to mind, and what tells that its account changed. */
export const reminders: Migration = {
	up: async (db) => {
		await sql`alter table approval_request add column reminders int not null default 0, add column account_address_seal text`.execute(db);
	},
};

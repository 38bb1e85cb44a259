import {sql} from 'kysely';
import type {Migration} from 'kysely/migration';

/** What tells that a request's ticket has another requester by now. */
export const ticketRequesters: Migration = {
	up: async (db) => {
		await sql`alter table approval_request add column ticket_requester_seal text`.execute(db);
	},
};

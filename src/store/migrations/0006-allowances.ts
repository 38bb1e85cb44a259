import {sql} from 'kysely';
import type {Migration} from 'kysely/migration';

export const allowances: Migration = {
	up: async (db) => {
		await sql`create table allowance (
			act text not null,
			key text not null,
			deed text not null,
			units int not null,
			counts_until timestamptz not null,
			primary key (act, key, deed)
		)`.execute(db);
		await sql`create index allowance_counting on allowance (act, key, counts_until)`.execute(db);
	},
};

import {type Kysely, sql} from 'kysely';
import {type MigrationProvider, Migrator} from 'kysely/migration';
import {theHouse} from './migrations/0001-the-house.ts';
import {approvals} from './migrations/0002-approvals.ts';
import {resends} from './migrations/0003-resends.ts';
import {reminders} from './migrations/0004-reminders.ts';
import {watches} from './migrations/0005-watches.ts';
import {allowances} from './migrations/0006-allowances.ts';
import {home} from './migrations/0007-home.ts';
import {ticketRequesters} from './migrations/0008-ticket-requesters.ts';
import {formPosts} from './migrations/0009-form-posts.ts';
import {escalationsAndPinMatches} from './migrations/0010-escalations-and-pin-matches.ts';
import {sweeps} from './migrations/0011-sweeps.ts';
import {bulkRemovals} from './migrations/0012-bulk-removals.ts';
import {automation} from './migrations/0013-automation.ts';
import type {Schema} from './schema.ts';

const provider: MigrationProvider = {
	getMigrations: async () => ({
		'0001-the-house': theHouse,
		'0002-approvals': approvals,
		'0003-resends': resends,
		'0004-reminders': reminders,
		'0005-watches': watches,
		'0006-allowances': allowances,
		'0007-home': home,
		'0008-ticket-requesters': ticketRequesters,
		'0009-form-posts': formPosts,
		'0010-escalations-and-pin-matches': escalationsAndPinMatches,
		'0011-sweeps': sweeps,
		'0012-bulk-removals': bulkRemovals,
		'0013-automation': automation,
	}),
};

export interface MigrationState {
	readonly pending: readonly string[];
}

/** Named by its schema: the migrator would otherwise take another schema's table of the same database for ours. */
async function createMigrator(db: Kysely<Schema>): Promise<Migrator> {
	const {rows} = await sql<{schema: string}>`select current_schema() as schema`.execute(db);
	return new Migrator({db, provider, migrationTableSchema: rows[0]?.schema ?? 'public'});
}

export async function migrationState(db: Kysely<Schema>): Promise<MigrationState> {
	const migrations = await (await createMigrator(db)).getMigrations();
	return {pending: migrations.filter((migration) => migration.executedAt === undefined).map((migration) => migration.name)};
}

/** Brings the schema up to date; returns the names of what was done. Throws on the first failure. */
export async function migrate(db: Kysely<Schema>): Promise<readonly string[]> {
	const {error, results} = await (await createMigrator(db)).migrateToLatest();
	if (error !== undefined) throw error;
	return (results ?? []).map((result) => result.migrationName);
}

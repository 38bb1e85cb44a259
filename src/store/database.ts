import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import type {PGlite} from '@electric-sql/pglite';
import {Kysely, PGliteDialect, PostgresDialect, sql} from 'kysely';
import pg from 'pg';
import {fromPglite, PgBoss} from 'pg-boss';
import {migrate, migrationState} from './migrations.ts';
import type {Schema} from './schema.ts';

/** Where the data lives: a PostgreSQL server, a folder of this host, or nowhere but in memory. */
export type DatabasePlace =
	| {readonly url: string; readonly searchPath?: string}
	| {readonly folder: string}
	| {readonly memory: PGlite | true};

export interface Database {
	readonly db: Kysely<Schema>;
	readonly engine: 'postgresql' | 'embedded';
	/** A queue on the same database, not started. */
	readonly createBoss: (schema: string) => PgBoss;
	readonly close: () => Promise<void>;
}

/** The folder belongs to one process at a time; a second one would lose rows silently. */
export class DatabaseHeld extends Error {
	override readonly name = 'DatabaseHeld';
	constructor(folder: string) {
		super(`The embedded database in ${folder} is held by a running bot. Stop it first, or give the bot PostgreSQL by DATABASE_URL.`);
	}
}

/** The schema of the PostgreSQL database is older than this program. */
export class SchemaOutdated extends Error {
	override readonly name = 'SchemaOutdated';
	constructor(pending: readonly string[]) {
		super(`The database lacks ${pending.join(', ')}: run migrate (npm run -s redeliver -- migrate) before start.`);
	}
}

export async function openDatabase(place: DatabasePlace): Promise<Database> {
	return 'url' in place ? openPostgres(place.url, place.searchPath) : openEmbedded(place);
}

// Counts and sequence numbers stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

function openPostgres(url: string, searchPath: string | undefined): Database {
	const settings = {
		connectionString: url,
		connectionTimeoutMillis: 3000,
		application_name: 'redeliver',
		...(searchPath === undefined ? {} : {options: `-c search_path=${searchPath}`}),
	};
	const pool = new pg.Pool({...settings, max: 8, statement_timeout: 10_000, query_timeout: 12_000});
	// A connection that breaks while idle is replaced at the next query; without a listener it would end the process.
	pool.on('error', () => {});
	const db = new Kysely<Schema>({dialect: new PostgresDialect({pool})});
	return {
		db,
		engine: 'postgresql',
		createBoss: (schema) => new PgBoss({...settings, max: 2, schema, ...bossPace}),
		close: () => db.destroy(),
	};
}

/** A killed process's job comes back within a minute instead of several; looking more often keeps an idle bot busy. */
const bossPace = {superviseIntervalSeconds: 20, monitorIntervalSeconds: 20} as const;

async function openEmbedded(place: {readonly folder: string} | {readonly memory: PGlite | true}): Promise<Database> {
	const lock = 'folder' in place ? holdFolder(place.folder) : undefined;
	const shared = 'memory' in place && place.memory !== true ? place.memory : undefined;
	try {
		const pglite = shared ?? (await startPGlite('folder' in place ? join(place.folder, 'postgres') : 'memory://'));
		const db = new Kysely<Schema>({dialect: new PGliteDialect({pglite})});
		return {
			db,
			engine: 'embedded',
			createBoss: (schema) => new PgBoss({backend: 'pglite', db: fromPglite(pglite), schema, ...bossPace}),
			close: async () => {
				if (shared === undefined) await db.destroy();
				lock?.close();
			},
		};
	} catch (error) {
		lock?.close();
		throw error;
	}
}

/** Loaded only where it runs: it holds tens of megabytes. */
async function startPGlite(place: string): Promise<PGlite> {
	const {PGlite} = await import('@electric-sql/pglite');
	return PGlite.create(place);
}

/** An exclusive lock that the kernel frees even after kill -9. */
function holdFolder(folder: string): DatabaseSync {
	mkdirSync(folder, {recursive: true});
	const lock = new DatabaseSync(join(folder, 'lock.db'));
	try {
		lock.exec(
			'pragma busy_timeout = 0; pragma locking_mode = exclusive; begin exclusive; create table if not exists held (by text); commit;',
		);
		return lock;
	} catch {
		lock.close();
		throw new DatabaseHeld(folder);
	}
}

/** The embedded database migrates itself; on PostgreSQL the release step does, and an old schema stops the start. */
export async function prepareSchema({db, engine}: Database): Promise<void> {
	if (engine === 'embedded') {
		await migrate(db);
		return;
	}
	const {pending} = await migrationState(db);
	if (pending.length > 0) throw new SchemaOutdated(pending);
}

/** Resolves when the database answers. */
export async function pingDatabase(db: Kysely<Schema>): Promise<void> {
	await sql`select 1`.execute(db);
}

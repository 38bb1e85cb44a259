import {PGlite} from '@electric-sql/pglite';
import pg from 'pg';
import {inject} from 'vitest';
import {type Database, type DatabasePlace, openDatabase} from '../../src/store/database.ts';
import {migrate} from '../../src/store/migrations.ts';

/** A schema of its own for each test, on the engine that the run is for. */
export interface TestPlace {
	readonly place: DatabasePlace;
	readonly jobsSchema: string;
	/** For other processes: the same place as environment. */
	readonly environment: Readonly<Record<string, string>>;
	readonly drop: () => Promise<void>;
}

export const engine = process.env.TEST_ENGINE === 'postgres' ? 'postgresql' : 'embedded';

let shared: Promise<PGlite> | undefined;
let count = 0;

export async function createPlace(): Promise<TestPlace> {
	count += 1;
	const schema = `test_${process.pid}_${count}_${Math.random().toString(36).slice(2, 8)}`;
	return engine === 'postgresql' ? createPostgresPlace(schema) : createEmbeddedPlace(schema);
}

async function createEmbeddedPlace(schema: string): Promise<TestPlace> {
	shared ??= PGlite.create('memory://');
	const pglite = await shared;
	await pglite.exec(`create schema ${schema}; set search_path to ${schema};`);
	return {
		place: {memory: pglite},
		jobsSchema: `${schema}_jobs`,
		environment: {},
		drop: async () => {
			await pglite.exec(`drop schema if exists ${schema} cascade; drop schema if exists ${schema}_jobs cascade;`);
		},
	};
}

async function createPostgresPlace(schema: string): Promise<TestPlace> {
	const url = inject('databaseUrl');
	const run = async (text: string) => {
		const client = new pg.Client({connectionString: url});
		await client.connect();
		await client.query(text).finally(() => client.end());
	};
	await run(`create schema ${schema}`);
	const own = `${url}${url.includes('?') ? '&' : '?'}options=${encodeURIComponent(`-c search_path=${schema}`)}`;
	const database = await openDatabase({url: own});
	await migrate(database.db).finally(database.close);
	return {
		place: {url: own},
		jobsSchema: `${schema}_jobs`,
		environment: {DATABASE_URL: own},
		drop: () => run(`drop schema if exists ${schema} cascade; drop schema if exists ${schema}_jobs cascade`),
	};
}

/** An open, migrated database for tests of the store itself. */
export async function openTestDatabase(): Promise<Database & {readonly drop: () => Promise<void>}> {
	const {place, drop} = await createPlace();
	const database = await openDatabase(place);
	await migrate(database.db);
	return {
		...database,
		drop: async () => {
			await database.close();
			await drop();
		},
	};
}

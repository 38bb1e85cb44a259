import {PGlite} from '@electric-sql/pglite';
import {inject} from 'vitest';
import {type Database, type DatabasePlace, openDatabase} from '../../src/store/database.ts';
import {migrate} from '../../src/store/migrations.ts';
import {databaseUrl, runOn, templateName} from './server.ts';

/** A schema or database of its own for each test, on the engine that the run is for. */
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

/** A database of its own: the migrator looks through all schemas of one, and stumbles over those that others drop meanwhile. */
async function createPostgresPlace(name: string): Promise<TestPlace> {
	const server = inject('databaseUrl');
	await runOn(server, `create database ${name} template ${templateName}`);
	const url = databaseUrl(server, name);
	return {
		place: {url},
		jobsSchema: 'jobs',
		environment: {DATABASE_URL: url},
		drop: () => runOn(server, `drop database ${name} with (force)`),
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

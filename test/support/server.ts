import pg from 'pg';
import {openDatabase} from '../../src/store/database.ts';
import {migrate} from '../../src/store/migrations.ts';

/** The migrated database that each test's own is copied from. */
export const templateName = 'redeliver_test_template';

export function databaseUrl(server: string, name: string): string {
	const url = new URL(server);
	url.pathname = `/${name}`;
	return url.href;
}

export async function runOn(url: string, statement: string): Promise<void> {
	const client = new pg.Client({connectionString: url});
	await client.connect();
	await client.query(statement).finally(() => client.end());
}

export async function makeTemplate(server: string): Promise<void> {
	await runOn(server, `drop database if exists ${templateName}`);
	await runOn(server, `create database ${templateName}`);
	const database = await openDatabase({url: databaseUrl(server, templateName)});
	await migrate(database.db).finally(database.close);
}

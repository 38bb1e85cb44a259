import {type Kysely, sql} from 'kysely';
import type {Schema} from '../../src/store/schema.ts';

/** Every row of every table of these schemas (none given: our own), as text, by the table's name. */
export async function dumpTables(db: Kysely<Schema>, ...schemas: readonly string[]): Promise<ReadonlyMap<string, string>> {
	const {rows} = await sql<{schema: string; name: string}>`select schemaname as schema, tablename as name from pg_tables
		where schemaname = current_schema() or schemaname = any(${schemas}::text[])`.execute(db);
	const tables = new Map<string, string>();
	for (const {schema, name} of rows) {
		const dumped = await sql<{row: string}>`select entry::text as row from ${sql.table(`${schema}.${name}`)} as entry`.execute(db);
		tables.set(name, dumped.rows.map(({row}) => row).join('\n'));
	}
	return tables;
}

/** The tables that hold any of these words. */
export async function tablesNaming(
	db: Kysely<Schema>,
	words: readonly string[],
	...schemas: readonly string[]
): Promise<readonly string[]> {
	const tables = await dumpTables(db, ...schemas);
	const holds = (text: string) => words.some((word) => text.toLowerCase().includes(word.toLowerCase()));
	return [...tables].flatMap(([name, text]) => (holds(text) ? [name] : [])).sort();
}

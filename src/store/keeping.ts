import {randomBytes} from 'node:crypto';
import {type Kysely, sql, type Transaction} from 'kysely';
import {StoreUnavailable} from '../model/errors.ts';
import type {Schema} from './schema.ts';

/** Any failure of the database becomes the one that callers know. */
export async function keeping<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof StoreUnavailable) throw error;
		throw new StoreUnavailable('The database did not take or give a record', {cause: error});
	}
}

/** 16 random bytes that say nothing. */
export function createId(): string {
	return randomBytes(16).toString('base64url');
}

/** The database's clock, which all processes share. */
export const present = sql<Date>`present()`;

/** What that clock shows: in a transaction, when it began. */
export async function databaseTime(db: Kysely<Schema> | Transaction<Schema>): Promise<Date> {
	const {rows} = await sql<{now: Date}>`select present() as now`.execute(db);
	const now = rows[0]?.now;
	if (now === undefined) throw new Error('the database does not tell the time');
	return now;
}

/** How long somebody's work on a row is left alone: longer than any call to an outside service takes. By real time. */
export const lease = sql<Date>`now() + interval '12 seconds'`;

/** PostgreSQL refuses NUL, and half a surrogate pair, in any text: a mail server far away must not be able to stop a record. */
export function storable(text: string): string {
	return text.toWellFormed().replaceAll('\u0000', '\uFFFD');
}

/** JSON that PostgreSQL takes, whatever the texts in it. */
export function jsonText(value: unknown): string {
	return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'string' ? storable(inner) : inner));
}

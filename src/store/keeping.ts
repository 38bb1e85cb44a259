import {randomBytes} from 'node:crypto';
import {sql} from 'kysely';
import {StoreUnavailable} from '../model/errors.ts';

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

/** How long somebody's work on a row is left alone: longer than any call to an outside service takes. By real time. */
export const lease = sql<Date>`now() + interval '12 seconds'`;

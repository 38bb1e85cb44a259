import {existsSync} from 'node:fs';
import {parseConfig} from '../config.ts';
import {auditKey, databasePlace} from '../data-place.ts';
import {type AuditStore, createAuditStore} from '../store/audit-trail.ts';
import {type Database, openDatabase, pingDatabase, prepareSchema} from '../store/database.ts';
import {keeping} from '../store/keeping.ts';
import type {Environment} from './command-line.ts';

export class NoDatabase extends Error {
	override readonly name = 'NoDatabase';
	constructor(folder: string) {
		super(`There is no database in ${folder}. Give the bot's own settings: DATA_DIR, or DATABASE_URL and AUDIT_KEY.`);
	}
}

export interface OpenStore {
	readonly database: Database;
	readonly trail: AuditStore;
}

/** Opens the store that the bot of this environment uses, for one command. An embedded one is not made here: it would be the wrong folder. */
export async function withStore<T>(environment: Environment, use: (store: OpenStore) => Promise<T>): Promise<T> {
	const config = parseConfig(environment, 'store');
	const place = databasePlace(config);
	if ('folder' in place && !existsSync(place.folder)) throw new NoDatabase(place.folder);
	const database = await openDatabase(place);
	try {
		await keeping(() => pingDatabase(database.db));
		await prepareSchema(database);
		return await use({database, trail: createAuditStore({db: database.db, key: auditKey(config)})});
	} finally {
		await database.close();
	}
}

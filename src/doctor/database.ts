import type {Config} from '../config.ts';
import {databasePlace} from '../data-place.ts';
import {DatabaseHeld, openDatabase} from '../store/database.ts';
import {migrationState} from '../store/migrations.ts';
import {type Check, Wrong} from './check.ts';

export function databaseCheck(config: Config): Check {
	return {
		subject: config.DATABASE_URL === undefined ? `embedded database in ${config.DATA_DIR}` : 'DATABASE_URL',
		mend: 'Check that the database runs and lets us in.',
		look: async () => {
			try {
				const database = await openDatabase(databasePlace(config));
				const {pending} = await migrationState(database.db).finally(database.close);
				if (pending.length > 0 && database.engine === 'postgresql') throw new Wrong('The schema is old: run migrate.');
				return `${database.engine}, ready`;
			} catch (error) {
				if (error instanceof DatabaseHeld) return 'in use by a running bot';
				throw error;
			}
		},
	};
}

import {parseConfig} from '../config.ts';
import {databasePlace} from '../data-place.ts';
import {openDatabase} from '../store/database.ts';
import {migrate} from '../store/migrations.ts';
import {type Command, exits, noArguments, print} from './command-line.ts';

export const runMigrations: Command = async (rest, environment) => {
	noArguments(rest, 'migrate');
	const database = await openDatabase(databasePlace(parseConfig(environment, 'store')));
	try {
		const done = await migrate(database.db);
		print(done.length === 0 ? 'The schema is up to date.' : `Migrated: ${done.join(', ')}`);
		return exits.done;
	} finally {
		await database.close();
	}
};

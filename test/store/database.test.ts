import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {openDatabase, prepareSchema} from '../../src/store/database.ts';
import {migrate, migrationState} from '../../src/store/migrations.ts';
import {createPlace} from '../support/database.ts';

const folder = mkdtempSync(join(tmpdir(), 'redeliver-data-'));

afterEach(() => rmSync(folder, {recursive: true, force: true}));

test('the folder of the embedded database belongs to one bot at a time, and is free again after it', async () => {
	const first = await openDatabase({folder});
	await expect(openDatabase({folder})).rejects.toThrow(/held by a running bot.*DATABASE_URL/);
	await first.close();
	await (await openDatabase({folder})).close();
});

test('migrations are done once, and an embedded database does them by itself', async () => {
	const {place, drop} = await createPlace();
	const database = await openDatabase(place);
	await prepareSchema(database);
	expect(await migrationState(database.db)).toEqual({pending: []});
	expect(await migrate(database.db)).toEqual([]);
	await database.close();
	await drop();
});

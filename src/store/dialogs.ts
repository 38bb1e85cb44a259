import {type Kysely, sql} from 'kysely';
import type {Dialogs} from '../workflows/ports.ts';
import {createId, jsonText, keeping, present} from './keeping.ts';
import type {Schema} from './schema.ts';

export function createDialogs(db: Kysely<Schema>): Dialogs {
	return {
		open: ({purpose, by, data}) =>
			keeping(async () => {
				const id = createId();
				await db
					.insertInto('dialog')
					.values({id, purpose, opened_by: by, data: jsonText(data)})
					.execute();
				return id;
			}),
		find: (id, by, purpose) =>
			keeping(async () => {
				const row = await db
					.selectFrom('dialog')
					.selectAll()
					.where('id', '=', id)
					.where('opened_by', 'in', [by, 'redeliver'])
					.executeTakeFirst();
				return purpose === undefined || row?.purpose === purpose ? row?.data : undefined;
			}),
	};
}

/** A dialog lives as long as somebody could still submit it; a day is generous. */
export async function forgetDialogs(db: Kysely<Schema>): Promise<void> {
	await db.deleteFrom('dialog').where('opened_at', '<', sql<Date>`${present} - interval '1 day'`).execute();
}

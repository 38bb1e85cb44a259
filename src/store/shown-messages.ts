import {type Kysely, type Selectable, sql} from 'kysely';
import type {ShownMessage} from '../model/resend.ts';
import type {ShownMessages} from '../workflows/ports.ts';
import {createId, keeping, present} from './keeping.ts';
import {messageOf, storedMessage} from './resend-message.ts';
import type {Schema} from './schema.ts';

export function createShownMessages(db: Kysely<Schema>): ShownMessages {
	return {
		keep: (messages, sighting) =>
			keeping(async () => {
				if (messages.length === 0) return [];
				const batch = createId();
				const rows = messages.map(({message, state}) => ({
					id: createId(),
					batch,
					message: storedMessage(message),
					state,
					asked: sighting.asked,
					ticket: sighting.ticket ?? null,
					seen_by: sighting.by,
				}));
				const kept = await db.insertInto('shown_message').values(rows).returningAll().execute();
				const order = new Map(rows.map((row, index) => [row.id, index]));
				return kept.map(shownOf).sort((one, other) => (order.get(one.id) ?? 0) - (order.get(other.id) ?? 0));
			}),
		find: (id, by) =>
			keeping(async () => {
				const row = await db.selectFrom('shown_message').selectAll().where('id', '=', id).where('seen_by', '=', by).executeTakeFirst();
				return row === undefined ? undefined : shownOf(row);
			}),
		batch: (id, by) =>
			keeping(async () => {
				const rows = await db.selectFrom('shown_message').selectAll().where('batch', '=', id).where('seen_by', '=', by).execute();
				return rows.map(shownOf).sort((one, other) => other.message.sentAt.getTime() - one.message.sentAt.getTime());
			}),
	};
}

function shownOf(row: Selectable<Schema['shown_message']>): ShownMessage {
	return {
		id: row.id,
		batch: row.batch,
		message: messageOf(row.message),
		state: row.state,
		asked: row.asked,
		ticket: row.ticket ?? undefined,
		seenBy: row.seen_by,
	};
}

/** What was only looked at goes after two days. */
export async function forgetShownMessages(db: Kysely<Schema>): Promise<void> {
	await db.deleteFrom('shown_message').where('seen_at', '<', sql<Date>`${present} - interval '2 days'`).execute();
}

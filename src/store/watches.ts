import {type Kysely, type Selectable, sql} from 'kysely';
import {isEnd} from '../model/delivery.ts';
import type {DeliveryWatch, Watches} from '../workflows/ports.ts';
import {keeping, present} from './keeping.ts';
import {createLeases} from './lease.ts';
import {messageOf, storedMessage} from './resend-message.ts';
import type {Schema} from './schema.ts';

export function createWatches(db: Kysely<Schema>): Watches {
	const leases = createLeases(db, 'delivery_watch', sql`not ended and next_at <= present()`);
	return {
		open: (watch) =>
			keeping(async () => {
				await db
					.insertInto('delivery_watch')
					.values({
						id: watch.id,
						message: storedMessage(watch.message),
						recipient: watch.recipient,
						sent_message_id: watch.sentMessageId,
						since: watch.since,
						channel: watch.channel,
						thread_ts: watch.threadTs ?? null,
						ended: false,
					})
					.onConflict((conflict) => conflict.doNothing())
					.execute();
			}),
		due: async () => (await leases.take()).map(watchOf),
		told: (id, at, state) =>
			keeping(async () => {
				await db
					.updateTable('delivery_watch')
					.set({channel: at.channel, ts: at.ts, told: state, ended: isEnd(state)})
					.where('id', '=', id)
					.execute();
			}),
		postpone: leases.postpone,
	};
}

function watchOf(row: Selectable<Schema['delivery_watch']>): DeliveryWatch {
	return {
		id: row.id,
		message: messageOf(row.message),
		recipient: row.recipient,
		sentMessageId: row.sent_message_id,
		since: row.since,
		channel: row.channel,
		threadTs: row.thread_ts ?? undefined,
		ts: row.ts ?? undefined,
		told: row.told ?? undefined,
		state: row.told ?? 'pending',
		reply: '',
	};
}

/** A watch ends within two hours; what it followed is kept elsewhere. */
export async function forgetWatches(db: Kysely<Schema>): Promise<void> {
	await db.deleteFrom('delivery_watch').where('started_at', '<', sql<Date>`${present} - interval '2 days'`).execute();
}

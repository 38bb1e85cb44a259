import {type Kysely, type Selectable, sql} from 'kysely';
import type {Resend} from '../model/resend.ts';
import type {Resends} from '../workflows/ports.ts';
import type {AuditStore} from './audit-trail.ts';
import {createId, keeping, lease, present} from './keeping.ts';
import {createLeases} from './lease.ts';
import {messageOf, storedMessage} from './resend-message.ts';
import type {Schema} from './schema.ts';

/** Begun and not ended, or not told yet. */
export const resendsDue = sql<boolean>`(state = 'sending' or not told) and next_at <= present()`;

export function createResends(db: Kysely<Schema>, audit: AuditStore): Resends {
	const leases = createLeases(db, 'resend', resendsDue);
	const find = async (delivery: string) => {
		const row = await db.selectFrom('resend').selectAll().where('delivery', '=', delivery).executeTakeFirst();
		return row === undefined ? undefined : resendOf(row);
	};
	return {
		find: (delivery) => keeping(() => find(delivery)),
		begin: (draft, note) =>
			keeping(async () => {
				const begun = await db.transaction().execute(async (transaction) => {
					const row = await transaction
						.insertInto('resend')
						.values({
							id: createId(),
							delivery: draft.delivery,
							state: 'sending',
							message: storedMessage(draft.message),
							requested_by: draft.by,
							ticket: draft.ticket ?? null,
							told: false,
							lease_until: lease,
						})
						.onConflict((conflict) => conflict.column('delivery').doNothing())
						.returningAll()
						.executeTakeFirst();
					if (row !== undefined) await audit.recordIn(transaction, {...note, deed: row.id, after: {...note.after, state: row.state}});
					return row;
				});
				const resend = begun === undefined ? await find(draft.delivery) : resendOf(begun);
				if (resend === undefined) throw new Error('the record of a resend is gone');
				return {resend, mayBeSent: begun !== undefined};
			}),
		settle: ({id, to, sentMessageId, reason}, note) =>
			keeping(() =>
				db.transaction().execute(async (transaction) => {
					const row = await transaction
						.updateTable('resend')
						.set({state: to, sent_message_id: sentMessageId ?? null, note: reason ?? null, lease_until: lease})
						.where('id', '=', id)
						.where('state', '=', 'sending')
						.returningAll()
						.executeTakeFirst();
					if (row === undefined) return undefined;
					await audit.recordIn(transaction, {...note, deed: id, after: {...note.after, state: to}});
					return resendOf(row);
				}),
			),
		told: (id) =>
			keeping(async () => {
				const row = await db
					.updateTable('resend')
					.set({told: true})
					.where('id', '=', id)
					.where('told', '=', false)
					.returning('id')
					.executeTakeFirst();
				return row !== undefined;
			}),
		due: async () => (await leases.take()).map(resendOf),
		postpone: leases.postpone,
	};
}

function resendOf(row: Selectable<Schema['resend']>): Resend {
	return {
		id: row.id,
		state: row.state,
		message: messageOf(row.message),
		by: row.requested_by,
		ticket: row.ticket ?? undefined,
		sendingSince: row.sending_since,
		sentMessageId: row.sent_message_id ?? undefined,
		note: row.note ?? undefined,
	};
}

/** Addresses go after the retention time. */
export async function forgetResends(db: Kysely<Schema>, days: number): Promise<void> {
	await db
		.deleteFrom('resend')
		.where('state', '!=', 'sending')
		.where('sending_since', '<', sql<Date>`${present} - make_interval(days => ${days})`)
		.execute();
}

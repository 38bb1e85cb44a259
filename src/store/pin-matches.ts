import {type Kysely, sql} from 'kysely';
import type {PinMatches} from '../workflows/ports.ts';
import type {AuditStore} from './audit-trail.ts';
import {createId, keeping, present} from './keeping.ts';
import type {Schema} from './schema.ts';

const anHourAgo = sql<Date>`${present} - interval '1 hour'`;

export function createPinMatches(db: Kysely<Schema>, audit: AuditStore): PinMatches {
	return {
		keep: ({account, by, ticket}, note) =>
			keeping(() =>
				db.transaction().execute(async (transaction) => {
					await transaction
						.insertInto('pin_match')
						.values({id: createId(), account_id: account, matched_by: by, ticket: ticket ?? null})
						.execute();
					await audit.recordIn(transaction, note);
				}),
			),
		isRecent: (account) =>
			keeping(async () => {
				const row = await db
					.selectFrom('pin_match')
					.select('id')
					.where('account_id', '=', account)
					.where('matched_at', '>', anHourAgo)
					.executeTakeFirst();
				return row !== undefined;
			}),
	};
}

/** After its hour it proves nothing any more; the trail keeps it. */
export async function forgetPinMatches(db: Kysely<Schema>): Promise<void> {
	await db.deleteFrom('pin_match').where('matched_at', '<', anHourAgo).execute();
}

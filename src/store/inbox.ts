import {type Kysely, sql} from 'kysely';
import {jsonText, keeping, present} from './keeping.ts';
import type {Schema} from './schema.ts';

/** A delivery that was acknowledged but not finished by the process that took it. */
export interface UnfinishedDelivery {
	readonly key: string;
	readonly body: Record<string, unknown>;
}

/**
 * The durable record that a delivery was taken. The same delivery is taken once, by whichever process commits it first;
 * what must not be lost keeps its body until it is done, under a lease that its owner renews.
 */
export interface Inbox {
	/** True when this process has it now; false when it was taken before. */
	readonly take: (key: string, body: Record<string, unknown> | undefined) => Promise<boolean>;
	/** Makes sure that a delivery of unknown record is not carried out; false when another process has it, and will. */
	readonly withdraw: (key: string) => Promise<boolean>;
	readonly finish: (key: string) => Promise<void>;
	readonly renew: (keys: readonly string[]) => Promise<void>;
	/** What others left behind; from now on this process's. */
	readonly adopt: () => Promise<readonly UnfinishedDelivery[]>;
}

const leaseSeconds = 12;

export function createInbox(db: Kysely<Schema>, owner: string): Inbox {
	const lease = sql<Date>`now() + make_interval(secs => ${leaseSeconds})`;
	return {
		take: (key, body) =>
			keeping(async () => {
				const taken = await db
					.insertInto('inbox')
					.values({
						key,
						state: body === undefined ? 'done' : 'working',
						owner,
						lease_until: lease,
						body: body === undefined ? null : jsonText(body),
					})
					.onConflict((conflict) => conflict.doNothing())
					.returning('key')
					.executeTakeFirst();
				return taken !== undefined;
			}),
		withdraw: (key) =>
			keeping(async () => {
				// The row stays, or is made: the same delivery, sent again, must not be carried out after "nothing was done".
				const withdrawn = await db
					.insertInto('inbox')
					.values({key, state: 'done', owner, lease_until: lease, body: null})
					.onConflict((conflict) => conflict.column('key').doUpdateSet({state: 'done', body: null}).where('inbox.owner', '=', owner))
					.returning('key')
					.executeTakeFirst();
				return withdrawn !== undefined;
			}),
		finish: (key) =>
			keeping(async () => {
				await db.updateTable('inbox').set({state: 'done', body: null}).where('key', '=', key).where('owner', '=', owner).execute();
			}),
		renew: (keys) =>
			keeping(async () => {
				if (keys.length === 0) return;
				await db.updateTable('inbox').set({lease_until: lease}).where('key', 'in', keys).where('owner', '=', owner).execute();
			}),
		adopt: () =>
			keeping(async () => {
				const lapsed = db
					.selectFrom('inbox')
					.select('key')
					.where('state', '=', 'working')
					.where('lease_until', '<', sql<Date>`now()`)
					.orderBy('received_at')
					.limit(20)
					.forUpdate()
					.skipLocked();
				const adopted = await db
					.updateTable('inbox')
					.set({owner, lease_until: lease})
					.where('key', 'in', lapsed)
					.returning(['key', 'body'])
					.execute();
				return adopted.flatMap(({key, body}) => (body === null ? [] : [{key, body}]));
			}),
	};
}

/** Deletes deliveries older than the retention time; at least a day's are kept, so that none is taken twice. */
export async function forgetDeliveries(db: Kysely<Schema>, days: number): Promise<void> {
	await db
		.deleteFrom('inbox')
		.where('received_at', '<', sql<Date>`${present} - make_interval(days => ${Math.max(days, 1)})`)
		.execute();
}

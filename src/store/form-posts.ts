import {type Kysely, type Selectable, sql} from 'kysely';
import type {FormPost} from '../model/send-again.ts';
import type {FormPosts} from '../workflows/ports.ts';
import type {AuditStore} from './audit-trail.ts';
import {createId, keeping, present} from './keeping.ts';
import type {Schema} from './schema.ts';

export function createFormPosts(db: Kysely<Schema>, audit: AuditStore): FormPosts {
	const find = async (column: 'id' | 'delivery', value: string) => {
		const row = await db.selectFrom('form_post').selectAll().where(column, '=', value).executeTakeFirst();
		return row === undefined ? undefined : postOf(row);
	};
	const existing = async (column: 'id' | 'delivery', value: string) => {
		const post = await find(column, value);
		if (post === undefined) throw new Error('the record of a posted form is gone');
		return post;
	};
	return {
		find: (delivery) => keeping(() => find('delivery', delivery)),
		begin: ({kind, accountId, by, delivery}, note) =>
			keeping(async () => {
				const begun = await db.transaction().execute(async (transaction) => {
					const row = await transaction
						.insertInto('form_post')
						.values({id: createId(), delivery, kind, account_id: accountId, state: 'posting', posted_by: by})
						.onConflict((conflict) => conflict.column('delivery').doNothing())
						.returningAll()
						.executeTakeFirst();
					if (row !== undefined) await audit.recordIn(transaction, {...note, deed: row.id});
					return row;
				});
				return {post: begun === undefined ? await existing('delivery', delivery) : postOf(begun), mayBePosted: begun !== undefined};
			}),
		settle: (id, to, note) =>
			keeping(async () => {
				await db.transaction().execute(async (transaction) => {
					const row = await transaction
						.updateTable('form_post')
						.set({state: to})
						.where('id', '=', id)
						.where('state', '=', 'posting')
						.returning('id')
						.executeTakeFirst();
					if (row !== undefined) await audit.recordIn(transaction, {...note, deed: id});
				});
				return existing('id', id);
			}),
	};
}

function postOf(row: Selectable<Schema['form_post']>): FormPost {
	return {id: row.id, kind: row.kind, state: row.state, accountId: row.account_id, begunAt: row.begun_at};
}

/** The trail keeps what was done. */
export async function forgetFormPosts(db: Kysely<Schema>, days: number): Promise<void> {
	await db.deleteFrom('form_post').where('begun_at', '<', sql<Date>`${present} - make_interval(days => ${days})`).execute();
}

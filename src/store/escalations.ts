import {randomBytes} from 'node:crypto';
import {type Kysely, type Selectable, sql, type Transaction} from 'kysely';
import type {Escalation} from '../model/escalation.ts';
import type {Escalations} from '../workflows/ports.ts';
import type {AuditStore} from './audit-trail.ts';
import {keeping, present} from './keeping.ts';
import type {Schema} from './schema.ts';

/** Longer than a call can still be on its way, and than GitLab works on one: after that, what is not there was not opened. */
const repeatAfterSeconds = 120;

export function createEscalations(db: Kysely<Schema>, audit: AuditStore): Escalations {
	return {
		begin: ({account, by, ticket}, note) =>
			keeping(() =>
				db.transaction().execute(async (transaction) => {
					const standing = await standingFor(transaction, account);
					if (standing !== undefined) return {escalation: standing, isNew: false};
					const row = await transaction
						.insertInto('escalation')
						.values({id: createReference(), account_id: account, state: 'opening', opened_by: by, ticket})
						.returningAll()
						.executeTakeFirstOrThrow();
					await audit.recordIn(transaction, {...note, deed: row.id});
					return {escalation: escalationOf(row), isNew: true};
				}),
			),
		mayRepeat: (id) =>
			keeping(async () => {
				const row = await db
					.updateTable('escalation')
					.set({tried_at: present})
					.where('id', '=', id)
					.where('state', '=', 'opening')
					.where('tried_at', '<', sql<Date>`${present} - make_interval(secs => ${repeatAfterSeconds})`)
					.returning('id')
					.executeTakeFirst();
				return row !== undefined;
			}),
		settle: (outcome, note) =>
			keeping(() =>
				db.transaction().execute(async (transaction) => {
					const row = await transaction
						.updateTable('escalation')
						.set({state: outcome.to, issue_url: outcome.to === 'opened' ? outcome.issueUrl : null})
						.where('id', '=', outcome.id)
						.where('state', '=', 'opening')
						.returningAll()
						.executeTakeFirst();
					if (row === undefined) return undefined;
					await audit.recordIn(transaction, note);
					return escalationOf(row);
				}),
			),
		find: (id) =>
			keeping(async () => {
				const row = await db.selectFrom('escalation').selectAll().where('id', '=', id).executeTakeFirst();
				return row === undefined ? undefined : escalationOf(row);
			}),
	};
}

/** One after the other, in whatever process: who begins must see what all before have begun. */
async function standingFor(transaction: Transaction<Schema>, account: number): Promise<Escalation | undefined> {
	await sql`select pg_advisory_xact_lock(hashtextextended(${`escalation ${account}`}, 0))`.execute(transaction);
	const row = await transaction
		.selectFrom('escalation')
		.selectAll()
		.where('account_id', '=', account)
		.where('state', '!=', 'failed')
		.where('opened_at', '>', sql<Date>`${present} - interval '1 day'`)
		.orderBy('opened_at', 'desc')
		.executeTakeFirst();
	return row === undefined ? undefined : escalationOf(row);
}

/** Letters and digits only: a search that splits words finds it whole. */
function createReference(): string {
	return `es${randomBytes(12).toString('hex')}`;
}

function escalationOf(row: Selectable<Schema['escalation']>): Escalation {
	return {
		id: row.id,
		account: row.account_id,
		state: row.state,
		by: row.opened_by,
		issueUrl: row.issue_url ?? undefined,
	};
}

/** The trail keeps that it was opened. */
export async function forgetEscalations(db: Kysely<Schema>, days: number): Promise<void> {
	await db
		.deleteFrom('escalation')
		.where('opened_at', '<', sql<Date>`${present} - make_interval(days => ${Math.max(days, 1)})`)
		.execute();
}

import {type Kysely, type Selectable, sql, type Transaction} from 'kysely';
import type {AutomationRun, AutomationSwitch} from '../model/automation.ts';
import type {Automation} from '../workflows/ports.ts';
import type {AuditStore} from './audit-trail.ts';
import {createId, keeping, lease, present} from './keeping.ts';
import {createLeases} from './lease.ts';
import type {Schema} from './schema.ts';

export const automationRunsDue = sql<boolean>`state <> 'ended' and next_at <= present()`;

/** Each asks all the services. */
const mostAtOnce = 3;

export function createAutomation(db: Kysely<Schema>, audit: AuditStore): Automation {
	const leases = createLeases(db, 'automation_run', automationRunsDue, mostAtOnce);
	const change = (id: string) => db.updateTable('automation_run').where('id', '=', id).where('state', '!=', 'ended');
	return {
		receive: (delivery, ticket) =>
			keeping(async () => {
				const row = await db
					.insertInto('automation_run')
					.values({id: createId(), delivery, ticket})
					.onConflict((conflict) => conflict.column('delivery').doNothing())
					.returning('id')
					.executeTakeFirst();
				return row !== undefined;
			}),
		due: async () => (await leases.take()).map(runOf),
		hold: (id) =>
			keeping(async () => {
				await change(id).set({lease_until: lease}).execute();
			}),
		begin: (id, stamp, note) => keeping(() => db.transaction().execute((transaction) => beginIn(transaction, audit, {id, stamp, note}))),
		mayAnswer: (run) =>
			keeping(() =>
				db.transaction().execute(async (transaction) => {
					await oneByOne(transaction, run.ticket);
					if (await hasAnswered(transaction, run)) return false;
					await transaction.updateTable('automation_run').set({answering: true}).where('id', '=', run.id).execute();
					return true;
				}),
			),
		notAnswered: ({id}) =>
			keeping(async () => {
				await change(id).set({answering: false}).execute();
			}),
		answeredBefore: (run) => keeping(() => hasAnswered(db, run)),
		postpone: (id, seconds) =>
			keeping(async () => {
				await change(id)
					.set({
						tries: sql<number>`tries + 1`,
						lease_until: sql<Date>`now()`,
						next_at: sql<Date>`present() + make_interval(secs => ${seconds})`,
					})
					.execute();
			}),
		end: (id, note) =>
			keeping(() =>
				db.transaction().execute(async (transaction) => {
					const row = await transaction
						.updateTable('automation_run')
						.set({state: 'ended'})
						.where('id', '=', id)
						.where('state', '!=', 'ended')
						.returning('id')
						.executeTakeFirst();
					if (row !== undefined && note !== undefined) await audit.recordIn(transaction, {...note, deed: id});
				}),
			),
		switched: () => keeping(() => readSwitch(db)),
		turn: (isOn, note) =>
			keeping(() =>
				db.transaction().execute(async (transaction) => {
					await sql`select pg_advisory_xact_lock(hashtextextended('automation switch', 0))`.execute(transaction);
					if ((await readSwitch(transaction)).isOn === isOn) return undefined;
					await transaction
						.insertInto('automation_switch')
						.values({is_on: isOn, turned_by: note.actor})
						.onConflict((conflict) => conflict.column('only_one').doUpdateSet({is_on: isOn, turned_by: note.actor, turned_at: present}))
						.execute();
					await audit.recordIn(transaction, note);
					return readSwitch(transaction);
				}),
			),
	};
}

/** Whoever begins, or answers, in a ticket sees what all before did there, in whatever process. */
async function oneByOne(transaction: Transaction<Schema>, ticket: string): Promise<void> {
	await sql`select pg_advisory_xact_lock(hashtextextended(${`automation ${ticket}`}, 0))`.execute(transaction);
}

type Beginning = {readonly id: string} & {readonly stamp: string; readonly note: Parameters<Automation['begin']>[2]};

async function beginIn(transaction: Transaction<Schema>, audit: AuditStore, {id, stamp, note}: Beginning) {
	const own = await transaction.selectFrom('automation_run').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
	if (own.state === 'begun') return 'begun';
	await oneByOne(transaction, own.ticket);
	const others = await transaction
		.selectFrom('automation_run')
		.select(['state', 'stamp'])
		.where('ticket', '=', own.ticket)
		.where('id', '!=', id)
		.execute();
	if (others.some((other) => other.stamp === stamp)) return 'repeated';
	if (others.some((other) => other.state === 'begun')) return 'busy';
	const claim = transaction.updateTable('automation_run').where('id', '=', id).where('state', '=', 'waiting');
	await claim.set({state: 'begun', stamp, begun_at: present}).execute();
	await audit.recordIn(transaction, {...note, deed: id});
	return 'begun';
}

async function hasAnswered(db: Kysely<Schema> | Transaction<Schema>, {id, ticket}: Pick<AutomationRun, 'id' | 'ticket'>): Promise<boolean> {
	const row = await db
		.selectFrom('automation_run')
		.select('id')
		.where('ticket', '=', ticket)
		.where('id', '!=', id)
		.where('answering', '=', true)
		.executeTakeFirst();
	return row !== undefined;
}

async function readSwitch(db: Kysely<Schema> | Transaction<Schema>): Promise<AutomationSwitch> {
	const row = await db.selectFrom('automation_switch').selectAll().executeTakeFirst();
	return {isOn: row?.is_on ?? true, by: row?.turned_by, at: row?.turned_at};
}

function runOf(row: Selectable<Schema['automation_run']>): AutomationRun {
	return {
		id: row.id,
		ticket: row.ticket,
		state: row.state === 'begun' ? 'begun' : 'waiting',
		tries: row.tries,
		begunAt: row.begun_at ?? undefined,
	};
}

/** The trail keeps what was done. */
export async function forgetAutomation(db: Kysely<Schema>, days: number): Promise<void> {
	await db
		.deleteFrom('automation_run')
		.where('state', '=', 'ended')
		.where('received_at', '<', sql<Date>`${present} - make_interval(days => ${Math.max(days, 1)})`)
		.execute();
}

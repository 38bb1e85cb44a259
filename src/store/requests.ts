import {randomInt} from 'node:crypto';
import {type Kysely, sql, type Transaction} from 'kysely';
import {type ApprovalRequest, arrows, fingerprintOf} from '../model/approval.ts';
import type {AuditNote, Seal} from '../model/audit.ts';
import type {RequestHistory} from '../model/request-risks.ts';
import type {NewlyMade, NewRequest, RequestMove, Requests} from '../workflows/ports.ts';
import type {AuditStore} from './audit-trail.ts';
import {databaseTime, keeping, lease} from './keeping.ts';
import {createLeases} from './lease.ts';
import {requestOf, rowOf} from './request-row.ts';
import type {Schema} from './schema.ts';

export interface RequestsOptions {
	readonly db: Kysely<Schema>;
	readonly audit: AuditStore;
	readonly seal: Seal;
}

export function createRequests({db, audit, seal}: RequestsOptions): Requests {
	const leases = createLeases(db, 'approval_request', requestsDue, mostAtOnce);
	return {
		seal,
		now: () => keeping(() => databaseTime(db)),
		create: (draft, note) => keeping(() => createOnce(db, audit, draft, note, seal)),
		find: (id) =>
			keeping(async () => {
				const row = await db.selectFrom('approval_request').selectAll().where('id', '=', id).executeTakeFirst();
				return row === undefined ? undefined : requestOf(row);
			}),
		move: (move) => keeping(() => db.transaction().execute((transaction) => moveOnce(transaction, audit, move))),
		note: (id, thread) =>
			keeping(async () => {
				await db
					.updateTable('approval_request')
					.set({channel: thread.channel, case_ts: thread.caseTs, card_ts: thread.cardTs ?? null, lease_until: lease})
					.where('id', '=', id)
					.execute();
			}),
		told: (id, state) =>
			keeping(async () => {
				const row = await db
					.updateTable('approval_request')
					.set({told: state ?? null})
					.where('id', '=', id)
					.where(sql<boolean>`told is distinct from ${state ?? null}`)
					.returning('id')
					.executeTakeFirst();
				return row !== undefined;
			}),
		remind: (id, {from, to}) =>
			keeping(async () => {
				const row = await db
					.updateTable('approval_request')
					.set({reminders: to})
					.where('id', '=', id)
					.where('reminders', '=', from)
					.where(sql<boolean>`state = 'pending' and expires_at > present()`)
					.returning('id')
					.executeTakeFirst();
				return row !== undefined;
			}),
		due: async () => (await leases.take()).map(requestOf),
		postpone: leases.postpone,
		historyOf: (request) => keeping(() => historyOf(db, request)),
	};
}

/** Telling them goes at Slack's pace, one message a second: more would outlast their leases. */
const mostAtOnce = 5;

/** Expired, approved and not sent, begun and not ended, not told yet, or to be reminded of. */
export const requestsDue = sql<boolean>`(
	(state in ('pending', 'approved') and expires_at <= present())
	or (state in ('approved', 'sending') and next_at <= present())
	or (told is distinct from state and next_at <= present())
	or (state = 'pending' and card_ts is not null and next_at <= present() and present() >= created_at + (expires_at - created_at) * (reminders + 1) / 3)
)`;

async function historyOf(db: Kysely<Schema>, request: ApprovalRequest): Promise<RequestHistory> {
	const {target = null, account} = request.kind === 'resend' ? request : {};
	const {rows} = await sql<{others: number; week: number}>`select
		(select count(distinct coalesce(account_id, 0)) from approval_request
			where target = ${target} and account_id is distinct from ${account?.id ?? null}::bigint) as others,
		(select count(*) from approval_request
			where requester_id = ${request.requesterId} and created_at > present() - interval '7 days') as week`.execute(db);
	return {otherAccountsOfTarget: Number(rows[0]?.others ?? 0), requestsThisWeek: Number(rows[0]?.week ?? 0)};
}

async function createOnce(db: Kysely<Schema>, audit: AuditStore, draft: NewRequest, note: AuditNote, seal: Seal): Promise<NewlyMade> {
	return db.transaction().execute(async (transaction) => {
		const request = await complete(transaction, draft, seal);
		const row = await transaction
			.insertInto('approval_request')
			.values({...rowOf(request), delivery: draft.delivery, lease_until: lease})
			.onConflict((conflict) => conflict.column('delivery').doNothing())
			.returningAll()
			.executeTakeFirst();
		if (row !== undefined) {
			await audit.recordIn(transaction, {...note, deed: request.id, after: {...note.after, state: request.state}});
			return {request: requestOf(row), isNew: true};
		}
		const before = await transaction
			.selectFrom('approval_request')
			.selectAll()
			.where('delivery', '=', draft.delivery)
			.executeTakeFirstOrThrow();
		return {request: requestOf(before), isNew: false};
	});
}

async function complete(transaction: Transaction<Schema>, draft: NewRequest, seal: Seal): Promise<ApprovalRequest> {
	const now = await databaseTime(transaction);
	const fields = {...draft.fields, id: createRequestId(), expiresAt: new Date(now.getTime() + draft.lifeSeconds * 1000)};
	return {
		...fields,
		state: 'pending',
		createdAt: now,
		fingerprint: fingerprintOf(fields, seal),
		decidedBy: undefined,
		decidedAt: undefined,
		note: undefined,
		attempts: 0,
		sendingSince: undefined,
		sentMessageId: undefined,
		place: draft.place,
		thread: undefined,
		told: undefined,
		reminders: 0,
	};
}

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Ten characters that nobody guesses and everybody can read out. */
function createRequestId(): string {
	return `RQ-${Array.from({length: 10}, () => letters[randomInt(letters.length)]).join('')}`;
}

/** One conditional update decides; the audit entry belongs to the same transaction. */
async function moveOnce(transaction: Transaction<Schema>, audit: AuditStore, move: RequestMove): Promise<ApprovalRequest | undefined> {
	const row = await transaction
		.updateTable('approval_request')
		.set({state: move.to, lease_until: lease, ...marks(move)})
		.where('id', '=', move.id)
		.where(mayMove(move))
		.returningAll()
		.executeTakeFirst();
	if (row === undefined) return undefined;
	const states = {before: {state: move.from.join(' or ')}, after: {...move.note.after, state: move.to}};
	await audit.recordIn(transaction, {...move.note, ...states, deed: move.id});
	return requestOf(row);
}

/** A mail may leave, and be decided on, only within its time. */
function mayMove(move: RequestMove) {
	const from = move.from.filter((state) => arrows[state].includes(move.to));
	const inTime = move.to === 'sending' || (move.to === 'approved' && !move.from.includes('sending'));
	return sql<boolean>`state = any(${from}::text[])
		and (${move.attempt ?? null}::int is null or attempts = ${move.attempt ?? null}::int)
		and (not ${inTime}::boolean or expires_at > present())
		and (not ${move.expired ?? false}::boolean or expires_at <= present())`;
}

function marks(move: RequestMove) {
	return {
		...(move.decidedBy === undefined ? {} : {decided_by: move.decidedBy, decided_at: sql<Date>`present()`}),
		...(move.reason === undefined ? {} : {note: move.reason}),
		...(move.sentMessageId === undefined ? {} : {sent_message_id: move.sentMessageId}),
		...(move.to === 'sending' ? {sending_since: sql<Date>`present()`, attempts: sql<number>`attempts + 1`} : {}),
	};
}

/** Addresses and what people wrote go after the retention time; that there was a request stands in the trail. */
export async function forgetRequests(db: Kysely<Schema>, days: number): Promise<void> {
	await db
		.deleteFrom('approval_request')
		.where(sql<boolean>`state not in ('pending', 'approved', 'sending') and created_at < present() - make_interval(days => ${days})`)
		.execute();
}

import {randomInt} from 'node:crypto';
import {type Kysely, type Selectable, sql, type Transaction} from 'kysely';
import {type ApprovalRequest, arrows, fingerprintOf} from '../model/approval.ts';
import type {Seal} from '../model/audit.ts';
import type {NewRequest, RequestMove, Requests} from '../workflows/ports.ts';
import type {AuditStore} from './audit-trail.ts';
import type {Jobs} from './jobs.ts';
import {keeping} from './keeping.ts';
import type {Schema, StoredResendMessage} from './schema.ts';

type Row = Selectable<Schema['approval_request']>;

export interface RequestsOptions {
	readonly db: Kysely<Schema>;
	readonly audit: AuditStore;
	readonly jobs: Pick<Jobs, 'sendIn'>;
	readonly seal: Seal;
}

export function createRequests({db, audit, jobs, seal}: RequestsOptions): Requests {
	return {
		seal,
		now: () => keeping(() => databaseTime(db)),
		create: (draft, note) =>
			keeping(() =>
				db.transaction().execute(async (transaction) => {
					const request = await complete(transaction, draft, seal);
					await transaction.insertInto('approval_request').values(rowOf(request)).execute();
					await audit.recordIn(transaction, {...note, deed: request.id});
					await jobs.sendIn(transaction, 'expire-request', {id: request.id}, draft.lifeSeconds);
					return request;
				}),
			),
		find: (id) =>
			keeping(async () => {
				const row = await db.selectFrom('approval_request').selectAll().where('id', '=', id).executeTakeFirst();
				return row === undefined ? undefined : requestOf(row);
			}),
		move: (move) => keeping(() => db.transaction().execute((transaction) => moveOnce(transaction, audit, jobs, move))),
		note: (id, thread) =>
			keeping(async () => {
				await db
					.updateTable('approval_request')
					.set({channel: thread.channel, case_ts: thread.caseTs, card_ts: thread.cardTs})
					.where('id', '=', id)
					.execute();
			}),
	};
}

async function databaseTime(db: Kysely<Schema> | Transaction<Schema>): Promise<Date> {
	const {rows} = await sql<{now: Date}>`select present() as now`.execute(db);
	const now = rows[0]?.now;
	if (now === undefined) throw new Error('the database does not tell the time');
	return now;
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
		thread: undefined,
	};
}

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Ten characters that nobody guesses and everybody can read out. */
function createRequestId(): string {
	return `RQ-${Array.from({length: 10}, () => letters[randomInt(letters.length)]).join('')}`;
}

/** One conditional update decides; audit entry and the job that follows belong to the same transaction. */
async function moveOnce(
	transaction: Transaction<Schema>,
	audit: AuditStore,
	jobs: Pick<Jobs, 'sendIn'>,
	move: RequestMove,
): Promise<ApprovalRequest | undefined> {
	const from = move.from.filter((state) => arrows[state].includes(move.to));
	const row = await transaction
		.updateTable('approval_request')
		.set({
			state: move.to,
			...(move.decidedBy === undefined ? {} : {decided_by: move.decidedBy, decided_at: sql<Date>`present()`}),
			...(move.reason === undefined ? {} : {note: move.reason}),
			...(move.sentMessageId === undefined ? {} : {sent_message_id: move.sentMessageId}),
			...(move.to === 'sending' ? {sending_since: sql<Date>`present()`, attempts: sql<number>`attempts + 1`} : {}),
		})
		.where('id', '=', move.id)
		.where(sql<boolean>`state = any(${from}::text[])`)
		.where((where) => (move.attempt === undefined ? sql<boolean>`true` : where('attempts', '=', move.attempt)))
		.returningAll()
		.executeTakeFirst();
	if (row === undefined) return undefined;
	await audit.recordIn(transaction, {...move.note, deed: move.id});
	if (move.job !== undefined) await jobs.sendIn(transaction, move.job.queue, {id: move.id}, move.job.afterSeconds);
	return requestOf(row);
}

function rowOf(request: ApprovalRequest) {
	const message: StoredResendMessage = {...request.message, sentAt: request.message.sentAt.toISOString()};
	return {
		id: request.id,
		state: request.state,
		message: JSON.stringify(message),
		target: request.target,
		account_id: request.account?.id ?? null,
		account_username: request.account?.username ?? null,
		requester_id: request.requesterId,
		verification: request.verification,
		evidence: request.evidence,
		reason: request.reason,
		ticket: request.ticket,
		created_at: request.createdAt,
		expires_at: request.expiresAt,
		fingerprint: request.fingerprint,
	};
}

function requestOf(row: Row): ApprovalRequest {
	return {
		id: row.id,
		state: row.state,
		message: {...row.message, sentAt: new Date(row.message.sentAt)},
		target: row.target,
		account: row.account_id === null ? undefined : {id: Number(row.account_id), username: row.account_username ?? ''},
		requesterId: row.requester_id,
		verification: row.verification,
		evidence: row.evidence,
		reason: row.reason,
		ticket: row.ticket,
		createdAt: row.created_at,
		expiresAt: row.expires_at,
		fingerprint: row.fingerprint,
		decidedBy: row.decided_by ?? undefined,
		decidedAt: row.decided_at ?? undefined,
		note: row.note ?? undefined,
		attempts: row.attempts,
		sendingSince: row.sending_since ?? undefined,
		sentMessageId: row.sent_message_id ?? undefined,
		thread: threadOf(row),
	};
}

function threadOf(row: Row): ApprovalRequest['thread'] {
	return row.channel === null || row.case_ts === null || row.card_ts === null
		? undefined
		: {channel: row.channel, caseTs: row.case_ts, cardTs: row.card_ts};
}

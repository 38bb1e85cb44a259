import type {Selectable} from 'kysely';
import type {ApprovalRequest, ResendRequest} from '../model/approval.ts';
import type {Suppression} from '../model/suppression.ts';
import {jsonText} from './keeping.ts';
import {messageOf, storedMessage} from './resend-message.ts';
import type {StoredListed} from './schema/stored.ts';
import type {Schema} from './schema.ts';

type Row = Selectable<Schema['approval_request']>;

export function rowOf(request: ApprovalRequest) {
	return {
		...actOf(request),
		id: request.id,
		state: request.state,
		kind: request.kind,
		requester_id: request.requesterId,
		reason: request.reason,
		ticket: request.ticket ?? null,
		ticket_requester_seal: request.ticketRequesterSeal ?? null,
		created_at: request.createdAt,
		expires_at: request.expiresAt,
		fingerprint: request.fingerprint,
		place: request.place,
	};
}

/** What shall be done. */
function actOf(request: ApprovalRequest) {
	if (request.kind === 'bulk-removal') return {customer_domain: request.domain, entries: jsonText(request.entries.map(storedListed))};
	return {
		message: storedMessage(request.message),
		target: request.target,
		account_id: request.account?.id ?? null,
		account_username: request.account?.username ?? null,
		account_address_seal: request.account?.addressSeal ?? null,
		verification: request.verification,
		evidence: request.evidence,
	};
}

export function requestOf(row: Row): ApprovalRequest {
	const record = recordOf(row);
	return row.kind === 'bulk-removal' ? {...record, kind: row.kind, ...removalOf(row)} : {...record, kind: row.kind, ...resendOf(row)};
}

function recordOf(row: Row) {
	return {
		id: row.id,
		state: row.state,
		requesterId: row.requester_id,
		reason: row.reason,
		ticketRequesterSeal: row.ticket_requester_seal ?? undefined,
		createdAt: row.created_at,
		expiresAt: row.expires_at,
		fingerprint: row.fingerprint,
		decidedBy: row.decided_by ?? undefined,
		decidedAt: row.decided_at ?? undefined,
		note: row.note ?? undefined,
		attempts: row.attempts,
		sendingSince: row.sending_since ?? undefined,
		sentMessageId: row.sent_message_id ?? undefined,
		place: row.place,
		thread: threadOf(row),
		told: row.told ?? undefined,
		reminders: row.reminders,
	};
}

function removalOf({customer_domain: domain, entries, ticket}: Row) {
	return {domain: domain ?? '', entries: (entries ?? []).map(listedOf), ticket: ticket ?? undefined};
}

function resendOf(row: Row) {
	const {message, target, verification, evidence, ticket} = row;
	if (message === null || target === null || verification === null || evidence === null || ticket === null) {
		throw new Error('a request to send a message again holds all that is approved');
	}
	return {message: messageOf(message), target, account: accountOf(row), verification, evidence, ticket};
}

function storedListed(entry: Suppression): StoredListed {
	return {...entry, createdAt: entry.createdAt?.toISOString() ?? null};
}

function listedOf(entry: StoredListed): Suppression {
	return {...entry, createdAt: entry.createdAt === null ? undefined : new Date(entry.createdAt)};
}

function accountOf(row: Row): ResendRequest['account'] {
	if (row.account_id === null) return undefined;
	return {id: Number(row.account_id), username: row.account_username ?? '', addressSeal: row.account_address_seal ?? ''};
}

function threadOf(row: Row): ApprovalRequest['thread'] {
	return row.channel === null || row.case_ts === null
		? undefined
		: {channel: row.channel, caseTs: row.case_ts, cardTs: row.card_ts ?? undefined};
}

import type {Selectable} from 'kysely';
import type {ApprovalRequest} from '../model/approval.ts';
import {messageOf, storedMessage} from './resend-message.ts';
import type {Schema} from './schema.ts';

type Row = Selectable<Schema['approval_request']>;

export function rowOf(request: ApprovalRequest) {
	return {
		id: request.id,
		state: request.state,
		message: storedMessage(request.message),
		target: request.target,
		account_id: request.account?.id ?? null,
		account_username: request.account?.username ?? null,
		account_address_seal: request.account?.addressSeal ?? null,
		requester_id: request.requesterId,
		verification: request.verification,
		evidence: request.evidence,
		reason: request.reason,
		ticket: request.ticket,
		ticket_requester_seal: request.ticketRequesterSeal ?? null,
		created_at: request.createdAt,
		expires_at: request.expiresAt,
		fingerprint: request.fingerprint,
		place: request.place,
	};
}

export function requestOf(row: Row): ApprovalRequest {
	return {
		id: row.id,
		state: row.state,
		message: messageOf(row.message),
		target: row.target,
		account: accountOf(row),
		requesterId: row.requester_id,
		verification: row.verification,
		evidence: row.evidence,
		reason: row.reason,
		ticket: row.ticket,
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

function accountOf(row: Row): ApprovalRequest['account'] {
	if (row.account_id === null) return undefined;
	return {id: Number(row.account_id), username: row.account_username ?? '', addressSeal: row.account_address_seal ?? ''};
}

function threadOf(row: Row): ApprovalRequest['thread'] {
	return row.channel === null || row.case_ts === null
		? undefined
		: {channel: row.channel, caseTs: row.case_ts, cardTs: row.card_ts ?? undefined};
}

import {
	type ApprovalRequest,
	type Approver,
	type BulkRequest,
	fingerprintOf,
	isResendable,
	isSameAddress,
	type OwningAccount,
	type ResendRequest,
} from './approval.ts';
import type {Seal} from './audit.ts';

export type SendingDecision =
	| {readonly permitted: true}
	| {readonly permitted: false; readonly next: 'expired' | 'void'; readonly reason: string};

/** What the record alone decides: nobody is asked about one that somebody changed. */
export function decideByRecord(request: ApprovalRequest, now: Date, seal: Seal): SendingDecision {
	if (now >= request.expiresAt) return {permitted: false, next: 'expired', reason: 'The time to send it was over.'};
	if (fingerprintOf(request, seal) === request.fingerprint) return {permitted: true};
	return {permitted: false, next: 'void', reason: 'The record was changed after it was shown.'};
}

/** Everything once more, right before the mail leaves. */
export function decideSending(request: ResendRequest, approver: Approver, live: LiveFacts, now: Date, seal: Seal): SendingDecision {
	const byRecord = decideByRecord(request, now, seal);
	if (!byRecord.permitted) return byRecord;
	const changed = changeSince(request, approver, live, seal);
	return changed === undefined ? {permitted: true} : {permitted: false, next: 'void', reason: changed};
}

/** The same before the first entry is removed. Each entry is read once more by itself. */
export function decideRemoving(request: BulkRequest, approver: Approver, live: LiveTicket, now: Date, seal: Seal): SendingDecision {
	const byRecord = decideByRecord(request, now, seal);
	if (!byRecord.permitted) return byRecord;
	const changed = changeOfApprover(request, approver) ?? changeOfTicket(request, live);
	return changed === undefined ? {permitted: true} : {permitted: false, next: 'void', reason: changed};
}

export interface LiveTicket {
	/** Undefined: there is no such ticket, or no ticket system any more. */
	readonly ticketRequesterSeal: string | undefined;
}

/** What holds right before sending. */
export interface LiveFacts extends LiveTicket {
	/** Undefined: Mailgun keeps the message no longer. */
	readonly message: LiveMessage | undefined;
	readonly account: OwningAccount | undefined;
	readonly isTargetSuppressed: boolean;
	/** By the configuration of today. */
	readonly allowedSubjects: readonly string[];
}

export interface LiveMessage {
	readonly subject: string;
	/** Of the envelope. */
	readonly recipients: readonly string[];
	/** Undefined when the stored message does not name it. */
	readonly messageId: string | undefined;
}

function changeSince(request: ResendRequest, approver: Approver, live: LiveFacts, seal: Seal): string | undefined {
	const byApprover = changeOfApprover(request, approver);
	if (byApprover !== undefined) return byApprover;
	if (live.message === undefined) return 'Mailgun keeps the message no longer.';
	return (
		changeOfMessage(request, live.message) ??
		changeOfTicket(request, live) ??
		changeOfWorld(request, live) ??
		changeOfFingerprint(request, live, seal)
	);
}

function changeOfApprover({requesterId}: ApprovalRequest, approver: Approver): string | undefined {
	if (!approver.isManager) return 'Whoever approved it is no manager any more.';
	return approver.id === requesterId ? 'Nobody decides their own request.' : undefined;
}

function changeOfMessage({message}: ResendRequest, live: LiveMessage): string | undefined {
	if (live.subject !== message.subject) return 'The stored message has another subject than was shown.';
	if (live.recipients.length !== 1) return 'The stored message has not exactly one recipient.';
	if (!isSameAddress(live.recipients[0] ?? '', message.originalRecipient))
		return 'The stored message went to another address than was shown.';
	if (live.messageId !== undefined && live.messageId !== message.messageId) return 'The stored message is another one than was shown.';
	return undefined;
}

function changeOfTicket({ticketRequesterSeal}: ApprovalRequest, live: LiveTicket): string | undefined {
	if (ticketRequesterSeal === undefined || live.ticketRequesterSeal === ticketRequesterSeal) return undefined;
	return 'The ticket has another requester than at the request, or is gone.';
}

function changeOfWorld({message, account}: ResendRequest, live: LiveFacts): string | undefined {
	if (!isResendable(message.subject, live.allowedSubjects)) return 'Messages with this subject are not sent again any more.';
	if (live.account === undefined && account !== undefined) return 'The original address belongs to no account any more.';
	if (live.account?.id !== account?.id) return 'The original address belongs to another account than was shown.';
	if (live.account?.addressSeal !== account?.addressSeal) return 'The account has another primary address than at the request.';
	return live.isTargetSuppressed ? 'The target address is suppressed, so Mailgun would drop the mail.' : undefined;
}

/** Built once more from what the live systems say: what no question above asked for shows here. */
function changeOfFingerprint(request: ResendRequest, live: LiveFacts, seal: Seal): string | undefined {
	const {message} = request;
	const subject = live.message?.subject ?? '';
	const messageId = live.message?.messageId ?? message.messageId;
	const rebuilt = {...request, message: {...message, subject, messageId}, account: live.account};
	return fingerprintOf(rebuilt, seal) === request.fingerprint ? undefined : 'Something is not as it was shown.';
}

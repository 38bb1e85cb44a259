import {readAddress} from './address.ts';
import {canonicalJson, type Seal} from './audit.ts';
import {type MailKind, plainSubject} from './mail-kind.ts';

export const requestStates = [
	'pending',
	'approved',
	'sending',
	'sent',
	'failed',
	'unknown',
	'denied',
	'cancelled',
	'expired',
	'void',
] as const;
export type RequestState = (typeof requestStates)[number];

/** Every arrow there is. What is not here does not happen. */
export const arrows: Readonly<Record<RequestState, readonly RequestState[]>> = {
	pending: ['approved', 'denied', 'cancelled', 'expired', 'void'],
	approved: ['sending', 'expired', 'void'],
	sending: ['sent', 'failed', 'unknown', 'approved'],
	unknown: ['sent', 'failed', 'approved'],
	sent: [],
	failed: [],
	denied: [],
	cancelled: [],
	expired: [],
	void: [],
};

export function isFinal(state: RequestState): boolean {
	return arrows[state].length === 0;
}

export const verifications = ['pin', 'challenge', 'enterprise-owner'] as const;
export type Verification = (typeof verifications)[number];

/** The stored message that shall be sent again. */
export interface ResendMessage {
	readonly sendingDomain: string;
	readonly storageKey: string;
	readonly storageUrls: readonly string[];
	readonly messageId: string;
	readonly subject: string;
	readonly kind: MailKind;
	readonly sentAt: Date;
	/** When the code or link in it stops working; undefined when it has none. */
	readonly diesAt: Date | undefined;
	/** Of the envelope, as the log tells. */
	readonly originalRecipient: string;
}

/** The record that a manager decides on. Nothing of it comes back from a button. */
export interface ApprovalRequest {
	/** `RQ-…` */
	readonly id: string;
	readonly state: RequestState;
	readonly message: ResendMessage;
	/** One canonical address. */
	readonly target: string;
	/** The account that the original recipient belongs to; undefined when GitLab knows none. */
	readonly account: {readonly id: number; readonly username: string} | undefined;
	readonly requesterId: string;
	readonly verification: Verification;
	readonly evidence: string;
	readonly reason: string;
	readonly ticket: string;
	readonly createdAt: Date;
	readonly expiresAt: Date;
	readonly fingerprint: string;
	readonly decidedBy: string | undefined;
	readonly decidedAt: Date | undefined;
	/** Why it was denied, voided or failed. */
	readonly note: string | undefined;
	/** How often a call has been begun. */
	readonly attempts: number;
	readonly sendingSince: Date | undefined;
	/** What Mailgun called the mail that went out. */
	readonly sentMessageId: string | undefined;
	/** The channel that the case belongs into. */
	readonly place: string;
	/** Where the case is told: set once the card is posted. */
	readonly thread: CaseThread | undefined;
	/** The state that people have been told last. */
	readonly told: RequestState | undefined;
}

export interface CaseThread {
	readonly channel: string;
	/** The message that opens the case, and its first reply: the card. */
	readonly caseTs: string;
	readonly cardTs: string;
}

export type FingerprintFields = Pick<
	ApprovalRequest,
	'id' | 'message' | 'target' | 'account' | 'requesterId' | 'verification' | 'evidence' | 'reason' | 'ticket' | 'expiresAt'
>;

/** Binds a decision to exactly what was shown: any other message, address, account, person or proof has another fingerprint. */
export function fingerprintOf(request: FingerprintFields, seal: Seal): string {
	const {message} = request;
	return seal(
		canonicalJson({
			id: request.id,
			messageKey: message.storageKey,
			messageId: message.messageId,
			subject: seal(`subject of a mail:${message.subject}`),
			sendingDomain: message.sendingDomain,
			originalRecipient: message.originalRecipient,
			target: request.target,
			account: request.account?.id ?? null,
			requester: request.requesterId,
			verification: request.verification,
			evidence: request.evidence,
			reason: request.reason,
			ticket: request.ticket,
			expiry: request.expiresAt.toISOString(),
		}),
	);
}

/** As people see it. */
export function shortFingerprint(fingerprint: string): string {
	return fingerprint.slice(0, 8);
}

export interface Approver {
	readonly id: string;
	/** Asked of Slack just now. */
	readonly isManager: boolean;
}

export type ReviewDecision =
	| {readonly permitted: true}
	| {readonly permitted: false; readonly reason: 'already-decided' | 'expired' | 'not-a-manager' | 'own-request' | 'changed'};

/** Four eyes: a manager decides, never on their own request, only once, and only on what is on record. */
export function decideReview(request: ApprovalRequest, approver: Approver, now: Date, seal: Seal): ReviewDecision {
	if (request.state !== 'pending') return {permitted: false, reason: 'already-decided'};
	if (now >= request.expiresAt) return {permitted: false, reason: 'expired'};
	if (!approver.isManager) return {permitted: false, reason: 'not-a-manager'};
	if (approver.id === request.requesterId) return {permitted: false, reason: 'own-request'};
	if (fingerprintOf(request, seal) !== request.fingerprint) return {permitted: false, reason: 'changed'};
	return {permitted: true};
}

export type SendDecision =
	| {readonly permitted: true}
	| {readonly permitted: false; readonly next: 'expired' | 'void'; readonly reason: string};

/** Everything once more, right before the mail leaves. */
export function decideSending(request: ApprovalRequest, approver: Approver, live: LiveFacts, now: Date, seal: Seal): SendDecision {
	if (now >= request.expiresAt) return {permitted: false, next: 'expired', reason: 'The time to send it was over.'};
	const changed = changeSince(request, approver, live, seal);
	return changed === undefined ? {permitted: true} : {permitted: false, next: 'void', reason: changed};
}

/** What the live systems say, right before sending. */
export interface LiveFacts {
	/** Undefined: Mailgun keeps the message no longer. */
	readonly message: LiveMessage | undefined;
	readonly account: {readonly id: number; readonly username: string} | undefined;
	readonly isTargetSuppressed: boolean;
}

export interface LiveMessage {
	readonly subject: string;
	/** Of the envelope. */
	readonly recipients: readonly string[];
	/** Undefined when the stored message does not name it. */
	readonly messageId: string | undefined;
}

function changeSince(request: ApprovalRequest, approver: Approver, live: LiveFacts, seal: Seal): string | undefined {
	if (!approver.isManager) return 'Whoever approved it is no manager any more.';
	if (approver.id === request.requesterId) return 'Nobody decides their own request.';
	if (fingerprintOf(request, seal) !== request.fingerprint) return 'The record was changed after it was shown.';
	if (live.message === undefined) return 'Mailgun keeps the message no longer.';
	return changeOfMessage(request, live.message) ?? changeOfWorld(request, live, seal);
}

function changeOfMessage({message}: ApprovalRequest, live: LiveMessage): string | undefined {
	if (live.subject !== message.subject) return 'The stored message has another subject than was shown.';
	if (live.recipients.length !== 1) return 'The stored message has not exactly one recipient.';
	if (!isSameAddress(live.recipients[0] ?? '', message.originalRecipient))
		return 'The stored message went to another address than was shown.';
	if (live.messageId !== undefined && live.messageId !== message.messageId) return 'The stored message is another one than was shown.';
	return undefined;
}

function changeOfWorld(request: ApprovalRequest, live: LiveFacts, seal: Seal): string | undefined {
	if (live.account?.id !== request.account?.id) return 'The original address belongs to another account than was shown.';
	if (live.isTargetSuppressed) return 'The target address is suppressed, so Mailgun would drop the mail.';
	const rebuilt = {...request, message: {...request.message, subject: live.message?.subject ?? ''}, account: live.account};
	return fingerprintOf(rebuilt, seal) === request.fingerprint ? undefined : 'Something changed since it was shown.';
}

/** The one comparison: the same bytes before the @, the same domain in its lower-case ASCII form. */
export function isSameAddress(one: string, other: string): boolean {
	const [first, second] = [readAddress(one), readAddress(other)];
	return first.ok && second.ok && first.address.text === second.address.text;
}

/** Whether GitLab's answer makes the original address as good as another one: nobody's, or of somebody who came after the mail. */
export function isForeignToMail(account: {readonly createdAt: Date} | undefined, sentAt: Date): boolean {
	return account === undefined || account.createdAt > sentAt;
}

/** Whether a mail of this subject may be opened and sent again. What follows ` | ` is the operator's own. */
export function isResendable(subject: string, allowed: readonly string[]): boolean {
	return allowed.includes(subject) || allowed.includes(plainSubject(subject));
}

/** What a manager should know beside the request itself. */
export interface RequestRisks {
	/** Accounts other than this one for which the same target was asked for in the last 90 days. */
	readonly otherAccountsOfTarget: number;
	/** Of this requester in the last seven days, this one included. */
	readonly requestsThisWeek: number;
}

import type {Account} from './account.ts';
import {readAddress} from './address.ts';
import {canonicalJson, type Seal} from './audit.ts';
import {type MailKind, plainSubject} from './mail-kind.ts';
import type {Suppression} from './suppression.ts';

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

/** An account as a request keeps it. */
export interface OwningAccount {
	readonly id: number;
	readonly username: string;
	/** Tells that the primary address is another one by now, and nothing about which. */
	readonly addressSeal: string;
}

export function owningAccount(account: Account | undefined, seal: Seal): OwningAccount | undefined {
	if (account === undefined) return undefined;
	const {id, username, primaryEmail} = account;
	return {id, username, addressSeal: seal(`primary address:${primaryEmail.toLowerCase()}`)};
}

/** Of a ticket's requester, who may have no address. */
export function ticketRequesterSeal({requester}: {readonly requester: string | undefined}, seal: Seal): string {
	return seal(`ticket requester:${(requester ?? '').toLowerCase()}`);
}

/** The record that a manager decides on. Nothing of it comes back from a button. */
export type ApprovalRequest = ResendRequest | BulkRequest;

/** What every request holds, whatever shall be done. */
interface RequestRecord {
	/** `RQ-…` */
	readonly id: string;
	readonly state: RequestState;
	readonly requesterId: string;
	readonly reason: string;
	readonly ticket: string | undefined;
	/** Tells that somebody else is the ticket's requester by now, and nothing about whom; undefined when no ticket system told. */
	readonly ticketRequesterSeal?: string | undefined;
	readonly createdAt: Date;
	readonly expiresAt: Date;
	readonly fingerprint: string;
	readonly decidedBy: string | undefined;
	readonly decidedAt: Date | undefined;
	/** Why it was denied, voided or failed; of a bulk removal, what came of it. */
	readonly note: string | undefined;
	/** How often a call has been begun. */
	readonly attempts: number;
	readonly sendingSince: Date | undefined;
	/** What Mailgun called the mail that went out. */
	readonly sentMessageId: string | undefined;
	/** The channel that the case belongs into. */
	readonly place: string;
	/** Where the case is told: set once it is opened. */
	readonly thread: CaseThread | undefined;
	/** The state that people have been told last. */
	readonly told: RequestState | undefined;
	/** How many reminders were given: none, the one in the thread, the one for all managers. */
	readonly reminders: number;
}

/** A stored message shall go to another address. */
export interface ResendRequest extends RequestRecord {
	readonly kind: 'resend';
	readonly message: ResendMessage;
	/** One canonical address. */
	readonly target: string;
	/** The account that the original recipient belongs to; undefined when GitLab knows none. */
	readonly account: OwningAccount | undefined;
	readonly verification: Verification;
	readonly evidence: string;
	readonly ticket: string;
}

/** Many bounces of one customer domain shall be removed. Here `sending` and `sent` mean that they are being removed, and were. */
export interface BulkRequest extends RequestRecord {
	readonly kind: 'bulk-removal';
	/** The customer's, in its `xn--` form. */
	readonly domain: string;
	/** As they were shown to the requester. */
	readonly entries: readonly Suppression[];
}

export interface CaseThread {
	readonly channel: string;
	/** The message that opens the case. */
	readonly caseTs: string;
	/** Its first reply, the card: undefined until it is posted. */
	readonly cardTs: string | undefined;
}

type SharedField = 'kind' | 'id' | 'requesterId' | 'reason' | 'ticket' | 'ticketRequesterSeal' | 'expiresAt';
export type ResendFields = Pick<ResendRequest, SharedField | 'message' | 'target' | 'account' | 'verification' | 'evidence'>;
export type BulkFields = Pick<BulkRequest, SharedField | 'domain' | 'entries'>;
export type FingerprintFields = ResendFields | BulkFields;

/** Binds a decision to exactly what was shown: any other message, address, account, person, proof or set has another fingerprint. */
export function fingerprintOf(request: FingerprintFields, seal: Seal): string {
	const own = request.kind === 'bulk-removal' ? removalContent(request) : resendContent(request, seal);
	return seal(
		canonicalJson({
			...own,
			id: request.id,
			requester: request.requesterId,
			reason: request.reason,
			ticket: request.ticket,
			ticketRequester: request.ticketRequesterSeal,
			expiry: request.expiresAt.toISOString(),
		}),
	);
}

function resendContent({message, target, account, verification, evidence}: ResendFields, seal: Seal) {
	return {
		messageKey: message.storageKey,
		messageId: message.messageId,
		subject: seal(`subject of a mail:${message.subject}`),
		sendingDomain: message.sendingDomain,
		originalRecipient: message.originalRecipient,
		target,
		account: account?.id ?? null,
		accountAddress: account?.addressSeal ?? null,
		verification,
		evidence,
	};
}

/** The exact set: one entry more or less, or another date of one, is another set. */
function removalContent({kind, domain, entries}: BulkFields) {
	return {kind, domain, entries: entries.map((entry) => ({...entry, createdAt: entry.createdAt?.toISOString() ?? null}))};
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

/**
 * Which reminder it is time for: the first after a third of the time, the last, for all managers, after two thirds. What was missed
 * meanwhile is not made up for.
 */
export function dueReminder({state, createdAt, expiresAt, reminders}: ApprovalRequest, now: Date): number | undefined {
	if (state !== 'pending' || now >= expiresAt) return undefined;
	const thirds = Math.floor((3 * (now.getTime() - createdAt.getTime())) / (expiresAt.getTime() - createdAt.getTime()));
	return thirds > reminders ? thirds : undefined;
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

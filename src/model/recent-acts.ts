import type {AuditAct} from './audit.ts';

/** What somebody did lately for an address or an account, as the trail tells it. */
export interface RecentAct {
	readonly act: AuditAct;
	/** Slack user id, or `redeliver`. */
	readonly by: string;
	readonly at: Date;
}

/** Before the name of whoever did it. Removals are told by their undo copies, looking is not told. */
const words: Readonly<Partial<Record<AuditAct, string>>> = {
	'confirmation-form-given': 'Confirmation form given to',
	'reset-form-given': 'Password reset form given to',
	'portal-form-given': 'Confirmation form of the Customers Portal given to',
	'reset-reported-sent': 'Password reset sent by',
	'confirmation-sent': 'Confirmation asked for at GitLab by',
	'confirmation-failed': 'Confirmation not sent, asked for by',
	'confirmation-unknown': 'Confirmation asked for at GitLab, or not (nobody knows), by',
	'reset-sent': 'Password reset asked for at GitLab by',
	'reset-failed': 'Password reset not sent, asked for by',
	'reset-unknown': 'Password reset asked for at GitLab, or not (nobody knows), by',
	'escalation-opened': 'Console escalation opened by',
	'support-pin-matched': 'Support PIN matched, compared by',
	'support-pin-not-matched': 'Support PIN did not match, compared by',
	'support-pin-revoked': 'Support PIN revoked by',
	'support-pin-revoke-unknown': 'Support PIN revoked, or not (nobody knows), by',
	'ticket-comment-written': 'Comment written into the ticket by',
	'resend-sent': 'Message sent once more, to the same address, by',
	'resend-failed': 'Message not sent once more, asked for by',
	'resend-unknown': 'Message sent once more, or not (nobody knows), by',
	'request-created': 'Message to another address requested by',
	'request-approved': 'Message to another address approved by',
	'request-denied': 'Message to another address denied by',
	'request-cancelled': 'Request for a message to another address cancelled by',
	'request-expired': 'Request for a message to another address ended by its time, noted by',
	'request-voided': 'Request for a message to another address made void by',
	'request-sent': 'Approved message sent to another address by',
	'request-failed': 'Approved message not sent to another address by',
	'request-unknown': 'Approved message sent to another address, or not (nobody knows), by',
	'request-marked-sent': 'Message to another address marked as sent by',
	'request-marked-not-sent': 'Message to another address marked as not sent by',
};

/** Undefined for what is not told. */
export function actWords(act: AuditAct): string | undefined {
	return words[act];
}

const minute = 60_000;
const hour = 60 * minute;

/** `6 minutes ago`; a clock that is ahead of ours makes it just now. */
export function agoWords(at: Date, now: Date): string {
	const age = now.getTime() - at.getTime();
	if (age < minute) return 'just now';
	const [count, unit] = age < hour ? [Math.floor(age / minute), 'minute'] : [Math.floor(age / hour), 'hour'];
	return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}

import type {ReasonClass} from './smtp-reply.ts';

/** Details of RFC 3463, RFC 7372 and the IANA registry that name a cause. */
export const details: ReadonlyMap<string, ReasonClass> = new Map<string, ReasonClass>([
	// RFC 7505 gives 1.10 to a null MX, Exchange to a recipient that it does not find; that is far more frequent.
	['1.10', 'mailbox-unknown'],
	['1.1', 'mailbox-unknown'],
	['1.2', 'domain-unknown'],
	['1.7', 'policy-blocked'],
	['1.8', 'policy-blocked'],
	['2.1', 'suspended'],
	['2.2', 'mailbox-full'],
	['2.3', 'policy-blocked'],
	['3.2', 'recipient-server-trouble'],
	['3.4', 'policy-blocked'],
	// Exchange Online refuses unknown recipients at its edge with it.
	['4.1', 'mailbox-unknown'],
	['4.4', 'domain-unknown'],
	['5.3', 'rate-limited'],
	['7.13', 'suspended'],
	['7.28', 'rate-limited'],
]);

/** Whole subjects of RFC 3463, of permanent (5) and temporary (4) refusals. */
export const subjects: ReadonlyMap<string, ReasonClass> = new Map<string, ReasonClass>([
	['5.1', 'mailbox-unknown'],
	['4.3', 'recipient-server-trouble'],
	['5.3', 'recipient-server-trouble'],
	['4.4', 'recipient-server-trouble'],
	['5.4', 'recipient-server-trouble'],
	['4.6', 'policy-blocked'],
	['5.6', 'policy-blocked'],
	['4.7', 'rate-limited'],
	['5.7', 'policy-blocked'],
]);

/** RFC 5321, and Mailgun's own 498, 499 and 602. Maps: a code is text from outside, and a plain object would know `constructor`. */
export const replyCodes: ReadonlyMap<string, ReasonClass> = new Map<string, ReasonClass>([
	['421', 'recipient-server-trouble'],
	['450', 'rate-limited'],
	['451', 'recipient-server-trouble'],
	['452', 'mailbox-full'],
	['498', 'domain-unknown'],
	['499', 'recipient-server-trouble'],
	['521', 'domain-unknown'],
	['525', 'suspended'],
	['550', 'mailbox-unknown'],
	['551', 'mailbox-unknown'],
	['552', 'mailbox-full'],
	['553', 'mailbox-unknown'],
	['554', 'policy-blocked'],
	['556', 'domain-unknown'],
	['571', 'policy-blocked'],
	['602', 'recipient-server-trouble'],
]);

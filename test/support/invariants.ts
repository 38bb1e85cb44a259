import type {MailgunSimulator} from '../../src/sandbox/mailgun/types.ts';

const singleEntry = /^\/v3\/[^/]+\/(?:bounces|complaints|unsubscribes)\/[^/]*(?:%40|@)[^/]*$/;

/** L: no request ever deletes a whole list, or anything but one entry of one list of one configured domain. */
export function breaksOfL(mailgun: MailgunSimulator, domains: readonly string[]): readonly string[] {
	return mailgun
		.requests()
		.filter((request) => request.method === 'DELETE')
		.filter((request) => !singleEntry.test(request.path) || !domains.includes(request.path.split('/')[2] ?? ''))
		.map((request) => `L: DELETE ${request.path}`);
}

/**
 * M: every resend has exactly one recipient, the stored message's own or the target of an approval.
 * Nothing resends yet, so any resend breaks it.
 */
export function breaksOfM(mailgun: MailgunSimulator): readonly string[] {
	return mailgun
		.requests()
		.filter((request) => request.method === 'POST' && /^\/v3\/(?:domains\/)?[^/]+\/messages/.test(request.path))
		.map((request) => `M: POST ${request.path}`);
}

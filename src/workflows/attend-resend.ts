import type {Resend} from '../model/resend.ts';
import {nextTrace, traceSending} from './find-sent.ts';
import type {Announcements, DeliveryLog, Requests, Resends, Watches} from './ports.ts';
import {watchResend} from './resend-message.ts';

export interface AttendResendDeps {
	readonly resends: Resends;
	readonly watches: Watches;
	readonly log: DeliveryLog;
	readonly requests: Pick<Requests, 'now'>;
	readonly announcements: Announcements;
	/** In seconds. */
	readonly logLag: number;
}

/** Goes on with a resend that its process left behind: looks whether it went out, and tells it. */
export async function attendResend(deps: AttendResendDeps, resend: Resend): Promise<void> {
	if (resend.state !== 'sending') return tell(deps, resend);
	const now = await deps.requests.now();
	const {message, by, ticket, id} = resend;
	const outgoing = {message, recipient: message.originalRecipient, sentMessageId: undefined, since: resend.sendingSince};
	const trace = await traceSending(deps, outgoing, now);
	if (trace.found === 'nothing-yet') return deps.resends.postpone(id, nextTrace(outgoing, now));
	const note = {actor: by, subject: message.originalRecipient, ticket};
	const settled =
		trace.found === 'sent'
			? await deps.resends.settle({id, to: 'sent', sentMessageId: trace.messageId}, {...note, act: 'resend-sent', after: {seen: 'log'}})
			: await deps.resends.settle({id, to: 'unknown'}, {...note, act: 'resend-unknown'});
	if (settled !== undefined) await tell(deps, settled);
}

async function tell(deps: AttendResendDeps, resend: Resend): Promise<void> {
	if (resend.state === 'sent') return watchResend(deps, resend);
	if (await deps.resends.told(resend.id)) await deps.announcements.tellResend(resend);
}

import {readAddress, spellingsOf} from '../model/address.ts';
import {type DeliveryEvent, eventsOf, type Outgoing} from '../model/delivery.ts';
import type {DeliveryLog} from './ports.ts';

const margin = 60_000;

/** All that the log shows of a sending domain's mail to one recipient since then. */
export async function searchMail(
	log: DeliveryLog,
	mail: {readonly sendingDomain: string; readonly recipient: string; readonly since: Date},
	now: Date,
): Promise<readonly DeliveryEvent[]> {
	const reading = readAddress(mail.recipient);
	const {events} = await log.search({
		sendingDomain: mail.sendingDomain,
		recipients: reading.ok ? [...spellingsOf(reading.address), mail.recipient] : [mail.recipient],
		since: new Date(mail.since.getTime() - margin),
		until: now,
	});
	return events;
}

/** The events of a mail that was, or may have been, sent again. */
async function findSent(log: DeliveryLog, outgoing: Outgoing, now: Date): Promise<readonly DeliveryEvent[]> {
	const {message, recipient, since} = outgoing;
	return eventsOf(outgoing, await searchMail(log, {sendingDomain: message.sendingDomain, recipient, since}, now));
}

export type Trace = {readonly found: 'sent'; readonly messageId: string} | {readonly found: 'nothing-yet'} | {readonly found: 'unknown'};

/**
 * What became of a call whose end nobody saw. Events come late: as long as they may, nothing is said; and then their absence proves
 * nothing either.
 */
export async function traceSending(
	deps: {readonly log: DeliveryLog; readonly logLag: number},
	outgoing: Outgoing,
	now: Date,
): Promise<Trace> {
	const events = await findSent(deps.log, outgoing, now).catch(() => []);
	const first = events[0];
	if (first !== undefined) return {found: 'sent', messageId: first.messageId};
	return now.getTime() > outgoing.since.getTime() + deps.logLag * 1000 ? {found: 'unknown'} : {found: 'nothing-yet'};
}

/** Seconds until the next look for it. */
export function nextTrace(outgoing: Outgoing, now: Date): number {
	return Math.min(15, Math.max(1, Math.round((now.getTime() - outgoing.since.getTime()) / 4000)));
}

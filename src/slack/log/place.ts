import {z} from 'zod';
import {readAddress} from '../../model/address.ts';
import {type LogQuestion, type LogSubject, logStatuses} from '../../model/log-query.ts';
import type {LogWalk} from '../../model/log-walk.ts';
import {mailKinds} from '../../model/mail-kind.ts';
import type {DialogData, Dialogs} from '../../workflows/ports.ts';

/** What stands behind the buttons of a log card. Mailgun's tokens never leave the record. */
export interface LogPlace {
	readonly question: LogQuestion;
	/** Up to the next page, if there is one. */
	readonly walk: LogWalk;
	/** The one that is shown, from 1. */
	readonly page: number;
}

const text = z.string().optional();

const stored = z.object({
	address: text,
	domain: text,
	days: z.number().optional(),
	ticket: text,
	filter: z.object({
		from: text,
		to: text,
		recipient: text,
		kind: z.enum(mailKinds).optional(),
		status: z.enum(logStatuses).optional(),
		code: text,
		text,
		sendingDomain: text,
	}),
	walk: z.object({
		since: z.coerce.date(),
		until: z.coerce.date(),
		pages: z.array(
			z.object({
				starts: z.array(z.object({sendingDomain: z.string(), token: text}).transform(({sendingDomain, token}) => ({sendingDomain, token}))),
				done: z.array(z.string()),
			}),
		),
	}),
	page: z.number(),
});

const purpose = 'log_card';

export async function keepPlace(dialogs: Dialogs, by: string, place: LogPlace): Promise<string> {
	return dialogs.open({purpose, by, data: dataOfPlace(place)});
}

/** Undefined when there is none of this id, or it is somebody else's. */
export async function findPlace(dialogs: Dialogs, by: string, id: string): Promise<LogPlace | undefined> {
	return placeOf(await dialogs.find(id, by, purpose));
}

export function dataOfPlace({question, walk, page}: LogPlace): DialogData {
	const {subject, days, ticket, filter} = question;
	const whose = subject.by === 'address' ? {address: subject.address.typed} : {domain: subject.domain};
	return {place: JSON.stringify({...whose, days, ticket, filter, walk, page})};
}

export function placeOf(data: DialogData | undefined): LogPlace | undefined {
	if (data?.place === undefined) return undefined;
	const {address, domain, days, ticket, filter, walk, page} = stored.parse(JSON.parse(data.place));
	const subject = subjectOf(address, domain);
	return subject === undefined ? undefined : {question: {subject, days, filter, ticket}, walk, page};
}

function subjectOf(address: string | undefined, domain: string | undefined): LogSubject | undefined {
	if (domain !== undefined) return {by: 'domain', domain};
	const reading = readAddress(address ?? '');
	return reading.ok ? {by: 'address', address: reading.address} : undefined;
}

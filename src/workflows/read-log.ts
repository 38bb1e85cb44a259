import {spellingsOf} from '../model/address.ts';
import {groupMessages} from '../model/delivery.ts';
import {ServiceRefused, type Trouble, troubleOf} from '../model/errors.ts';
import {isDropText, type LogFilter, type LogQuestion, type LogRange} from '../model/log-query.ts';
import {type LogReading, type LogStart, type LogWalk, startsOf} from '../model/log-walk.ts';
import type {MailKind} from '../model/mail-kind.ts';
import type {DeliveryLog, LogQuery} from './ports.ts';

export interface ReadLogDeps {
	readonly log: DeliveryLog;
	readonly sendingDomains: readonly string[];
	/** What the subject means: a kind of mail, and how long its code or link lives, in milliseconds. */
	readonly meaningOf: (sendingDomain: string, subject: string) => MailMeaning;
	/** The subjects of a kind; undefined for `other`, which has none of its own. */
	readonly subjectsOf: (sendingDomain: string, kind: MailKind) => readonly string[] | undefined;
}

export interface MailMeaning {
	readonly kind: MailKind;
	readonly life: number | undefined;
}

/** Those that may know something: not every one sends mails of every kind. */
export function domainsOf({sendingDomains, subjectsOf}: ReadLogDeps, {filter}: LogQuestion): readonly string[] {
	const {sendingDomain, kind} = filter;
	const asked = sendingDomains.filter((domain) => sendingDomain === undefined || domain === sendingDomain);
	return asked.filter((domain) => kind === undefined || subjectsOf(domain, kind)?.length !== 0);
}

interface LogAnswer {
	readonly sendingDomain: string;
	readonly reading?: LogReading;
	readonly trouble?: Trouble;
	/** Mailgun does not know the place any more. */
	readonly isLost?: boolean;
}

/** One query for each log that is not at its end. */
export function readLogs(deps: ReadLogDeps, question: LogQuestion, walk: LogWalk): Promise<readonly LogAnswer[]> {
	return Promise.all(startsOf(walk).map((start) => readLog(deps, question, start, walk)));
}

async function readLog(deps: ReadLogDeps, question: LogQuestion, start: LogStart, range: LogRange): Promise<LogAnswer> {
	const {sendingDomain, token} = start;
	try {
		const {events, next} = await deps.log.page(queryFor(deps, question, sendingDomain, range), token);
		const messages = groupMessages(events, (event) => deps.meaningOf(event.sendingDomain, event.subject).kind);
		const oldestAt = events.reduce<Date | undefined>((oldest, {at}) => (oldest === undefined || at < oldest ? at : oldest), undefined);
		return {sendingDomain, reading: {...start, messages, oldestAt, next}};
	} catch (error) {
		const isLost = token !== undefined && error instanceof ServiceRefused && error.trouble.status === 400;
		return {sendingDomain, trouble: troubleOf(error), isLost};
	}
}

/**
 * The few mails of one address are read with all their events, and looked through here. Of a whole domain only those events are asked for
 * that the filter speaks of: there may be very many.
 */
function queryFor(deps: ReadLogDeps, {subject, filter}: LogQuestion, sendingDomain: string, {since, until}: LogRange): LogQuery {
	const times = {sendingDomain, since, until};
	if (subject.by === 'address') return {...times, recipients: spellingsOf(subject.address)};
	const {recipient, kind, code, text} = filter;
	const isDrop = text !== undefined && isDropText(text);
	return {
		...times,
		recipientDomain: subject.domain,
		recipientParts: recipient === undefined ? undefined : [recipient, recipient.toLowerCase()],
		subjectParts: kind === undefined ? undefined : deps.subjectsOf(sendingDomain, kind),
		status: filter.status ?? (isDrop ? 'dropped' : undefined),
		code,
		text: isDrop ? undefined : text,
	};
}

/** What Mailgun looked for in the single replies needs not be found in them once more. */
export function filterLeft({subject, filter}: LogQuestion): LogFilter {
	return subject.by === 'address' ? filter : {...filter, code: undefined, text: undefined};
}

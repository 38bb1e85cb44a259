import type {Address} from './address.ts';
import {type DeliveryEvent, type Message, stateWords} from './delivery.ts';
import type {MailKind} from './mail-kind.ts';

/** Whose mails: those to one address, or to everybody at a domain. */
export type LogSubject = {readonly by: 'address'; readonly address: Address} | {readonly by: 'domain'; readonly domain: string};

/** As people tell them apart: one for each word of the log card. */
export const logStatuses = ['delivered', 'delayed', 'failed', 'dropped'] as const;
export type LogStatus = (typeof logStatuses)[number];

/** What of the log is asked for. Texts are parts, in whatever letter case. */
export interface LogFilter {
	/** Days in UTC such as `2026-11-22`: the first and the last that count. */
	readonly from?: string | undefined;
	readonly to?: string | undefined;
	readonly recipient?: string | undefined;
	readonly kind?: MailKind | undefined;
	readonly status?: LogStatus | undefined;
	/** Of the reply. */
	readonly code?: string | undefined;
	readonly text?: string | undefined;
	readonly sendingDomain?: string | undefined;
}

export interface LogQuestion {
	readonly subject: LogSubject;
	/** Undefined: as far back as the log goes, or as the filter says. */
	readonly days: number | undefined;
	readonly filter: LogFilter;
	readonly ticket: string | undefined;
}

export interface LogRange {
	readonly since: Date;
	readonly until: Date;
}

const day = 86_400_000;

/** The times that are searched: never further back than the log is kept. */
export function rangeOf({days, filter}: Pick<LogQuestion, 'days' | 'filter'>, logDays: number, now: Date): LogRange {
	const wished = filter.from === undefined ? now.getTime() - (days ?? logDays) * day : Date.parse(filter.from);
	const since = Math.max(wished, now.getTime() - logDays * day);
	const end = filter.to === undefined ? now.getTime() : Date.parse(filter.to) + day - 1;
	return {since: new Date(since), until: new Date(Math.max(since, Math.min(end, now.getTime())))};
}

/** The day in UTC, as filters name it. */
export function dayOf(time: Date): string {
	return time.toISOString().slice(0, 10);
}

export function firstDayOf(logDays: number, now: Date): string {
	return dayOf(new Date(now.getTime() - logDays * day));
}

export interface DayProblems {
	readonly from?: 'not-kept' | 'to-come';
	readonly to?: 'not-kept' | 'before-from';
}

export function problemsOfDays({from, to}: LogFilter, logDays: number, now: Date): DayProblems {
	const first = firstDayOf(logDays, now);
	return {
		...(from !== undefined && from < first ? {from: 'not-kept'} : {}),
		...(from !== undefined && from > dayOf(now) ? {from: 'to-come'} : {}),
		...(to !== undefined && to < first ? {to: 'not-kept'} : {}),
		...(from !== undefined && to !== undefined && to < from ? {to: 'before-from'} : {}),
	};
}

/** Whether a mail is asked for. What was replied counts at any of its attempts. */
export function matchesFilter(message: Message, filter: LogFilter): boolean {
	const {recipient, kind, status} = filter;
	return (
		contains(message.recipient, recipient) &&
		(kind === undefined || message.kind === kind) &&
		(status === undefined || stateWords[message.state] === stateWords[status]) &&
		(!asksForReply(filter) || message.events.some((event) => isReply(event, filter)))
	);
}

/** The reply that was asked for, the latest if there are several; else the one that the mail's state comes from. */
export function replyOf(message: Message, filter: LogFilter): DeliveryEvent {
	return asksForReply(filter) ? (message.events.findLast((event) => isReply(event, filter)) ?? message.last) : message.last;
}

export function asksForReply({code, text}: LogFilter): boolean {
	return code !== undefined || text !== undefined;
}

function isReply(event: DeliveryEvent, {code, text}: LogFilter): boolean {
	return (code === undefined || event.code === code || (event.reason === 'old' && code === tooOld)) && contains(event.text, text);
}

/** Mailgun's own code where it gave up; the event shows what the server answered the last time. */
const tooOld = '602';

function contains(whole: string, part: string | undefined): boolean {
	return part === undefined || whole.toLowerCase().includes(part.toLowerCase());
}

/** Mailgun's own words about mail that it drops. */
const dropTexts = [
	'not delivering to previously bounced address',
	'not delivering to unsubscribed address',
	'not delivering to a user who marked your messages as spam',
];

/** Mailgun's filter for texts does not look where it writes its own words: drops are to be asked for by their kind. */
export function isDropText(text: string): boolean {
	return text.length > 3 && dropTexts.some((words) => words.includes(text.toLowerCase()));
}

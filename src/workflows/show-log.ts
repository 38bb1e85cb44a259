import type {Clock} from '../model/clock.ts';
import {isBegun, type Message} from '../model/delivery.ts';
import type {Trouble} from '../model/errors.ts';
import {type LogQuestion, matchesFilter, rangeOf} from '../model/log-query.ts';
import {type LogWalk, startWalk, turnPage} from '../model/log-walk.ts';
import type {ShownMessage} from '../model/resend.ts';
import type {AuditTrail, ShownMessages} from './ports.ts';
import {domainsOf, filterLeft, type ReadLogDeps, readLogs} from './read-log.ts';

export interface ShowLogDeps extends ReadLogDeps {
	readonly shown: ShownMessages;
	readonly audit: AuditTrail;
	readonly clock: Clock;
	/** How long the log is kept. */
	readonly logDays: number;
}

export interface ShowLogInput {
	readonly question: LogQuestion;
	/** The page that is asked for. Undefined: the first, as it is now. */
	readonly walk: LogWalk | undefined;
	readonly by: string;
}

export interface LogReport {
	readonly question: LogQuestion;
	readonly walk: LogWalk;
	/** Undefined on the last page. */
	readonly next: LogWalk | undefined;
	/** Newest first; `record` stands for a message that Mailgun may still keep. */
	readonly rows: readonly LogRow[];
	readonly sendingDomains: readonly string[];
	readonly silent: readonly {readonly sendingDomain: string; readonly trouble: Trouble}[];
	/** The page that was asked for is not to be found any more: this is the first one. */
	readonly isRestarted: boolean;
	readonly checkedAt: Date;
	readonly logDays: number;
}

export interface LogRow {
	readonly message: Message;
	readonly record: ShownMessage | undefined;
}

const mostRows = 10;
/** The longest that any plan of Mailgun keeps the body of a message; many keep it for shorter, or not at all. */
const longestKept = 7 * 86_400_000;

/** One page of what the logs of all sending domains know: one query for each. */
export async function showLog(deps: ShowLogDeps, {question, walk, by}: ShowLogInput): Promise<LogReport> {
	const now = deps.clock();
	const sendingDomains = domainsOf(deps, question);
	const top = startWalk(rangeOf(question, deps.logDays, now), sendingDomains);
	const asked = await readLogs(deps, question, walk ?? top);
	const isRestarted = asked.some(({isLost}) => isLost);
	const readings = isRestarted ? await readLogs(deps, question, top) : asked;
	const answered = readings.flatMap(({reading}) => (reading === undefined ? [] : [reading]));
	const isWanted = (message: Message) => matchesFilter(message, filterLeft(question));
	const page = turnPage(isRestarted ? top : (walk ?? top), answered, {most: mostRows, isWanted});
	await record(deps, by, question, page.walk, page.messages.length);
	return {
		question,
		walk: page.walk,
		next: page.next,
		rows: await withRecords(deps, {question, by, now}, page.messages),
		sendingDomains,
		silent: readings.flatMap(({sendingDomain, trouble}) => (trouble === undefined ? [] : [{sendingDomain, trouble}])),
		isRestarted,
		checkedAt: now,
		logDays: deps.logDays,
	};
}

async function record(deps: ShowLogDeps, by: string, question: LogQuestion, walk: LogWalk, messages: number): Promise<void> {
	const {subject, filter, ticket} = question;
	await deps.audit.record({
		actor: by,
		act: 'log-looked-up',
		...(subject.by === 'address' ? {subject: subject.address.text} : {}),
		ticket,
		after: {
			...(subject.by === 'domain' ? {domain: subject.domain} : {}),
			messages,
			from: walk.since.toISOString(),
			page: walk.pages.length,
			filters: Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [name])),
		},
	});
}

interface Reader {
	readonly question: LogQuestion;
	readonly by: string;
	readonly now: Date;
}

/** Nobody opens mail of people whom nobody named: of a whole domain there are no records. */
async function withRecords(deps: ShowLogDeps, {question, by, now}: Reader, messages: readonly Message[]): Promise<readonly LogRow[]> {
	const {subject, ticket} = question;
	if (subject.by === 'domain') return messages.map((message) => ({message, record: undefined}));
	const kept = messages.filter(({storageKey, sentAt}) => storageKey !== undefined && now.getTime() - sentAt.getTime() < longestKept);
	const records = await deps.shown.keep(
		kept.map((message) => ({message: resendable(deps, message), state: message.state})),
		{by, asked: subject.address.typed, ticket},
	);
	const recordOf = new Map(kept.map((message, index) => [message, records[index]]));
	return messages.map((message) => ({message, record: recordOf.get(message)}));
}

/** When the code in it dies is known only if it is known when the mail was sent. */
function resendable(deps: ShowLogDeps, message: Message) {
	const {sendingDomain, storageUrls, messageId, subject, kind, sentAt, recipient} = message;
	const {life} = deps.meaningOf(sendingDomain, subject);
	return {
		sendingDomain,
		storageKey: message.storageKey ?? '',
		storageUrls,
		messageId,
		subject,
		kind,
		sentAt,
		diesAt: life === undefined || !isBegun(message) ? undefined : new Date(sentAt.getTime() + life),
		originalRecipient: recipient,
	};
}

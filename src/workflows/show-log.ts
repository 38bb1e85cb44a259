import {type Address, spellingsOf} from '../model/address.ts';
import type {Clock} from '../model/clock.ts';
import {groupMessages, type Message} from '../model/delivery.ts';
import {type Trouble, troubleOf} from '../model/errors.ts';
import type {MailKind} from '../model/mail-kind.ts';
import type {ShownMessage} from '../model/resend.ts';
import type {AuditTrail, DeliveryLog, LogSlice, ShownMessages} from './ports.ts';

export interface ShowLogDeps {
	readonly log: DeliveryLog;
	readonly shown: ShownMessages;
	readonly audit: AuditTrail;
	readonly clock: Clock;
	readonly sendingDomains: readonly string[];
	/** How long the log is kept. */
	readonly logDays: number;
	/** What the subject means: a kind of mail, and how long its code or link lives, in milliseconds. */
	readonly meaningOf: (sendingDomain: string, subject: string) => MailMeaning;
}

export interface MailMeaning {
	readonly kind: MailKind;
	readonly life: number | undefined;
}

export interface ShowLogInput {
	readonly address: Address;
	/** Undefined: as far back as the log goes. */
	readonly days: number | undefined;
	readonly by: string;
	readonly ticket: string | undefined;
}

export interface LogReport {
	readonly address: Address;
	readonly searchedFrom: Date;
	readonly checkedAt: Date;
	/** Newest first; `record` stands for a message that Mailgun may still keep. */
	readonly rows: readonly LogRow[];
	readonly silent: readonly {readonly sendingDomain: string; readonly trouble: Trouble}[];
	/** There was more than is shown. */
	readonly hasMore: boolean;
	readonly ticket: string | undefined;
}

export interface LogRow {
	readonly message: Message;
	readonly record: ShownMessage | undefined;
}

const mostRows = 15;
const day = 86_400_000;

/** What the logs of all sending domains know about the mails to one address. */
export async function showLog(deps: ShowLogDeps, input: ShowLogInput): Promise<LogReport> {
	const now = deps.clock();
	const searchedFrom = new Date(now.getTime() - Math.min(input.days ?? deps.logDays, deps.logDays) * day);
	const readings = await Promise.all(
		deps.sendingDomains.map((sendingDomain) => readDomain(deps, sendingDomain, input.address, searchedFrom, now)),
	);
	const slices = readings.flatMap(({slice}) => (slice === undefined ? [] : [slice]));
	const kindOf = (event: {readonly sendingDomain: string; readonly subject: string}) =>
		deps.meaningOf(event.sendingDomain, event.subject).kind;
	const messages = groupMessages(
		slices.flatMap(({events}) => events),
		kindOf,
	);
	const seen = messages.slice(0, mostRows);
	await deps.audit.record({
		actor: input.by,
		act: 'log-looked-up',
		subject: input.address.text,
		ticket: input.ticket,
		after: {messages: messages.length, from: searchedFrom.toISOString()},
	});
	return {
		address: input.address,
		searchedFrom,
		checkedAt: now,
		rows: await withRecords(deps, input, seen),
		silent: readings.flatMap(({sendingDomain, trouble}) => (trouble === undefined ? [] : [{sendingDomain, trouble}])),
		hasMore: messages.length > seen.length || slices.some(({isWhole}) => !isWhole),
		ticket: input.ticket,
	};
}

async function readDomain(
	deps: ShowLogDeps,
	sendingDomain: string,
	address: Address,
	since: Date,
	until: Date,
): Promise<{readonly sendingDomain: string; readonly slice?: LogSlice; readonly trouble?: Trouble}> {
	try {
		return {sendingDomain, slice: await deps.log.search({sendingDomain, recipients: spellingsOf(address), since, until})};
	} catch (error) {
		return {sendingDomain, trouble: troubleOf(error)};
	}
}

async function withRecords(deps: ShowLogDeps, input: ShowLogInput, messages: readonly Message[]): Promise<readonly LogRow[]> {
	const kept = messages.filter((message) => message.storageKey !== undefined);
	const records = await deps.shown.keep(
		kept.map((message) => ({message: resendable(deps, message), state: message.state})),
		{by: input.by, asked: input.address.typed, ticket: input.ticket},
	);
	const recordOf = new Map(kept.map((message, index) => [message, records[index]]));
	return messages.map((message) => ({message, record: recordOf.get(message)}));
}

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
		diesAt: life === undefined ? undefined : new Date(sentAt.getTime() + life),
		originalRecipient: recipient,
	};
}

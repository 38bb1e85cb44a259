import {z} from 'zod';
import type {DeliveryEvent} from '../../model/delivery.ts';
import type {LogStatus} from '../../model/log-query.ts';
import {maskSubject} from '../../model/redaction.ts';
import type {DeliveryLog, LogPage, LogQuery} from '../../workflows/ports.ts';
import {createMailgunSdk, type MailgunAccess} from './sdk.ts';

const text = z
	.union([z.string(), z.number()])
	.nullish()
	.transform((value) => (value === null || value === undefined ? '' : String(value)));
const texts = z
	.array(z.string())
	.nullish()
	.transform((list) => list ?? []);

/** Both shapes of `storage.url`: the Logs API gives a list, the old Events API one string. */
const urls = z
	.union([z.string(), z.array(z.string())])
	.nullish()
	.transform((value) => (value === null || value === undefined ? [] : [value].flat()));

/** https://documentation.mailgun.net/docs/mailgun/api-reference/send/mailgun/logs: only id, event, @timestamp and domain are promised. */
const eventSchema = z.object({
	id: z.string(),
	event: z.string(),
	'@timestamp': z.string().transform((stamp, context) => {
		const time = Date.parse(stamp);
		if (!Number.isNaN(time)) return new Date(time);
		context.addIssue({code: 'custom', message: 'not a time'});
		return z.NEVER;
	}),
	domain: z.object({name: z.string()}),
	recipient: text,
	severity: text,
	reason: text,
	tags: texts,
	'delivery-status': z
		.object({
			code: text,
			'enhanced-code': text,
			message: text,
			description: text,
			'mx-host': text,
			'last-code': text,
			'last-message': text,
		})
		.nullish(),
	message: z.object({headers: z.object({subject: text, 'message-id': text}).nullish()}).nullish(),
	storage: z.object({key: text, url: urls}).nullish(),
});

const pageSchema = z.object({
	items: z.array(eventSchema),
	pagination: z.object({next: z.string().nullish()}).nullish(),
});

const pageSize = 100;
const mostPages = 5;

/** The delivery log of one Mailgun account, newest events first. It is account-wide: each query names its domain. */
export function createDeliveryLog(access: MailgunAccess): DeliveryLog {
	const ask = createMailgunSdk(access);
	const page = async (query: LogQuery, token?: string): Promise<LogPage> => {
		const {items, pagination} = await ask(pageSchema, (mailgun) => mailgun.logs.list(requestFor(query, token)));
		const next = pagination?.next || undefined;
		// Nobody documents the end of the walk: the last page may still name a next one, which is empty, or its own token comes back.
		return {events: items.map(readEvent), next: items.length === 0 || next === token ? undefined : next};
	};
	return {
		page,
		search: async (query) => {
			const events: DeliveryEvent[] = [];
			const tokens = new Set<string>();
			for (let token: string | undefined; tokens.size < mostPages; ) {
				const read = await page(query, token);
				events.push(...read.events);
				token = read.next;
				if (token === undefined || tokens.has(token)) return {events, isWhole: true};
				tokens.add(token);
			}
			return {events, isWhole: false};
		},
	};
}

function requestFor(query: LogQuery, token: string | undefined) {
	return {
		start: query.since,
		// The SDK writes RFC 2822 dates, which know whole seconds only: what happened within the last one counts too.
		end: new Date(Math.ceil(query.until.getTime() / 1000) * 1000 + 1000),
		...(query.status === undefined ? {} : eventsBearing[query.status]),
		filter: {AND: clausesOf(query)},
		pagination: {sort: 'timestamp:desc', limit: pageSize, ...(token === undefined ? {} : {token})},
	};
}

const drops = ['suppressed_bounces', 'suppressed_unsubscribed', 'suppressed_complaints'];

/** A mail delivered may have bounced later, and one that failed for now may have been delivered: those events are needed as well. */
const eventsBearing: Readonly<Record<LogStatus | 'undelivered', {readonly events?: string[]; readonly metric_events?: string[]}>> = {
	delivered: {events: ['delivered', 'failed']},
	delayed: {},
	failed: {events: ['failed', 'rejected']},
	dropped: {metric_events: drops},
	undelivered: {metric_events: [...drops, 'permanent_failed']},
};

/** Only AND is known; several values of one clause are alternatives. */
function clausesOf(query: LogQuery) {
	const clause = (attribute: string, comparator: '=' | 'contains', values: readonly string[] | undefined) =>
		values === undefined ? [] : [{attribute, comparator, values: [...new Set(values)].map((value) => ({label: value, value}))}];
	const only = (value: string | undefined) => (value === undefined ? undefined : [value]);
	return [
		...clause('domain', '=', [query.sendingDomain]),
		...clause('recipient', '=', query.recipients),
		...clause('recipient_domain', '=', only(query.recipientDomain)),
		...clause('recipient', 'contains', query.recipientParts),
		...clause('subject', 'contains', query.subjectParts),
		...clause('message_id', '=', only(query.messageId)),
		...clause('delivery_status_code', '=', only(query.code)),
		...clause('delivery_status_message', 'contains', only(query.text)),
	];
}

const plainEvents = ['accepted', 'delivered', 'failed', 'rejected', 'opened', 'clicked'] as const;

function readEvent(raw: z.output<typeof eventSchema>): DeliveryEvent {
	const status = raw['delivery-status'];
	return {
		id: raw.id,
		at: raw['@timestamp'],
		event: plainEvents.find((event) => event === raw.event) ?? 'other',
		severity: raw.severity === 'permanent' || raw.severity === 'temporary' ? raw.severity : undefined,
		reason: raw.reason,
		...replyOf(status ?? undefined),
		mxHost: status?.['mx-host'] ?? '',
		sendingDomain: raw.domain.name,
		recipient: raw.recipient,
		...headersOf(raw),
		storageKey: raw.storage?.key || undefined,
		storageUrls: raw.storage?.url ?? [],
		tags: raw.tags,
	};
}

type Status = NonNullable<z.output<typeof eventSchema>['delivery-status']>;

/** Where Mailgun gave up ("Too old"), the cause is what the server answered the last time. */
function replyOf(status: Status | undefined): Pick<DeliveryEvent, 'code' | 'enhancedCode' | 'text'> {
	if (status === undefined) return {code: '', enhancedCode: '', text: ''};
	const {code, message, description, 'enhanced-code': enhancedCode, 'last-code': lastCode, 'last-message': lastMessage} = status;
	if (lastMessage !== '') return {code: lastCode || code, enhancedCode, text: lastMessage};
	return {code, enhancedCode, text: [...new Set([message, description])].filter((words) => words !== '').join(' ')};
}

function headersOf({message}: z.output<typeof eventSchema>) {
	const headers = message?.headers;
	return {subject: maskSubject(headers?.subject ?? ''), messageId: (headers?.['message-id'] ?? '').replace(/^<|>$/g, '')};
}

import {z} from 'zod';
import type {DeliveryEvent} from '../../model/delivery.ts';
import type {DeliveryLog, LogQuery} from '../../workflows/ports.ts';
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
	'delivery-status': z.object({code: text, 'enhanced-code': text, message: text, description: text, 'mx-host': text}).nullish(),
	message: z.object({headers: z.object({subject: text, 'message-id': text}).nullish()}).nullish(),
	storage: z.object({key: text, url: urls}).nullish(),
});

const page = z.object({
	items: z.array(eventSchema),
	pagination: z.object({next: z.string().nullish()}).nullish(),
});

const pageSize = 100;
const mostPages = 5;

/** The delivery log of one Mailgun account, newest events first. It is account-wide: each query names its domain. */
export function createDeliveryLog(access: MailgunAccess): DeliveryLog {
	const ask = createMailgunSdk(access);
	return {
		search: async (query) => {
			const events: DeliveryEvent[] = [];
			const tokens = new Set<string>();
			for (let token: string | undefined; tokens.size < mostPages; ) {
				const {items, pagination} = await ask(page, (mailgun) => mailgun.logs.list(requestFor(query, token)));
				events.push(...items.map(readEvent));
				token = pagination?.next ?? undefined;
				// The last page may still name a next one: it is empty, or the token comes back.
				if (token === undefined || items.length === 0 || tokens.has(token)) return {events, isWhole: true};
				tokens.add(token);
			}
			return {events, isWhole: false};
		},
	};
}

function requestFor(query: LogQuery, token: string | undefined) {
	const clause = (attribute: string, values: readonly string[]) => ({
		attribute,
		comparator: '=',
		values: [...new Set(values)].map((value) => ({label: value, value})),
	});
	return {
		start: query.since,
		// The SDK writes RFC 2822 dates, which know whole seconds only: what happened within the last one counts too.
		end: new Date(Math.ceil(query.until.getTime() / 1000) * 1000 + 1000),
		filter: {
			AND: [
				clause('domain', [query.sendingDomain]),
				...(query.recipients === undefined ? [] : [clause('recipient', query.recipients)]),
				...(query.messageId === undefined ? [] : [clause('message_id', [query.messageId])]),
			],
		},
		pagination: {sort: 'timestamp:desc', limit: pageSize, ...(token === undefined ? {} : {token})},
	};
}

const plainEvents = ['accepted', 'delivered', 'failed', 'rejected', 'opened', 'clicked'] as const;

function readEvent(raw: z.output<typeof eventSchema>): DeliveryEvent {
	const status = raw['delivery-status'];
	const words = [status?.message, status?.description].filter((word) => word !== undefined && word !== '');
	return {
		id: raw.id,
		at: raw['@timestamp'],
		event: plainEvents.find((event) => event === raw.event) ?? 'other',
		severity: raw.severity === 'permanent' || raw.severity === 'temporary' ? raw.severity : undefined,
		reason: raw.reason,
		code: status?.code ?? '',
		enhancedCode: status?.['enhanced-code'] ?? '',
		text: [...new Set(words)].join(' '),
		mxHost: status?.['mx-host'] ?? '',
		sendingDomain: raw.domain.name,
		recipient: raw.recipient,
		...headersOf(raw),
		storageKey: raw.storage?.key || undefined,
		storageUrls: raw.storage?.url ?? [],
		tags: raw.tags,
	};
}

function headersOf({message}: z.output<typeof eventSchema>) {
	const headers = message?.headers;
	return {subject: headers?.subject ?? '', messageId: (headers?.['message-id'] ?? '').replace(/^<|>$/g, '')};
}

import {FormData} from 'undici';
import {z} from 'zod';
import {readAddress} from '../../model/address.ts';
import {ServiceRefused, ServiceUnavailable} from '../../model/errors.ts';
import {maskSecrets, maskSubject} from '../../model/redaction.ts';
import type {StoredMessages, StoredRef} from '../../workflows/ports.ts';
import type {Answer, Send} from '../http.ts';
import type {MailgunAccess} from './sdk.ts';

export interface StorageAccess extends MailgunAccess {
	/** Origins that may hold stored messages beside Mailgun's own. */
	readonly storageOrigins: readonly string[];
}

const text = z
	.string()
	.nullish()
	.transform((value) => value ?? '');

/** Any field may be missing. https://documentation.mailgun.net/docs/mailgun/api-reference/send/mailgun/messages */
const messageSchema = z.object({
	recipients: text,
	From: text,
	To: text,
	Subject: text,
	'Message-Id': text,
	'body-plain': text,
	'body-html': text,
	'message-headers': z
		.array(z.tuple([z.string(), z.string()]))
		.nullish()
		.transform((headers) => headers ?? []),
	attachments: z
		.array(z.unknown())
		.nullish()
		.transform((list) => list?.length ?? 0),
});

const queued = z.object({id: z.string()});

const mailgunStorage = /^[a-z0-9-]+\.api(?:\.eu)?\.mailgun\.net$/;

/** Whether the API key may be sent to this place: the answer to a URL that comes out of a log. */
export function isStorageUrl(url: URL, access: Pick<StorageAccess, 'baseUrl' | 'storageOrigins'>): boolean {
	if (url.username !== '' || url.password !== '') return false;
	if (url.origin === new URL(access.baseUrl).origin || access.storageOrigins.includes(url.origin)) return true;
	return url.protocol === 'https:' && url.port === '' && mailgunStorage.test(url.hostname);
}

/** Stored messages, and sending one of them again. */
export function createStoredMessages(access: StorageAccess): StoredMessages {
	const headers = {authorization: `Basic ${Buffer.from(`api:${access.apiKey}`).toString('base64')}`};
	return {
		read: async (ref) => {
			const answer = await access.send({method: 'GET', url: urlOf(access, ref), headers});
			if (answer.status === 404 && saysNotFound(answer)) return undefined;
			const stored = readAnswer(access, messageSchema, answer);
			return {
				recipients: splitRecipients(stored.recipients),
				messageId: messageIdOf(stored),
				from: stored.From,
				to: stored.To,
				subject: maskSubject(stored.Subject),
				plain: stored['body-plain'],
				html: stored['body-html'],
				headers: stored['message-headers'],
				attachments: stored.attachments,
			};
		},
		resend: async (ref, to) => {
			const form = new FormData();
			form.append('to', singleRecipient(to));
			const answer = await access.send({method: 'POST', url: urlOf(access, ref), headers, body: form});
			return {messageId: readAnswer(access, queued, answer).id.replace(/^<|>$/g, '')};
		},
	};
}

/** Mailgun takes a list of recipients and asks nobody: what leaves here reads as exactly one address, and nothing around it. */
function singleRecipient(to: string): string {
	const reading = readAddress(to);
	if (reading.ok && (reading.address.text === to || reading.address.typed === to)) return to;
	throw new Error('Mailgun: a resend goes to exactly one address, and this is none');
}

/** A part that is no address counts: it shows that there is not exactly one. */
function splitRecipients(recipients: string): readonly string[] {
	return recipients
		.split(/[,;]/)
		.map((part) => part.trim())
		.filter((part) => part !== '');
}

function messageIdOf(stored: z.output<typeof messageSchema>): string | undefined {
	const header = stored['message-headers'].find(([name]) => name.toLowerCase() === 'message-id')?.[1] ?? stored['Message-Id'];
	const bare = header.trim().replace(/^<|>$/g, '');
	return bare === '' ? undefined : bare;
}

/** The place that the log names, if the key may go there; else the same key at the base URL. */
function urlOf(access: StorageAccess, ref: StoredRef): string {
	if (!access.sendingDomains.includes(ref.sendingDomain))
		throw new Error(`Mailgun: ${ref.sendingDomain} is not one of our sending domains`);
	if (/^\.{0,2}$/.test(ref.storageKey)) throw new Error('Mailgun: this is no storage key');
	const place = ref.storageUrls.map((url) => URL.parse(url)).find((url) => url !== null && names(url, ref) && isStorageUrl(url, access));
	const base = place?.origin ?? access.baseUrl;
	return `${base}/v3/domains/${ref.sendingDomain}/messages/${encodeURIComponent(ref.storageKey)}`;
}

/** Nothing of the URL but its origin is used; one that speaks of another message is not believed at all. */
function names(url: URL, ref: StoredRef): boolean {
	const [key = '', ...path] = url.pathname.split('/').reverse();
	const isOurs = path.reverse().join('/') === `/v3/domains/${ref.sendingDomain}/messages`;
	return isOurs && url.search === '' && url.hash === '' && decoded(key) === ref.storageKey;
}

function decoded(segment: string): string | undefined {
	try {
		return decodeURIComponent(segment);
	} catch {
		return undefined;
	}
}

/** One transport for each storage host that our key may be sent to; there are a few, and Mailgun adds new ones. */
export function createStorageSend(access: Pick<StorageAccess, 'baseUrl' | 'storageOrigins'>, createSend: (origin: string) => Send): Send {
	const sends = new Map<string, Send>();
	return async (request) => {
		const url = new URL(request.url);
		if (!isStorageUrl(url, access)) throw new Error('Mailgun: the key does not go to this host');
		const send = sends.get(url.origin) ?? createSend(url.origin);
		sends.set(url.origin, send);
		return send(request);
	};
}

function readAnswer<T>(access: MailgunAccess, schema: z.ZodType<T>, answer: Answer): T {
	const body = parse(answer);
	if (answer.status >= 400) throw refusal(access, answer, body);
	const reading = schema.safeParse(body);
	if (reading.success) return reading.data;
	throw new ServiceUnavailable({service: 'Mailgun', cause: 'unreadable', status: answer.status});
}

function parse(answer: Answer): unknown {
	try {
		return JSON.parse(answer.text);
	} catch {
		return undefined;
	}
}

const words = z.object({message: z.string()});

/** "Message not found"; "Domain not found" is a wrong setting, and a page without JSON a wrong path. */
function saysNotFound(answer: Answer): boolean {
	const reading = words.safeParse(parse(answer));
	return reading.success && /^message\b/i.test(reading.data.message);
}

function refusal({apiKey}: MailgunAccess, answer: Answer, body: unknown): ServiceRefused {
	const reading = words.safeParse(body);
	const reason = reading.success ? reading.data.message : answer.text;
	// Whoever stands between may answer with the message itself.
	return new ServiceRefused('Mailgun', answer.status, maskSecrets(reason.replaceAll(apiKey, '•••')).slice(0, 200));
}

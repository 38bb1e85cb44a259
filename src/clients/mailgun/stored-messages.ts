import {FormData} from 'undici';
import {z} from 'zod';
import {type Address, readAddress} from '../../model/address.ts';
import {ServiceRefused, ServiceUnavailable} from '../../model/errors.ts';
import type {StoredMessages, StoredRef} from '../../workflows/ports.ts';
import type {Answer} from '../http.ts';
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
			if (answer.status === 404) return undefined;
			const stored = readAnswer(messageSchema, answer);
			return {
				recipients: stored.recipients,
				from: stored.From,
				to: stored.To,
				subject: stored.Subject,
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
			return {messageId: readAnswer(queued, answer).id.replace(/^<|>$/g, '')};
		},
	};
}

/** Mailgun takes a list of recipients and asks nobody: what leaves here reads back as exactly the one address. */
function singleRecipient(to: Address): string {
	const reading = readAddress(to.text);
	if (reading.ok && reading.address.text === to.text) return to.text;
	throw new Error('Mailgun: a resend goes to exactly one address, and this is none');
}

/** The place that the log names, if the key may go there; else the same key at the base URL. */
function urlOf(access: StorageAccess, ref: StoredRef): string {
	const path = `/domains/${ref.sendingDomain}/messages/${encodeURIComponent(ref.storageKey)}`;
	if (!access.sendingDomains.includes(ref.sendingDomain))
		throw new Error(`Mailgun: ${ref.sendingDomain} is not one of our sending domains`);
	const named = ref.storageUrls
		.map((url) => URL.parse(url))
		.find((url) => url !== null && url.pathname === `/v3${path}` && url.search === '' && isStorageUrl(url, access));
	return named?.href ?? `${access.baseUrl}/v3${path}`;
}

function readAnswer<T>(schema: z.ZodType<T>, answer: Answer): T {
	const body = parse(answer);
	if (answer.status >= 400) throw refusal(answer, body);
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

function refusal(answer: Answer, body: unknown): ServiceRefused {
	const message = z.object({message: z.string()}).safeParse(body);
	return new ServiceRefused('Mailgun', answer.status, (message.success ? message.data.message : answer.text).slice(0, 200));
}

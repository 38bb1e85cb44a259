import {randomBytes} from 'node:crypto';
import {bareAddress} from './addresses.ts';
import type {Attachment, OutgoingMail} from './types.ts';

/** A message that Mailgun keeps until its time to live is over. */
export interface StoredMessage {
	readonly key: string;
	readonly domain: string;
	/** Without `<>`. */
	readonly messageId: string;
	readonly from: string;
	/** The header; a resent message keeps the one of the first sending. */
	readonly to: string;
	/** The envelope: who it goes to. */
	readonly recipients: readonly string[];
	readonly subject: string;
	readonly text: string;
	readonly html?: string;
	readonly tags: readonly string[];
	readonly headers: readonly (readonly [string, string])[];
	readonly attachments: readonly Attachment[];
	readonly passesSuppressions: boolean;
	readonly storedAt: Date;
}

export function createMessage(mail: OutgoingMail, recipients: readonly string[], at: Date): StoredMessage {
	return {
		key: newStorageKey(),
		domain: mail.domain,
		messageId: newMessageId(mail.domain, at),
		from: mail.from,
		to: mail.to,
		recipients,
		subject: mail.subject,
		text: mail.text,
		...(mail.html === undefined ? {} : {html: mail.html}),
		tags: mail.tags ?? [],
		headers: mail.headers ?? [],
		attachments: mail.attachments ?? [],
		passesSuppressions: mail.passesSuppressions ?? false,
		storedAt: at,
	};
}

export function newStorageKey(): string {
	return `BAABAA${randomBytes(21).toString('base64url')}`;
}

/** `20261120073500.1a2b3c4d5e6f7081@mg.example.com` */
export function newMessageId(domain: string, at: Date): string {
	const stamp = at.toISOString().replace(/\D/g, '').slice(0, 14);
	return `${stamp}.${randomBytes(8).toString('hex')}@${domain}`;
}

export function storageUrl(storageOrigin: string, message: Pick<StoredMessage, 'domain' | 'key'>): string {
	return `${storageOrigin}/v3/domains/${message.domain}/messages/${message.key}`;
}

export function senderOf(message: StoredMessage): string {
	return bareAddress(message.from);
}

function headersOf(message: StoredMessage): readonly (readonly [string, string])[] {
	return [
		['Mime-Version', '1.0'],
		['Subject', oneLine(message.subject)],
		['From', oneLine(message.from)],
		['To', oneLine(message.to)],
		...message.tags.map((tag): readonly [string, string] => ['X-Mailgun-Tag', oneLine(tag)]),
		// The header by which GitLab sends its codes and password resets past the suppressions.
		...(message.passesSuppressions ? [['X-Mailgun-Suppressions-Bypass', 'true'] as const] : []),
		...message.headers.map(([name, value]): readonly [string, string] => [name, oneLine(value)]),
		['Message-Id', `<${message.messageId}>`],
		['Content-Transfer-Encoding', '8bit'],
		['Content-Type', message.html === undefined ? 'text/plain; charset=utf-8' : `multipart/alternative; boundary="${boundary}"`],
	];
}

const boundary = 'part-of-this-message';

function oneLine(text: string): string {
	return text.replace(/[\r\n]+/g, ' ');
}

function mimeOf(message: StoredMessage): string {
	const head = headersOf(message).map(([name, value]) => `${name}: ${value}`);
	if (message.html === undefined) return [...head, '', message.text].join('\r\n');
	const part = (type: string, body: string) => [`--${boundary}`, `Content-Type: ${type}; charset=utf-8`, '', body];
	return [...head, '', ...part('text/plain', message.text), ...part('text/html', message.html), `--${boundary}--`, ''].join('\r\n');
}

export function sizeOf(message: StoredMessage): number {
	return Buffer.byteLength(mimeOf(message));
}

/** Answer of a GET without `Accept: message/rfc2822`: every header once by its name, then the parsed body. Attachments are named only. */
export function parsedView(message: StoredMessage, storageOrigin: string): Readonly<Record<string, unknown>> {
	return {
		...Object.fromEntries(headersOf(message)),
		from: message.from,
		subject: message.subject,
		sender: senderOf(message),
		recipients: message.recipients.join(', '),
		'body-plain': message.text,
		'stripped-text': message.text,
		'stripped-signature': '',
		...(message.html === undefined ? {} : {'body-html': message.html, 'stripped-html': message.html}),
		'message-headers': headersOf(message),
		attachments: message.attachments.map(({name, contentType, content}, index) => ({
			name,
			'content-type': contentType,
			size: Buffer.byteLength(content),
			url: `${storageUrl(storageOrigin, message)}/attachments/${index}`,
		})),
		'content-id-map': {},
	};
}

/** Answer of a GET with `Accept: message/rfc2822`: JSON too, with the whole message in one field. */
export function mimeView(message: StoredMessage): Readonly<Record<string, unknown>> {
	return {
		recipients: message.recipients.join(', '),
		sender: senderOf(message),
		from: message.from,
		subject: message.subject,
		'body-mime': mimeOf(message),
	};
}

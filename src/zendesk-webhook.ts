import {isUtf8} from 'node:buffer';
import {createHash, createHmac, timingSafeEqual} from 'node:crypto';
import type {IncomingHttpHeaders} from 'node:http';
import {z} from 'zod';
import {Refusal, readJson} from './incoming.ts';

/** What a webhook of Zendesk says: this ticket was made or changed. */
export interface Webhook {
	readonly ticket: string;
	/** The same for every repetition of these bytes. */
	readonly delivery: string;
}

export interface WebhookTrust {
	readonly secret: string;
	/** Real time in milliseconds. */
	readonly now: number;
}

const windowSeconds = 300;
const shape = z.strictObject({ticket_id: z.number().int().positive().max(999_999_999_999_999)});

/**
 * Believes what Zendesk signed within five minutes, over the raw bytes: https://developer.zendesk.com/documentation/webhooks/verifying/
 * @throws Refusal
 */
export function readWebhook(headers: IncomingHttpHeaders, body: Buffer, {secret, now}: WebhookTrust): Webhook {
	const timestamp = headers['x-zendesk-webhook-signature-timestamp'];
	const signature = headers['x-zendesk-webhook-signature'];
	if (typeof timestamp !== 'string') throw new Refusal(401, 'timestamp');
	const signedAt = secondsOf(timestamp);
	if (signedAt === undefined) throw new Refusal(401, 'timestamp');
	if (!(Math.abs(now / 1000 - signedAt) <= windowSeconds)) throw new Refusal(401, 'timestamp outside of the window');
	if (typeof signature !== 'string' || !/^[A-Za-z0-9+/]{43}=$/.test(signature)) throw new Refusal(401, 'signature');
	const expected = createHmac('sha256', secret).update(timestamp).update(body).digest();
	if (!timingSafeEqual(expected, Buffer.from(signature, 'base64'))) throw new Refusal(401, 'signature');
	return {ticket: ticketIn(body), delivery: createHash('sha256').update(timestamp).update(body).digest('hex')};
}

/** Zendesk writes `2026-11-20T10:00:00Z`; whole seconds since 1970 are as clear. */
function secondsOf(timestamp: string): number | undefined {
	if (/^\d{9,11}$/.test(timestamp)) return Number(timestamp);
	if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(timestamp)) return undefined;
	const milliseconds = Date.parse(timestamp);
	return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}

function ticketIn(body: Buffer): string {
	if (!isUtf8(body)) throw new Refusal(400, 'not UTF-8');
	const read = shape.safeParse(readJson(body.toString('utf8')));
	if (!read.success) throw new Refusal(400, 'not a webhook');
	return String(read.data.ticket_id);
}

import Mailgun from 'mailgun.js';
import type {Interfaces} from 'mailgun.js/definitions';
import {FormData} from 'undici';
import {z} from 'zod';
import {ServiceRefused, ServiceUnavailable} from '../../model/errors.ts';
import type {Answer, OutgoingRequest, Send} from '../http.ts';

/** Runs one call of mailgun.js over our transport and reads the raw answer. */
export type AskMailgun = <T>(schema: z.ZodType<T>, call: (mailgun: Interfaces.IMailgunClient) => Promise<unknown>) => Promise<T>;

export interface MailgunAccess {
	readonly baseUrl: string;
	readonly apiKey: string;
	readonly sendingDomains: readonly string[];
	readonly send: Send;
}

const service = 'Mailgun';

/**
 * mailgun.js gives the typed surface, our transport the way out. Its own network layer has no timeout, calls network failures
 * status 400 and takes an HTML page for a bounce; and it turns the codes of bounces into numbers. So each call gets a client whose
 * provider is ours, and what counts is the raw JSON, read by a schema, never the SDK's result.
 */
export function createMailgunSdk(access: MailgunAccess): AskMailgun {
	return async (schema, call) => {
		const client = new Mailgun(FormData).client({username: 'api', key: access.apiKey, url: access.baseUrl});
		const seen: {body?: unknown} = {};
		client.request.requestProvider = {
			makeRequest: async (url, method, payload) => {
				const request = buildRequest(access, url, method, requestParts.parse(payload));
				const answer = await access.send(request);
				if (answer.status >= 400) throw refusal(access.apiKey, answer);
				seen.body = parseJson(answer);
				// The SDK's own reading of a long list would cost more than ours, for nothing.
				return {status: answer.status, body: {}};
			},
			setSubAccountHeader: () => {},
			resetSubAccountHeader: () => {},
		};
		try {
			await call(client);
		} catch (error) {
			// The SDK stumbles over what it is not given; our reading below decides.
			if (seen.body === undefined || error instanceof ServiceUnavailable) throw error;
		}
		if (seen.body === undefined) throw unreadable();
		return read(schema, seen.body);
	};
}

/** How the SDK hands a request to its provider. */
const requestParts = z.object({params: z.unknown().optional(), data: z.unknown().optional()});

function buildRequest(access: MailgunAccess, url: string, method: string, {params, data}: z.infer<typeof requestParts>): OutgoingRequest {
	const target = withQuery(url, params);
	const verb = method.toUpperCase();
	if (verb === 'DELETE') assertSingleEntry(access, target);
	const authorization = `Basic ${Buffer.from(`api:${access.apiKey}`).toString('base64')}`;
	if (data === undefined) return {method: verb, url: target, headers: {authorization}};
	if (data instanceof FormData) return {method: verb, url: target, headers: {authorization}, body: data};
	const body = typeof data === 'string' ? data : JSON.stringify(data);
	return {method: verb, url: target, headers: {authorization, 'content-type': 'application/json'}, body};
}

/** The SDK hands a query over as `URLSearchParams`. */
function withQuery(url: string, params: unknown): string {
	const query = params instanceof URLSearchParams ? params.toString() : '';
	return query === '' ? url : `${url}?${query}`;
}

const deletable = new Set(['bounces', 'complaints', 'unsubscribes']);

/**
 * `DELETE /v3/{domain}/bounces` without an address wipes the whole list, and the SDK sends it for an empty address.
 * What leaves here names one entry of one list of one configured domain, or it does not leave.
 */
function assertSingleEntry(access: MailgunAccess, url: string): void {
	const [base, query] = url.split('?');
	const prefix = `${access.baseUrl}/`;
	const segments = base?.startsWith(prefix) ? base.slice(prefix.length).split('/') : [];
	const [version, domain = '', list = '', address = ''] = segments;
	const single =
		query === undefined &&
		segments.length === 4 &&
		version === 'v3' &&
		access.sendingDomains.includes(domain) &&
		deletable.has(list) &&
		isPlainAddress(decodeSegment(address)) &&
		new URL(url).href === url;
	if (!single) throw new Error(`${service}: a removal names one entry of one list; this one does not`);
}

/** One entry also for a server that decodes before it looks for slashes and question marks, or decodes twice. */
function isPlainAddress(text: string): boolean {
	const isWalk = text.split('/').some((part) => part === '.' || part === '..');
	return !isWalk && /^(?![/?#])[^\s\p{Cc}@%\\]+@[^\s\p{Cc}@%\\/?#]+$/u.test(text);
}

/** Mailgun reads a path like a form: a bare plus sign would be a space, so it may not appear. */
function decodeSegment(segment: string): string {
	try {
		return segment.includes('+') ? '' : decodeURIComponent(segment);
	} catch {
		return '';
	}
}

function parseJson(answer: Answer): unknown {
	try {
		return JSON.parse(answer.text);
	} catch {
		throw unreadable(answer.status);
	}
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
	const result = schema.safeParse(body);
	if (!result.success) throw unreadable(200);
	return result.data;
}

function unreadable(status?: number): ServiceUnavailable {
	return new ServiceUnavailable({service, cause: 'unreadable', status});
}

/** A 404 without JSON means a wrong endpoint, not a missing entry (Mailgun's response guide). */
function refusal(apiKey: string, answer: Answer): ServiceRefused | ServiceUnavailable {
	const reason = messageOf(answer);
	if (reason === undefined && answer.status === 404) return unreadable(answer.status);
	// Cut out before cut short: what echoes our key does not get it into a log or onto a card.
	return new ServiceRefused(service, answer.status, (reason ?? answer.text).replaceAll(apiKey, '•••').slice(0, 200));
}

function messageOf(answer: Answer): string | undefined {
	try {
		const body: unknown = JSON.parse(answer.text);
		return body !== null && typeof body === 'object' && 'message' in body && typeof body.message === 'string' ? body.message : undefined;
	} catch {
		return undefined;
	}
}

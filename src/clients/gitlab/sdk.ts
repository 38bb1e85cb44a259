import {createRequesterFn, type FormattedResponse} from '@gitbeaker/requester-utils';
import {ApplicationSettings, Issues, Projects, UserEmails, Users} from '@gitbeaker/rest';
import {z} from 'zod';
import {ServiceRefused, ServiceUnavailable} from '../../model/errors.ts';
import {withoutAddresses} from '../../model/redaction.ts';
import type {Answer, Send} from '../http.ts';

export interface GitlabAccess {
	/** Without `/api/v4`. */
	readonly baseUrl: string;
	readonly token: string;
	readonly send: Send;
}

export interface GitlabResources {
	readonly users: Users;
	readonly emails: UserEmails;
	readonly settings: ApplicationSettings;
	readonly projects: Projects;
	readonly issues: Issues;
}

/** Runs one call of gitbeaker over our transport and reads the raw answer. */
export type AskGitlab = <T>(schema: z.ZodType<T>, call: (gitlab: GitlabResources) => Promise<unknown>) => Promise<GitlabAnswer<T>>;

export interface GitlabAnswer<T> {
	readonly value: T;
	readonly headers: Headers;
}

export const service = 'GitLab';

/**
 * gitbeaker gives the typed surface, our transport the way out. Its own network layer repeats every 429 and 502 ten times at once, writes
 * too, knows no Retry-After, waits 300 seconds, and hands the token out with its errors. And its types promise fields that are null:
 * what counts is the raw JSON, read by a schema.
 */
export function createGitlabSdk(access: GitlabAccess): AskGitlab {
	return async (schema, call) => {
		const seen: {answer?: Answer} = {};
		await call(createResources(access, (answer) => Object.assign(seen, {answer})));
		if (seen.answer === undefined) throw unreadable();
		const read = schema.safeParse(parseJson(seen.answer.text));
		if (!read.success) throw unreadable(seen.answer.status);
		return {value: read.data, headers: seen.answer.headers};
	};
}

function createResources(access: GitlabAccess, onAnswer: (answer: Answer) => void): GitlabResources {
	const requesterFn = createRequesterFn(
		(_resource, request) => Promise.resolve(request),
		async (endpoint, options) => {
			const answer = await exchange(access, endpoint, requestParts.parse(options));
			onAnswer(answer);
			return responseOf(answer);
		},
	);
	// Our own pace is kept by the transport: the SDK's limiters would queue where nobody sees it.
	const options = {host: access.baseUrl, token: access.token, requesterFn, rateLimits: {}, queryTimeout: null};
	return {
		users: new Users(options),
		emails: new UserEmails(options),
		settings: new ApplicationSettings(options),
		projects: new Projects(options),
		issues: new Issues(options),
	};
}

/** How gitbeaker hands a request to its handler. */
const requestParts = z.object({
	prefixUrl: z.string(),
	method: z.string(),
	headers: z.record(z.string(), z.string()).optional(),
	searchParams: z.string().optional(),
	body: z.string().optional(),
});

async function exchange(access: GitlabAccess, endpoint: string, parts: z.infer<typeof requestParts>): Promise<Answer> {
	const url = new URL(endpoint, parts.prefixUrl.endsWith('/') ? parts.prefixUrl : `${parts.prefixUrl}/`);
	url.search = parts.searchParams ?? '';
	const answer = await access.send({method: parts.method, url: url.href, headers: parts.headers ?? {}, body: parts.body});
	if (answer.status >= 400) throw refusal(access.token, answer);
	return answer;
}

function responseOf({status, headers, text}: Answer): FormattedResponse {
	const body = z.union([z.array(z.record(z.string(), z.unknown())), z.record(z.string(), z.unknown())]).safeParse(parseJson(text) ?? {});
	if (!body.success) throw unreadable(status);
	return {status, headers: Object.fromEntries(headers), body: body.data};
}

/** Some deeds are accepted without a word. */
function parseJson(text: string): unknown {
	if (text === '') return null;
	try {
		return JSON.parse(text);
	} catch {
		throw unreadable();
	}
}

export function unreadable(status?: number): ServiceUnavailable {
	return new ServiceUnavailable({service, cause: 'unreadable', status});
}

/** A 404 that is none of GitLab's own means a wrong URL, not a missing account. */
function refusal(token: string, answer: Answer): ServiceRefused | ServiceUnavailable {
	const reason = reasonOf(answer.text);
	if (reason === undefined && answer.status === 404) return unreadable(answer.status);
	// Cut out before cut short: what echoes our token, or an address that stays undisclosed, does not get it into a log or onto a card.
	const words = withoutAddresses((reason ?? answer.text).replaceAll(token, '•••').slice(0, 2000));
	return new ServiceRefused(service, answer.status, words.slice(0, 200));
}

/**
 * GitLab's own code says `message`: a sentence, lists by field, or an object with `error`. The framework below says `error`,
 * the token check adds `error_description`. Source: lib/api/helpers.rb, lib/api/api_guard.rb.
 */
const errorBody = z.object({
	message: z.union([z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())]))]).optional(),
	error: z.string().optional(),
	error_description: z.string().optional(),
});

export function reasonOf(text: string): string | undefined {
	const body = errorBody.safeParse(safeJson(text));
	if (!body.success) return undefined;
	const {message, error, error_description: description} = body.data;
	if (typeof message === 'string') return message;
	if (message !== undefined) {
		return Object.entries(message)
			.map(([field, words]) => (field === 'error' ? [words].flat().join(', ') : `${field} ${[words].flat().join(', ')}`))
			.join('; ');
	}
	return description ?? error;
}

function safeJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

import {ConsecutiveBreaker, circuitBreaker, ExponentialBackoff, handleWhen, isBrokenCircuitError, retry} from 'cockatiel';
import {Agent, type FormData, fetch as undiciFetch} from 'undici';
import type {Clock} from '../model/clock.ts';
import {ServiceUnavailable, type TroubleCause} from '../model/errors.ts';
import {createPacer, type Pacer} from './pacing.ts';

/**
 * The one way out of this process. Every client (the SDKs too) sends through a transport, which
 * - calls only the origins that it was made for, and follows no redirect;
 * - ends every call at its deadline, whatever the other side does with connection, headers or body;
 * - repeats only what may be repeated (`isRepeatable`), or what certainly never left;
 * - asks nothing before the moment that a refusal named, and pauses after five failures in a row;
 * - reads at most `maximumBytes` of an answer, after decompression.
 */
export type Send = (request: OutgoingRequest) => Promise<Answer>;

export interface OutgoingRequest {
	readonly method: string;
	readonly url: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | FormData | undefined;
	readonly signal?: AbortSignal | undefined;
	/** Nobody waits for it: half of the service's budget is left to others. */
	readonly isPatient?: boolean | undefined;
}

/** An answer of any status below 500 but 429, and redirects only where they are taken; the body is read. */
export interface Answer {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
}

export interface TransportOptions {
	/** The name people read when it does not answer: "Mailgun". */
	readonly service: string;
	/** `https://host[:port]`, exactly. */
	readonly origins: readonly string[];
	readonly clock: Clock;
	/** For the whole call with its repetitions, in milliseconds. */
	readonly deadline?: number;
	readonly isRepeatable?: (request: OutgoingRequest) => boolean;
	/** A redirect is an answer to be read. Default: it is none. It is never followed. */
	readonly takesRedirects?: boolean;
	/** Requests of one lane share rate limit and breaker; default: one lane for the whole service. */
	readonly laneOf?: (request: OutgoingRequest) => string;
	readonly onCall?: (call: {
		readonly service: string;
		readonly method: string;
		/** Of HTTP, or why there was no answer. */
		readonly status: number | TroubleCause;
		readonly seconds: number;
		/** When the service takes the next question, if not at once. */
		readonly pausedUntil: Date | undefined;
	}) => void;
}

const connectTimeout = 3000;
const defaultDeadline = 7500;
/** One attempt may take this long; what hangs is not worth a second attempt. */
const attemptTimeout = 7000;
const maximumBytes = 8 * 1024 * 1024;
const attempts = 2;

const agent = new Agent({connect: {timeout: connectTimeout}, keepAliveTimeout: 30_000, pipelining: 1});

/** Ends the kept-alive connections of all transports. */
export async function closeTransports(): Promise<void> {
	await agent.destroy();
}

export function createTransport(options: TransportOptions): Send {
	const lanes = new Map<string, Lane>();
	const laneFor = (request: OutgoingRequest): Lane => {
		const name = options.laneOf?.(request) ?? '';
		const lane = lanes.get(name) ?? createLane(options);
		lanes.set(name, lane);
		return lane;
	};
	return async (request) => {
		assertAllowed(options, request.url);
		const deadline = AbortSignal.timeout(options.deadline ?? defaultDeadline);
		const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
		try {
			return await laneFor(request)(request, signal);
		} catch (error) {
			throw asUnavailable(options.service, error);
		}
	};
}

function isSafeMethod(request: OutgoingRequest): boolean {
	return request.method === 'GET' || request.method === 'HEAD';
}

type Lane = (request: OutgoingRequest, signal: AbortSignal) => Promise<Answer>;

/**
 * A breaker that opens after five failures in a row and lets one probe through a second later; repetitions pass through it too.
 * The gate stands before the breaker: a question that the gate holds back is no probe.
 */
function createLane(options: TransportOptions): Lane {
	const pacer = createPacer(options.clock);
	const isRepeatable = options.isRepeatable ?? isSafeMethod;
	const counted = handleWhen((error) => error instanceof ServiceUnavailable && error.trouble.cause !== 'rate-limited');
	const breaker = circuitBreaker(counted, {halfOpenAfter: 1000, breaker: new ConsecutiveBreaker(5)});
	const again = (worthIt: (error: unknown) => boolean) =>
		retry(handleWhen(worthIt), {maxAttempts: attempts - 1, backoff: new ExponentialBackoff({initialDelay: 150, maxDelay: 500})});
	const repeatable = again((error) => error instanceof ServiceUnavailable && isPassing(error.trouble.cause));
	const onceOnly = again((error) => error instanceof ServiceUnavailable && error.neverSent && error.trouble.cause === 'not-reached');
	return (request, signal) =>
		(isRepeatable(request) ? repeatable : onceOnly).execute(async () => {
			await pacer.turn(options.service, signal, request.isPatient);
			if (signal.aborted) throw unavailable(options.service, 'timeout', {neverSent: true});
			return breaker.execute(() => attempt(options, pacer, request, signal), signal);
		}, signal);
}

function isPassing(cause: TroubleCause): boolean {
	return cause === 'not-reached' || cause === 'server-error' || cause === 'rate-limited';
}

async function attempt(options: TransportOptions, pacer: Pacer, request: OutgoingRequest, signal: AbortSignal): Promise<Answer> {
	const limit = AbortSignal.any([signal, AbortSignal.timeout(attemptTimeout)]);
	const started = performance.now();
	const report = (status: number | TroubleCause) => {
		const seconds = (performance.now() - started) / 1000;
		options.onCall?.({service: options.service, method: request.method, status, seconds, pausedUntil: pacer.closedUntil()});
	};
	try {
		const answer = await exchange(request, limit);
		pacer.learn(answer);
		report(answer.status);
		if (answer.status === 429)
			throw unavailable(options.service, 'rate-limited', {status: 429, retryAt: pacer.closedUntil(), neverSent: true});
		if (answer.status >= 500) throw unavailable(options.service, 'server-error', {status: answer.status});
		const isRedirect = answer.status >= 300 && answer.status < 400;
		if (isRedirect && options.takesRedirects !== true) throw unavailable(options.service, 'unreadable', {status: answer.status});
		return answer;
	} catch (error) {
		if (error instanceof ServiceUnavailable) throw error;
		const failure = limit.aborted ? unavailable(options.service, 'timeout') : asUnavailable(options.service, error);
		report(failure.trouble.cause);
		throw failure;
	}
}

async function exchange(request: OutgoingRequest, signal: AbortSignal): Promise<Answer> {
	const response = await undiciFetch(request.url, {
		method: request.method,
		headers: {...request.headers},
		body: request.body ?? null,
		redirect: 'manual',
		signal,
		dispatcher: agent,
	});
	return {status: response.status, headers: new Headers([...response.headers]), text: await readLimited(response.body)};
}

async function readLimited(body: AsyncIterable<Uint8Array> | null): Promise<string> {
	if (body === null) return '';
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of body) {
		length += chunk.length;
		if (length > maximumBytes) throw new TooLong();
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
}

class TooLong extends Error {}

/** Neither a wrong setting nor a URL found in data can carry a key to a host that nobody named. */
function assertAllowed(options: TransportOptions, url: string): void {
	const parsed = URL.parse(url);
	const allowed = parsed !== null && options.origins.includes(parsed.origin) && parsed.username === '' && parsed.password === '';
	if (!allowed) throw new Error(`${options.service}: calls to ${parsed?.origin ?? 'an unreadable URL'} are not allowed`);
}

function unavailable(
	service: string,
	cause: TroubleCause,
	more: {readonly status?: number; readonly retryAt?: Date | undefined; readonly neverSent?: boolean; readonly error?: unknown} = {},
): ServiceUnavailable {
	return new ServiceUnavailable(
		{service, cause, status: more.status, retryAt: more.retryAt},
		{neverSent: more.neverSent ?? false, cause: more.error},
	);
}

const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'EHOSTUNREACH', 'ENETUNREACH']);

/** The other side spoke, but no HTTP, or packed its answer wrongly: undici's parser has a name and no code, zlib has codes. */
const notAnAnswer = /^(?:HTTPParserError$|UND_ERR_HEADERS_OVERFLOW$|Z_)/;

function asUnavailable(service: string, error: unknown): ServiceUnavailable {
	if (error instanceof ServiceUnavailable) return error;
	if (isBrokenCircuitError(error)) return unavailable(service, 'paused', {neverSent: true});
	if (error instanceof TooLong) return unavailable(service, 'unreadable');
	if (error instanceof DOMException || (error instanceof Error && /abort|cancel/i.test(error.name))) return unavailable(service, 'timeout');
	const code = codeOf(error);
	if (notAnAnswer.test(code)) return unavailable(service, 'unreadable', {error: code});
	return unavailable(service, 'not-reached', {neverSent: neverConnected.has(code), error: code});
}

function codeOf(error: unknown): string {
	for (let inner = error, depth = 0; inner instanceof Error && depth < 4; inner = inner.cause, depth += 1) {
		if ('code' in inner && typeof inner.code === 'string') return inner.code;
		if (inner.name === 'HTTPParserError') return inner.name;
	}
	return '';
}

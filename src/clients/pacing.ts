import {setTimeout as delay} from 'node:timers/promises';
import type {Clock} from '../model/clock.ts';
import {ServiceUnavailable} from '../model/errors.ts';

/** Keeps one service's gate: closed from a 429, from a 503 with a date, or from an empty budget, until the moment that the service named. */
export interface Pacer {
	/** Waits for the gate if it opens soon, else refuses at once. Work that is patient finds it closed from half of the budget on. */
	readonly turn: (service: string, signal: AbortSignal, isPatient?: boolean) => Promise<void>;
	readonly learn: (answer: {readonly status: number; readonly headers: Headers}) => void;
	readonly closedUntil: () => Date | undefined;
}

/** A wait that a person can bear; longer ones are told instead. */
const longestWait = 2000;
/** A 429 without a date, or with one that cannot be meant, closes the gate for this long. */
const defaultPause = 1000;
const longestPause = 3_600_000;

export function createPacer(clock: Clock): Pacer {
	let opensAt = 0;
	let opensForPatientAt = 0;
	let closedBy: number | undefined;
	const refusal = (service: string, until: number) =>
		new ServiceUnavailable(
			{service, cause: 'rate-limited', status: until > opensAt ? undefined : closedBy, retryAt: new Date(until)},
			{neverSent: true},
		);
	return {
		turn: async (service, signal, isPatient = false) => {
			const opening = () => (isPatient ? Math.max(opensAt, opensForPatientAt) : opensAt);
			// Another answer may have closed the gate for longer meanwhile, and timers may be early: so the clock is asked again.
			for (let wait = opening() - clock().getTime(); wait > 0; wait = opening() - clock().getTime()) {
				if (wait > longestWait) throw refusal(service, opening());
				await delay(wait, undefined, {signal}).catch(() => {
					throw refusal(service, opening());
				});
			}
		},
		learn: ({status, headers}) => {
			const now = clock().getTime();
			if (isHalfSpent(headers)) opensForPatientAt = Math.max(opensForPatientAt, now + (untilReset(headers, now) ?? 0));
			const until = now + pauseAfter(status, headers, now);
			if (until <= Math.max(opensAt, now)) return;
			opensAt = until;
			closedBy = status >= 400 ? status : undefined;
		},
		closedUntil: () => (opensAt > clock().getTime() ? new Date(opensAt) : undefined),
	};
}

/** Retry-After stands with 503 too (RFC 9110 10.2.3); without one, a 503 says nothing about time. */
function pauseAfter(status: number, headers: Headers, now: number): number {
	if (status === 429) return credible(retryAfter(headers.get('retry-after'), now) ?? untilReset(headers, now)) ?? defaultPause;
	if (status === 503) return credible(retryAfter(headers.get('retry-after'), now)) ?? 0;
	return isBudgetEmpty(headers) ? (untilReset(headers, now) ?? 0) : 0;
}

function credible(pause: number | undefined): number | undefined {
	return pause === undefined || pause < 0 || pause > longestPause ? undefined : pause;
}

/** Seconds or an HTTP date (RFC 9110 10.2.3). */
function retryAfter(value: string | null, now: number): number | undefined {
	if (value === null) return undefined;
	if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
	const date = Date.parse(value);
	return Number.isNaN(date) ? undefined : date - now;
}

function isBudgetEmpty(headers: Headers): boolean {
	return (headers.get('x-request-remaining') ?? headers.get('x-ratelimit-remaining')) === '0';
}

/** What is left belongs to those who wait for an answer. */
function isHalfSpent(headers: Headers): boolean {
	const [limit, remaining] = [headers.get('x-request-limit'), headers.get('x-request-remaining')].map((value) =>
		Number(value ?? Number.NaN),
	);
	return limit !== undefined && remaining !== undefined && remaining < limit / 2;
}

/** Mailgun prints its reset in epoch milliseconds, one of its own SDKs reads seconds: both are understood. */
function untilReset(headers: Headers, now: number): number | undefined {
	const reset = Number(headers.get('x-request-reset') ?? headers.get('x-ratelimit-reset') ?? Number.NaN);
	if (!Number.isFinite(reset) || reset <= 0) return undefined;
	const wait = (reset > 1e11 ? reset : reset * 1000) - now;
	return wait > longestPause ? undefined : Math.max(wait, 0);
}

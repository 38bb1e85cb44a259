import type {Clock} from '../../model/clock.ts';
import type {SimulatedAnswer} from '../http.ts';
import {Refusal} from './answers.ts';

export interface Throttle {
	/** Counts one request of this user or network address. */
	readonly count: (discriminator: string) => ThrottleReading;
}

export interface ThrottleReading {
	readonly permitted: boolean;
	/** `RateLimit-*`, on refused and on permitted answers. */
	readonly headers: Readonly<Record<string, string>>;
	readonly refused: SimulatedAnswer;
}

interface ThrottleOptions {
	/** As in `RateLimit-Name`. */
	readonly name: string;
	readonly limit: number;
	readonly clock: Clock;
}

const periodSeconds = 60;

/** Windows are whole minutes of the epoch, whenever the first request came. Source: rack-attack, GitLab's RequestThrottleData. */
export function createThrottle({name, limit, clock}: ThrottleOptions): Throttle {
	const counts = new Map<string, number>();
	let window = -1;
	return {
		count: (discriminator) => {
			const now = Math.floor(clock().getTime() / 1000);
			if (Math.floor(now / periodSeconds) !== window) counts.clear();
			window = Math.floor(now / periodSeconds);
			const observed = (counts.get(discriminator) ?? 0) + 1;
			counts.set(discriminator, observed);
			return read({name, limit, observed, now});
		},
	};
}

interface Count {
	readonly name: string;
	readonly limit: number;
	readonly observed: number;
	/** Epoch seconds. */
	readonly now: number;
}

function read({name, limit, observed, now}: Count): ThrottleReading {
	const retryAfter = periodSeconds - (now % periodSeconds);
	const headers = {
		'ratelimit-name': name,
		'ratelimit-limit': String(limit),
		'ratelimit-observed': String(observed),
		'ratelimit-remaining': String(Math.max(limit - observed, 0)),
		'ratelimit-reset': String(now + retryAfter),
	};
	const more = {'retry-after': String(retryAfter), 'ratelimit-resettime': new Date((now + retryAfter) * 1000).toUTCString()};
	const refused = {status: 429, headers: {'content-type': 'text/plain', ...headers, ...more}, text: 'Retry later\n'};
	return {permitted: observed <= limit, headers, refused};
}

/** A limit of one endpoint, kept by the application and not by rack-attack: another body, and no `RateLimit-*` headers. */
export function createEndpointLimit(limit: number, windowMs: number, clock: Clock): (discriminator: string) => void {
	const counts = new Map<string, number>();
	let window = -1;
	return (discriminator) => {
		const now = Math.floor(clock().getTime() / windowMs);
		if (now !== window) counts.clear();
		window = now;
		const observed = (counts.get(discriminator) ?? 0) + 1;
		counts.set(discriminator, observed);
		if (observed > limit) throw new Refusal(tooManyOfEndpoint);
	};
}

export const tooManyOfEndpoint: SimulatedAnswer = {
	status: 429,
	headers: {'content-type': 'application/json', 'retry-after': '60'},
	json: {message: {error: 'This endpoint has been requested too many times. Try again later.'}},
};

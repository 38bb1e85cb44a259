import type {Clock} from '../../model/clock.ts';
import {tooMany} from './answers.ts';

export interface Budget {
	readonly limit: number;
	readonly windowSeconds: number;
}

export interface RateReading {
	readonly limit: number;
	readonly remaining: number;
	/** Seconds until the window is over. */
	readonly reset: number;
}

/** Counts one request of `whose`. Windows are pieces of the epoch. @throws Refusal beyond the limit. */
export function createCounter({limit, windowSeconds}: Budget, clock: Clock): (whose: string) => RateReading {
	const counts = new Map<string, number>();
	let window = -1;
	return (whose) => {
		const now = Math.floor(clock().getTime() / 1000);
		if (Math.floor(now / windowSeconds) !== window) counts.clear();
		window = Math.floor(now / windowSeconds);
		const used = (counts.get(whose) ?? 0) + 1;
		counts.set(whose, used);
		const reset = windowSeconds - (now % windowSeconds);
		if (used > limit) throw tooMany(reset);
		return {limit, remaining: limit - used, reset};
	};
}

export function rateHeaders({limit, remaining, reset}: RateReading): Readonly<Record<string, string>> {
	return {
		'x-rate-limit': String(limit),
		'x-rate-limit-remaining': String(remaining),
		'ratelimit-limit': String(limit),
		'ratelimit-remaining': String(remaining),
		'ratelimit-reset': String(reset),
	};
}

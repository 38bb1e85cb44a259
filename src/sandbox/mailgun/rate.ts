import type {Clock} from '../../model/clock.ts';

/** Requests of the whole account within one window. */
export interface RequestLimit {
	readonly limit: number;
	readonly windowMs: number;
}

export interface RateReading {
	readonly permitted: boolean;
	readonly limit: number;
	readonly remaining: number;
	/** Epoch milliseconds, as recorded. */
	readonly reset: number;
}

/** Recorded in 2026: 2500 requests, and a reset at most 16 seconds ahead. */
export const recordedLimit: RequestLimit = {limit: 2500, windowMs: 16_000};

/** Counts one request each time it is called. A window opens with its first request. */
export function createBucket({limit, windowMs}: RequestLimit, clock: Clock): () => RateReading {
	let reset = Number.NEGATIVE_INFINITY;
	let used = 0;
	return () => {
		const now = clock().getTime();
		if (now >= reset) {
			reset = now + windowMs;
			used = 0;
		}
		const permitted = used < limit;
		if (permitted) used += 1;
		return {permitted, limit, remaining: limit - used, reset};
	};
}

/** Suppressions and domains say `X-Request-…`, messages `X-RateLimit-…`. */
export function rateHeaders(prefix: 'x-request' | 'x-ratelimit', reading: RateReading): Readonly<Record<string, string>> {
	return {
		[`${prefix}-limit`]: String(reading.limit),
		[`${prefix}-remaining`]: String(reading.remaining),
		[`${prefix}-reset`]: String(reading.reset),
	};
}

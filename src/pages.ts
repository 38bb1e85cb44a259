import {setTimeout as delay} from 'node:timers/promises';
import {WebAPIPlatformError} from '@slack/web-api';
import type {Page} from './front-door.ts';
import type {Metrics} from './metrics.ts';
import type {Clock} from './model/clock.ts';
import {type Database, pingDatabase} from './store/database.ts';

export interface PageSources {
	readonly metrics: Pick<Metrics, 'text' | 'type'>;
	readonly database: Pick<Database, 'db'>;
	readonly isSlackWell: () => Promise<void>;
	readonly clock: Clock;
}

/** What operators and their probes may read without a signature: nothing about anybody. */
export function createPages({metrics, database, isSlackWell, clock}: PageSources): Readonly<Record<string, () => Promise<Page>>> {
	const slack = keepFor(10_000, clock, isSlackWell);
	const text = 'text/plain; charset=utf-8';
	return {
		'/healthz': async () => ({status: 200, type: text, text: 'ok\n'}),
		'/readyz': async () => {
			const troubles = await Promise.all([
				reasonOf('database', within(2000, pingDatabase(database.db))),
				reasonOf('slack', within(3000, slack())),
			]);
			const reasons = troubles.filter((reason) => reason !== undefined);
			return reasons.length === 0 ? {status: 200, type: text, text: 'ready\n'} : {status: 503, type: text, text: `${reasons.join('\n')}\n`};
		},
		'/metrics': async () => ({status: 200, type: metrics.type, text: await metrics.text()}),
	};
}

async function reasonOf(name: string, check: Promise<unknown>): Promise<string | undefined> {
	return check.then(
		() => undefined,
		(error: unknown) => `${name}: ${error instanceof WebAPIPlatformError ? error.data.error : 'does not answer'}`,
	);
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
	const late = new AbortController();
	const limit = delay(milliseconds, undefined, {signal: late.signal, ref: false}).then(() => {
		throw new Error('too late');
	});
	try {
		return await Promise.race([work, limit]);
	} finally {
		late.abort();
		limit.catch(() => {});
	}
}

/** A good answer is kept for a while, so that probes do not become traffic. */
function keepFor(milliseconds: number, clock: Clock, ask: () => Promise<void>): () => Promise<void> {
	let goodUntil = 0;
	return async () => {
		if (clock().getTime() < goodUntil) return;
		await ask();
		goodUntil = clock().getTime() + milliseconds;
	};
}

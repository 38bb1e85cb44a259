import type {Transaction} from 'kysely';
import {fromKysely, type PgBoss} from 'pg-boss';
import type {Schema} from './schema.ts';

/** Durable jobs. A killed process's job comes back to another within a minute, so every handler may run twice. */
export interface Jobs {
	readonly start: (handlers: readonly JobHandler[]) => Promise<void>;
	/** As part of a transaction: the job exists if and only if the rest does. */
	readonly sendIn: (transaction: Transaction<Schema>, queue: string, data: object, afterSeconds?: number) => Promise<void>;
	readonly stop: () => Promise<void>;
}

export interface JobHandler {
	readonly queue: string;
	/** Cron expression, UTC; the job then runs without data. */
	readonly schedule?: string;
	readonly run: (data: unknown) => Promise<void>;
}

/** Beside our own tables. */
export const jobsSchema = 'redeliver_jobs';

export function createJobs(boss: PgBoss, onTrouble: (error: unknown) => void): Jobs {
	boss.on('error', onTrouble);
	/** The queue keeps a failed job for another try, and tells nobody. */
	const trouble = (error: unknown) => {
		onTrouble(error);
		throw error;
	};
	return {
		start: async (handlers) => {
			await boss.start();
			for (const {queue, schedule, run} of handlers) {
				// The constructor ignores the heartbeat; without it a killed job waits for minutes.
				await boss.createQueue(queue, {heartbeatSeconds: 10, retryLimit: 5, retryBackoff: true});
				await boss.work(queue, {pollingIntervalSeconds: 2}, async (jobs) => {
					for (const job of jobs) await run(job.data).catch(trouble);
				});
				if (schedule !== undefined) await boss.schedule(queue, schedule, {}, {tz: 'UTC'});
			}
		},
		sendIn: async (transaction, queue, data, afterSeconds) => {
			await boss.send(queue, data, {
				db: fromKysely(transaction),
				...(afterSeconds === undefined ? {} : {startAfter: Math.ceil(afterSeconds)}),
			});
		},
		stop: () => boss.stop({graceful: true, timeout: 3000}),
	};
}

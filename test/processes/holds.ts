import {sql} from 'kysely';
import {vi} from 'vitest';
import type {FaultRule} from '../../src/sandbox/faults.ts';
import type {Scene} from './scene.ts';

/** Resolves when the process stands there: this request of its was the `nth` of its kind, and waits for an answer. */
export function untilMet({world}: Pick<Scene, 'world'>, rule: FaultRule, nth = 1): Promise<void> {
	return new Promise((resolve) => {
		const {onMet: _onMet, afterEffect: _afterEffect, ...same} = rule;
		if (nth > 1) world.faults.add({...same, fault: 'slow', delayMs: 0, times: nth - 1});
		world.faults.add({times: 1, ...rule, onMet: resolve});
	});
}

/** PostgreSQL: keeps everybody from writing into the trail. Resolves when a process stands there, in the middle of its transaction. */
export async function untilTrailAwaited(scene: Scene, stopping: Promise<void>): Promise<void> {
	const locked = Promise.withResolvers<void>();
	const done = scene.onDatabase((db) =>
		db.transaction().execute(async (transaction) => {
			await sql`lock table audit_head in exclusive mode`.execute(transaction);
			locked.resolve();
			await stopping;
		}),
	);
	await Promise.race([locked.promise, done]);
	const waiting = () =>
		scene.onDatabase(async (db) => {
			const {rows} = await sql<{count: number}>`select count(*) as count from pg_stat_activity
				where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
			return Number(rows[0]?.count ?? 0);
		});
	await vi.waitUntil(async () => (await waiting()) >= 1, {timeout: 15_000, interval: 20});
}

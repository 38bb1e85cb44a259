import {settle} from './delivery.ts';
import type {World} from './world.ts';

const longestTimerMs = 2 ** 31 - 1;
/** A clock that stands still must not make the alarm spin. */
const shortestWaitMs = 50;

/**
 * Deliveries happen when someone looks. The alarm looks by itself when the next one is due,
 * so that listeners hear of a mail on time; it never keeps the process alive.
 */
export function createAlarm(world: World): {readonly set: () => void; readonly stop: () => void} {
	let timer: NodeJS.Timeout | undefined;
	const set = () => {
		clearTimeout(timer);
		const next = world.outbox[0];
		if (next === undefined) return;
		const wait = next.dueAt - world.clock().getTime();
		timer = setTimeout(ring, Math.min(Math.max(wait, shortestWaitMs), longestTimerMs)).unref();
	};
	const ring = () => {
		settle(world);
		set();
	};
	return {set, stop: () => clearTimeout(timer)};
}

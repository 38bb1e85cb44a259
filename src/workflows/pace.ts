import type {Clock} from '../model/clock.ts';
import {ServiceUnavailable} from '../model/errors.ts';

/** Asks a service many questions for one deed. */
export type Pace = <T>(question: () => Promise<T>) => Promise<T>;

/**
 * So many questions at once; and what the service asks to come back for later is asked again then, as long as that is no longer than
 * `patience` (milliseconds) after the first question.
 */
export function createPace(clock: Clock, {most, patience}: {readonly most: number; readonly patience: number}): Pace {
	const until = clock().getTime() + patience;
	const waiting: (() => void)[] = [];
	let free = most;
	const enter = async () => {
		if (free > 0) free -= 1;
		else await new Promise<void>((resolve) => waiting.push(resolve));
	};
	const leave = () => {
		const next = waiting.shift();
		if (next === undefined) free += 1;
		else next();
	};
	const ask = async <T>(question: () => Promise<T>): Promise<T> => {
		try {
			return await question();
		} catch (error) {
			const again = openingOf(error);
			if (again === undefined || again > until) throw error;
			await delay(again - clock().getTime());
			return ask(question);
		}
	};
	return async (question) => {
		await enter();
		try {
			return await ask(question);
		} finally {
			leave();
		}
	};
}

/** When the service takes questions again, if it was only asked too often. */
function openingOf(error: unknown): number | undefined {
	if (!(error instanceof ServiceUnavailable) || error.trouble.cause !== 'rate-limited') return undefined;
	return error.trouble.retryAt?.getTime();
}

/** A moment at least: what keeps saying that it is open must not keep us busy. */
function delay(milliseconds: number): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, Math.max(milliseconds, 50));
	});
}

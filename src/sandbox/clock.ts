import type {Clock} from '../model/clock.ts';

/** The sandbox's time: real time plus a shift that a person can move on. */
export interface MovableClock {
	readonly now: Clock;
	readonly moveOn: (milliseconds: number) => Promise<void>;
	/** Called with the new shift after each move, before `moveOn` resolves. */
	readonly onMove: (listener: (shift: number) => Promise<void> | void) => void;
	/** How far ahead of real time, in milliseconds. */
	readonly shift: () => number;
}

export function createMovableClock(): MovableClock {
	let shift = 0;
	const listeners: ((shift: number) => Promise<void> | void)[] = [];
	return {
		now: () => new Date(Date.now() + shift),
		moveOn: async (milliseconds) => {
			shift += milliseconds;
			for (const listener of listeners) await listener(shift);
		},
		onMove: (listener) => {
			listeners.push(listener);
		},
		shift: () => shift,
	};
}

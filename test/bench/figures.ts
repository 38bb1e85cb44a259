/** One row of the table: what was measured, against which control or limit, and whether that is enough. */
export interface Row {
	readonly id: string;
	readonly what: string;
	readonly ours: string;
	readonly control: string;
	readonly limit: string;
	readonly holds: boolean;
}

export function median(values: readonly number[]): number {
	return percentile(values, 0.5);
}

export function percentile(values: readonly number[], share: number): number {
	const ascending = [...values].sort((one, other) => one - other);
	return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN;
}

/** Ours and the control in turns, so that what else the machine does falls on both. */
export async function inTurns(rounds: number, ours: () => Promise<number>, control: () => Promise<number>) {
	const figures = {ours: [] as number[], control: [] as number[]};
	for (let round = 0; round < rounds; round += 1) {
		figures.ours.push(await ours());
		figures.control.push(await control());
	}
	return {ours: median(figures.ours), control: median(figures.control)};
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
	const start = performance.now();
	await work();
	return performance.now() - start;
}

export const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
export const perSecond = (value: number) => `${value.toFixed(0)}/s`;
export const megabytes = (value: number) => `${value.toFixed(0)} MB`;

/** What is limited by the hour, for each person and for everybody together. */
export type HourlyAct = 'removal' | 'resend' | 'request' | 'sweep' | 'automation';

/** Everything that is counted. `alert`: what is told about a limit that is used up. `bulk`: addresses of a customer domain, removed without a manager. `comment`: the same one in the same ticket. */
export type AllowanceAct = HourlyAct | 'reset' | 'confirmation' | 'pin' | 'comment' | 'alert' | 'bulk';

export type HourlyLimits = Readonly<Record<HourlyAct, number>>;

/** So many units within any window of time, counted under a key: a person, everybody, an account. */
export interface Allowance {
	readonly key: string;
	readonly most: number;
}

/** A deed that is counted under all of its keys, or, when one of them has no room, under none. */
export interface Taking {
	readonly act: AllowanceAct;
	/** The same deed counts once: what it is about, and the delivery that asks for it. */
	readonly deed: string;
	/** How much of it; 1 unless given. */
	readonly units?: number;
	/** In seconds. */
	readonly window: number;
	readonly allowances: readonly Allowance[];
}

/** What was taken, and counts until this moment. */
export interface Count {
	readonly key: string;
	readonly units: number;
	readonly until: Date;
}

export interface UsedUp extends Allowance {
	/** From when on there is room. Undefined: never, for more is asked for than is ever allowed. */
	readonly again: Date | undefined;
}

/** Undefined: there is room under every key. Else the allowance that has none for the longest. */
export function decideTaking({allowances, units = 1}: Taking, counts: readonly Count[], now: Date): UsedUp | undefined {
	const openings = allowances.map((allowance) => {
		const own = counts.filter(({key}) => key === allowance.key);
		return {...allowance, again: openingOf(own, allowance.most - units, now)};
	});
	const closed = openings.filter(({again}) => again === undefined || again > now);
	return closed.sort((one, other) => timeOf(other) - timeOf(one))[0];
}

/** The first moment at which no more than so many units count: now or before, later, or never. */
function openingOf(counts: readonly Count[], most: number, now: Date): Date | undefined {
	let left = counts.reduce((sum, {units}) => sum + units, 0);
	let at = now;
	for (const {units, until} of counts.toSorted((one, other) => one.until.getTime() - other.until.getTime())) {
		if (left <= most) return at;
		left -= units;
		at = until;
	}
	return left <= most ? at : undefined;
}

function timeOf({again}: UsedUp): number {
	return again?.getTime() ?? Number.MAX_VALUE;
}

/** The key that everybody's deeds are counted under. */
export const everybody = 'everybody';
const timesForEverybody = 10;
export const hour = 3600;
export const day = 24 * hour;

export function hourlyTaking(limits: HourlyLimits, {act, by, deed}: {readonly act: HourlyAct; readonly by: string; readonly deed: string}) {
	const most = limits[act];
	const allowances = [
		{key: by, most},
		{key: everybody, most: most * timesForEverybody},
	];
	return {act, deed, window: hour, allowances} satisfies Taking;
}

/** A deed that was refused by an hourly limit. */
export interface LimitRefusal extends UsedUp {
	readonly act: HourlyAct;
	readonly by: string;
}

/** The person, or everybody together, has done as much of this within the hour as is allowed. Nothing was changed. */
export class LimitReached extends Error {
	override readonly name = 'LimitReached';
	readonly refusal: LimitRefusal;
	constructor(refusal: LimitRefusal) {
		super(`the limit of ${refusal.most} (${refusal.act}, ${refusal.key}) is used up`);
		this.refusal = refusal;
	}
}

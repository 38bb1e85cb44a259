import {everybody, type HourlyAct, type HourlyLimits, hourlyTaking, LimitReached} from '../model/allowance.ts';
import type {Allowances} from './ports.ts';

export interface LimitDeps {
	readonly allowances: Allowances;
	/** Per person; ten times that for everybody together. */
	readonly limits: HourlyLimits;
}

export interface LimitedDeed {
	readonly act: HourlyAct;
	readonly by: string;
	/** What counts once. */
	readonly deed: string;
	/** The address that it is about; undefined: it is about nobody alone. */
	readonly subject: string | undefined;
	readonly ticket: string | undefined;
}

/**
 * Counts a deed right before its intent is written. What does not come about (somebody else was first, or the intent could not be written)
 * is not counted.
 * @throws LimitReached, which is on record then.
 */
export async function withinLimits<Begun>(deps: LimitDeps, deed: LimitedDeed, begin: () => Promise<Begun>): Promise<Begun> {
	const taking = hourlyTaking(deps.limits, deed);
	const taken = await deps.allowances.take(taking);
	if (taken.usedUp !== undefined) throw await refused(deps, deed, {...taken.usedUp, act: deed.act, by: deed.by});
	let begun: Begun | undefined;
	try {
		begun = await begin();
		return begun;
	} finally {
		if (begun === undefined && taken.isNew) await deps.allowances.giveBack(taking);
	}
}

async function refused({allowances}: LimitDeps, deed: LimitedDeed, refusal: LimitReached['refusal']): Promise<LimitReached> {
	const {act, key, most, again} = refusal;
	await allowances.refuse(refusal, {
		actor: deed.by,
		act: 'refused',
		subject: deed.subject,
		ticket: deed.ticket,
		after: {deed: act, reason: 'limit', scope: key === everybody ? everybody : 'person', most, again: again?.toISOString() ?? null},
	});
	return new LimitReached(refusal);
}

import {isRecipientsWish, type Removal, type Suppression} from './suppression.ts';
import type {SweepEntry} from './sweep.ts';

/**
 * What became of one entry of a bulk removal.
 * - `changed`: the list holds another entry for the address than was shown, so it was left
 * - `not-known`: Mailgun may have removed it, and did not say
 * - `not-removed`: Mailgun did not answer, and nothing was changed
 * - `too-late`: the time for the whole was over before its turn
 * - `withdrawn`: the approval did not hold any more when its turn came
 */
export const bulkOutcomes = ['removed', 'already-gone', 'changed', 'refused', 'not-known', 'not-removed', 'too-late', 'withdrawn'] as const;
export type BulkOutcome = (typeof bulkOutcomes)[number];

/** Many removals that one person began at once; each is a removal of its own. */
export interface BulkRemoval {
	readonly id: string;
	readonly state: 'removing' | 'done';
	/** Who chose the entries; of an approved request, its requester. */
	readonly by: string;
	/** Set: the request that a manager approved, and who did. */
	readonly requestId: string | undefined;
	readonly approvedBy: string | undefined;
	/** The customer's, in its `xn--` form. */
	readonly domain: string;
	readonly reason: string;
	readonly ticket: string | undefined;
	readonly begunAt: Date;
	/** What has not had its turn by then is left. */
	readonly endsAt: Date;
	/** Set: why nothing more is removed, for the approval holds no longer. */
	readonly stopped: string | undefined;
	/** Why it does not go on now: the limit of an hour is used up, Mailgun gives no answer, or nobody tells whether the approval still holds. */
	readonly waits: BulkWait | undefined;
	/** When it goes on, or is next told. */
	readonly nextAt: Date;
	/** How often Mailgun left something open. */
	readonly tries: number;
	/** Where its one message stands. */
	readonly place: {readonly channel: string; readonly ts: string} | undefined;
}

export type BulkWait = 'limit' | 'trouble' | 'approval';

export interface BulkEntry {
	readonly removal: Removal;
	/** Which of the chosen entries it is, from 0. */
	readonly place: number;
	/** Undefined: its turn is still to come. */
	readonly outcome: BulkOutcome | undefined;
}

export type BulkCounts = Readonly<Record<BulkOutcome | 'open', number>>;

export function countEntries(entries: readonly Pick<BulkEntry, 'outcome'>[]): BulkCounts {
	const counts = {
		open: 0,
		removed: 0,
		'already-gone': 0,
		changed: 0,
		refused: 0,
		'not-known': 0,
		'not-removed': 0,
		'too-late': 0,
		withdrawn: 0,
	};
	for (const {outcome = 'open'} of entries) counts[outcome] += 1;
	return counts;
}

/** What became of them, for cards and messages alike. */
export const outcomeWords: Readonly<Record<BulkOutcome | 'open', string>> = {
	removed: 'removed',
	'already-gone': 'already gone',
	changed: 'left, for the list holds another entry than was shown',
	refused: 'refused by Mailgun',
	'not-known': 'not known, for Mailgun did not say whether it removed them',
	'not-removed': 'not removed, for Mailgun did not answer',
	'too-late': 'left, for the time to remove them was over',
	withdrawn: 'left, for the approval holds no longer',
	open: 'still to come',
};

/** Such as `12 removed, 1 already gone`. */
export function tellCounts(counts: BulkCounts): string {
	const told = [...bulkOutcomes, 'open' as const].filter((outcome) => counts[outcome] > 0);
	return told.map((outcome) => `${counts[outcome]} ${outcomeWords[outcome]}`).join(', ');
}

/** The same of one that has ended, with why it was stopped. Its last sentence has no full stop, as `tellCounts`. */
export function tellEnd(counts: BulkCounts, stopped: string | undefined): string {
	return stopped === undefined ? tellCounts(counts) : `${tellCounts(counts)}. ${stopped.replace(/\.$/, '')}`;
}

/** An address that can be ticked: its bounces at all sending domains. */
export interface BulkChoice {
	readonly address: string;
	/** Never empty. The sequence of the first stands for the address. */
	readonly entries: readonly [SweepEntry, ...SweepEntry[]];
	/** Also on a list that is the recipient's own wish: that entry stays. */
	readonly hasWish: boolean;
}

/** Complaints and unsubscribes are never among them, nor what is not known to be on a list now. */
export function choicesOf(entries: readonly SweepEntry[]): readonly BulkChoice[] {
	const now = entries.filter(({suppressed}) => suppressed === 'now');
	const wishes = new Set(now.filter(({entry}) => isRecipientsWish(entry.kind)).map(({entry}) => entry.address.toLowerCase()));
	const byAddress = Map.groupBy(
		now.filter(({entry}) => !isRecipientsWish(entry.kind)),
		({entry}) => entry.address,
	);
	return [...byAddress].flatMap(([address, [first, ...more]]) =>
		first === undefined ? [] : [{address, entries: [first, ...more] as const, hasWish: wishes.has(address.toLowerCase())}],
	);
}

/** Undefined when any of the values stands for no choice: then nothing is removed. */
export function chosenOf(choices: readonly BulkChoice[], values: readonly string[]): readonly BulkChoice[] | undefined {
	const known = new Map(choices.map((choice) => [String(choice.entries[0].sequence), choice]));
	const chosen = [...new Set(values)].map((value) => known.get(value));
	const found = chosen.filter((choice) => choice !== undefined);
	return found.length === chosen.length && found.length > 0 ? found : undefined;
}

/** Different addresses among entries: what the approval of a manager is counted by. */
export function addressesOf(entries: readonly Suppression[]): readonly string[] {
	return [...new Set(entries.map(({address}) => address))];
}

/** Whether the list still holds what was shown: a later bounce is another entry, and was not decided on. */
export function isAsShown(shown: Suppression, live: Suppression): boolean {
	return (
		shown.code === live.code &&
		shown.text === live.text &&
		(shown.createdAt === undefined || shown.createdAt.getTime() === live.createdAt?.getTime())
	);
}

/** Whether a copy still is the entry that was decided on. Mailgun may spell an address another way in each answer. */
export function isDecidedOn(decided: Suppression | undefined, copy: Suppression): boolean {
	return (
		decided !== undefined &&
		decided.kind === copy.kind &&
		decided.sendingDomain === copy.sendingDomain &&
		decided.address.toLowerCase() === copy.address.toLowerCase() &&
		isAsShown(decided, copy)
	);
}

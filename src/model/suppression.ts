import type {Address} from './address.ts';
import type {Trouble} from './errors.ts';

/** The three kinds of suppression; each sending domain has one list of each. */
export const suppressionKinds = ['bounce', 'complaint', 'unsubscribe'] as const;
export type SuppressionKind = (typeof suppressionKinds)[number];

/** One entry of one list of one sending domain, as Mailgun holds it. */
export interface Suppression {
	readonly kind: SuppressionKind;
	readonly sendingDomain: string;
	/** As Mailgun spells it; a removal must use exactly this. */
	readonly address: string;
	/** When the entry was made; undefined when Mailgun's date cannot be read. */
	readonly createdAt: Date | undefined;
	/** SMTP code of a bounce, a string that may be empty or not a number. */
	readonly code: string;
	/** The answer of the recipient's server, for a bounce. */
	readonly text: string;
	/** What an unsubscribe covers; `*` is all mail. */
	readonly tags: readonly string[];
}

/** An entry of the allowlist: addresses and domains that never get onto the bounce list. */
export interface AllowlistEntry {
	readonly sendingDomain: string;
	readonly value: string;
	readonly reason: string;
}

/** What one list said: its entries for the address (at most one a spelling), or why nobody knows. */
export type ListAnswer<Entry> =
	| {readonly status: 'answered'; readonly entries: readonly Entry[]}
	| {readonly status: 'unavailable'; readonly trouble: Trouble};

export interface ListReading {
	readonly sendingDomain: string;
	readonly kind: SuppressionKind;
	readonly answer: ListAnswer<Suppression>;
}

export interface AllowlistReading {
	readonly sendingDomain: string;
	readonly answer: ListAnswer<AllowlistEntry>;
}

/** What is known of one address on all lists at one moment. */
export interface SuppressionFacts {
	readonly address: Address;
	readonly checkedAt: Date;
	readonly lists: readonly ListReading[];
	readonly allowlists: readonly AllowlistReading[];
}

/** An unknown is never an absence: `none` only when every list answered. */
export type SuppressionVerdict = 'none' | 'suppressed' | 'incomplete';

export function judgeSuppressions(facts: SuppressionFacts): SuppressionVerdict {
	if (foundSuppressions(facts).length > 0) return 'suppressed';
	return silentLists(facts).length === 0 && facts.lists.length > 0 ? 'none' : 'incomplete';
}

export function foundSuppressions(facts: SuppressionFacts): readonly Suppression[] {
	return facts.lists.flatMap((list) => (list.answer.status === 'answered' ? list.answer.entries : []));
}

/** The lists that did not answer. */
export function silentLists(facts: SuppressionFacts): readonly {readonly reading: ListReading; readonly trouble: Trouble}[] {
	return facts.lists.flatMap((reading) => (reading.answer.status === 'unavailable' ? [{reading, trouble: reading.answer.trouble}] : []));
}

/** A complaint and an unsubscribe are the recipient's wish: removed only at their own request. */
export function isRecipientsWish(kind: SuppressionKind): boolean {
	return kind !== 'bounce';
}

export function isSameEntry(one: Suppression, other: Suppression): boolean {
	return one.kind === other.kind && one.sendingDomain === other.sendingDomain && one.address === other.address;
}

/**
 * - `seen`: shown on a card, nothing done
 * - `removing`: the intent is on record, the call may or may not have reached Mailgun
 * - `removed`, `restored`: seen to be so by reading the list again
 */
export type RemovalState = 'seen' | 'removing' | 'removed' | 'restoring' | 'restored';

/** The undo copy: one entry as it was shown on a card, and what became of it. */
export interface Removal {
	/** Opaque; the only thing that a button carries. */
	readonly id: string;
	readonly state: RemovalState;
	readonly entry: Suppression;
	/** The address that the card was asked for, as typed. */
	readonly asked: string;
	readonly ticket: string | undefined;
	readonly seenBy: string;
	readonly seenAt: Date;
	readonly removedBy: string | undefined;
	readonly removedAt: Date | undefined;
	readonly restoredBy: string | undefined;
	readonly restoredAt: Date | undefined;
}

export const undoHours = 24;

export function mayBeUndone(removal: Removal, now: Date): boolean {
	return (
		removal.state === 'removed' && removal.removedAt !== undefined && now.getTime() - removal.removedAt.getTime() < undoHours * 3_600_000
	);
}

import {readDomain} from './address.ts';
import type {Trouble} from './errors.ts';
import {classifyReply, type ReasonClass} from './smtp-reply.ts';
import type {Suppression, SuppressionKind} from './suppression.ts';

/** From the log, in seconds; or from the whole lists, in minutes. */
export type SweepDepth = 'quick' | 'deep';

/** A quick sweep is kept when it is finished; a deep scan runs until one of the others. */
export type SweepState = 'running' | 'finished' | 'cancelled' | 'failed';

/**
 * - `now`: the list holds the entry
 * - `once`: the log shows mail that was dropped for it, and the list holds it no more
 * - `unknown`: the log shows the same, or a refusal for good, and the list did not say
 */
export const suppressedTimes = ['now', 'once', 'unknown'] as const;
export type Suppressed = (typeof suppressedTimes)[number];

export interface SweepFinding {
	readonly suppressed: Suppressed;
	/** As the list holds it; of what is not known to be there now, as the log shows it, `createdAt` being the time of that mail. */
	readonly entry: Suppression;
	/** Nothing but a refusal for good speaks for it: no mail was dropped. */
	readonly isGuess?: boolean;
}

/** A list of a sending domain. */
export interface ListPlace {
	readonly sendingDomain: string;
	readonly kind: SuppressionKind;
}

export interface SilentPlace {
	readonly sendingDomain: string;
	readonly place: SuppressionKind | 'log';
	readonly trouble: Trouble;
}

/** What a sweep could see, and what not. */
export interface SweepSight {
	/** The log was searched from then on; undefined: it was not asked. */
	readonly since: Date | undefined;
	/** Sending domains whose log holds more than was read. */
	readonly cutLogs: readonly string[];
	readonly silent: readonly SilentPlace[];
	/** Every list was read from its beginning to its end: nothing is missing. */
	readonly isWhole: boolean;
}

/** How many entries are alike. */
export interface SweepCount extends ListPlace {
	readonly suppressed: Suppressed;
	/** Of bounces. */
	readonly reason: ReasonClass | undefined;
	readonly entries: number;
}

/** Every suppressed address of one customer domain, as found at one time. */
export interface Sweep {
	/** Opaque; the only thing that a button carries. */
	readonly id: string;
	readonly by: string;
	readonly ticket: string | undefined;
	/** Of the customer, in its `xn--` form. */
	readonly domain: string;
	readonly sendingDomains: readonly string[];
	readonly depth: SweepDepth;
	readonly state: SweepState;
	readonly startedAt: Date;
	readonly finishedAt: Date | undefined;
	readonly sight: SweepSight;
	readonly counts: readonly SweepCount[];
	/** Different addresses. */
	readonly addresses: Readonly<Record<Suppressed, number>>;
}

/** What one sweep found of one list. */
export interface SweepEntry extends SweepFinding {
	/** Ascending within the sweep: where to go on reading. */
	readonly sequence: number;
	readonly reason: ReasonClass | undefined;
}

/** What a card shows of a sweep at once. */
export interface SweepPage {
	readonly sweep: Sweep;
	readonly entries: readonly SweepEntry[];
	/** From 1. */
	readonly page: number;
	readonly hasMore: boolean;
}

/** Why a bounce bounced; the other lists have no reasons. */
export function reasonOf(entry: Suppression): ReasonClass | undefined {
	return entry.kind === 'bounce' ? classifyReply(entry) : undefined;
}

/** Whether the address is of this very domain (in its `xn--` form); a subdomain is a domain of its own. */
export function isAt(domain: string, address: string): boolean {
	const at = address.lastIndexOf('@');
	if (at < 0) return false;
	const own = address.slice(at + 1).toLowerCase();
	return own === domain || (/\P{ASCII}/u.test(own) && readDomain(own) === domain);
}

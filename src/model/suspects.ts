import {type DeliveryEvent, isSuppressionDrop, listOfDrop} from './delivery.ts';
import type {Suppression, SuppressionKind} from './suppression.ts';
import {isAt, type ListPlace, type Suppressed, type SweepFinding} from './sweep.ts';

/** An address that the log of one sending domain makes us look up. */
export interface Suspect {
	readonly sendingDomain: string;
	/** As the log spells it. */
	readonly address: string;
	/** The last mail that was dropped, for each list that dropped one. */
	readonly drops: ReadonlyMap<SuppressionKind, DeliveryEvent>;
	/** The last mail that the recipient's server refused for good. */
	readonly failure: DeliveryEvent | undefined;
}

/** What one list said of the suspects. */
export interface ListSearch extends ListPlace {
	/** Entries of the customer's domain, also of addresses that nobody suspected. */
	readonly held: readonly Suppression[];
	/** Addresses that it did not answer for, lower-cased. */
	readonly unanswered: ReadonlySet<string>;
	/** It was read from its beginning to its end. */
	readonly isWhole: boolean;
}

/** Events may come in any order. */
export function suspectsIn(domain: string, events: readonly DeliveryEvent[]): readonly Suspect[] {
	const own = events.filter((event) => event.event === 'failed' && event.severity === 'permanent' && isAt(domain, event.recipient));
	const groups = Map.groupBy(own, ({recipient}) => recipient.toLowerCase());
	return [...groups.values()].flatMap(suspectOf);
}

function suspectOf(events: readonly DeliveryEvent[]): readonly Suspect[] {
	const ascending = events.toSorted((one, other) => one.at.getTime() - other.at.getTime());
	const last = ascending.at(-1);
	if (last === undefined) return [];
	const drops = ascending.filter(isSuppressionDrop).map((event) => [listOfDrop(event), event] as const);
	const failure = ascending.findLast((event) => !isSuppressionDrop(event));
	return [{sendingDomain: last.sendingDomain, address: last.recipient, drops: new Map(drops), failure}];
}

/** What the lists hold now; then what they held once; then what nobody knows now. Each by address. */
export function findingsOf(suspects: readonly Suspect[], searches: readonly ListSearch[]): readonly SweepFinding[] {
	const now = searches.flatMap(({held}) => held.map((entry): SweepFinding => ({suppressed: 'now', entry})));
	const past = suspects.flatMap((suspect) => searches.flatMap((search) => pastOf(suspect, search)));
	return [...now, ...past].sort(
		(one, other) => order[one.suppressed] - order[other.suppressed] || byText(one.entry.address, other.entry.address),
	);
}

const order: Readonly<Record<Suppressed, number>> = {now: 0, once: 1, unknown: 2};

function byText(one: string, other: string): number {
	return Number(one > other) - Number(one < other);
}

function pastOf(suspect: Suspect, {sendingDomain, kind, held, unanswered}: ListSearch): readonly SweepFinding[] {
	const address = suspect.address.toLowerCase();
	if (suspect.sendingDomain !== sendingDomain || held.some((entry) => entry.address.toLowerCase() === address)) return [];
	const drop = suspect.drops.get(kind);
	const isUnknown = unanswered.has(address);
	// A refusal for good is what bounce entries are made of; alone it shows no entry.
	const evidence = drop ?? (isUnknown && kind === 'bounce' ? suspect.failure : undefined);
	if (evidence === undefined) return [];
	return [{suppressed: isUnknown ? 'unknown' : 'once', entry: entryShown(suspect, kind, evidence), isGuess: drop === undefined}];
}

/** Why a bounce bounced, the refusal tells; what Mailgun says of its drops tells nothing of that. */
function entryShown({sendingDomain, address, failure}: Suspect, kind: SuppressionKind, evidence: DeliveryEvent): Suppression {
	const {code, text} = kind === 'bounce' && failure !== undefined ? failure : {code: '', text: ''};
	return {kind, sendingDomain, address, createdAt: evidence.at, code, text, tags: []};
}

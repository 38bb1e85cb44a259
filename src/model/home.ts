import {maskAddress, readAddress} from './address.ts';
import type {ApprovalRequest} from './approval.ts';
import type {AutomationStanding} from './automation.ts';
import type {SystemHealth} from './health.ts';
import type {Permission} from './person.ts';
import type {Removal} from './suppression.ts';
import {hiddenAddress, type Watch} from './watch.ts';

/** What is on record for one person. */
export interface HomeRecords {
	/** What managers have to decide, of everybody, what expires first at the top; undefined for whoever is none. */
	readonly waiting: readonly ApprovalRequest[] | undefined;
	/** Their own: what is open, and what was settled in the last day. Newest first, as all that follows. */
	readonly requests: readonly ApprovalRequest[];
	/** Their own of the last day. */
	readonly watches: readonly Watch[];
	/** Their own of the time in which they can be undone. */
	readonly removals: readonly Removal[];
	/** When this was read, by the database's clock. */
	readonly at: Date;
}

/** A person's App Home: what is on record for them, and how the systems answer; or why they have none. */
export type Home =
	| (HomeRecords & {readonly permitted: true; readonly systems: readonly SystemHealth[]; readonly automation: AutomationStanding})
	| Exclude<Permission, {permitted: true}>;

/** The address of a removal as one person may read it: whole if they named it, hidden if nobody did. */
export function shownTo(personId: string, {asked, entry, seenBy}: Removal): string {
	const named = asked.split(' ').some((word) => {
		const reading = readAddress(word);
		return reading.ok && reading.address.text.toLowerCase() === entry.address.toLowerCase();
	});
	if (!named) return hiddenAddress;
	return seenBy === personId ? entry.address : maskAddress(entry.address);
}

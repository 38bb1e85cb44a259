import {readAddress, spellingsOf} from '../model/address.ts';
import {nameOf, type Subject} from '../model/subject.ts';
import type {Removal, Suppression} from '../model/suppression.ts';
import type {Accounts, Removals, SuppressionLists} from './ports.ts';

export interface HiddenEntryDeps {
	readonly accounts: Accounts;
	readonly lists: SuppressionLists;
	readonly removals: Removals;
}

/**
 * The undo copy of the bounce of an account's undisclosed primary address: made only at the click, for until then nothing of ours
 * has to know the address. Empty when there is no such account or entry any more.
 */
export async function seeHiddenEntry(
	deps: HiddenEntryDeps,
	input: {
		readonly subject: Subject;
		readonly sendingDomain: string;
		readonly by: string;
		readonly ticket: string | undefined;
		readonly delivery: string;
	},
): Promise<string> {
	const {subject, sendingDomain, by, ticket} = input;
	if (subject.by === 'address') return '';
	const account = await (subject.by === 'id' ? deps.accounts.byId(subject.id) : deps.accounts.byUsername(subject.username));
	const reading = readAddress(account?.primaryEmail ?? '');
	if (!reading.ok) return '';
	const underWay = (await deps.removals.recent(reading.address.text)).find((removal) => isBounceOf(removal, sendingDomain));
	if (underWay !== undefined) return underWay.id;
	const found = await Promise.all(spellingsOf(reading.address).map((spelling) => deps.lists.read(sendingDomain, 'bounce', spelling)));
	const entry = found.find((one): one is Suppression => one !== undefined);
	if (entry === undefined) return '';
	const [removal] = await deps.removals.see([entry], {by, asked: nameOf(subject), ticket});
	return removal?.id ?? '';
}

/** A click that a crash interrupted goes on with the copy that it made. */
function isBounceOf({state, entry}: Removal, sendingDomain: string): boolean {
	return state === 'removing' && entry.kind === 'bounce' && entry.sendingDomain === sendingDomain;
}

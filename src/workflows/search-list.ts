import {readAddress, spellingsOf} from '../model/address.ts';
import {type Trouble, troubleOf} from '../model/errors.ts';
import type {Suppression} from '../model/suppression.ts';
import type {ListSearch} from '../model/suspects.ts';
import type {ListPlace} from '../model/sweep.ts';
import type {Pace} from './pace.ts';
import type {SuppressionLists} from './ports.ts';

export interface SearchDeps {
	readonly lists: Pick<SuppressionLists, 'page' | 'read'>;
	readonly pace: Pace;
}

export interface Wanted extends ListPlace {
	/** Of the customer. */
	readonly domain: string;
	/** Suspected ones, each once. */
	readonly addresses: readonly string[];
}

export type SearchAnswer = ListSearch & {readonly trouble: Trouble | undefined};

/** More than this is not looked up one by one: people wait. */
const mostLookUps = 1000;

/**
 * Whom a list holds: by its pages, or by looking each address up, whichever costs less. How long a list is nobody tells. But it is in the
 * order of the addresses, so the ones that were passed show how far a walk has come: it goes on as long as it costs no more than looking
 * those up, or a tenth of looking up all. That is a guess about cost alone: what is not found is looked up unless the whole list was read.
 */
export async function searchList(deps: SearchDeps, wanted: Wanted): Promise<SearchAnswer> {
	const walk = await walkWhileCheap(deps, wanted);
	if (walk.isWhole) return {...wanted, ...walk, unanswered: new Set(), trouble: undefined};
	const found = new Set(walk.held.map(({address}) => address.toLowerCase()));
	const left = wanted.addresses.filter((address) => !found.has(address.toLowerCase()));
	const answers = await Promise.all(left.slice(0, mostLookUps).map((address) => lookUp(deps, wanted, address)));
	const silent = answers.filter(({trouble}) => trouble !== undefined).map(({address}) => address);
	const unanswered = new Set([...silent, ...left.slice(mostLookUps)].map((address) => address.toLowerCase()));
	const tooMany = left.length > mostLookUps ? ({service: 'Mailgun', cause: 'too-many'} as const) : undefined;
	return {
		...wanted,
		held: [...walk.held, ...answers.flatMap(({entries}) => entries)],
		unanswered,
		isWhole: false,
		trouble: answers.find(({trouble}) => trouble !== undefined)?.trouble ?? tooMany,
	};
}

interface Walk {
	readonly held: readonly Suppression[];
	readonly isWhole: boolean;
}

/** A page that does not come ends the walk; what it would have shown is looked up. */
async function walkWhileCheap({lists, pace}: SearchDeps, wanted: Wanted): Promise<Walk> {
	const ascending = wanted.addresses.map((address) => address.toLowerCase()).sort();
	const held: Suppression[] = [];
	let cursor: string | undefined;
	let [pages, passed] = [0, 0];
	while (pages < Math.max(Math.floor(ascending.length / 10), passed)) {
		const from = {domain: wanted.domain, cursor};
		const page = await pace(() => lists.page(wanted, from)).catch(nothingIfSilent);
		if (page === undefined) return {held, isWhole: false};
		held.push(...page.entries);
		if (page.next === undefined) return {held, isWhole: true};
		const last = page.last?.toLowerCase() ?? '';
		while (passed < ascending.length && (ascending[passed] ?? '') <= last) passed += 1;
		pages += 1;
		cursor = page.next;
	}
	return {held, isWhole: false};
}

function nothingIfSilent(error: unknown): undefined {
	troubleOf(error);
	return undefined;
}

interface LookUp {
	readonly address: string;
	readonly entries: readonly Suppression[];
	readonly trouble: Trouble | undefined;
}

/** Under every spelling. An address that cannot be asked for safely stays unknown. */
async function lookUp({lists, pace}: SearchDeps, {sendingDomain, kind}: Wanted, address: string): Promise<LookUp> {
	const reading = readAddress(address);
	if (!reading.ok) return {address, entries: [], trouble: {service: 'Mailgun', cause: 'unreadable'}};
	try {
		const spellings = spellingsOf(reading.address);
		const answers = await Promise.all(spellings.map((spelling) => pace(() => lists.read(sendingDomain, kind, spelling))));
		const entries = new Map(answers.flatMap((entry) => (entry === undefined ? [] : [[entry.address, entry] as const])));
		return {address, entries: [...entries.values()], trouble: undefined};
	} catch (error) {
		return {address, entries: [], trouble: troubleOf(error)};
	}
}

import type {SimulatedAnswer, SimulatedRequest} from '../http.ts';
import {BadRequest, jsonAnswer, refusal} from './answers.ts';
import {readAdditions} from './list-bodies.ts';
import {addressOf, clearList, findEntry, type ListEntry, type PageQuery, pageOfEntries, putEntry, removeEntry} from './lists.ts';
import type {ListName} from './types.ts';
import type {World} from './world.ts';

interface Sentences {
	readonly unknown: string;
	readonly unknownAtRemoval: string;
	readonly removed: string;
	readonly cleared: string;
	readonly added: string;
	readonly batchAdded: string;
}

/** Word for word from recorded answers, or where there is none from the specification. */
const sentences: Readonly<Record<ListName, Sentences>> = {
	bounces: {
		unknown: 'Address not found in bounces table',
		unknownAtRemoval: 'Address not found in bounces table',
		removed: 'Bounced address has been removed',
		cleared: 'Bounced addresses for this domain have been removed',
		added: 'Address has been added to the bounces table',
		batchAdded: 'addresses have been added to the bounces table',
	},
	unsubscribes: {
		unknown: 'Address not found in unsubscribers table',
		unknownAtRemoval: 'Unsubscribe event for this tag does not exist',
		removed: 'Unsubscribe event has been removed',
		cleared: 'Unsubscribe addresses for this domain have been removed',
		added: 'Address has been added to the unsubscribes table',
		batchAdded: 'addresses have been added to the unsubscribes table',
	},
	complaints: {
		unknown: 'No spam complaints found for this address',
		unknownAtRemoval: 'No spam complaints found for this address',
		removed: 'Spam complaint has been removed',
		cleared: 'Complaint addresses for this domain have been removed',
		added: 'Address has been added to the complaints table',
		batchAdded: 'complaint addresses have been added to the complaints table',
	},
	whitelists: {
		unknown: 'Address/Domain not found in allowlist table',
		unknownAtRemoval: 'Address/Domain not found in allowlist table',
		removed: 'Allowlist address/domain has been removed',
		cleared: 'Allowlist addresses/domains for this domain have been removed',
		added: 'Address/Domain has been added to the allowlists table',
		batchAdded: '',
	},
};

export interface ListPlace {
	readonly domain: string;
	readonly list: ListName;
}

export function getEntry(world: World, {domain, list}: ListPlace, address: string): SimulatedAnswer {
	const entry = findEntry(world.lists, domain, list, address);
	return entry === undefined ? refusal(404, sentences[list].unknown) : jsonAnswer(200, entry);
}

export function deleteEntry(world: World, {domain, list}: ListPlace, address: string): SimulatedAnswer {
	const entry = removeEntry(world.lists, domain, list, address);
	if (entry === undefined) return refusal(404, sentences[list].unknownAtRemoval);
	world.changed();
	return jsonAnswer(200, {message: sentences[list].removed, [list === 'whitelists' ? 'value' : 'address']: addressOf(entry)});
}

/** A DELETE without an address empties the whole list: Mailgun does that, and asks nobody. */
export function deleteAllEntries(world: World, {domain, list}: ListPlace): SimulatedAnswer {
	clearList(world.lists, domain, list);
	world.changed();
	return jsonAnswer(200, {message: sentences[list].cleared});
}

export async function addEntries(world: World, place: ListPlace, request: SimulatedRequest): Promise<SimulatedAnswer> {
	const {domain, list} = place;
	const {entries, isBatch} = await readAdditions(list, request, world.clock());
	for (const entry of entries) putEntry(world.lists, domain, list, entry);
	world.changed();
	if (isBatch) return jsonAnswer(200, {message: `${entries.length} ${sentences[list].batchAdded}`});
	return jsonAnswer(200, {message: sentences[list].added, ...entries.map(nameOf)[0]});
}

function nameOf(entry: ListEntry): Readonly<Record<string, string>> {
	return 'value' in entry ? {type: entry.type, value: entry.value} : {address: entry.address};
}

export function listEntries(world: World, {domain, list}: ListPlace, request: SimulatedRequest): SimulatedAnswer {
	const query = parsePageQuery(request.query);
	const items = pageOfEntries(world.lists, domain, list, query);
	return jsonAnswer(200, {items, paging: pagingOf(`${world.origins.base}/v3/${domain}/${list}`, items, query)});
}

/** @throws BadRequest for a limit over 1000 or an unknown page. */
function parsePageQuery(query: URLSearchParams): PageQuery {
	const limit = query.get('limit') || '100';
	if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > 1000) throw new BadRequest('limit must be between 1 and 1000');
	const pages = ['first', 'next', 'previous', 'last'] as const;
	const wanted = query.get('page') || 'first';
	const page = pages.find((candidate) => candidate === wanted);
	if (page === undefined) throw new BadRequest('page must be next, previous or last');
	return {limit: Number(limit), page, address: query.get('address') ?? '', term: query.get('term') ?? ''};
}

/** Four whole URLs. Recorded for an empty page: all four are the first page, so a walk that does not stop begins again. */
function pagingOf(url: string, items: readonly ListEntry[], {limit, term}: PageQuery): Readonly<Record<string, string>> {
	const rest = `limit=${limit}&term=${encodeURIComponent(term)}`;
	const first = `${url}?${rest}`;
	const [top, bottom] = [items[0], items.at(-1)];
	if (top === undefined || bottom === undefined) return {first, last: first, next: first, previous: first};
	const at = (page: string, entry: ListEntry) => `${url}?page=${page}&address=${encodeURIComponent(addressOf(entry))}&${rest}`;
	return {first, last: `${url}?page=last&${rest}`, next: at('next', bottom), previous: at('previous', top)};
}

import type {AllowlistEntry, Bounce, Complaint, ListName, Unsubscribe} from './types.ts';

export type ListEntry = Bounce | Complaint | Unsubscribe | AllowlistEntry;

/** Whether `Ada@example.com` and `ada@example.com` are one entry. Not documented; insensitive is our guess. */
export type CaseSensitivity = 'insensitive' | 'exact';

interface Table {
	readonly entries: Map<string, ListEntry>;
	/** Keys in alphabetical order, until the next change. */
	sorted: readonly string[] | undefined;
}

/** Every list of every sending domain. */
export interface Lists {
	readonly caseSensitivity: CaseSensitivity;
	readonly tables: Map<string, Table>;
}

export interface PageQuery {
	readonly limit: number;
	readonly page: 'first' | 'next' | 'previous' | 'last';
	/** The divider between pages. */
	readonly address: string;
	/** Prefix of the address: no other search exists. */
	readonly term: string;
}

export const listNames: readonly ListName[] = ['bounces', 'complaints', 'unsubscribes', 'whitelists'];

export function createLists(caseSensitivity: CaseSensitivity): Lists {
	return {caseSensitivity, tables: new Map()};
}

function tableOf(lists: Lists, domain: string, list: ListName): Table {
	const name = `${domain}/${list}`;
	const table = lists.tables.get(name) ?? {entries: new Map(), sorted: undefined};
	lists.tables.set(name, table);
	return table;
}

function foldCase(caseSensitivity: CaseSensitivity, address: string): string {
	return caseSensitivity === 'insensitive' ? address.toLowerCase() : address;
}

export function addressOf(entry: ListEntry): string {
	return 'value' in entry ? entry.value : entry.address;
}

/** Adds the entry, or takes the place of the one with the same address. */
export function putEntry(lists: Lists, domain: string, list: ListName, entry: ListEntry): void {
	const table = tableOf(lists, domain, list);
	const key = foldCase(lists.caseSensitivity, addressOf(entry));
	table.entries.set(key, 'value' in entry ? {...entry, value: key} : {...entry, address: key});
	table.sorted = undefined;
}

export function findEntry(lists: Lists, domain: string, list: ListName, address: string): ListEntry | undefined {
	return tableOf(lists, domain, list).entries.get(foldCase(lists.caseSensitivity, address));
}

/** Returns the entry that was removed. */
export function removeEntry(lists: Lists, domain: string, list: ListName, address: string): ListEntry | undefined {
	const table = tableOf(lists, domain, list);
	const key = foldCase(lists.caseSensitivity, address);
	const entry = table.entries.get(key);
	if (table.entries.delete(key)) table.sorted = undefined;
	return entry;
}

export function clearList(lists: Lists, domain: string, list: ListName): void {
	lists.tables.delete(`${domain}/${list}`);
}

/** In alphabetical order. */
export function allEntries(lists: Lists, domain: string, list: ListName): readonly ListEntry[] {
	const table = tableOf(lists, domain, list);
	return pick(table, sortedKeys(table));
}

export function pageOfEntries(lists: Lists, domain: string, list: ListName, query: PageQuery): readonly ListEntry[] {
	const table = tableOf(lists, domain, list);
	const term = foldCase(lists.caseSensitivity, query.term);
	const all = sortedKeys(table);
	const keys = term === '' ? all : all.filter((key) => key.startsWith(term));
	return pick(table, sliceOfPage(keys, {...query, address: foldCase(lists.caseSensitivity, query.address)}));
}

function sliceOfPage(keys: readonly string[], {page, limit, address}: PageQuery): readonly string[] {
	if (page === 'last') return keys.slice(-limit);
	const divider = firstAtOrAfter(keys, address);
	if (page === 'previous') return keys.slice(Math.max(0, divider - limit), divider);
	const start = page === 'first' ? 0 : divider + (keys[divider] === address ? 1 : 0);
	return keys.slice(start, start + limit);
}

function sortedKeys(table: Table): readonly string[] {
	table.sorted ??= [...table.entries.keys()].sort();
	return table.sorted;
}

function pick(table: Table, keys: readonly string[]): readonly ListEntry[] {
	return keys.flatMap((key) => table.entries.get(key) ?? []);
}

function firstAtOrAfter(keys: readonly string[], address: string): number {
	let low = 0;
	let high = keys.length;
	while (low < high) {
		const middle = Math.floor((low + high) / 2);
		if ((keys[middle] ?? '') < address) low = middle + 1;
		else high = middle;
	}
	return low;
}

import {type Address, type AddressReading, readAddress, readDomain} from '../../model/address.ts';
import type {LogQuestion, LogSubject} from '../../model/log-query.ts';
import {nearest} from '../../model/words.ts';
import {type CommandWords, readCommandWords, shortWord} from '../command-words.ts';

/** What a person meant by the words after `/suppression`. */
export type SuppressionRequest =
	| {readonly wish: 'modal'}
	| {readonly wish: 'help'}
	| {readonly wish: 'check'; readonly address: Address; readonly ticket: string | undefined}
	/** The address is to be taken from the ticket. */
	| {readonly wish: 'ticket'; readonly ticket: string}
	| {readonly wish: 'history'; readonly address: Address; readonly ticket: string | undefined}
	| {readonly wish: 'log'; readonly question: LogQuestion}
	/** `isOn`: as it shall be switched; undefined: only how it stands. */
	| {readonly wish: 'automation'; readonly isOn: boolean | undefined}
	| {readonly wish: 'domain'; readonly domain: string; readonly ticket: string | undefined}
	| {readonly wish: 'unclear'; readonly problem: string};

const words = ['help', 'history', 'log', 'automation'];

const elsewhere: Readonly<Record<string, string>> = {
	reset: 'A reset belongs to the other command: /confirm reset and the username.',
	portal: 'The Customers Portal belongs to the other command: /confirm portal and the address.',
};

export function parseSuppression(text: string): SuppressionRequest {
	const read = readCommandWords(text);
	if ('problem' in read) return unclear(read.problem);
	const [first, ...others] = read.words;
	if (first === undefined) return withoutSubject(read);
	return parseWord(first.toLowerCase(), others, read) ?? parseSubject(first, others, read);
}

function withoutSubject({ticket, said}: CommandWords): SuppressionRequest {
	if (ticket !== undefined) return {wish: 'ticket', ticket};
	return said === undefined ? {wish: 'modal'} : unclear('An address is missing.');
}

/** Undefined when the first word is none of ours. */
function parseWord(word: string, others: readonly string[], read: CommandWords): SuppressionRequest | undefined {
	if (word === 'help') return {wish: 'help'};
	if (word === 'history') return parseHistory(others, read.ticket);
	if (word === 'log') return parseLog(others, read);
	if (word === 'automation') return parseAutomation(others);
	return Object.hasOwn(elsewhere, word) ? unclear(elsewhere[word] ?? '') : undefined;
}

function parseHistory(others: readonly string[], ticket: string | undefined): SuppressionRequest {
	const [subject, ...more] = others;
	if (subject === undefined || more.length > 0) return unclear('history needs one address.');
	const reading = readAddress(subject);
	return reading.ok
		? {wish: 'history', address: reading.address, ticket}
		: unclear(`“${shortWord(subject)}” is not an address I can use: ${reading.problem}.`);
}

function parseAutomation(others: readonly string[]): SuppressionRequest {
	const word = others.join(' ').toLowerCase();
	if (word === '') return {wish: 'automation', isOn: undefined};
	return word === 'on' || word === 'off'
		? {wish: 'automation', isOn: word === 'on'}
		: unclear('automation is followed by on, by off, or by nothing.');
}

function parseLog(others: readonly string[], {ticket, said: kind}: CommandWords): SuppressionRequest {
	const lengths = others.filter((word) => /^\d{1,3}d$/i.test(word));
	const [subject, ...more] = others.filter((word) => !lengths.includes(word));
	if (subject === undefined || more.length > 0 || lengths.length > 1)
		return unclear('log needs one address or domain, and perhaps a number of days such as 7d.');
	const days = lengths[0] === undefined ? undefined : Number.parseInt(lengths[0], 10);
	if (days === 0) return unclear('0d is no time at all.');
	const reading = readLogSubject(subject);
	return 'problem' in reading ? unclear(reading.problem) : {wish: 'log', question: {subject: reading, days, filter: {kind}, ticket}};
}

function readLogSubject(word: string): LogSubject | {readonly problem: string} {
	const reading = readOne(word);
	if (reading.ok) return {by: 'address', address: reading.address};
	const domain = domainIn(word);
	return domain === undefined ? {problem: `“${shortWord(word)}” is not an address I can use: ${reading.problem}.`} : {by: 'domain', domain};
}

function parseSubject(word: string, others: readonly string[], {words: all, ticket}: CommandWords): SuppressionRequest {
	if (others.length > 0) return unclear(`I understand one address at a time, and this is more: “${shortWord(all.join(' '))}”.`);
	const reading = readOne(word);
	if (reading.ok) return {wish: 'check', address: reading.address, ticket};
	const domain = domainIn(word);
	if (domain !== undefined) return {wish: 'domain', domain, ticket};
	if (word.includes('@')) return unclear(`“${shortWord(word)}” is not an address I can use: ${reading.problem}.`);
	const near = nearest(word.toLowerCase(), words);
	const hint = near === undefined ? ' For the account of that name: /confirm and the username.' : ` Did you mean ${near}?`;
	return unclear(`I do not know “${shortWord(word)}”.${hint}`);
}

/** By the rules of mail a star is an address too; nobody means that one. */
function readOne(word: string): AddressReading {
	const reading = readAddress(word);
	return reading.ok && reading.address.local === '*' ? {ok: false, problem: 'it stands for everybody there'} : reading;
}

/** `example.com`, `@example.com`, `*@example.com`, and Slack's link forms of them. */
function domainIn(word: string): string | undefined {
	const bare = (/^<(?:https?:\/\/|mailto:)[^|>]*\|([^>]*)>$/.exec(word)?.[1] ?? word).replace(/^\*?@/, '');
	return readDomain(bare);
}

function unclear(problem: string): SuppressionRequest {
	return {wish: 'unclear', problem};
}

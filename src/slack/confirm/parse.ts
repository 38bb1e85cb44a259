import {type Address, readAddress} from '../../model/address.ts';
import type {Subject} from '../../model/subject.ts';
import {nearest} from '../../model/words.ts';
import {readCommandWords, shortWord} from '../command-words.ts';
import type {Check} from './check.ts';

/** What a person meant by the words after `/confirm`. */
export type ConfirmRequest =
	| {readonly wish: 'modal'}
	| {readonly wish: 'help'}
	| {readonly wish: 'check'; readonly check: Check}
	| {readonly wish: 'several'; readonly checks: readonly Check[]}
	| {readonly wish: 'reset'; readonly check: Check}
	| {readonly wish: 'portal'; readonly check: Check}
	/** The address is to be taken from the ticket. */
	| {readonly wish: 'ticket'; readonly ticket: string; readonly said: Check['said']}
	| {readonly wish: 'unclear'; readonly problem: string};

/** No username of these is looked up, unless an @ stands before it. */
export const reservedWords = ['help', 'reset', 'portal', 'log', 'history', 'automation'] as const;

const elsewhere: Readonly<Record<Exclude<(typeof reservedWords)[number], 'help' | 'reset' | 'portal'>, string>> = {
	log: 'The log belongs to the other command: /suppression log and the address.',
	history: 'The history belongs to the other command: /suppression history and the address.',
	automation: 'The automation is not built into this version yet.',
};

export function parseConfirm(text: string): ConfirmRequest {
	const read = readCommandWords(text);
	if ('problem' in read) return unclear(read.problem);
	const {words, ...options} = read;
	const [first, ...others] = words;
	if (first === undefined) {
		const {ticket, said} = options;
		if (ticket !== undefined) return {wish: 'ticket', ticket, said};
		return said === undefined ? {wish: 'modal'} : unclear('An address or a username is missing.');
	}
	const reserved = reservedWords.find((word) => word === first.toLowerCase());
	if (reserved !== undefined) return parseReserved(reserved, others, options);
	if (others.length > 0 && readAccount(first) === undefined) return parseSeveral(words, options);
	const reading = readSubject(words);
	return 'problem' in reading ? unclear(reading.problem) : {wish: 'check', check: {...options, ...reading}};
}

function parseReserved(reserved: (typeof reservedWords)[number], others: readonly string[], options: Options): ConfirmRequest {
	switch (reserved) {
		case 'help':
			return {wish: 'help'};
		case 'reset':
			return parseReset(others, options);
		case 'portal':
			return parsePortal(others, options);
		default:
			return unclear(elsewhere[reserved]);
	}
}

type Options = Pick<Check, 'said' | 'ticket'>;

/** Of an account only: an address could be that of anybody, and its account shows up with the look-up. */
function parseReset(words: readonly string[], {ticket}: Options): ConfirmRequest {
	const [first = '', ...more] = words;
	const account = readAccount(first);
	if (account !== undefined && more.length === 0)
		return {wish: 'reset', check: {subject: {...account, reported: undefined}, said: 'reset', ticket}};
	const reading = readAddress(first);
	const address = reading.ok ? ` For an address: /confirm ${reading.address.typed} mail:reset.` : '';
	return unclear(`reset needs one username or number of an account: /confirm reset ada, or /confirm reset id:123.${address}`);
}

/** The address of a Portal account, and perhaps another one that the same customer may have signed up with. */
function parsePortal(words: readonly string[], options: Options): ConfirmRequest {
	const read = words.map(readListed);
	const problem = read.find((one): one is {readonly problem: string} => 'problem' in one);
	if (problem !== undefined) return unclear(problem.problem);
	const [first, second, ...more] = read.flatMap((one) => ('problem' in one ? [] : [one]));
	if (first === undefined || more.length > 0) return unclear('portal needs one address, or two: /confirm portal ada@example.com');
	const other = second?.text === first.text ? undefined : second;
	return {wish: 'portal', check: {...options, subject: {by: 'address', address: first}, portal: {other, told: undefined}}};
}

const mostAddresses = 10;

/** Each address once, in the order in which they were typed. */
function parseSeveral(words: readonly string[], options: Options): ConfirmRequest {
	const addresses = new Map<string, Address>();
	for (const word of words) {
		const read = readListed(word);
		if ('problem' in read) return unclear(read.problem);
		if (!addresses.has(read.text)) addresses.set(read.text, read);
	}
	const [only, ...more] = [...addresses.values()].map((address): Check => ({...options, subject: {by: 'address', address}}));
	if (only === undefined) return {wish: 'modal'};
	if (more.length === 0) return {wish: 'check', check: only};
	if (more.length >= mostAddresses) return unclear(tooMany(more.length + 1));
	return {wish: 'several', checks: [only, ...more]};
}

/** A comma may stand between the addresses. */
function readListed(word: string): Address | {readonly problem: string} {
	const reading = readAddress(word.replace(/[,;]$/, ''));
	if (reading.ok) return reading.address;
	if (word.includes('@')) return {problem: notUsable(word, reading.problem)};
	return {
		problem: `“${shortWord(word)}” is no address. Several addresses may stand side by side; an account and the address that the customer reports go in this order: username, address.`,
	};
}

function tooMany(count: number): string {
	return `I look up ${mostAddresses} addresses at once, and these are ${count}. Please divide them among several commands.`;
}

/** An address, an account, or an account and the address that the customer reports. */
export function readSubject(words: readonly string[]): {readonly subject: Subject} | {readonly problem: string} {
	const [first = '', second, ...more] = words;
	if (more.length > 0)
		return {problem: `I look up one address or one account at a time, and this is more: “${shortWord(words.join(' '))}”.`};
	const account = readAccount(first);
	if (account !== undefined) return withReported(account, second, first);
	const reading = readAddress(first);
	if (!reading.ok) return {problem: notUsable(first, reading.problem)};
	if (second === undefined) return {subject: {by: 'address', address: reading.address}};
	return {
		problem: 'I look up one address at a time. An account and the address that the customer reports go in this order: username, address.',
	};
}

function withReported(
	account: Account,
	second: string | undefined,
	first: string,
): {readonly subject: Subject} | {readonly problem: string} {
	if (second === undefined) return {subject: {...account, reported: undefined}};
	const reading = readAddress(second);
	if (reading.ok) return {subject: {...account, reported: reading.address}};
	const near = nearest(first.toLowerCase(), reservedWords);
	return {problem: `${notUsable(second, reading.problem)}${near === undefined ? '' : ` Did you mean /confirm ${near}?`}`};
}

type Account = {readonly by: 'username'; readonly username: string} | {readonly by: 'id'; readonly id: number};

/** GitLab's usernames: letters, digits, `_`, `-`, `.`; also in Slack's link form, which it gives to what looks like a domain. */
function readAccount(word: string): Account | undefined {
	const id = /^id:(\d{1,12})$/i.exec(word)?.[1];
	if (id !== undefined && Number(id) > 0) return {by: 'id', id: Number(id)};
	const bare = (/^<https?:\/\/[^|>]*\|([^>]*)>$/.exec(word)?.[1] ?? word).replace(/^@/, '');
	return /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/.test(bare) ? {by: 'username', username: bare} : undefined;
}

function notUsable(word: string, problem: string): string {
	if (word.includes('@')) return `“${shortWord(word)}” is not an address I can use: ${problem}.`;
	return `“${shortWord(word)}” is neither an address nor a username.`;
}

function unclear(problem: string): ConfirmRequest {
	return {wish: 'unclear', problem};
}

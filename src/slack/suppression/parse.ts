import {type Address, readAddress, readDomain} from '../../model/address.ts';
import {readTicket} from '../../model/ticket.ts';
import {nearest} from '../../model/words.ts';

/** What a person meant by the words after `/suppression`. */
export type SuppressionRequest =
	| {readonly wish: 'modal'}
	| {readonly wish: 'help'}
	| {readonly wish: 'check'; readonly address: Address; readonly ticket: string | undefined}
	| {readonly wish: 'history'; readonly address: Address; readonly ticket: string | undefined}
	| {readonly wish: 'log'; readonly address: Address; readonly days: number | undefined; readonly ticket: string | undefined}
	| {readonly wish: 'domain'; readonly domain: string}
	| {readonly wish: 'unclear'; readonly problem: string};

const options = /^(?:ticket|mail):/i;
const ticketUrl = /^<?https:\/\//i;
const mailKinds = ['confirmation', 'code', 'reset', 'sign-in', 'other'];
const words = ['help', 'history', 'log'];

export function parseSuppression(text: string): SuppressionRequest {
	if (text.length > 3000) return unclear('That is longer than any command of mine.');
	const tokens = text
		.trim()
		.split(/\s+/)
		.filter((token) => token !== '');
	const named = tokens.filter((token) => options.test(token) || ticketUrl.test(token));
	const rest = tokens.filter((token) => !named.includes(token));
	const given = readOptions(named);
	if ('problem' in given) return unclear(given.problem);
	const [first, ...others] = rest;
	if (first === undefined) return named.length === 0 ? {wish: 'modal'} : unclear('An address is missing.');
	if (first.toLowerCase() === 'help') return {wish: 'help'};
	if (first.toLowerCase() === 'history') return parseHistory(others, given.ticket);
	if (first.toLowerCase() === 'log') return parseLog(others, given.ticket);
	return others.length === 0
		? parseSubject(first, given.ticket)
		: unclear(`I understand one address at a time, and this is more: “${cut(others.join(' '))}”.`);
}

function readOptions(tokens: readonly string[]): {readonly ticket: string | undefined} | {readonly problem: string} {
	let ticket: string | undefined;
	for (const token of tokens) {
		if (/^mail:/i.test(token)) {
			if (!mailKinds.includes(token.slice(5).toLowerCase()))
				return {problem: `I know these kinds of mail: ${mailKinds.join(', ')}; “${cut(token.slice(5))}” is none of them.`};
			continue;
		}
		const reading = readTicket(token);
		if (!reading.ok) return {problem: `“${cut(token)}” is neither the number nor the URL of a ticket.`};
		ticket = reading.ticket;
	}
	return {ticket};
}

function parseHistory(others: readonly string[], ticket: string | undefined): SuppressionRequest {
	const [subject, ...more] = others;
	if (subject === undefined || more.length > 0) return unclear('history needs one address.');
	const reading = readAddress(subject);
	return reading.ok
		? {wish: 'history', address: reading.address, ticket}
		: unclear(`“${cut(subject)}” is not an address I can use: ${reading.problem}.`);
}

function parseLog(others: readonly string[], ticket: string | undefined): SuppressionRequest {
	const lengths = others.filter((word) => /^\d{1,3}d$/i.test(word));
	const [subject, ...more] = others.filter((word) => !lengths.includes(word));
	if (subject === undefined || more.length > 0 || lengths.length > 1)
		return unclear('log needs one address, and perhaps a number of days such as 7d.');
	const days = lengths[0] === undefined ? undefined : Number.parseInt(lengths[0], 10);
	if (days === 0) return unclear('0d is no time at all.');
	const reading = readAddress(subject);
	return reading.ok
		? {wish: 'log', address: reading.address, days, ticket}
		: unclear(`“${cut(subject)}” is not an address I can use: ${reading.problem}.`);
}

function parseSubject(word: string, ticket: string | undefined): SuppressionRequest {
	const reading = readAddress(word);
	if (reading.ok) return {wish: 'check', address: reading.address, ticket};
	const domain = domainIn(word);
	if (domain !== undefined) return {wish: 'domain', domain};
	if (word.includes('@')) return unclear(`“${cut(word)}” is not an address I can use: ${reading.problem}.`);
	const near = nearest(word.toLowerCase(), words);
	return unclear(`I do not know “${cut(word)}”.${near === undefined ? '' : ` Did you mean ${near}?`}`);
}

/** `example.com`, `@example.com`, `*@example.com`, and Slack's link form of the first. */
function domainIn(word: string): string | undefined {
	const bare = (/^<https?:\/\/[^|>]*\|([^>]*)>$/.exec(word)?.[1] ?? word).replace(/^\*?@/, '');
	return readDomain(bare);
}

function unclear(problem: string): SuppressionRequest {
	return {wish: 'unclear', problem};
}

function cut(text: string): string {
	return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

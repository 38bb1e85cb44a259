import {readAddress} from '../../model/address.ts';
import {type MailKind, mailKinds} from '../../model/mail-kind.ts';
import type {Subject} from '../../model/subject.ts';
import {readTicket} from '../../model/ticket.ts';
import {nearest} from '../../model/words.ts';
import type {Check} from './check.ts';

/** What a person meant by the words after `/confirm`. */
export type ConfirmRequest =
	| {readonly wish: 'modal'}
	| {readonly wish: 'help'}
	| {readonly wish: 'check'; readonly check: Check}
	| {readonly wish: 'unclear'; readonly problem: string};

/** No username of these is looked up, unless an @ stands before it. */
export const reservedWords = ['help', 'reset', 'portal', 'log', 'history', 'automation'] as const;

const elsewhere: Readonly<Record<Exclude<(typeof reservedWords)[number], 'help'>, string>> = {
	reset:
		'A reset of its own does not exist yet: look the account up with /confirm and its username, and use Send Password Reset where the card offers it.',
	portal:
		'The Customers Portal is not built into this version yet. /suppression with the address shows the Portal’s suppression lists too.',
	log: 'The log belongs to the other command: /suppression log and the address.',
	history: 'The history belongs to the other command: /suppression history and the address.',
	automation: 'The automation is not built into this version yet.',
};

export function parseConfirm(text: string): ConfirmRequest {
	if (text.length > 3000) return unclear('That is longer than any command of mine.');
	const tokens = text
		.trim()
		.split(/\s+/)
		.filter((token) => token !== '');
	const named = tokens.filter((token) => /^(?:ticket|mail):/i.test(token) || /^<?https:\/\/[^|]*\/\d/i.test(token));
	const rest = tokens.filter((token) => !named.includes(token));
	const options = readOptions(named);
	if ('problem' in options) return unclear(options.problem);
	if (rest.length === 0) return named.length === 0 ? {wish: 'modal'} : unclear('An address or a username is missing.');
	const reserved = reservedWords.find((word) => word === rest[0]?.toLowerCase());
	if (reserved === 'help') return {wish: 'help'};
	if (reserved !== undefined) return unclear(elsewhere[reserved]);
	const reading = readSubject(rest);
	return 'problem' in reading ? unclear(reading.problem) : {wish: 'check', check: {...options, ...reading}};
}

type Options = Pick<Check, 'said' | 'ticket'>;

function readOptions(tokens: readonly string[]): Options | {readonly problem: string} {
	let [said, ticket]: [MailKind | undefined, string | undefined] = [undefined, undefined];
	for (const token of tokens) {
		if (/^mail:/i.test(token)) {
			said = mailKinds.find((kind) => kind === token.slice(5).toLowerCase());
			if (said === undefined)
				return {problem: `I know these kinds of mail: ${mailKinds.join(', ')}; “${cut(token.slice(5))}” is none of them.`};
			continue;
		}
		const reading = readTicket(token);
		if (!reading.ok) return {problem: `“${cut(token)}” is neither the number nor the URL of a ticket.`};
		ticket = reading.ticket;
	}
	return {said, ticket};
}

/** An address, an account, or an account and the address that the customer reports. */
export function readSubject(words: readonly string[]): {readonly subject: Subject} | {readonly problem: string} {
	const [first = '', second, ...more] = words;
	if (more.length > 0) return {problem: `I look up one address or one account at a time, and this is more: “${cut(words.join(' '))}”.`};
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
	if (word.includes('@')) return `“${cut(word)}” is not an address I can use: ${problem}.`;
	return `“${cut(word)}” is neither an address nor a username.`;
}

function unclear(problem: string): ConfirmRequest {
	return {wish: 'unclear', problem};
}

function cut(text: string): string {
	return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

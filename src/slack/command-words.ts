import {type MailKind, mailKinds} from '../model/mail-kind.ts';
import {readTicket} from '../model/ticket.ts';
import {nearest} from '../model/words.ts';

/** What stands after a command: its words, and the options, which may stand anywhere among them. */
export interface CommandWords {
	readonly words: readonly string[];
	/** `mail:`: the agent's word about the missing mail. */
	readonly said: MailKind | undefined;
	/** `ticket:`, or the URL of a ticket. */
	readonly ticket: string | undefined;
}

const optionNames = ['ticket', 'mail'] as const;

/** Options that nobody knows, and values that they do not take, are a problem in words. */
export function readCommandWords(text: string): CommandWords | {readonly problem: string} {
	if (text.length > 3000) return {problem: 'That is longer than any command of mine.'};
	const words: string[] = [];
	let [said, ticket]: [MailKind | undefined, string | undefined] = [undefined, undefined];
	for (const token of text.split(/\s+/).filter((part) => part !== '')) {
		const option = readOption(token);
		if (option === undefined) words.push(token);
		else if ('problem' in option) return option;
		else [said, ticket] = [option.said ?? said, option.ticket ?? ticket];
	}
	return {words, said, ticket};
}

type Option = {readonly said?: MailKind; readonly ticket?: string};

/** Undefined: an ordinary word. */
function readOption(token: string): Option | {readonly problem: string} | undefined {
	const name = /^([a-z]{2,20}):/i.exec(token)?.[1]?.toLowerCase();
	if (name === 'mail') return readMail(token.slice('mail:'.length));
	if (name === 'ticket' || isPage(token)) return readTicketOption(token);
	const isWord = name === undefined || name === 'id' || name.startsWith('http') || token.includes('@');
	return isWord ? undefined : {problem: unknownOption(name)};
}

/** A URL with a path. Without one Slack may have made a link of a bare domain. */
function isPage(token: string): boolean {
	return /^<?https:\/\/[^|>]*\/[^|>]/i.test(token);
}

function readMail(word: string): Option | {readonly problem: string} {
	const said = mailKinds.find((kind) => kind === word.toLowerCase());
	return said === undefined
		? {problem: `I know these kinds of mail: ${mailKinds.join(', ')}; “${shortWord(word)}” is none of them.`}
		: {said};
}

function readTicketOption(token: string): Option | {readonly problem: string} {
	const reading = readTicket(token);
	return reading.ok ? {ticket: reading.ticket} : {problem: `“${shortWord(token)}” is neither the number nor the URL of a ticket.`};
}

function unknownOption(name: string): string {
	const near = nearest(name, optionNames);
	const hint = near === undefined ? '' : ` Did you mean ${near}:?`;
	return `I do not know the option “${name}:”. The options are ticket:12345 and mail:${mailKinds.join('|')}.${hint}`;
}

/** For quoting what was typed. */
export function shortWord(text: string): string {
	return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

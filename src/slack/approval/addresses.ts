import type {KnownBlock, RichTextElement} from '@slack/types';
import {looksAlike} from '../../model/look-alike.ts';
import {domainInOwnLetters} from '../domain-letters.ts';
import {bold, code, line, type Piece} from '../kit.ts';

/** Domains with letters outside of ASCII stand beside the form that mail uses, which is the one that counts. */
export function lettersLines(addresses: readonly string[]): readonly KnownBlock[] {
	const domains = [...new Set(addresses.map((address) => split(address).domain))];
	return domains.flatMap((domain) => {
		const letters = domainInOwnLetters(domain);
		return letters === undefined ? [] : [line(bold('The domain '), code(domain), ' reads ', code(letters))];
	});
}

/** Shows where two addresses part, and says it, for eyes that read over it. */
export function differenceLines(one: string, other: string): readonly KnownBlock[] {
	const [from, to] = [split(one), split(other)];
	const words = [
		from.local === to.local ? 'the same name before the @' : localDifference(from.local, to.local),
		from.domain === to.domain ? 'the same domain' : `another domain (${from.domain} → ${to.domain})`,
	];
	return [
		line(bold('The difference: '), `${words.join(', ')}.`),
		...(one === other ? [] : [line(...marked(from.local, to.local), code('@'), ...marked(from.domain, to.domain))]),
	];
}

/** Set: the target would pass for the address that it is not, or for one at the same domain. */
export function likeness(one: string, other: string): 'address' | 'domain' | undefined {
	if (looksAlike(inLetters(one), inLetters(other))) return 'address';
	return looksAlike(split(inLetters(one)).domain, split(inLetters(other)).domain) ? 'domain' : undefined;
}

function inLetters(address: string): string {
	const {local, domain} = split(address);
	return `${local}@${domainInOwnLetters(domain) ?? domain}`;
}

function split(address: string): {readonly local: string; readonly domain: string} {
	const at = address.lastIndexOf('@');
	return {local: address.slice(0, at), domain: address.slice(at + 1)};
}

function localDifference(one: string, other: string): string {
	const words = `another name before the @ (${one} → ${other})`;
	return one.toLowerCase() === other.toLowerCase() ? `${words}, in letter case only` : words;
}

/** What both share, in between what is gone (struck out) and what is there instead (bold). */
function marked(one: string, other: string): readonly Piece[] {
	const start = sharedStart(one, other);
	const end = sharedStart(backwards(one.slice(start)), backwards(other.slice(start)));
	const [gone, come] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
	return [
		...part(one.slice(0, start), {}),
		...part(gone, {strike: true}),
		...part(come, {bold: true}),
		...part(one.slice(one.length - end), {}),
	];
}

function sharedStart(one: string, other: string): number {
	let length = 0;
	while (length < one.length && one[length] === other[length]) length += 1;
	return length;
}

/** Addresses here are ASCII: no letter is longer than one unit. */
function backwards(text: string): string {
	return [...text].reverse().join('');
}

function part(text: string, style: {readonly strike?: boolean; readonly bold?: boolean}): readonly RichTextElement[] {
	return text === '' ? [] : [{type: 'text', text, style: {...style, code: true}}];
}

import {type Address, readAddress} from '../../model/address.ts';

/** All that people may have written; a message of Slack is not longer than this. */
const mostText = 60_000;
const local = "[A-Za-z0-9_.+'-]";
const bare = new RegExp(`(?<!${local})${local}{1,64}@[\\p{L}\\p{M}\\p{N}.-]{1,255}`, 'gu');
/** Slack's links, of its text and of its blocks: what stands in one is taken whole. A label that says the same says it once. */
const linked = /mailto:([^|>?\s]{1,320})(?:\?[^|>\s]{0,500})?(?:\|\1)?/gi;

/** The addresses that a message names, in its text, blocks or attachments, each once, in the order of the message. */
export function addressesIn(message: unknown): readonly Address[] {
	const text = textsOf(message).join('\n').slice(0, mostText);
	const found = [...text.matchAll(linked), ...text.replace(linked, ' ').matchAll(bare)].map((match) => match[1] ?? unwrapped(match));
	const addresses = new Map<string, Address>();
	for (const word of found) {
		const reading = readAddress(word);
		if (!reading.ok) continue;
		const key = reading.address.text.toLowerCase();
		if (!addresses.has(key)) addresses.set(key, reading.address);
	}
	const places = new Map([...addresses].map(([key]) => [key, text.toLowerCase().indexOf(key)]));
	return [...addresses].sort(([one], [other]) => (places.get(one) ?? 0) - (places.get(other) ?? 0)).map(([, address]) => address);
}

/** Emphasis stands around an address as a pair; a full stop ends the sentence. */
function unwrapped({0: found, index, input}: RegExpExecArray): string {
	const after = input.charAt(index + found.length);
	const isWrapped = /[_']/.test(after) && found.startsWith(after);
	return found.slice(isWrapped ? 1 : 0).replace(/[.-]+$/, '');
}

const told = new Set(['text', 'blocks', 'attachments', 'fallback', 'pretext', 'title', 'fields', 'value', 'elements', 'url']);

/** What can be read on a message, and where its links lead; not the ids and names around it. */
function textsOf(value: unknown, depth = 0): readonly string[] {
	if (typeof value === 'string') return [unescaped(value)];
	if (value === null || typeof value !== 'object' || depth > 12) return [];
	if (Array.isArray(value)) return value.flatMap((item) => textsOf(item, depth + 1));
	return Object.entries(value).flatMap(([name, inner]) => (told.has(name) ? textsOf(inner, depth + 1) : []));
}

/** Slack's three control characters, as it writes them in texts. */
function unescaped(text: string): string {
	return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/**
 * One address, strictly read: a dot-atom ASCII local part at a dotted domain, and nothing else (RFC 5322 3.2.3, RFC 5321 4.5.3.1).
 * Lists, groups, display names, quotes, comments, percent signs, control, zero-width and bidi characters are refused by name and place.
 */
export interface Address {
	/** Local part as typed, `@`, domain in lower-case `xn--` form. Two equal texts are the same address. */
	readonly text: string;
	/** As the person typed it, the domain in its `xn--` form where it was not ASCII. */
	readonly typed: string;
	readonly local: string;
	readonly domain: string;
}

export type AddressReading = {readonly ok: true; readonly address: Address} | {readonly ok: false; readonly problem: string};

const maximumLength = 254;
const maximumLocalLength = 64;
const atextCharacter = /[A-Za-z0-9!#$&'*+/=?^_`{|}~.@-]/;
/** Slack's own form of an address in a message or a command: `<mailto:a@b|a@b>`. */
const slackLink = /^<mailto:([^|>]+)(?:\|([^>]*))?>$/;
/** What a paste may leave around an address. Not \s: line ends may carry a second line, and a byte order mark is seen by nobody. */
const outerSpace = /^[ \t]+|[ \t]+$/g;

/** Reads what a person typed or pasted. Linear in its input; longer input than 320 characters is refused before it is looked at. */
export function readAddress(input: string): AddressReading {
	if (input.length > 800) return refused('it is longer than an address can be (254 characters)');
	const bare = input.replace(outerSpace, '');
	const [, text = bare, label = text] = slackLink.exec(bare) ?? [];
	if (label.includes('@') && label.toLowerCase() !== text.toLowerCase()) return refused('it is a link that shows another address');
	const problem = problemOf(text);
	if (problem !== undefined) return refused(problem);
	const at = text.indexOf('@');
	const local = text.slice(0, at);
	const domain = readDomain(text.slice(at + 1));
	if (domain === undefined) return refused(`${quoted(text.slice(at + 1))} is not a domain that mail can be sent to`);
	const address = `${local}@${domain}`;
	if (address.length > maximumLength) return refused('it is longer than an address can be (254 characters)');
	const typedDomain = isAscii(text) ? text.slice(at + 1) : domain;
	return {ok: true, address: {text: address, typed: `${local}@${typedDomain}`, local, domain}};
}

function problemOf(text: string): string | undefined {
	if (text === '') return 'it is empty';
	if (text.length > 320) return 'it is longer than an address can be (254 characters)';
	return problemOfCharacters(text) ?? problemOfShape(text);
}

function problemOfCharacters(text: string): string | undefined {
	const at = text.indexOf('@');
	let position = 0;
	for (const character of text) {
		position += 1;
		const problem = at >= 0 && position > at ? problemInDomain(character) : problemInLocal(character);
		if (problem !== undefined) return `character ${position} is ${describeCharacter(character)}, ${problem}`;
	}
	return undefined;
}

const nowhere = 'which an address here may not contain';

function problemInLocal(character: string): string | undefined {
	return atextCharacter.test(character) ? undefined : nowhere;
}

function problemInDomain(character: string): string | undefined {
	if (/[A-Za-z0-9.@-]/.test(character)) return undefined;
	if (isAscii(character)) return problemInLocal(character) ?? 'which a domain may not contain';
	if (!isDomainLetter(character)) return nowhere;
	const plain = character.normalize('NFKC');
	return isAscii(plain) ? `which is not the ${quoted(plain)} that it resembles` : undefined;
}

function problemOfShape(text: string): string | undefined {
	const at = text.indexOf('@');
	if (at < 0) return 'it has no @';
	if (text.includes('@', at + 1)) return 'it has more than one @';
	if (at === 0) return 'there is nothing before the @';
	if (at > maximumLocalLength) return `the part before the @ is longer than ${maximumLocalLength} characters`;
	const local = text.slice(0, at);
	if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) {
		return 'dots may not stand first, last or twice in a row before the @';
	}
	return undefined;
}

/**
 * The `xn--` form of a domain, lower-cased, or undefined when mail cannot be addressed to it.
 * One UTS #46 pass, by the URL parser of the platform; numbers and addresses in brackets are no domains.
 */
export function readDomain(text: string): string | undefined {
	if (text.length > 253 || /[^\p{L}\p{M}\p{N}.-]|\p{Default_Ignorable_Code_Point}/u.test(text)) return undefined;
	const ascii = URL.parse(`http://${text}/`)?.hostname;
	if (ascii === undefined || ascii.length > 253) return undefined;
	const labels = ascii.split('.');
	const wellFormed = labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
	return wellFormed && !isDisguised(text.split('.'), labels) && /\.[^.]*[a-z][^.]*$/.test(ascii) ? ascii : undefined;
}

/** Full-width letters, ligatures and the like turn into plain ASCII: what looks foreign would pass for a name that it only resembles. */
function isDisguised(typed: readonly string[], ascii: readonly string[]): boolean {
	return typed.some((label, index) => !isAscii(label) && !ascii[index]?.startsWith('xn--'));
}

/** Some letters and marks are never drawn (Hangul fillers, variation selectors): UTS #46 drops them without a word. */
function isDomainLetter(character: string): boolean {
	return /[\p{L}\p{M}\p{N}]/u.test(character) && !/\p{Default_Ignorable_Code_Point}/u.test(character);
}

function isAscii(text: string): boolean {
	return !/\P{ASCII}/u.test(text);
}

function describeCharacter(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
	if (character === ' ') return 'a space';
	const isDrawn = /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) && !/\p{Default_Ignorable_Code_Point}/u.test(character);
	return isDrawn ? `${quoted(character)} (${name})` : name;
}

function quoted(text: string): string {
	return `“${text}”`;
}

function refused(problem: string): AddressReading {
	return {ok: false, problem};
}

/**
 * The spellings under which the lists are asked: as typed and, because nobody documents whether Mailgun's lists know letter case,
 * lower-cased too.
 */
export function spellingsOf(address: Address): readonly string[] {
	return [...new Set([address.typed, address.typed.toLowerCase()])];
}

/** The form for other people's eyes: the first character and the whole domain. */
export function maskAddress(address: string): string {
	const at = address.lastIndexOf('@');
	return at < 1 ? '•••' : `${[...address][0]}•••${address.slice(at)}`;
}

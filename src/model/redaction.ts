import {maskAddress, readDomain} from './address.ts';
import {textOfHtml} from './html-text.ts';

/** Wider than any address that we use: with a quoted local part, and with an `@` that was encoded for a URL or typed in full width. */
const addressShape = /(?:"[^"\n]{1,64}"|[^\s"<>:;,()[\]\\@]{1,64})(?:@|＠|%40)[^\s"'<>:;,()[\]\\@]{1,253}/g;

/** Text that will stand in the audit chain for good: addresses are kept beside the chain, where they can be erased. */
export function withoutAddresses(text: string): string {
	return text.replace(addressShape, '[address]');
}

/** What of a mail may be shown. */
export interface MaskedMail {
	readonly headers: readonly (readonly [string, string])[];
	readonly text: string;
	readonly attachments: number;
}

export interface ReadableMail {
	readonly from: string;
	readonly to: string;
	readonly subject: string;
	readonly plain: string;
	readonly html: string;
	readonly attachments: number;
}

const longest = 6000;
/** Further down nobody reads, and patterns cost time. */
const longestRead = 60_000;

/** A mail without anything that opens an account: no code, no token, no part of a link but its place, no address of a third person. */
export function maskMail(mail: ReadableMail, ownAddresses: readonly string[]): MaskedMail {
	const mask = (text: string) => maskSecrets(text, ownAddresses);
	const body = mail.plain.trim() === '' ? textOfHtml(mail.html.slice(0, longestRead)) : mail.plain.slice(0, longestRead);
	return {
		headers: [
			['From', mask(mail.from)],
			['To', mask(mail.to)],
			['Subject', mask(mail.subject)],
		],
		text: tidy(mask(body)).slice(0, longest),
		attachments: mail.attachments,
	};
}

const hidden = '•••';
const unseen = /\p{Cf}|\p{Default_Ignorable_Code_Point}/gu;

/** Masks rather too much than too little: a date or a telephone number may go with the codes. */
export function maskSecrets(text: string, ownAddresses: readonly string[] = []): string {
	const own = new Set(ownAddresses.map((address) => address.toLowerCase()));
	const kept: string[] = [];
	const keep = (shown: string) => `\uE000${kept.push(shown) - 1}\uE001`;
	const plain = unpacked(text)
		.replace(linkShape, (link) => keep(placeOfLink(link)))
		.replace(addressShape, (address) => keep(own.has(address.toLowerCase()) ? address : maskThird(address)));
	return maskCodes(plain).replace(/\uE000(\d+)\uE001/g, (_whole, index: string) => kept[Number(index)] ?? hidden);
}

/** One form for what mails write in many: quoted-printable leftovers, entities, full-width digits, letters that nobody sees. */
function unpacked(text: string): string {
	return decodeEntities(
		text
			.replace(/[\uE000\uE001]/g, '')
			.replace(/=\r?\n/g, '')
			.replace(/=([0-9A-F]{2})/g, (_whole, hex: string) => asciiOf(Number.parseInt(hex, 16))),
	)
		.normalize('NFKC')
		.replace(unseen, '');
}

function asciiOf(code: number): string {
	return code >= 32 && code < 127 ? String.fromCharCode(code) : ' ';
}

const entities: Readonly<Record<string, string>> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	nbsp: ' ',
	commat: '@',
	period: '.',
	shy: '',
	zwnj: '',
	zwj: '',
};

/** Named, decimal and hexadecimal ones; what is not known stays. Twice, for some are packed twice. */
export function decodeEntities(text: string): string {
	return once(once(text));
}

function once(text: string): string {
	return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));?/gi, (whole, decimal?: string, hex?: string, name?: string) => {
		if (name !== undefined) return entities[name.toLowerCase()] ?? whole;
		const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
		return code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
	});
}

const linkShape = /\b(?:[a-z][a-z0-9+.-]{1,20}:\/\/|www\.)[^\s<>"'）)\]]+/gi;

/** Where a link leads, without what it carries. Words of its path stay as long as they are plain words. */
function placeOfLink(link: string): string {
	const url = URL.parse(/^www\./i.test(link) ? `https://${link}` : link);
	if (url === null || url.host === '') return hidden;
	const path = url.pathname.split('/').map((part) => (/^[a-z_-]{0,20}$/.test(part) ? part : hidden));
	const rest = url.search === '' && url.hash === '' ? '' : `?${hidden}`;
	return `${url.protocol}//${hostOf(url)}${path.join('/')}${rest}`;
}

/** A host may carry a token too, as a label of its own. */
function hostOf(url: URL): string {
	return maskLabels(url.hostname);
}

function maskLabels(host: string): string {
	return host
		.split('.')
		.map((label) => (label.length > 20 || /\d.*\d.*\d/.test(label) ? hidden : label))
		.join('.');
}

/** Not all that holds an @ is an address: what stands behind it is shown only if it is a domain, and then without numbers. */
function maskThird(text: string): string {
	const masked = maskAddress(text);
	const at = masked.lastIndexOf('@');
	return at < 0 || readDomain(masked.slice(at + 1)) === undefined
		? hidden
		: `${masked.slice(0, at + 1)}${maskLabels(masked.slice(at + 1))}`;
}

/** Digits that are spread over a line by spaces, dashes and the like are one number to whoever types them in. */
const digits = /\d(?:[\s\-–—._·•,:/|*+]{0,3}\d){3,}/gu;
const tokenWord = /[\p{L}\p{N}_+/=~-]{5,}/gu;
/** A word in capitals that has a line for itself is a code more often than a heading. */
const loneWord = /^([ \t]*)([A-Z0-9-]{4,16})([ \t]*)$/gm;

function maskCodes(text: string): string {
	return text
		.replace(/=\?[^\s?]+\?[bq]\?[^\s?]*\?=/gi, hidden)
		.replace(loneWord, `$1${hidden}$3`)
		.replace(/\p{Nd}/gu, asAsciiDigit)
		.replace(digits, hidden)
		.replace(tokenWord, (word) => (isToken(word) ? hidden : word));
}

/** Digits of every script, as the ones that people type. */
function asAsciiDigit(digit: string): string {
	const code = digit.codePointAt(0) ?? 0;
	for (let zero = code; zero > code - 10; zero -= 1) {
		if (!/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) return String(code - zero);
	}
	return '0';
}

function isToken(word: string): boolean {
	const parts = word.split(/[-/=+_~]/).filter((part) => part !== '');
	if (parts.some((part) => /\d/.test(part) && /\p{L}/u.test(part) && part.length >= 4)) return true;
	if (/\d/.test(word) && /\p{L}/u.test(word) && word.length >= 5) return true;
	return parts.some((part) => part.length > 22 || /\p{Ll}\p{Lu}.*\p{Ll}\p{Lu}.*\p{Lu}/u.test(part));
}

function tidy(text: string): string {
	return text
		.replace(/\r\n?/g, '\n')
		.replace(/[ \t]+\n/g, '\n')
		.replace(/\n{3,}/g, '\n\n')
		.trim();
}

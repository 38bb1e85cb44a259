import {maskAddress, readDomain} from './address.ts';
import {textOfHtml} from './html-text.ts';
import {maskHost, maskLinks} from './link-masking.ts';
import {hidden, maskCodes, maskNamedSecrets} from './secret-shapes.ts';
import {plainLetters, unpackOnce} from './unpacking.ts';

/** Wider than any address that we use: with a quoted local part, and with an `@` that was encoded for a URL or typed in full width. */
const addressShape = /(?:"[^"\n]{1,64}"|[^\s"<>:;,()[\]\\@\p{Co}]{1,64})(?:@|＠|%40)[^\s"'<>:;,()[\]\\@\p{Co}]{1,253}/gu;
/** Broken over two lines, or spelt out against robots. */
const spreadAddress =
	/[^\s"<>:;,()[\]\\@\p{Co}]{1,64}(?:@\s{1,3}| ?[([{] ?at ?[)\]}] ?| at (?=[\p{L}\p{N}-]{1,63} dot ))(?:[\p{L}\p{N}-]{1,63}(?:\.| ?[([{] ?dot ?[)\]}] ?| dot )){1,5}\p{L}{2,24}/giu;

/** Text that will stand in the audit chain for good: addresses are kept beside the chain, where they can be erased. */
export function withoutAddresses(text: string): string {
	return withoutHalves(text.replace(addressShape, '[address]'), '[address]');
}

/** A text of others in which only the reader's own addresses stay as they are. What is longer than 20,000 characters is cut. */
export function maskAddresses(text: string, ownAddresses: readonly string[]): string {
	const own = new Set(ownAddresses.map((address) => address.toLowerCase()));
	const parts = text.slice(0, longestRead).split(new RegExp(`(${addressShape.source})`, 'u'));
	return parts.map((part, index) => (index % 2 === 1 ? shownAddress(part, own) : withoutHalves(part, hidden))).join('');
}

/** What still holds an @ may be an address as well, with a comment in it, or half of one; a lone `@` and a person's `@ada` are none. */
function withoutHalves(text: string, instead: string): string {
	return text.replace(/\S+/g, (word) => (half.test(word) ? instead : word));
}

const half = /\S(?:@|＠|%40)|(?:@|＠|%40)\S*\./;

/** What of a mail may be shown. */
export interface MaskedMail {
	readonly headers: readonly (readonly [string, string])[];
	readonly text: string;
	/** There was more text than is shown. */
	readonly isCut: boolean;
	readonly attachments: number;
}

export interface ReadableMail {
	readonly from: string;
	readonly to: string;
	readonly subject: string;
	/** All of them, as they came. */
	readonly headers: readonly (readonly [string, string])[];
	readonly plain: string;
	readonly html: string;
	readonly attachments: number;
}

const longest = 6000;
/** Further down nobody reads, and patterns cost time. */
const longestRead = 20_000;

/** A mail without anything that opens an account: no code, no token, no part of a link but its place, no address of a third person. */
export function maskMail(mail: ReadableMail, ownAddresses: readonly string[]): MaskedMail {
	const mask = (text: string) => maskSecrets(text, ownAddresses);
	const body = bodyOf(mail);
	const isLong = body.length > longestRead;
	const text = tidy(mask(body));
	const safe = isLong ? withoutEnd(text) : text;
	return {
		headers: [
			['From', mask(mail.from)],
			['To', mask(mail.to)],
			...furtherHeaders(mail).map(([name, value]) => [name, mask(value)] as const),
			['Subject', mask(mail.subject)],
		],
		text: safe.slice(0, longest).toWellFormed(),
		isCut: isLong || safe.length > longest,
		attachments: mail.attachments,
	};
}

/** Who else the mail names. The others are made by programs for programs, and full of tokens. */
function furtherHeaders({headers}: ReadableMail): readonly (readonly [string, string])[] {
	return (['Reply-To', 'Cc'] as const).flatMap((name) => {
		const value = headers.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1];
		return value === undefined ? [] : [[name, value] as const];
	});
}

/** Where a text was cut before it was masked, its last words may be half a secret. */
function withoutEnd(text: string): string {
	const lines = text.split('\n').slice(0, -1);
	return lines.slice(0, lines.findLastIndex((line) => /\p{L}/u.test(line)) + 1).join('\n');
}

function bodyOf({plain, html}: ReadableMail): string {
	return plainLetters(plain.slice(0, longestRead)).trim() === '' ? textOfHtml(html, longestRead + 1) : plain;
}

/** Mails are packed in a mail, in a page, and in a link of it. */
const layers = 3;
/** Private letters stand for what is kept as it is; a mail of its own has none. */
const firstPrivate = 0xf0000;

/**
 * A text without secrets, whatever they are packed in. Links go before each layer is unpacked, for what they carry may look packed
 * without being it. What is longer than 20,000 characters is cut.
 */
export function maskSecrets(text: string, ownAddresses: readonly string[] = []): string {
	const own = new Set(ownAddresses.map((address) => address.toLowerCase()));
	const kept: string[] = [];
	const keep = (shown: string) => String.fromCodePoint(firstPrivate + kept.push(shown) - 1);
	const masked = (packed: string) => maskNamedSecrets(maskLinks(packed, keep));
	let open = plainLetters(
		text
			.slice(0, longestRead)
			.replace(/\p{Co}/gu, '')
			.replace(/=\r?\n/g, ''),
	);
	for (let layer = 0; layer < layers; layer += 1) open = unpackOnce(masked(open));
	const addressed = masked(open)
		.replace(shownTag, '')
		.replace(addressShape, (address) => keep(shownAddress(address, own)))
		.replace(spreadAddress, hidden);
	return maskCodes(addressed).replace(/\p{Co}/gu, (sign) => kept[(sign.codePointAt(0) ?? 0) - firstPrivate] ?? hidden);
}

/** A subject stands on cards and in records: one that holds a secret loses it, all others stay as they are. */
export function maskSubject(subject: string): string {
	const masked = maskSecrets(subject);
	return masked.includes(hidden) ? masked : subject;
}

/** Tags that were packed as text hide from a pattern what a reader sees at once. */
const shownTag = /<\/?[a-z][a-z0-9]{0,20}(?:\s[^<>]{0,1000})?\/?>|<!--[^<>]{0,1000}-->/gi;

/** The end of a sentence is no part of an address. */
function shownAddress(text: string, own: ReadonlySet<string>): string {
	const address = text.replace(/[.!?…]+$/, '');
	return `${own.has(address.toLowerCase()) ? address : maskThird(address)}${text.slice(address.length)}`;
}

/** Not all that holds an @ is an address: what stands behind it is shown only if it is a domain, and then without numbers. */
function maskThird(address: string): string {
	const masked = maskAddress(address.replace('"', ''));
	const at = masked.lastIndexOf('@');
	const domain = readDomain(masked.slice(at + 1));
	return domain === undefined ? hidden : `${masked.slice(0, at + 1)}${maskHost(masked.slice(at + 1))}`;
}

function tidy(text: string): string {
	return text
		.replace(/[ \t]+\n/g, '\n')
		.replace(/\n{3,}/g, '\n\n')
		.trim();
}

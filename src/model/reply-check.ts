import {maskAddresses} from './redaction.ts';

/** What no answer to a customer may hold. */
export type ReplyProblem = 'code' | 'token';

/** Six digits, as GitLab's verification codes have them, perhaps in groups; a longer number is none. */
const codeShape = /(?<!\d[ \u00a0-]?)\d(?:[ \u00a0-]?\d){5}(?![ \u00a0-]?\d)/gu;
const linkShape = /(?:https?:\/\/|www\.)[^\s<>"']+/giu;
const namedToken = /[?&#;/][^=/?&#;]*(?:token|code|key|secret|otp|signature|password)[^=/?&#;]*=[^&#;]+/iu;
/** What programs call their tokens, wherever it stands. */
const prefixedToken = /\b(?:gl[a-z]{2,6}-|xox[a-z]-|gh[a-z]_|eyJ)[\w-]{8,}/u;

/** `own`: words that we gave ourselves, and the ticket's number; what stands there is no code of a mail. */
export function problemOfReply(text: string, own: readonly string[]): ReplyProblem | undefined {
	const plain = text.normalize('NFKC').replace(/\p{Cf}/gu, '');
	if (prefixedToken.test(plain) || (plain.match(linkShape) ?? []).some(carriesToken)) return 'token';
	const digits = (found: string) => found.replace(/\D/g, '');
	const known = own.flatMap((words) => (words.normalize('NFKC').match(codeShape) ?? []).map(digits));
	return (plain.match(codeShape) ?? []).some((found) => !known.includes(digits(found))) ? 'code' : undefined;
}

function carriesToken(link: string): boolean {
	const parts = link
		.replace(/^https?:\/\/[^/]*/i, '')
		.split(/[/?&#=;]/)
		.map((part) => part.replace(/[.,;:!?)\]]+$/, ''));
	return namedToken.test(link) || parts.some(looksRandom);
}

/** Words of an address are parted by hyphens; a token is long, and mixes what words do not. */
function looksRandom(part: string): boolean {
	return part.split(/[-_.]/).some((word) => word.length > 15 && /\d/.test(word) && /\p{L}/u.test(word)) || /[^\s-]{40,}/.test(part);
}

/** Whether the text holds anything like an address but these. */
export function namesOthers(text: string, own: readonly string[]): boolean {
	return maskAddresses(text, own) !== text;
}

/** Whether a reader of the text knows this address, however it is spelt. */
export function tellsAddress(text: string, address: string): boolean {
	const plain = text
		.normalize('NFKC')
		.replace(/\p{Cf}/gu, '')
		.toLowerCase()
		.replaceAll('%40', '@');
	const spoken = plain.replace(/\s*[([{]\s*at\s*[)\]}]\s*|\s+at\s+/g, '@').replace(/\s*[([{]\s*dot\s*[)\]}]\s*|\s+dot\s+/g, '.');
	return [plain, spoken, plain.replace(/\s+/g, '')].some((reading) => reading.includes(address.toLowerCase()));
}

import {addressDisguises, codeDisguises, type Disguise, tokenDisguises, tokens} from './disguises.ts';
import {type CorpusMail, codeOf, type Letter, letters, mail} from './letters.ts';
import {local, wholes} from './wholes.ts';

function letterOf(index: number): Letter {
	return letters[index % letters.length] ?? letters[0];
}

function written(what: string, index: number, disguise: Disguise, secret: string): CorpusMail {
	const {greeting, ask, end} = letterOf(index);
	const {how, plain, html, alsoHidden} = disguise;
	return mail({
		name: `${what} ${how}`,
		plain: plain === undefined ? '' : `${greeting}\n\n${ask}\n\n${plain(secret)}\n\n${end}\n`,
		html: html === undefined ? '' : `<html><body><p>${greeting}</p>\n<p>${ask}</p>\n<p>${end}</p>\n${html(secret)}\n</body></html>`,
		canaries: [secret, ...(alsoHidden === undefined ? [] : [plain?.(secret) ?? ''])],
		left: [greeting, ask, end],
	});
}

/** Every secret in every disguise, in letters of many languages, and what is about the mail as a whole. */
export const corpus: readonly CorpusMail[] = [
	...codeDisguises.map((disguise, index) => written('a code', index, disguise, codeOf(index))),
	...tokenDisguises.flatMap((disguise, index) => [
		written('a token', index, disguise, tokens[index % tokens.length] ?? tokens[0]),
		written('a token of letters', index, disguise, 'lomitravusekonyd'),
	]),
	...addressDisguises.map((disguise, index) => written('another address', index, disguise, local)),
	...wholes,
];

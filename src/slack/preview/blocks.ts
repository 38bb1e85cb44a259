import type {KnownBlock} from '@slack/types';
import type {MaskedMail} from '../../model/redaction.ts';
import {bold, code, line, preformatted, small} from '../kit.ts';

/** Headers and text of a masked mail, in at most so many pieces of text, and what is not shown of it. */
export function mailBlocks(mail: MaskedMail, mostPieces: number): readonly KnownBlock[] {
	const all = pieces(mail.text);
	const isCut = mail.isCut || all.length > mostPieces;
	return [
		...mail.headers.map(([name, value]) => line(bold(`${name}: `), code(value === '' ? '(none)' : value))),
		...all.slice(0, mostPieces).map((piece) => preformatted(piece)),
		...(isCut ? [small('The text is longer: it is cut here.')] : []),
		small(`Codes, tokens, what links carry, and other people’s addresses are masked (•••).${attachmentWords(mail.attachments)}`),
	];
}

/** One block of text holds so much; parted between lines where there are some, and never within a character. */
function pieces(text: string): readonly string[] {
	return text.match(/[\s\S]{1,1200}(?:\n|$)|[\s\S]{1,1200}/gu) ?? ['(no text)'];
}

function attachmentWords(count: number): string {
	if (count === 0) return '';
	return count === 1 ? ' 1 attachment is not shown.' : ` ${count} attachments are not shown.`;
}

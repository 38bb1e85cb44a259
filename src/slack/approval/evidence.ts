import {code, type Piece} from '../kit.ts';

/** Plain text, but for what lies in the team's own ticket system: nobody shall be led anywhere else by a request. */
export function evidencePieces(evidence: string, ticketSystem: string | undefined): readonly Piece[] {
	if (ticketSystem === undefined) return [code(evidence)];
	const parts = evidence.split(/(https?:\/\/\S*[^\s.,;)])/).filter((part) => part !== '');
	return parts.map((part) => (isUnder(part, ticketSystem) ? {type: 'link', url: part, text: part} : code(part)));
}

/** As it is written, so that what is read is where it leads. */
function isUnder(text: string, base: string): boolean {
	return text.startsWith(`${base}/`) && URL.parse(text)?.href === text;
}

const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Makes what would act without being seen (control, zero-width and bidi characters) readable, and cuts what is too long. */
export function visible(text: string, most = 2000): string {
	// No character becomes shorter, so what lies behind the cut needs no look.
	const shown = text
		.slice(0, most + 2)
		.toWellFormed()
		.replace(unseen, (character) => (character === '\n' || character === '\t' ? character : codePoint(character)));
	return cut(shown, most);
}

/** Half of a surrogate pair is no character, and Slack refuses it. */
export function cut(text: string, most: number): string {
	return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function codePoint(character: string): string {
	return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}

/** `2026-11-12 09:14 UTC` */
export function utc(date: Date): string {
	return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Elements that begin a new line; all others run on, so that a code split by tags is one code again. */
const blocks = new Set(
	'address article blockquote br center dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table tr ul'.split(
		' ',
	),
);
/** Cells of one row stand apart. */
const cells = new Set(['td', 'th']);
/** Nobody reads what stands between their two ends. */
const silent = new Set(['script', 'style', 'head', 'template', 'noscript', 'svg']);

/**
 * What can be read of an HTML mail, at most `most` characters. Attributes, comments and pictures' descriptions say nothing here.
 * One walk from left to right: what never ends swallows the rest, as it does in a browser.
 */
export function textOfHtml(html: string, most = Number.POSITIVE_INFINITY): string {
	const pieces: string[] = [];
	let length = 0;
	for (let at = 0; at < html.length && length < most; ) {
		const open = endOf(html, '<', at) - 1;
		const {end, text} = html[open] === '<' ? readMarkup(html, open) : {end: html.length, text: ''};
		const piece = html.slice(at, open).replace(/\s+/g, ' ') + text;
		pieces.push(piece);
		length += piece.length;
		at = end;
	}
	return pieces.join('').slice(0, most);
}

interface Markup {
	/** The first place behind it. */
	readonly end: number;
	/** What a reader sees of it. */
	readonly text: string;
}

function readMarkup(html: string, open: number): Markup {
	if (html.startsWith('<!--', open)) return {end: endOf(html, '-->', open), text: ''};
	if (/[!?]/.test(html[open + 1] ?? '')) return {end: endOf(html, '>', open), text: ''};
	const [, slash, name] = /^<(\/?)([a-z][a-z0-9]*)/i.exec(html.slice(open, open + 40)) ?? [];
	if (name === undefined) return {end: open + 1, text: '<'};
	const end = endOfTag(html, open);
	const tag = name.toLowerCase();
	if (slash === '' && silent.has(tag)) return {end: endOfSilence(html, tag, end), text: ''};
	return {end, text: blocks.has(tag) ? '\n' : cells.has(tag) ? ' ' : ''};
}

/** Behind the next place where `what` stands, or the end of all. */
function endOf(html: string, what: string, from: number): number {
	const found = html.indexOf(what, from);
	return found < 0 ? html.length + 1 : found + what.length;
}

/** A `>` within quotes ends no tag. */
function endOfTag(html: string, open: number): number {
	const stop = /["'>]/g;
	for (let at = open; ; ) {
		stop.lastIndex = at;
		const found = stop.exec(html);
		if (found === null) return html.length;
		if (found[0] === '>') return stop.lastIndex;
		at = endOf(html, found[0], stop.lastIndex);
	}
}

function endOfSilence(html: string, tag: string, from: number): number {
	const closing = new RegExp(`</${tag}\\b`, 'gi');
	closing.lastIndex = from;
	const found = closing.exec(html);
	return found === null ? html.length : endOfTag(html, found.index);
}

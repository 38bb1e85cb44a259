/**
 * Undoes one layer of what mails and mail programs pack letters in: quoted-printable, percent signs, entities, escapes of scripts,
 * full-width and ornamental letters, and letters that nobody sees.
 */
export function unpackOnce(text: string): string {
	return plainLetters(
		text
			.replace(/=\r?\n/g, '')
			.replace(/(?:=[0-9A-F]{2})+/g, (packed) => textOfBytes(packed))
			.replace(/(?:%[0-9a-f]{2})+/gi, (packed) => textOfBytes(packed))
			.replace(/\\(?:u\{?0{0,4}([0-9a-f]{2,5})\}?|x([0-9a-f]{2}))/gi, (_whole, long?: string, short?: string) =>
				letter(Number(`0x${long ?? short}`)),
			)
			.replace(entity, (whole, decimal?: string, hex?: string, name?: string) =>
				name === undefined ? letter(Number(decimal ?? `0x${hex}`)) : namedLetter(whole, name),
			),
	);
}

const unseen = /\p{Cf}|\p{Default_Ignorable_Code_Point}/gu;

/** One form for letters that are written in many, without those that nobody sees; lines end in one way. */
export function plainLetters(text: string): string {
	return text
		.normalize('NFKC')
		.replace(unseen, '')
		.replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
		.replace(/[^\P{Cc}\n\t]/gu, ' ');
}

/** Bytes in UTF-8, each written as a sign and two hexadecimal digits. */
function textOfBytes(packed: string): string {
	const escaped = packed.replace(/[=%]/g, '%');
	try {
		return decodeURIComponent(escaped);
	} catch {
		return escaped.replace(/%(?:([0-7].)|..)/g, (_whole, hex?: string) => letter(Number(`0x${hex}`)));
	}
}

/** What is no character is a gap. */
function letter(code: number): string {
	return code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
}

const entity = /&(?:#0*(\d{1,7})|#x0*([0-9a-f]{1,6})|([a-z]{2,32}));?/gi;

/** https://html.spec.whatwg.org/multipage/named-characters.html: those that are found in mails. */
const signs: ReadonlyMap<string, string> = new Map(
	Object.entries({
		amp: '&',
		lt: '<',
		gt: '>',
		quot: '"',
		apos: "'",
		commat: '@',
		period: '.',
		comma: ',',
		colon: ':',
		semi: ';',
		equals: '=',
		quest: '?',
		num: '#',
		sol: '/',
		bsol: '\\',
		percnt: '%',
		plus: '+',
		lowbar: '_',
		hyphen: '-',
		dash: '-',
		ndash: '–',
		mdash: '—',
		hellip: '…',
		lsquo: '‘',
		rsquo: '’',
		sbquo: '‚',
		ldquo: '“',
		rdquo: '”',
		bdquo: '„',
		laquo: '«',
		raquo: '»',
		bull: '•',
		middot: '·',
		copy: '©',
		reg: '®',
		trade: '™',
		euro: '€',
		pound: '£',
		iexcl: '¡',
		iquest: '¿',
		szlig: 'ß',
		aelig: 'æ',
		oelig: 'œ',
		oslash: 'ø',
		eth: 'ð',
		thorn: 'þ',
	}),
);
const silentSigns = /^(?:shy|zwn?j|lrm|rlm|nobreak|zerowidthspace|negative\w+|invisible\w+|applyfunction|af|it|ic)$/i;
const marks: ReadonlyMap<string, string> = new Map(
	Object.entries({
		grave: '\u0300',
		acute: '\u0301',
		circ: '\u0302',
		tilde: '\u0303',
		uml: '\u0308',
		ring: '\u030A',
		caron: '\u030C',
		cedil: '\u0327',
		ogon: '\u0328',
	}),
);

/** What is not known is a gap, unless it only looks like a name: `R&D;` has none. */
function namedLetter(whole: string, name: string): string {
	const known = signs.get(name.toLowerCase());
	if (known !== undefined) return /^[A-Z]/.test(name) ? known.toUpperCase() : known;
	if (silentSigns.test(name)) return '';
	const mark = marks.get(name.slice(1));
	if (mark !== undefined) return `${name[0]}${mark}`;
	return whole.endsWith(';') ? ' ' : whole;
}

import {describe, expect, test} from 'vitest';
import {plainLetters, unpackOnce} from '../../src/model/unpacking.ts';

describe('a layer is undone', () => {
	test.each([
		['soft line ends', 'a=\nb=\r\nc', 'abc'],
		['quoted-printable', '=41=42 =7E', 'AB ~'],
		['quoted-printable in UTF-8', '=C3=BC=E2=82=AC', 'ü€'],
		['quoted-printable that is no UTF-8: what is ASCII of it', '=41=FF=7F=80=7E', 'A   ~'],
		['an equals sign that packs nothing', 'a=b =4 =4G =c3', 'a=b =4 =4G =c3'],
		['percent signs', '%41%62%2f', 'Ab/'],
		['percent signs in UTF-8, in any letters', '%c3%BC', 'ü'],
		['percent signs that are no UTF-8', '%ff%31', ' 1'],
		['a percent sign that packs nothing', '100% %4 %zz', '100% %4 %zz'],
		['escapes of scripts', '\\u0041\\x42\\u{43}\\u{1F600}\\u{00000044}', 'ABC😀D'],
		['escapes of scripts in any letters', '\\U00E9\\XE9', 'éé'],
		['escapes of scripts, with a digit behind', '\\x410 \\u{41}0', 'A0 A0'],
		['an escape that packs nothing', '\\u4 \\x4 \\n', '\\u4 \\x4 \\n'],
		['decimal entities', '&#65;&#066;&#0000067', 'ABC'],
		['hexadecimal entities', '&#x41;&#X062;&#x1F600;', 'Ab😀'],
		['an entity of a control character: a gap', 'a&#0;b&#31;c&#32;d&#33;', 'a b c d!'],
		['an entity of a line end', 'a&#10;b', 'a\nb'],
		['an entity of what is no character: a gap', 'a&#1114112;b&#1114111;c', 'a b\u{10FFFF}c'],
		['what is packed twice, once', '&amp;amp; &amp;#65;', '&amp; &#65;'],
		['entities with names, without their ends', '&lt&gt &LT &Amp;', '<> < &'],
		['a letter with a mark', '&auml;&Auml;&eacute;&Eacute;', 'äÄéÉ'],
		['a capital letter', '&Oslash;&AElig;&aElig;', 'ØÆæ'],
		['a name that is not known: a gap', 'a&foo;b &xauml; &fooacute; &AGRAVE;', 'a b      '],
		['names that every object has: gaps', '&constructor;&Constructor;&toString;', '   '],
		['what only looks like a name', '&foo &aumlx R&D;', '&foo &aumlx R&D;'],
	])('%s', (_what, packed, text) => {
		expect(unpackOnce(packed)).toBe(text);
	});

	const names =
		'&amp lt< gt> quot" apos\' commat@ period. comma, colon: semi; equals= quest? num# sol/ bsol\\ percnt% plus+ lowbar_ hyphen- dash- ' +
		'ndash– mdash— hellip... lsquo‘ rsquo’ sbquo‚ ldquo“ rdquo” bdquo„ laquo« raquo» bull• middot· copy© reg® tradeTM euro€ pound£ ' +
		'iexcl¡ iquest¿ szligß aeligæ oeligœ oslashø ethð thornþ agraveà aacuteá acircâ atildeã aumlä aringå ccaronč ccedilç aogoną';

	test.each(names.split(' ').map((pair) => (pair === '&amp' ? ['amp', '&'] : (/^([a-z]+)(.+)$/.exec(pair)?.slice(1) ?? []))))(
		'&%s; is %s',
		(name, sign) => {
			expect(unpackOnce(`-&${name};-`)).toBe(`-${sign}-`);
		},
	);

	test.each('shy zwj zwnj lrm rlm NoBreak ZeroWidthSpace NegativeThinSpace InvisibleTimes ApplyFunction af it ic'.split(' '))(
		'&%s; is seen by nobody',
		(name) => {
			expect(unpackOnce(`4&${name};8`)).toBe('48');
		},
	);

	test.each(['xshy', 'shyx', 'zwnjx', 'afx', 'xic', 'xzwj'])('&%s; is none of those', (name) => {
		expect(unpackOnce(`4&${name};8`)).toBe('4 8');
	});
});

test.each([
	['full-width letters and ligatures', '\uff41\ufb03', 'affi'],
	['letters that nobody sees', '4\u00ad8\u200b2\u034f9\ufe0f1\u20603', '482913'],
	['the ends of lines', 'a\r\nb\rc\n\nd\ve\ff\u0085g\u2028h\u2029i', 'a\nb\nc\n\nd\ne\nf\ng\nh\ni'],
	['control characters: gaps, but for tabs', 'a\tb\u0007c\u0000d\u007f\n', 'a\tb c d \n'],
	['a letter and its mark: one', 'u\u0308', 'ü'],
])('one form for %s', (_what, text, plain) => {
	expect(plainLetters(text)).toBe(plain);
});

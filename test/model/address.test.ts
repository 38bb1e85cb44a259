import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {maskAddress, readAddress, readDomain, spellingsOf} from '../../src/model/address.ts';

const local64 = 'l'.repeat(64);
const label63 = 'd'.repeat(63);
/** 189 characters, so that `local64@` + this is 254 long. */
const domain189 = `${label63}.${label63}.${'e'.repeat(57)}.net`;

describe('an address is read', () => {
	test.each<[what: string, input: string, text: string]>([
		['plain', 'ada@example.com', 'ada@example.com'],
		['short', 'a@b.example', 'a@b.example'],
		['with a plus tag', 'ada+spam@example.com', 'ada+spam@example.com'],
		['with dots', 'ada.love.lace@example.com', 'ada.love.lace@example.com'],
		['with the odd characters of RFC 5322', "!#$&'*+-/=?^_`{|}~@example.com", "!#$&'*+-/=?^_`{|}~@example.com"],
		['of digits', '0123456789@example.com', '0123456789@example.com'],
		['with hyphens at the ends of its local part', '-ada-@example.com', '-ada-@example.com'],
		['with capitals: the local part keeps them, the domain does not', 'Ada@EXAMPLE.Com', 'Ada@example.com'],
		['at a subdomain', 'ada@mail.eu.example.org', 'ada@mail.eu.example.org'],
		['at a domain with digits and hyphens', 'ada@1-2-3.4.example.com', 'ada@1-2-3.4.example.com'],
		['at an international domain', 'ada@bücher.example', 'ada@xn--bcher-kva.example'],
		['at the same, in capitals', 'ada@BÜCHER.example', 'ada@xn--bcher-kva.example'],
		['at the same, taken apart (e.g. from a Mac)', 'ada@bu\u0308cher.example', 'ada@xn--bcher-kva.example'],
		['at the same, in its ASCII form', 'ada@XN--bcher-kva.example', 'ada@xn--bcher-kva.example'],
		['at an international top-level domain', 'ada@пример.испытание', 'ada@xn--e1afmkfd.xn--80akhbyknj4f'],
		['at a domain written from right to left', 'ada@אב.example', 'ada@xn--4dbc.example'],
		['with ß, which is its own letter', 'ada@faß.example', 'ada@xn--fa-hia.example'],
		['with a Cyrillic а: its ASCII form tells', 'ada@ex\u0430mple.com', 'ada@xn--exmple-4nf.com'],
		['in Slack’s form', '<mailto:ada@example.com|ada@example.com>', 'ada@example.com'],
		['in Slack’s form, the label in other letters', '<mailto:Ada@example.com|ada@example.com>', 'Ada@example.com'],
		['in Slack’s form with a name for a label', '<mailto:ada@example.com|write to Ada>', 'ada@example.com'],
		['in Slack’s form without a label', '<mailto:ada@example.com>', 'ada@example.com'],
		['with space around it', ' \t ada@example.com \t', 'ada@example.com'],
		['with much space around it', `${' '.repeat(785)}ada@example.com`, 'ada@example.com'],
		['with a local part of 64 characters', `${local64}@example.com`, `${local64}@example.com`],
		['with a label of 63 characters', `ada@${label63}.com`, `ada@${label63}.com`],
		['of 254 characters', `${local64}@${domain189}`, `${local64}@${domain189}`],
	])('%s', (_what, input, text) => {
		expect(readAddress(input)).toMatchObject({ok: true, address: {text}});
	});
});

describe('an address is refused', () => {
	test.each<[what: string, input: string, problem: string | RegExp]>([
		['nothing', '', 'it is empty'],
		['spaces', ' \t ', 'it is empty'],
		['no @', 'ada.example.com', 'it has no @'],
		['two @', 'ada@eve@example.com', 'it has more than one @'],
		['nothing before the @', '@example.com', 'there is nothing before the @'],
		['nothing before the @ of an international domain', '@bücher.example', 'there is nothing before the @'],
		['nothing after the @', 'ada@', '“” is not a domain that mail can be sent to'],
		['only an @', '@', 'there is nothing before the @'],
		['a list', 'ada@example.com,eve@example.com', 'character 16 is “,” (U+002C), which an address here may not contain'],
		['a list with semicolons', 'ada@example.com;eve@example.com', /^character 16 is “;”/],
		['a list with spaces', 'ada@example.com eve@example.com', /^character 16 is a space/],
		['a list with line ends', 'ada@example.com\r\neve@example.com', /^character 16 is U\+000D/],
		['a line end in front', '\r\nada@example.com', /^character 1 is U\+000D/],
		['a line end behind', 'ada@example.com\n', /^character 16 is U\+000A/],
		['a header smuggled in', 'ada@example.com\nBcc:eve@example.com', /^character 16 is U\+000A/],
		['a list in JSON', '["ada@example.com","eve@example.com"]', /^character 1 is “\[”/],
		['a group', 'friends:ada@example.com,eve@example.com;', /^character 8 is “:”/],
		['an empty group', 'undisclosed:;', /^character 12 is “:”/],
		['a display name', 'Ada <ada@example.com>', /^character 4 is a space/],
		['a display name in quotes', '"Ada"<ada@example.com>', /^character 1 is “"”/],
		['angle brackets', '<ada@example.com>', /^character 1 is “<”/],
		['a comment in front', '(Ada)ada@example.com', /^character 1 is “\(”/],
		['a comment in the domain', 'ada@(home)example.com', /^character 5 is “\(”/],
		['a comment at the end', 'ada@example.com(Ada)', /^character 16 is “\(”/],
		['a quoted local part', '"ada"@example.com', /^character 1 is “"”/],
		['a quoted list', '"ada@example.com,eve"@example.com', /^character 1 is “"”/],
		['an escaped @', 'ada\\@eve@example.com', /^character 4 is “\\”/],
		['a percent sign', 'ada%example.org@example.com', /^character 4 is “%”/],
		['an encoded @', 'ada%40example.com', /^character 4 is “%”/],
		['an encoded letter in the domain', 'ada@ex%61mple.com', /^character 7 is “%”/],
		['a source route', '@example.org:ada@example.com', /^character 13 is “:”/],
		['a scheme', 'mailto:ada@example.com', /^character 7 is “:”/],
		['a query', 'ada@example.com?cc=eve@example.com', 'character 16 is “?” (U+003F), which a domain may not contain'],
		['a query without @', 'ada@example.com?subject=x', /^character 16 is “\?”/],
		['a link of Slack with a query', '<mailto:ada@example.com?cc=eve@example.com|ada@example.com>', /shows another address/],
		['a link that shows another address', '<mailto:eve@example.org|ada@example.com>', 'it is a link that shows another address'],
		['two links', '<mailto:ada@example.com|x><mailto:eve@example.com|y>', /^character 1 is “<”/],
		['a dot in front', '.ada@example.com', /^dots may not/],
		['a dot before the @', 'ada.@example.com', /^dots may not/],
		['two dots', 'ada..l@example.com', /^dots may not/],
		['a walk', '../ada@example.com', /^dots may not/],
		['a NUL', 'ada\u0000@example.com', /^character 4 is U\+0000/],
		['a tab inside', 'a\tda@example.com', /^character 2 is U\+0009/],
		['a zero-width space', 'ada\u200B@example.com', /^character 4 is U\+200B/],
		['a zero-width space in the domain', 'ada@exam\u200Bple.com', /^character 9 is U\+200B/],
		['a zero-width joiner', 'ada@exam\u200Dple.com', /^character 9 is U\+200D/],
		['a word joiner at the end', 'ada@example.com\u2060', /^character 16 is U\+2060/],
		['a byte order mark in front', '\uFEFFada@example.com', /^character 1 is U\+FEFF/],
		['a soft hyphen', 'ada@exam\u00ADple.com', /^character 9 is U\+00AD/],
		['a no-break space at the end', 'ada@example.com\u00A0', /^character 16 is U\+00A0/],
		['a right-to-left override', 'ada\u202Emoc.elpmaxe@example.com', /^character 4 is U\+202E/],
		['a right-to-left mark in the domain', 'ada@\u200Fexample.com', /^character 5 is U\+200F/],
		['a bidi isolate', 'ada@example\u2066.com', /^character 12 is U\+2066/],
		['a variation selector', 'ada@exam\uFE0Fple.com', /^character 9 is U\+FE0F/],
		['a Hangul filler, a letter that is not drawn', 'ada@exam\u3164ple.com', /^character 9 is U\+3164/],
		['a grapheme joiner, a mark that is not drawn', 'ada@exam\u034Fple.com', /^character 9 is U\+034F/],
		['a tag character', 'ada@exam\u{E0061}ple.com', /^character 9 is U\+E0061/],
		['a Cyrillic а in the local part', '\u0430da@example.com', /^character 1 is “а” \(U\+0430\)/],
		['an umlaut in the local part', 'jörg@example.com', /^character 2 is “ö” \(U\+00F6\)/],
		['an umlaut, and no @', 'jörg', /^character 2 is “ö” \(U\+00F6\)/],
		['an emoji', '😀@example.com', /^character 1 is “😀” \(U\+1F600\)/],
		['an emoji domain', 'ada@😀.example', /^character 5 is “😀”/],
		['a full-width @', 'ada＠example.com', /^character 4 is “＠”/],
		['a full-width domain', 'ada@ｅｘａｍｐｌｅ.com', 'character 5 is “ｅ” (U+FF45), which is not the “e” that it resembles'],
		['a full-width dot', 'ada@example．com', /^character 12 is “．”/],
		['an ideographic dot', 'ada@example。com', /^character 12 is “。”/],
		['a Kelvin sign for a k', 'ada@\u212Aiosk.example', /^character 5 is .*U\+212A.*“K” that it resembles/],
		['a ligature', 'ada@o\uFB03ce.example', /^character 6 is .*U\+FB03.*“ffi” that it resembles/],
		['mathematical letters', 'ada@\u{1D41E}xample.com', /^character 5 is .*U\+1D41E.*“e” that it resembles/],
		['no dot in the domain', 'ada@localhost', '“localhost” is not a domain that mail can be sent to'],
		['a trailing dot', 'ada@example.com.', /not a domain/],
		['a leading dot in the domain', 'ada@.example.com', /not a domain/],
		['two dots in the domain', 'ada@example..com', /not a domain/],
		['a hyphen before a label', 'ada@-example.com', /not a domain/],
		['a hyphen after a label', 'ada@example-.com', /not a domain/],
		['an underscore in the domain', 'ada@ex_ample.com', /^character 7 is “_”/],
		['a slash in the domain', 'ada@example.com/x', /^character 16 is “\/”/],
		['a fragment', 'ada@example.com#x', /^character 16 is “#”/],
		['a port', 'ada@example.com:25', /^character 16 is “:”/],
		['an address literal', 'ada@[127.0.0.1]', /^character 5 is “\[”/],
		['an IPv6 literal', 'ada@[IPv6:::1]', /^character 5 is “\[”/],
		['an IPv4 address', 'ada@127.0.0.1', /not a domain/],
		['a short IPv4 address', 'ada@127.1', /not a domain/],
		['a hexadecimal IPv4 address', 'ada@0x7f.0.0.0x1', /not a domain/],
		['a domain of numbers', 'ada@123.456', /not a domain/],
		['a numeric top-level domain', 'ada@example.123', /not a domain/],
		['an empty xn-- label', 'ada@xn--.com', /not a domain/],
		['a mark without a letter', 'ada@\u0301a.com', /not a domain/],
		['a local part of 65 characters', `${local64}l@example.com`, /longer than 64/],
		['a label of 64 characters', `ada@${label63}d.com`, /not a domain/],
		['255 characters', `${local64}@${domain189}x`, /longer than an address can be/],
		['an ASCII form that is too long', `ada@${'ü.'.repeat(60)}example`, /longer than an address can be|not a domain/],
		['320 characters without an @', 'a'.repeat(320), 'it has no @'],
		['more space around it than anybody types', `${' '.repeat(786)}ada@example.com`, /longer than an address can be/],
		['321 characters', 'a'.repeat(321), /longer than an address can be/],
	])('%s', (_what, input, problem) => {
		const reading = readAddress(input);
		expect(reading).toMatchObject({ok: false});
		expect(reading.ok ? '' : reading.problem).toMatch(problem);
	});
});

test('what is read again is the same address, and what is the same has one text', () => {
	const anything = fc.oneof(fc.string({unit: 'binary'}), fc.emailAddress(), fc.webUrl());
	fc.assert(
		fc.property(anything, (input) => {
			const reading = readAddress(input);
			if (!reading.ok) return;
			const {text, typed, local, domain} = reading.address;
			expect(text).toBe(`${local}@${domain}`);
			expect(text).toMatch(/^[!-~]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/);
			expect(readAddress(text)).toMatchObject({ok: true, address: {text}});
			expect(readAddress(typed)).toMatchObject({ok: true, address: {text}});
		}),
		{numRuns: 3000},
	);
});

test('the lists are asked as typed, and in small letters too where that differs', () => {
	const spellings = (input: string) => {
		const reading = readAddress(input);
		return reading.ok ? spellingsOf(reading.address) : [];
	};
	expect(spellings('ada@example.com')).toEqual(['ada@example.com']);
	expect(spellings('Ada@Example.com')).toEqual(['Ada@Example.com', 'ada@example.com']);
	expect(spellings('ada@BÜCHER.example')).toEqual(['ada@xn--bcher-kva.example']);
});

test.each([
	['jane@example.com', 'j•••@example.com'],
	['j@example.com', 'j•••@example.com'],
	['@example.com', '•••'],
	['jane', '•••'],
	['', '•••'],
])('%s is masked as %s', (address, masked) => {
	expect(maskAddress(address)).toBe(masked);
});

test.each([
	['Example.COM', 'example.com'],
	['bücher.example', 'xn--bcher-kva.example'],
	[`${label63}.${label63}.${label63}.${'e'.repeat(57)}.net`, `${label63}.${label63}.${label63}.${'e'.repeat(57)}.net`],
	[`${label63}.${label63}.${label63}.${'e'.repeat(58)}.net`, undefined],
	[`${'u\u0308'.repeat(20)}.`.repeat(7).concat('example'), undefined],
	['ü.'.repeat(60).concat('example'), undefined],
	['exam\u3164ple.com', undefined],
	['\uff45xample.com', undefined],
	['bücher.\u212Aiosk.example', undefined],
	['eve@example.com', undefined],
	['example.123', undefined],
	['mail.example.1-2', undefined],
	['example.1-a', 'example.1-a'],
	['example.a1', 'example.a1'],
	['a1.123', undefined],
	['localhost', undefined],
	['1a', undefined],
	['example.com@evil.example', undefined],
	['evil.example#example.com', undefined],
	['10.0.0.1', undefined],
	['', undefined],
])('the domain %s is read as %s', (text, domain) => {
	expect(readDomain(text)).toBe(domain);
});

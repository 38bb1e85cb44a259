import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {readAddress} from '../../src/model/address.ts';
import {isSameAddress} from '../../src/model/approval.ts';
import {amount} from '../support/amount.ts';

type Pair = readonly [why: string, one: string, other: string];
const ada = 'ada@example.com';

const same: readonly Pair[] = [
	['nothing differs', ada, ada],
	['the domain in capitals', ada, 'ada@EXAMPLE.COM'],
	['one letter of the domain is a capital', ada, 'ada@eXample.com'],
	['space around it', ada, ' \tada@example.com '],
	['Slack’s link form', ada, '<mailto:ada@example.com|ada@example.com>'],
	['Slack’s link form without a label', ada, '<mailto:ada@example.com>'],
	['a subdomain in capitals', 'ada@mail.example.org', 'ada@Mail.Example.ORG'],
	['a tag, and the domain in capitals', 'ada+x@example.com', 'ada+x@Example.com'],
	['Unicode and its ASCII form', 'ada@bücher.example', 'ada@xn--bcher-kva.example'],
	['Unicode in capitals', 'ada@bücher.example', 'ada@BÜCHER.example'],
	['the ASCII form in capitals', 'ada@bücher.example', 'ada@XN--BCHER-KVA.example'],
	['Unicode taken apart', 'ada@bücher.example', 'ada@bu\u0308cher.example'],
	['a top-level domain in its ASCII form', 'ada@пример.испытание', 'ada@xn--e1afmkfd.xn--80akhbyknj4f'],
	['Cyrillic in capitals', 'ada@пример.example', 'ada@ПРИМЕР.example'],
	['ß in its ASCII form', 'ada@faß.example', 'ada@xn--fa-hia.example'],
];

const different: readonly Pair[] = [
	['a capital before the @', ada, 'Ada@example.com'],
	['all capitals before the @', ada, 'ADA@example.com'],
	['a plus tag', ada, 'ada+x@example.com'],
	['an empty plus tag', ada, 'ada+@example.com'],
	['another plus tag', 'ada+x@example.com', 'ada+y@example.com'],
	['a minus tag', ada, 'ada-x@example.com'],
	['an equals tag', ada, 'ada=x@example.com'],
	['a dot in the name', ada, 'a.da@example.com'],
	['first_last and first.last', 'ada_love@example.com', 'ada.love@example.com'],
	['a letter more', ada, 'adaa@example.com'],
	['a letter less', ada, 'ad@example.com'],
	['0 for o', 'bob@example.com', 'b0b@example.com'],
	['l for 1', 'ada1@example.com', 'adal@example.com'],
	['I for l', 'paul@example.com', 'pauI@example.com'],
	['rn for m', 'amy@example.com', 'arny@example.com'],
	['vv for w', 'wim@example.com', 'vvim@example.com'],
	['an apostrophe and a grave accent', "o'ada@example.com", 'o`ada@example.com'],
	['a leading hyphen', ada, '-ada@example.com'],
	['a leading underscore', ada, '_ada@example.com'],
	['a subdomain', ada, 'ada@mail.example.com'],
	['the domain above', 'ada@mail.example.com', ada],
	['www in front', ada, 'ada@www.example.com'],
	['another top-level domain', ada, 'ada@example.org'],
	['a longer top-level domain', ada, 'ada@example.com.co'],
	['a shorter top-level domain', ada, 'ada@example.co'],
	['the domain as a label of another', ada, 'ada@example.com.example.net'],
	['a hyphen in the domain', ada, 'ada@ex-ample.com'],
	['a hyphen for the dot', ada, 'ada@example-com.net'],
	['a letter doubled in the domain', ada, 'ada@exxample.com'],
	['letters exchanged in the domain', ada, 'ada@exmaple.com'],
	['1 for l in the domain', ada, 'ada@examp1e.com'],
	['rn for m in the domain', ada, 'ada@exarnple.com'],
	['Cyrillic а in the domain', ada, 'ada@ex\u0430mple.com'],
	['Cyrillic е in the domain', ada, 'ada@\u0435xample.com'],
	['Cyrillic р in the domain', ada, 'ada@exam\u0440le.com'],
	['Cyrillic х in the domain', ada, 'ada@e\u0445ample.com'],
	['Cyrillic с in the top-level domain', ada, 'ada@example.\u0441om'],
	['Cyrillic о in the top-level domain', ada, 'ada@example.c\u043em'],
	['Greek α in the domain', ada, 'ada@ex\u03b1mple.com'],
	['Greek ο in the top-level domain', ada, 'ada@example.c\u03bfm'],
	['Armenian օ in the top-level domain', ada, 'ada@example.c\u0585m'],
	['Latin ɑ in the domain', ada, 'ada@ex\u0251mple.com'],
	['dotless ı in the domain', 'ada@mail.example.com', 'ada@ma\u0131l.example.com'],
	['a dot below', ada, 'ada@examp\u0323le.com'],
	['an accent', ada, 'ada@ex\u00e1mple.com'],
	['Lisu letters', ada, 'ada@ex\ua4eemple.com'],
	['ü and u', 'ada@bücher.example', 'ada@bucher.example'],
	['ü and ue', 'ada@bücher.example', 'ada@buecher.example'],
	['ß and ss', 'ada@faß.example', 'ada@fass.example'],
	['ς and σ', 'ada@\u03bb\u03cc\u03b3\u03bf\u03c2.example', 'ada@\u03bb\u03cc\u03b3\u03bf\u03c3.example'],
	['the Punycode without its xn--', 'ada@bücher.example', 'ada@bcher-kva.example'],
];

/** What cannot be read is the same as nothing, not even as itself. */
const unreadable: readonly Pair[] = [
	['a list of the two same', ada, 'ada@example.com,ada@example.com'],
	['a list, the same first', ada, 'ada@example.com,eve@example.org'],
	['a list, the same last', ada, 'eve@example.org;ada@example.com'],
	['a display name', ada, 'Ada <ada@example.com>'],
	['angle brackets', ada, '<ada@example.com>'],
	['a comment', ada, 'ada(x)@example.com'],
	['quotes', ada, '"ada"@example.com'],
	['a percent sign', ada, 'ada%40example.com@example.com'],
	['a trailing dot', ada, 'ada@example.com.'],
	['a line end', ada, 'ada@example.com\n'],
	['a NUL', ada, 'ada@example.com\u0000'],
	['a zero-width space', ada, 'ada@exam\u200bple.com'],
	['a soft hyphen', ada, 'ada@exam\u00adple.com'],
	['a bidi override', ada, 'ada@example.com\u202e'],
	['full-width letters', ada, 'ada@\uff45xample.com'],
	['a full-width @', ada, 'ada\uff20example.com'],
	['an ideographic full stop', ada, 'ada@example\u3002com'],
	['a Cyrillic а before the @', ada, '\u0430da@example.com'],
	['a link that shows another address', ada, '<mailto:eve@example.org|ada@example.com>'],
	['nothing', ada, ''],
	['nothing twice', '', ''],
	['an unreadable one twice', 'ada@localhost', 'ada@localhost'],
];

describe('two addresses are the same', () => {
	test.each(same)('%s', (_why, one, other) => {
		expect([isSameAddress(one, other), isSameAddress(other, one)]).toEqual([true, true]);
	});
});

describe('two addresses are different', () => {
	test.each(different)('%s', (_why, one, other) => {
		expect([readAddress(one).ok, readAddress(other).ok]).toEqual([true, true]);
		expect([isSameAddress(one, other), isSameAddress(other, one)]).toEqual([false, false]);
	});

	test.each(unreadable)('%s', (_why, one, other) => {
		expect(readAddress(other).ok).toBe(false);
		expect([isSameAddress(one, other), isSameAddress(other, one)]).toEqual([false, false]);
	});
});

const pieces = fc.oneof(
	fc.constantFrom(
		...',;:<>()[]"\\%@. \t\r\n\u0000\u00a0\u00ad\u200b\u200d\u200e\u202e\u2060\u2066\ufeff\uff20\uff0e\u3002\u0430\u03bfK\ufb03AaZz09+_-',
	),
	fc.constantFrom(
		'%40',
		'%2c',
		',eve@example.org',
		'<eve@example.org>',
		'@example.com',
		'xn--',
		'..',
		'.com',
		'mailto:',
		'<mailto:',
		'|',
		'\r\nTo:',
	),
	fc.string({unit: 'binary', maxLength: 4}),
);
const bases = fc.constantFrom(ada, 'ada@bücher.example', 'ada@xn--bcher-kva.example', '<mailto:ada@example.com|ada@example.com>');

/** One of the bases, with pieces put in, in the place of letters or beside them, and perhaps in other letters. */
const mutants = fc
	.tuple(bases, fc.array(fc.tuple(fc.nat(45), fc.nat(3), pieces), {maxLength: 3}), fc.nat(3))
	.map(([base, cuts, letters]) => {
		const cut = cuts.reduce<string>((text, [at, gone, piece]) => text.slice(0, at) + piece + text.slice(at + gone), base);
		return letters === 0 ? cut.toUpperCase() : letters === 1 ? cut.toLowerCase() : cut;
	});

/** Another way to the same answer: the URL parser turns the domain into ASCII, the rest is bytes. */
function plainForm(text: string): string {
	const inner = /^<mailto:([^|>]*)/.exec(text.replace(/^[ \t]+|[ \t]+$/g, ''))?.[1] ?? text.replace(/^[ \t]+|[ \t]+$/g, '');
	const at = inner.lastIndexOf('@');
	return `${inner.slice(0, at)}@${new URL(`http://${inner.slice(at + 1)}`).host}`;
}

test('whatever is made of an address, it is refused, or it is exactly one, and the same only if it is', {timeout: 3_600_000}, () => {
	const property = fc.property(bases, mutants, (base, mutant) => {
		const reading = readAddress(mutant);
		if (!reading.ok) {
			expect(isSameAddress(base, mutant)).toBe(false);
			return;
		}
		const {text} = reading.address;
		expect(text).toMatch(/^[A-Za-z0-9!#$&'*+/=?^_`{|}~.-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/);
		expect(text.length).toBeLessThanOrEqual(254);
		expect(text).toBe(plainForm(mutant));
		expect(isSameAddress(base, mutant)).toBe(plainForm(base) === text);
	});
	fc.assert(property, {numRuns: amount('ADDRESSES', 3000)});
});

import {describe, expect, test} from 'vitest';
import {looksAlike} from '../../src/model/look-alike.ts';

/** The letters that pass for each of ours. */
const others: readonly (readonly [letter: string, others: string])[] = [
	['a', '\u03b1\u0430\u0251'],
	['b', '\u042c\u044c\u0185'],
	['c', '\u0441\u1d04'],
	['d', '\u0501\u0257\u0111'],
	['e', '\u0435\u0454\u04bd'],
	['g', '\u0261\u0581\u0121'],
	['h', '\u04bb\u0570'],
	['i', '\u0456\u0131\u0269\u03b9\u0457'],
	['j', '\u0458\u03f3'],
	['k', '\u043a\u03ba\u0138'],
	['l', '\u04cf\u217c\u0142\u01c01I|'],
	['n', '\u0578\u057c\u03b7'],
	['o', '\u043e\u03bf\u0585\u03c3\u00f80'],
	['p', '\u0440\u03c1'],
	['q', '\u051b\u0566'],
	['r', '\u0433\u1d26'],
	['s', '\u0455\ua731'],
	['t', '\u0442\u03c4\u0167'],
	['u', '\u057d\u03c5\u028b'],
	['v', '\u0475\u03bd\u1d20'],
	['w', '\u051d\u0561'],
	['x', '\u0445\u03c7'],
	['y', '\u0443\u04af\u03b3'],
	['z', '\u1d22\u0225'],
];

describe('two texts look alike', () => {
	test.each(others)('with another letter for %s', (letter, letters) => {
		for (const other of letters) {
			expect(looksAlike(`-${letter}-`, `-${other}-`), other).toBe(true);
			expect(looksAlike(`-${other}-`, `-${letter}-`), other).toBe(true);
		}
	});

	test.each([
		['in other letter case', 'ada@example.com', 'Ada@Example.com'],
		['in other letter case, with an I', 'ANI@example.com', 'ani@example.com'],
		['in other letter case of another script', '\u0430da', '\u0410da'],
		['with an accent', 'ada@example.com', 'ad\u00e1@example.com'],
		['with marks above and below', 'ada@example.com', 'a\u0323d\u0301a@example.com'],
		['with full-width letters', 'ada@example.com', '\uff41da@example.com'],
		['rn for m', 'amy@example.com', 'arny@example.com'],
		['vv for w', 'wim@example.com', 'vvim@example.com'],
		['cl for d', 'dan@example.com', 'clan@example.com'],
		['each of these twice', 'mwd.mwd', 'rnvvcl.rnvvcl'],
		['rn of another script for m', 'amy', 'a\u0433\u0578y'],
		['I for l', 'paul@example.com', 'pauI@example.com'],
		['1 and I', 'ada1', 'adaI'],
		['all of it in another script', 'ace', '\u0430\u0441\u0435'],
	])('%s', (_why, one, other) => {
		expect(looksAlike(one, other)).toBe(true);
		expect(looksAlike(other, one)).toBe(true);
	});
});

test.each([
	['the same', 'ada@example.com', 'ada@example.com'],
	['another letter', 'ada@example.com', 'ade@example.com'],
	['a letter more', 'ada@example.com', 'adaa@example.com'],
	['a dot', 'ada.love', 'adalove'],
	['other punctuation', 'ada_love', 'ada-love'],
	['letters of another script that resemble none', 'ada', '\u0436da'],
	['nothing twice', '', ''],
	['something and nothing', 'a', ''],
])('two texts do not look alike: %s', (_why, one, other) => {
	expect(looksAlike(one, other)).toBe(false);
	expect(looksAlike(other, one)).toBe(false);
});

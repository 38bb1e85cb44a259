import {describe, expect, test} from 'vitest';
import {readAddress} from '../../src/model/address.ts';
import {textOfHtml} from '../../src/model/html-text.ts';
import {maskMail} from '../../src/model/redaction.ts';

const units = [
	'<a "',
	'<script',
	'<style>',
	'<!--',
	'<',
	'&#',
	'&#0',
	'1 ',
	'a@',
	'https://',
	'<https://',
	'www.',
	'a.',
	'a.cc/',
	'A ',
	'AB ',
	'A',
	'Aa',
	'1a',
	'a-',
	'=\n',
	'=41',
	'%41',
	'\\u0041',
	'one ',
	'Code: ',
	'code ',
	'token=',
	'a=',
	'=?a?b?',
	'data:',
	'//',
	'(at) ',
	'a at b ',
	'dot ',
	'[',
	'\n!',
	'> 1\n',
	'QUJD\n',
	'"',
	'•',
	'漢',
	'\u200B',
	'\u0301',
	' ',
	'\n',
];

describe('long input costs little time', () => {
	test('ten times as much markup takes about ten times as long to read', () => {
		for (const unit of units) {
			const started = performance.now();
			textOfHtml(unit.repeat(1_000_000 / unit.length));
			expect(performance.now() - started, unit).toBeLessThan(1500);
		}
	});

	test('a hundred thousand signs and a million are masked in the time of a glance', () => {
		const pairs = units.map((unit, index) => `${unit}${units[(index * 7 + 3) % units.length]}`);
		for (const unit of [...units, ...pairs]) {
			for (const length of [100_000, 1_000_000]) {
				const text = unit.repeat(length / unit.length);
				const started = performance.now();
				maskMail({from: '', to: '', subject: '', headers: [], plain: text, html: '', attachments: 0}, []);
				expect(performance.now() - started, JSON.stringify(unit)).toBeLessThan(1500);
			}
		}
	});
});

// Linear: 333 times the length may cost 333 times the time. A square would cost 100,000 times.
test.each<[string, (length: number) => string]>([
	['letters', (length) => 'a'.repeat(length)],
	['dots', (length) => '.'.repeat(length)],
	['at signs', (length) => '@'.repeat(length)],
	['spaces and a letter', (length) => `${' '.repeat(length)}a${' '.repeat(length)}a`],
	['labels', (length) => `ada@${'a.'.repeat(length / 2)}`],
	['letters that are not ASCII', (length) => `ada@${'ü'.repeat(length)}`],
	['an open link', (length) => `<mailto:${'a|'.repeat(length / 2)}`],
])('100 kB of %s cost no more than their length', (_what, ofLength) => {
	const [small, large] = [ofLength(300), ofLength(100_000)];
	const [brief, long] = [fastest(() => readAddress(small)), fastest(() => readAddress(large))];
	expect(readAddress(large).ok).toBe(false);
	expect(long).toBeLessThan((brief + 0.02) * 340);
});

/** The fastest of some runs, in milliseconds. */
function fastest(run: () => unknown): number {
	let best = Number.POSITIVE_INFINITY;
	for (let count = 0; count < 20; count += 1) {
		const started = performance.now();
		run();
		best = Math.min(best, performance.now() - started);
	}
	return best;
}

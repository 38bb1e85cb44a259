import {describe, expect, test} from 'vitest';
import {readAddress, readDomain} from '../../src/model/address.ts';
import {classifyReply, permanenceOf} from '../../src/model/smtp-reply.ts';
import {readTicket} from '../../src/model/ticket.ts';
import {nearest} from '../../src/model/words.ts';
import {parseConfirm, readSubject, reservedWords} from '../../src/slack/confirm/parse.ts';
import {visible} from '../../src/slack/kit.ts';
import {parseSuppression} from '../../src/slack/suppression/parse.ts';
import {amount} from '../support/amount.ts';

/** Everything that reads what people typed, or what a mail server far away wrote. */
const parsers: Readonly<Record<string, (text: string) => unknown>> = {
	readAddress,
	readDomain,
	readTicket,
	parseConfirm,
	parseSuppression,
	readSubject: (text) => readSubject([text, text]),
	nearest: (text) => nearest(text, reservedWords),
	visible,
	classifyReply: (text) => classifyReply({code: text, enhancedCode: text, text}),
	permanenceOf: (text) => permanenceOf({code: text, enhancedCode: text, text}),
};

const kinds: Readonly<Record<string, (length: number) => string>> = {
	letters: (length) => 'a'.repeat(length),
	digits: (length) => '1'.repeat(length),
	dots: (length) => '.'.repeat(length),
	'at signs': (length) => '@'.repeat(length),
	spaces: (length) => ' '.repeat(length),
	'spaces and a letter': (length) => `a${' '.repeat(length - 2)}a`,
	words: (length) => 'a '.repeat(length / 2),
	'different words': (length) => Array.from({length: length / 6}, (_unused, at) => `w${at}`.padEnd(5)).join(' '),
	options: (length) => 'ticket:1 '.repeat(length / 9),
	'a long option': (length) => `ticket:${'1'.repeat(length)}`,
	labels: (length) => `ada@${'a.'.repeat(length / 2)}com`,
	'codes of replies': (length) => '550 5.1.1 '.repeat(length / 10),
	'half of codes': (length) => '5.'.repeat(length / 2),
	brackets: (length) => '<'.repeat(length),
	'an open link': (length) => `<mailto:${'a|'.repeat(length / 2)}`,
	'open links': (length) => '<https://a|'.repeat(length / 11),
	slashes: (length) => `https://${'/'.repeat(length)}`,
	'slashes and digits': (length) => `https://a${'/1'.repeat(length / 2)}x`,
	'line ends': (length) => '\r\n'.repeat(length / 2),
	'what nobody sees': (length) => '\u200b'.repeat(length),
	'half of pairs': (length) => '\ud83d'.repeat(length),
	'not ASCII': (length) => 'ü'.repeat(length),
	'combining marks': (length) => `a${'\u0308'.repeat(length)}`,
};

describe('what is read costs little, however long it is', () => {
	const cells = Object.keys(parsers).flatMap((parser) => Object.keys(kinds).map((kind) => [parser, kind] as const));
	// A command may be three thousand characters long before it is refused for its length.
	test.each(cells)('%s of %s', (parser, kind) => {
		for (const length of [300, 3000, 100_000]) {
			const text = kinds[kind]?.(length) ?? '';
			expect(
				fastest(() => parsers[parser]?.(text)),
				`${length} characters`,
			).toBeLessThan(amount('PARSER_MS', 5));
		}
	});
});

/** The fastest of a few runs, in milliseconds: on a busy machine the others measure the machine. */
function fastest(run: () => unknown): number {
	let best = Number.POSITIVE_INFINITY;
	for (let count = 0; count < 20; count += 1) {
		const started = performance.now();
		run();
		best = Math.min(best, performance.now() - started);
	}
	return best;
}

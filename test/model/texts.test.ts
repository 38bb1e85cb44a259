import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {classifyReply, type ReasonClass} from '../../src/model/smtp-reply.ts';
import {visible} from '../../src/slack/kit.ts';

describe('the reply of a server is read', () => {
	test.each<[code: string, text: string, reason: ReasonClass]>([
		['550', '5.1.1 The account that you tried to reach does not exist', 'mailbox-unknown'],
		['550', 'No such user here', 'mailbox-unknown'],
		['550', '', 'mailbox-unknown'],
		['552', '5.2.2 Mailbox full', 'mailbox-full'],
		['452', '4.2.2 Over quota', 'mailbox-full'],
		['550', '5.7.1 Message blocked by our spam filter', 'policy-blocked'],
		['554', 'Rejected because of your reputation', 'policy-blocked'],
		['550', 'SPF check failed', 'policy-blocked'],
		['421', '4.7.0 Try again later', 'rate-limited'],
		['450', 'Greylisted for five minutes', 'rate-limited'],
		['550', '5.1.2 Host not found', 'domain-unknown'],
		['498', 'No MX for example.org', 'domain-unknown'],
		['550', '5.2.1 This mailbox is disabled', 'suspended'],
		['451', 'Internal error', 'recipient-server-trouble'],
		['', 'Connection timed out', 'recipient-server-trouble'],
		['', '', 'unclear'],
		['250', 'OK', 'unclear'],
		['x', 'constructor', 'unclear'],
		['constructor', '', 'unclear'],
	])('%s %s', (code, text, reason) => {
		expect(classifyReply({code, text})).toBe(reason);
	});

	test('in any case of letters, and any length', () => {
		expect(classifyReply({code: '550', text: 'NO SUCH USER'})).toBe('mailbox-unknown');
		expect(classifyReply({code: '', text: `${'x'.repeat(100_000)} no such user`})).toBe('unclear');
	});
});

describe('what comes from outside is made visible', () => {
	test.each([
		['plain text', 'plain text'],
		['two\nlines\tand a tab', 'two\nlines\tand a tab'],
		['a\u0000b', 'a[U+0000]b'],
		['a\u200Bb', 'a[U+200B]b'],
		['a\u202Eb', 'a[U+202E]b'],
		['a\u2066b', 'a[U+2066]b'],
		['a\u2028b', 'a[U+2028]b'],
		['\uFEFFa', '[U+FEFF]a'],
		['a\u{E0061}b', 'a[U+E0061]b'],
		['jörg 日本 😀', 'jörg 日本 😀'],
	])('%j', (text, shown) => {
		expect(visible(text)).toBe(shown);
	});

	test('and is cut to its length, never beyond it', () => {
		expect(visible('abcdef', 4)).toBe('abc…');
		fc.assert(
			fc.property(fc.string({unit: 'binary'}), fc.integer({min: 1, max: 30}), (text, most) => {
				const shown = visible(text, most);
				expect(shown.length).toBeLessThanOrEqual(most);
				expect(shown).not.toMatch(/[^\P{Cc}\n\t]|\p{Cf}|\p{Zl}|\p{Zp}/u);
			}),
		);
	});
});

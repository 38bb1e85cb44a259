import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {maskAddresses, maskMail, maskSecrets, maskSubject, withoutAddresses} from '../../src/model/redaction.ts';
import {amount} from '../support/amount.ts';
import {leaksIn, piecesIn} from '../support/traces.ts';
import {corpus} from './mails/corpus.ts';
import type {CorpusMail} from './mails/letters.ts';

const owner = 'ada@example.com';

function shown({from, subject, headers, plain, html, attachments}: CorpusMail): string {
	const mail = maskMail({from, to: owner, subject, headers, plain, html, attachments: attachments.length}, [owner]);
	const notes = [mail.text === '' ? '(no text)' : mail.text, mail.isCut ? 'is cut here' : '', `${mail.attachments} attachments`];
	return [...mail.headers.flat(), ...notes].join('\n');
}

describe('what is shown of a mail holds no secret, and the rest of it', () => {
	test.for(corpus)('$name', (mail) => {
		const text = shown(mail);
		expect(leaksIn(text, mail.canaries)).toEqual([]);
		expect(piecesIn(text, mail.canaries)).toEqual([]);
		for (const words of mail.left) expect(text).toContain(words);
	});

	test('the names of the corpus’s mails are all different, and so are their codes', () => {
		expect(new Set(corpus.map(({name}) => name)).size).toBe(corpus.length);
	});
});

describe('what is left looks like this', () => {
	test.for([
		['https://gitlab.com/users/password/edit?reset_password_token=abcdef', 'https://gitlab.com/users/password/edit?•••'],
		['https://gitlab.com/-/confirm/lomitra/now', 'https://gitlab.com/-/confirm/•••/now'],
		['(see https://gitlab.com/help).', '(see https://gitlab.com/help).'],
		['gitlab.com/eve/secrets#here', 'gitlab.com/•••/•••?•••'],
		['https://storage.us-east4.example.com', 'https://storage.•••.example.com'],
		['write to eve@163.example.org.', 'write to e•••@163.example.org.'],
		['write to ada@example.com.', 'write to ada@example.com.'],
		['x@482913.example.com', 'x•••@•••.example.com'],
		['code 482 913 (valid for 60 minutes)', 'code ••• (valid for 60 minutes)'],
		['1 of 2 mails, and 24 hours', '1 of 2 mails, and 24 hours'],
		['and/or, e.g. this, i.e. that, in the U.K. IPv6 OAuth2 24h 2nd', 'and/or, e.g. this, i.e. that, in the U.K. IPv6 OAuth2 24h 2nd'],
	] as const)('%s', ([text, left]) => {
		expect(maskSecrets(text, [owner])).toBe(left);
	});

	test('ordinary sentences stay', () => {
		const words = 'Hello Ada Lovelace,\nyou tried to sign in to GitLab from a new place. Was it not you? Tell us at once.';
		expect(maskSecrets(words)).toBe(words);
	});

	test.each([
		['Verify your identity', 'Verify your identity'],
		['ログインの確認：お願いします…', 'ログインの確認：お願いします…'],
		['Verify your identity | 482913', 'Verify your identity | •••'],
		['482913 is your code', '••• is your code'],
	])('a subject loses its secrets, and is else as it was: %s', (subject, left) => {
		expect(maskSubject(subject)).toBe(left);
		expect(maskSubject(left)).toBe(left);
	});
});

const rest = fc.array(fc.oneof(fc.lorem({maxCount: 5}), fc.constantFrom('\n', ' ', '<p>', '</b>', '> ', '. ', '"', '(', ': ')), {
	maxLength: 12,
});
const around = rest.map((pieces) => pieces.join(' '));
const signs = (alphabet: string, length: number) => fc.string({unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length});
const urlSafe = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ123456789_-';
const digit = '0123456789';
const shapes = {
	code: signs(digit, 6),
	'code in two halves': fc
		.tuple(signs(digit, 3), fc.constantFrom(' ', '-', '\u00A0', '.', ' – '), signs(digit, 3))
		.map((parts) => parts.join('')),
	'token of GitLab': signs(urlSafe, 20).filter((token) => /[a-z]/i.test(token) && /\d.*\d.*\d/.test(token)),
	'personal access token': signs(urlSafe, 20).map((token) => `glpat-${token}`),
	hash: signs('0123456789abcdef', 40),
	identifier: fc.uuid(),
	'web token': fc.tuple(signs(urlSafe, 30), signs(urlSafe, 30)).map((parts) => `eyJhbGciOiJIUzI1NiJ9.${parts.join('.')}`),
	'key of an app': signs('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16).filter((key) => /\d/.test(key)),
} as const;

describe('wherever it stands in a text', () => {
	test.each(Object.entries(shapes))('a %s is not left', (_shape, secret: fc.Arbitrary<string>) => {
		fc.assert(
			fc.property(around, secret, around, (before, value, after) => {
				const text = maskSecrets(`${before} ${value} ${after}`);
				expect(text).not.toContain(value);
				expect(leaksIn(text, [value])).toEqual([]);
			}),
			{numRuns: amount('REDACTIONS', 300)},
		);
	});

	test('any value of a link is not left, whatever it looks like', () => {
		fc.assert(
			fc.property(
				fc.string({unit: fc.constantFrom(...urlSafe, '%', '=', '.', '~', '+', "'", '(', ')', '*', '!'), minLength: 8, maxLength: 40}),
				around,
				(value, after) => {
					const token = `k${value}k`;
					expect(maskSecrets(`See https://gitlab.com/users/password/edit?reset_password_token=${token}&x=1 ${after}`)).not.toContain(value);
					expect(maskSecrets(`See https://gitlab.com/confirm/${token} ${after}`)).not.toContain(value);
				},
			),
			{numRuns: amount('REDACTIONS', 300)},
		);
	});

	test('a six-digit code never survives, whatever touches it', () => {
		const touching = fc.string({unit: 'grapheme', maxLength: 40});
		fc.assert(
			fc.property(touching, fc.integer({min: 100_000, max: 999_999}), touching, (before, code, after) => {
				expect(maskSecrets(`${before}${code}${after}`)).not.toContain(String(code));
			}),
			{numRuns: amount('REDACTIONS', 2000)},
		);
	});
});

describe('of the addresses in a server’s reply only the reader’s own is shown', () => {
	test.for([
		['550 5.1.1 <ada@example.com>: Recipient address rejected', '550 5.1.1 <ada@example.com>: Recipient address rejected'],
		['550 ADA@example.com is unknown.', '550 ADA@example.com is unknown.'],
		['550 forwarded to eve.moss@example.org, who is unknown', '550 forwarded to e•••@example.org, who is unknown'],
		['550 <ada@example.com> (was: eve@example.org)', '550 <ada@example.com> (was: e•••@example.org)'],
		['550 "eve moss"@example.org', '550 e•••@example.org'],
		['550 eve(work)@example.org', '550 •••'],
		['552 5.2.2 Mailbox full', '552 5.2.2 Mailbox full'],
	])('%s', ([text = '', left]) => {
		expect(maskAddresses(text, [owner])).toBe(left);
	});
});

describe('text for the trail is left without addresses', () => {
	test.each([
		['Ada wrote from ada@example.com.', 'Ada wrote from [address]'],
		['ada@example.com,eve@example.org', '[address],[address]'],
		['<ada+x@example.com>', '<[address]>'],
		["o'neil@example.com", '[address]'],
		['mailto:ada@example.com', 'mailto:[address]'],
		['"ada lovelace"@example.com', '[address]'],
		['ada%40example.com', '[address]'],
		['ada＠example.com', '[address]'],
		['jörg@bücher.example', '[address]'],
		['no address here', 'no address here'],
		['at 5 @ noon', 'at 5 @ noon'],
		['by @ada and @eve', 'by @ada and @eve'],
		['at @example.org and eve@ or %40example.org', 'at [address] and [address] or [address]'],
		['eve(work)@example.org and eve(work)%40example', '[address] and [address]'],
		['(@ada) (＠ada)', '[address] [address]'],
	])('%s', (text, left) => {
		expect(withoutAddresses(text)).toBe(left);
	});

	test('wherever it stands', () => {
		const around = fc.string({unit: fc.constantFrom(...' ,;:()[]<>"\n\\')});
		fc.assert(
			fc.property(around, fc.emailAddress(), around, (before, address, after) => {
				expect(withoutAddresses(`${before}${address}${after}`)).not.toContain(address);
			}),
		);
	});
});

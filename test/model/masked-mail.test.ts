import {describe, expect, test} from 'vitest';
import {maskAddresses, maskMail, maskSecrets, type ReadableMail} from '../../src/model/redaction.ts';

const owner = 'ada@example.com';
const mail: ReadableMail = {
	from: 'GitLab <support@example.org>',
	to: owner,
	subject: 'Verify your identity',
	headers: [],
	plain: 'Hello Ada',
	html: '',
	attachments: 0,
};
const shown = (change: Partial<ReadableMail>) => maskMail({...mail, ...change}, [owner]);

describe('of a mail is shown', () => {
	test('from whom, to whom, and about what', () => {
		expect(shown({})).toEqual({
			headers: [
				['From', 'GitLab <s•••@example.org>'],
				['To', owner],
				['Subject', 'Verify your identity'],
			],
			text: 'Hello Ada',
			isCut: false,
			attachments: 0,
		});
	});

	test('whom else it names, by either header, however that is written, and no other header', () => {
		const headers = [
			['X-Token', 'abcdef'],
			['CC', 'eve@example.org'],
			['reply-to', `Help <${owner}>`],
		] as const;
		expect(shown({headers, attachments: 2})).toMatchObject({
			headers: [
				['From', 'GitLab <s•••@example.org>'],
				['To', owner],
				['Reply-To', `Help <${owner}>`],
				['Cc', 'e•••@example.org'],
				['Subject', 'Verify your identity'],
			],
			attachments: 2,
		});
	});

	test('no secret of its headers', () => {
		const {headers} = shown({from: 'a 482913', to: 'b 482913', subject: 'c 482913', headers: [['Cc', 'd 482913']]});
		expect(headers.map(([, value]) => value)).toEqual(['a •••', 'b •••', 'd •••', 'c •••']);
	});

	test('the page only where there is no plain text that can be seen', () => {
		const html = '<p>Hello <b>Eve</b></p>';
		expect(shown({html}).text).toBe('Hello Ada');
		expect(shown({plain: '', html}).text).toBe('Hello Eve');
		expect(shown({plain: ' \u200b\n', html}).text).toBe('Hello Eve');
		expect(shown({plain: `${' '.repeat(20_000)}Hello`, html}).text).toBe('Hello Eve');
	});

	test('its text without space at its ends, and no more than one empty line in a row', () => {
		expect(shown({plain: '\n\n Hello \t\nAda,\n\n\n\n\nyou \n'}).text).toBe('Hello\nAda,\n\nyou');
	});

	test('its first 6,000 characters', () => {
		const whole = `${'word '.repeat(1199)}words`;
		expect(shown({plain: whole})).toMatchObject({text: whole, isCut: false});
		expect(shown({plain: `${whole}!`})).toMatchObject({text: whole, isCut: true});
	});

	test('no half of a letter where it is cut', () => {
		expect(shown({plain: `x${'😀'.repeat(3000)}`}).text).toBe(`x${'😀'.repeat(2999)}\ufffd`);
	});

	const spaces = (length: number) => ' '.repeat(length);

	test('nothing of the line in which its first 20,000 characters end', () => {
		expect(shown({plain: `Hello\nAda\n${'word '.repeat(5000)}`})).toMatchObject({text: 'Hello\nAda', isCut: true});
		expect(shown({plain: `Hello\nAda\n12\n${'word '.repeat(5000)}`})).toMatchObject({text: 'Hello\nAda', isCut: true});
		expect(shown({plain: `Hello${spaces(19_995)}`})).toMatchObject({text: 'Hello', isCut: false});
		expect(shown({plain: `Hello${spaces(19_996)}`})).toMatchObject({text: '', isCut: true});
		expect(shown({plain: '', html: `Hello<p>Ada<p>${'word '.repeat(5000)}`})).toMatchObject({text: 'Hello\nAda', isCut: true});
	});
});

describe('a text longer than 20,000 characters is cut', () => {
	const long = `${' '.repeat(19_995)}Hello Ada`;

	test('before its secrets are masked', () => {
		expect(maskSecrets(long).trim()).toBe('Hello');
	});

	test('before its addresses are masked', () => {
		expect(maskAddresses(long, []).trim()).toBe('Hello');
	});
});

describe('an address of somebody else is masked', () => {
	test.each([
		['eve@example.org', 'e•••@example.org'],
		['"eve moss"@example.org', 'e•••@example.org'],
		['eve%40example.org', 'e•••@example.org'],
		['eve＠example.org', 'e•••@example.org'],
		['<eve@example.org>, (eve@example.org); "eve@example.org"', '<e•••@example.org>, (e•••@example.org); "e•••@example.org"'],
		['eve@example.org!? eve@example.org…', 'e•••@example.org!? e•••@example.org...'],
		['eve@\nexample.org', '•••'],
		['eve@ \nexample.org', '•••'],
		['eve [at] example [dot] org', '•••'],
		['eve (at) example.org', '•••'],
		['eve{at}example{dot}org', '•••'],
		['eve at example dot org', '•••'],
		['EVE AT mail DOT example DOT org', '•••'],
		['e<b>v</b>e@example.org', 'e•••@example.org'],
		['&lt;b&gt;e&lt;/b&gt;ve@example.org', 'e•••@example.org'],
		['&lt;!-- x --&gt;eve@example.org', 'e•••@example.org'],
		['eve@localhost', '•••'],
		['@ada', '@ada'],
	])('%s', (text, left) => {
		expect(maskSecrets(text, [owner])).toBe(left);
	});

	test.each([
		['ADA@Example.com.', 'ADA@Example.com.'],
		['meet at noon', 'meet at noon'],
		['look at example.org', 'look at example.org'],
		['look at example.org, or the dot there', 'look at example.org, or the dot there'],
		['eve [at] home, or so.what', 'eve [at] home, or so.what'],
		['a < b > c', 'a < b > c'],
	])('but not in “%s”', (text, left) => {
		expect(maskSecrets(text, ['Ada@example.COM'])).toBe(left);
	});
});

describe('a secret is masked', () => {
	test.each([
		['packed once', '=34=38=32=39', '•••'],
		['packed twice', '=2534=2538=2532=2539', '•••'],
		['packed three times', '&amp;amp;#52;&amp;amp;#56;&amp;amp;#50;&amp;amp;#57;', '•••'],
		['behind a soft line end', 'token=3D=\nabcdef', 'token=•••'],
		['split by tags that were packed', '48&lt;b&gt;29&lt;/b&gt;13', '•••'],
		['split by tags of more letters', '48&lt;span&gt;29&lt;/span&gt;13', '•••'],
		['split by tags with attributes', '48&lt;b class=x&gt;29&lt;/b&gt;13', '•••'],
		['split by a comment that was packed', '48&lt;!-- x --&gt;2913', '•••'],
		['in place of a private letter', '4\u{f0000}82\u{100000}913 \ue000x', '••• x'],
	])('%s', (_what, text, left) => {
		expect(maskSecrets(text)).toBe(left);
	});

	test('and what is kept stands where it stood', () => {
		expect(maskSecrets('https://gitlab.com/help, eve@example.org, https://gitlab.com/users')).toBe(
			'https://gitlab.com/help, e•••@example.org, https://gitlab.com/users',
		);
	});
});

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {maskMail, maskSecrets} from '../../src/model/redaction.ts';

const owner = 'ada@example.com';

interface Case {
	readonly mail: string;
	readonly plain?: string;
	readonly html?: string;
	readonly subject?: string;
	readonly from?: string;
	/** Must not be seen, however letters, digits and dots are counted. */
	readonly canaries: readonly string[];
	/** Must be left. */
	readonly left?: readonly string[];
}

const cases: readonly Case[] = [
	{
		mail: 'a code in plain text',
		plain: 'Hello Ada,\n\nuse this code to sign in:\n\n482913\n\nIt works for 60 minutes.',
		canaries: ['482913'],
		left: ['use this code to sign in', 'It works for'],
	},
	{
		mail: 'a code in the middle of a sentence',
		plain: 'Your code is 739201. Do not share it.',
		canaries: ['739201'],
		left: ['Do not share it'],
	},
	{mail: 'a code with a space in it', plain: 'Code: 739 201', canaries: ['739201', '739', '201']},
	{mail: 'a code with dashes', plain: 'Code: 7-3-9-2-0-1', canaries: ['739201']},
	{mail: 'a code over several lines', plain: 'Code:\n7\n3\n9\n2\n0\n1\n', canaries: ['739201']},
	{
		mail: 'a code split by tags',
		html: '<p>Your code: <b>73</b><span class="x">92</span><i>01</i></p>',
		canaries: ['739201', '7392', '9201'],
	},
	{
		mail: 'a code of one cell a digit',
		html: '<table><tr><td>7</td><td>3</td><td>9</td><td>2</td><td>0</td><td>1</td></tr></table>',
		canaries: ['739201'],
	},
	{mail: 'a code in entities', html: '<p>&#55;&#51;&#57;&#x32;&#x30;&#x31;</p>', canaries: ['739201']},
	{mail: 'a code in entities packed twice', html: '<p>&amp;#55;&amp;#51;&amp;#57;&amp;#50;&amp;#48;&amp;#49;</p>', canaries: ['739201']},
	{mail: 'a code with soft hyphens and zero-width spaces', plain: '73\u00AD92\u200B01', canaries: ['739201', '7392', '9201']},
	{mail: 'a code in full-width digits', plain: 'Code ７３９２０１', canaries: ['739201', '７３９２０１']},
	{mail: 'a code in Arabic digits', plain: 'Code ٧٣٩٢٠١', canaries: ['٧٣٩٢٠١', '739201']},
	{
		mail: 'a code in the description of a picture',
		html: '<p>Scan this</p><img src="https://example.com/q.png?c=739201" alt="739201" title="739201">',
		canaries: ['739201'],
		left: ['Scan this'],
	},
	{
		mail: 'a code in a comment, a script and a style',
		html: '<!-- 739201 --><style>.a739201{}</style><script>var c=739201</script><p>Hi</p>',
		canaries: ['739201'],
		left: ['Hi'],
	},
	{mail: 'a code in the subject', subject: '739201 is your code', plain: 'Hello', canaries: ['739201'], left: ['is your code']},
	{
		mail: 'a reset link',
		plain: 'Change it here: https://gitlab.com/users/password/edit?reset_password_token=yQx8sPz1TnVbGh2LkMdR',
		canaries: ['yQx8sPz1TnVbGh2LkMdR', 'reset_password_token'],
		left: ['https://gitlab.com/users/password/edit?•••'],
	},
	{
		mail: 'a confirmation link in HTML',
		html: '<a href="https://gitlab.com/users/confirmation?confirmation_token=Ab3dEf6hIj9">Confirm</a>',
		canaries: ['Ab3dEf6hIj9'],
		left: ['Confirm'],
	},
	{
		mail: 'a token in the path of a link',
		plain: 'https://gitlab.com/-/confirm/Ab3dEf6hIj9kLm/now',
		canaries: ['Ab3dEf6hIj9kLm'],
		left: ['https://gitlab.com/-/confirm/•••/now'],
	},
	{mail: 'a token behind the hash of a link', plain: '<https://gitlab.com/sign_in#t=Ab3dEf6hIj9kLm>', canaries: ['Ab3dEf6hIj9kLm']},
	{
		mail: 'a token as the name of a host, and as a password',
		plain: 'https://u:p4ssw0rdX@a1b2c3d4e5f6.links.example.com/x www.example.com/?c=99887766',
		canaries: ['p4ssw0rdX', 'a1b2c3d4e5f6', '99887766'],
	},
	{
		mail: 'a link broken by quoted-printable',
		plain: 'https://gitlab.com/users/password/edit?reset_password_to=\r\nken=3DyQx8sPz1TnVbGh2LkMdR',
		canaries: ['yQx8sPz1TnVbGh2LkMdR'],
	},
	{
		mail: 'a link with its token on the next line',
		plain: 'https://gitlab.com/users/password/edit?reset_password_token=\nyQx8sPz1TnVbGh2LkMdR',
		canaries: ['yQx8sPz1TnVbGh2LkMdR'],
	},
	{mail: 'a code in quoted-printable', plain: 'Code: =37=33=39=32=30=31', canaries: ['739201', '=37=33']},
	{
		mail: 'a token alone',
		plain: 'Token: glpat-x8sPz1TnVbGh2LkMdR\nOther: 5f4dcc3b5aa765d61d8327deb882cf99',
		canaries: ['x8sPz1TnVbGh2LkMdR', '5f4dcc3b5aa765d61d8327deb882cf99'],
	},
	{mail: 'a code of letters on a line of its own', plain: 'Your code:\n\n  XKQZPMW\n\nBye', canaries: ['XKQZPMW'], left: ['Bye']},
	{mail: 'a code of letters and digits', plain: 'Enter K7-QX4-92 now', canaries: ['K7-QX4-92', 'QX4']},
	{mail: 'a body in base64', plain: 'WW91ciBjb2RlIGlzIDczOTIwMQ==', canaries: ['WW91ciBjb2RlIGlzIDczOTIwMQ']},
	{mail: 'an encoded word', subject: '=?UTF-8?B?NzM5MjAxIGlzIHlvdXIgY29kZQ==?=', plain: 'Hi', canaries: ['NzM5MjAxIGlzIHlvdXIgY29kZQ']},
	{
		mail: 'addresses of other people',
		plain: 'Sent for ada@example.com. Added by eve.stone@example.org and mailto:grace%40example.net, "Eve Stone"@example.org.',
		canaries: ['eve.stone', 'grace', '"Eve Stone"@'],
		left: ['ada@example.com', 'e•••@example.org'],
	},
	{
		mail: 'the address of a return path',
		from: 'GitLab <bounce+739201-ada@mg.gitlab.com>',
		plain: 'Hi',
		canaries: ['bounce+739201', '739201'],
	},
];

function shown({plain = '', html = '', subject = 'Verify your identity', from = 'GitLab <gitlab@mg.gitlab.com>'}: Case): string {
	const mail = maskMail({from, to: owner, subject, plain, html, attachments: 0}, [owner]);
	return [...mail.headers.flat(), mail.text].join('\n');
}

describe('what is shown of a mail holds no secret', () => {
	test.for(cases)('$mail', (one) => {
		const text = shown(one);
		const squeezed = text.replaceAll(/[\s\-–·|.]/g, '');
		for (const canary of one.canaries) {
			expect(text).not.toContain(canary);
			expect(squeezed).not.toContain(canary.replaceAll(/[\s\-–·|.]/g, ''));
		}
		for (const words of one.left ?? []) expect(text).toContain(words);
	});

	test('ordinary sentences stay', () => {
		const words = 'Hello Ada Lovelace,\nyou tried to sign in to GitLab from a new place. Was it not you? Tell us at once.';
		expect(maskSecrets(words)).toBe(words);
	});

	test('a six-digit code never survives, whatever stands around it', () => {
		const around = fc.string({unit: 'grapheme', maxLength: 40});
		fc.assert(
			fc.property(around, fc.integer({min: 100_000, max: 999_999}), around, (before, code, after) => {
				expect(maskSecrets(`${before}${code}${after}`)).not.toContain(String(code));
			}),
			{numRuns: 5000},
		);
	});

	test.each(['#@100000', '^@482913', 'x@482913.example.com', 'a@b482913'])('a code behind an @ does not pass for a domain: %s', (text) => {
		expect(maskSecrets(text)).not.toMatch(/\d{6}/);
	});

	test('a token of a link never survives', () => {
		const token = fc.string({
			unit: fc.constantFrom(...'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789_-'),
			minLength: 12,
			maxLength: 40,
		});
		fc.assert(
			fc.property(token, (value) => {
				expect(maskSecrets(`See https://gitlab.com/users/password/edit?reset_password_token=${value}&x=1 now`)).not.toContain(value);
			}),
			{numRuns: 1000},
		);
	});

	test('long input costs little time', () => {
		const started = performance.now();
		maskMail({from: '', to: '', subject: '', plain: '', html: '<a "'.repeat(50_000), attachments: 0}, []);
		maskMail({from: '', to: '', subject: '', plain: '1 '.repeat(50_000), html: '', attachments: 0}, []);
		maskMail({from: '', to: '', subject: '', plain: 'a@'.repeat(50_000), html: '', attachments: 0}, []);
		maskMail({from: '', to: '', subject: '', plain: 'https://'.repeat(20_000), html: '', attachments: 0}, []);
		expect(performance.now() - started).toBeLessThan(2000);
	});
});

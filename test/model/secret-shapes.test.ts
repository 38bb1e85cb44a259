import {describe, expect, test} from 'vitest';
import {isTokenLabel, maskCodes, maskNamedSecrets} from '../../src/model/secret-shapes.ts';

/** 42 characters. */
const packed = 'ab/'.repeat(14);

describe('a code is masked', () => {
	test.each([
		['of three digits', 'it is 482.', 'it is •••.'],
		['of digits apart', 'it is 4 8 2 9!', 'it is •••!'],
		['of digits with signs between them', '4-8.2/9 48—29', '•••'],
		['of digits a dozen signs apart', `4${' '.repeat(12)}8 2 9`, '•••'],
		['of digits of other scripts', '٤٨٢٩ and ４８２', '••• and •••'],
		['of letters and digits apart', 'K 7 Q X', '•••'],
		['of letters in cells', 'K | Q | X | B', '•••'],
		['in capital letters and digits by groups', 'type K7 QX 49 now', 'type ••• now'],
		['in groups of five', 'JBSW3-YADP2-EHPK3', '•••'],
		['in capital letters by equal groups', 'JBSW YADP EHPK', '•••'],
		['in a line of its own', 'Your words:\n\n  QXBKR\nBye', 'Your words:\n\n  •••\nBye'],
		['in a line of its own, in quotes', '> “QX-BK”\n', '> “•••”\n'],
		['spelt out', 'four eight two nine', '•••'],
		['spelt out with commas', 'It is four, eight, two, nine.', 'It is •••.'],
		['spelt out in German', 'vier acht zwei neun', '•••'],
		['spelt out in French', 'quatre huit deux neuf', '•••'],
		['spelt out in Spanish', 'cuatro ocho dos nueve', '•••'],
		['spelt out in Chinese', '四八二九', '•••'],
		['named', 'code: abcd', 'code: •••'],
		['named with an equals sign', 'token=abc', 'token=•••'],
		['named in quotes', '"user_token": "abcdef"', '"user_token": "•••"'],
		['named in any letters', 'Password: abcdef', 'Password: •••'],
		['named in other languages', 'пароль: абвг код: абвг', 'пароль: ••• код: •••'],
		['of a header', 'Authorization: Bearer abcdefg', 'Authorization: Bearer •••'],
		['of a header, with more space', 'Basic \t abcdefg', 'Basic \t •••'],
		['of a value', 'state=abcd', 'state=•••'],
		['of a value whose name has a digit', '1st=abcd', '1st=•••'],
		['in a line of base64', `${packed}\nHello Ada`, '•••\nHello Ada'],
		['in lines of base64', `${packed}\n${packed}\nef==\n\nHello`, '•••\n\nHello'],
		['in capital letters beside the word for it', 'the code QXBK', 'the code •••'],
		['in capital letters before the word for it', 'QXBK is the Code', '••• is the Code'],
	])('%s', (_what, text, left) => {
		expect(maskCodes(text)).toBe(left);
	});
});

describe('what is no code stays', () => {
	test.each([
		'1 of 2 and 24 hours',
		'4 of 8 in 2 of 9',
		`4${' '.repeat(13)}8 2 9`,
		'A B C',
		'I am a b',
		'OK to GO by NOW',
		'we say OK GO NOW to it',
		'ABC\nHello',
		'four eight two',
		'someone two three four',
		'四八二',
		'code: ab',
		'decode: abcdef',
		'encoder',
		'bearer abc',
		`say ${packed}\nHello`,
		`${packed}!`,
		'decode QXBK',
		'state=abc',
		'a=bcde',
		'PLEASE do not share the code, GITLAB will NEVER ask',
		'QXBK stays where nobody speaks of it',
	])('%s', (text) => {
		expect(maskCodes(text)).toBe(text);
	});
});

describe('a token is masked', () => {
	test.each([
		'glpat-abcdef',
		'word-glpat-abcdef',
		'glrt-abcdef',
		'glcbt-abcdef',
		'glptt-abcdef',
		'gldt-abcdef',
		'glft-abcdef',
		'glsoat-abcdef',
		'glimt-abcdef',
		'glagent-abcdef',
		'gloas-abcdef',
		'glffct-abcdef',
		'xoxb-abcdef',
		'xapp-abcdef',
		'ghp_abcdef',
		'eyJabcdef',
		'abc12',
		'GitHubApps',
		'k7q2x',
		'k7q2x4',
		'10th-2nd',
		'a1b-word',
		'word-abCdeFghIj',
		'MTI=',
		'eDEy',
		'YTEy',
		'MTJhYg==',
		'ababcABCDEFGHIJKLM',
		'a1-b2',
		'word-1ab',
		'abcd-efgh-ijkl',
		'YWJjMTI=',
		'NDgyOTEz',
		'abcdefghijklmnopqrstuvw',
		'ABCDEFGHIJKL',
		'abCdeFghIj',
		'abCdeFgHi',
		'abcdefghCdefghij',
		'ABcDe',
		'ABcdE',
	])('%s', (token) => {
		expect(maskCodes(`see ${token} here`)).toBe('see ••• here');
	});
});

describe('what is no token stays', () => {
	test.each([
		'step-by-step',
		'up-to-date',
		'and/or',
		'merge-request',
		'60-minute',
		'the AB-12 form',
		'10hr',
		'2nd--and',
		'1/2/3',
		'abcd-efgh',
		'ab-cd-ef',
		'abcdefghCdefghi',
		'ATEy or MTIB or YWEx',
		'eDEy+',
		'24h 36hrs 10min 2nd 1st 3rd 4th 12am 1pm 20kb 5mb 1gb 12px',
		'IPv4 IPv6 OAuth2',
		'GitLab',
		'JavaScript',
		'GitHubApp',
		'abcdefghijklmnopqrstuv',
		'see ABCDEFGHIJK here',
		'word',
		'Bücher',
		'glpat-abc',
	])('%s', (words) => {
		expect(maskCodes(words)).toBe(words);
	});
});

test.each([
	['=?utf-8?B?YWJj?= =?utf-8?q?abc?=', '••• •••'],
	['pin: 48', 'pin: 48'],
	['pin: 482', 'pin: •••'],
	['reset_token: "abc"', 'reset_token: "•••"'],
	['spin: abc', 'spin: abc'],
	['nothing named 482913', 'nothing named 482913'],
])('of “%s” is left “%s” before anything is unpacked', (text, left) => {
	expect(maskNamedSecrets(text)).toBe(left);
});

test.each([
	['mail', false, false],
	['abcdefghijklm', false, false],
	['abcdefghijklmn', false, true],
	['abcdefghijklmn', true, false],
	['abcdefghijklmnopqrst', true, false],
	['abcdefghijklmnopqrstu', true, true],
	['mx12', false, false],
	['node1', false, true],
	['node1', true, false],
	['a1b2c3', true, false],
	['a1b2c3d4', true, true],
])('the label %s of a host (an owner’s: %s) could be a token: %s', (label, isOwner, could) => {
	expect(isTokenLabel(label, isOwner)).toBe(could);
});

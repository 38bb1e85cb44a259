import {describe, expect, test} from 'vitest';
import {maskHost, maskLinks} from '../../src/model/link-masking.ts';

const masked = (text: string) => maskLinks(text, (shown) => `[${shown}]`);

describe('of a link is left', () => {
	test.each([
		['its place, and the words of paths that are known', 'https://gitlab.com/users/sign_in', '[https://gitlab.com/users/sign_in]'],
		['nothing of other words', 'https://gitlab.com/eve/secret', '[https://gitlab.com/•••/•••]'],
		['the slash at its end', 'https://gitlab.com/ https://gitlab.com/users/', '[https://gitlab.com/] [https://gitlab.com/users/]'],
		['no slash that was not there', 'https://gitlab.com', '[https://gitlab.com]'],
		['nothing of its query', 'https://gitlab.com/help?a=b', '[https://gitlab.com/help?•••]'],
		['nothing of its fragment', 'https://gitlab.com/help#a', '[https://gitlab.com/help?•••]'],
		['nothing of who signs in', 'https://ada:key@gitlab.com/help', '[https://gitlab.com/help]'],
		['nothing of its port', 'https://gitlab.com:8443/help', '[https://gitlab.com/help]'],
		['its scheme', 'ftp://gitlab.com/help git+ssh://gitlab.com/help', '[ftp://gitlab.com/help] [git+ssh://gitlab.com/help]'],
		['its place in any letters', 'HTTPS://GITLAB.COM/help', '[https://gitlab.com/help]'],
		['its place with backslashes', 'https:\\\\gitlab.com\\help', '[https://gitlab.com/help]'],
		['www and no scheme', 'www.gitlab.com/help www.gitlab.com', '[www.gitlab.com/help] [www.gitlab.com]'],
		['a place without a scheme', 'see gitlab.com/help and docs.gitlab.com?a', 'see [gitlab.com/help] and [docs.gitlab.com?•••]'],
		['a place without a scheme and with a fragment', 'gitlab.com#a gitlab.com\\help', '[gitlab.com?•••] [gitlab.com/help]'],
		['a place without a scheme, not of the link that it carries', 'gitlab.com/help?u=https://example.org', '[gitlab.com/help?•••]'],
		['a place with half a port', 'www.gitlab.com:/help', '[www.gitlab.com/help]'],
		['what is no link', 'gitlab.com e.g./x and/or 1.5/2 ada@gitlab.com/x', 'gitlab.com e.g./x and/or 1.5/2 ada@gitlab.com/x'],
		[
			'the end of a sentence',
			'(https://gitlab.com/help). https://gitlab.com/help!?',
			'([https://gitlab.com/help]). [https://gitlab.com/help]!?',
		],
		[
			'the brackets around it',
			'<https://gitlab.com/help> "https://gitlab.com/help"',
			'<[https://gitlab.com/help]> "[https://gitlab.com/help]"',
		],
		['nothing of lines within brackets', '<https://gitlab.com/con\nfirm abc>d', '<[https://gitlab.com/•••]>d'],
		['nothing where it names no place', 'https://%zz/help file:///help', '[•••] [•••]'],
		['nothing where it carries all', 'data:text/html,abc cid:abc tel:123 sms:1 javascript:a blob:x', '••• ••• ••• ••• ••• •••'],
		['what only looks like that', 'update: cid: tels:1', 'update: cid: tels:1'],
	])('%s', (_what, text, left) => {
		expect(masked(text)).toBe(left);
	});

	test.each(
		(
			'- account accounts admin api auth billing confirm confirmation confirmations customers docs edit email emails ee group groups help ' +
			'identity_verification invites login merge_requests new notifications now oauth password preferences profile profiles project projects ' +
			'reset security session sessions settings sign_in sign_out sign_up subscriptions support two_factor_auth unlock unsubscribe unsubscribes ' +
			'user users verification verify welcome'
		).split(' '),
	)('the word %s', (word) => {
		expect(masked(`https://gitlab.com/${word}/x`)).toBe(`[https://gitlab.com/${word}/•••]`);
	});
});

describe('a link that was wrapped', () => {
	const long = `https://gitlab.com/users/confirmation?token=${'a'.repeat(20)}`;
	const shown = '[https://gitlab.com/users/confirmation?•••]';

	test.each([
		['goes on in the next line', `${long}\nbcdef`, shown],
		['goes on in the next line, and the text behind that', `${long}\nbcdef \nHello`, `${shown} \nHello`],
		['ends where the next line has words', `${long}\nHello Ada`, `${shown}\nHello Ada`],
		['ends where the next line is short', `${long}\nAda!`, `${shown}\nAda!`],
		['ends where the next line is a link', `${long}\nhttps://gitlab.com/help`, `${shown}\n[https://gitlab.com/help]`],
		['is long', 'https://gitlab.com/help\nbcdef', '[https://gitlab.com/help]\nbcdef'],
	])('%s', (_what, text, left) => {
		expect(masked(text)).toBe(left);
	});
});

test.each([
	['gitlab.com', 'gitlab.com'],
	['mail.gitlab.com', 'mail.gitlab.com'],
	['example.abcdefghijklmn', 'example.abcdefghijklmn'],
	['us-east4.example.com', '•••.example.com'],
	['abcdefghijklmn.example.com', '•••.example.com'],
	['abcdefghijklm.example.com', 'abcdefghijklm.example.com'],
	['abcdefghijklmnopqrst.com', 'abcdefghijklmnopqrst.com'],
	['abcdefghijklmnopqrstu.com', '•••.com'],
	['mx1.example.com', 'mx1.example.com'],
	['node1.example.com', '•••.example.com'],
	['a1b2c3.com', 'a1b2c3.com'],
	['a1b2c3d4.com', '•••.com'],
	['163.com', '163.com'],
	['4829.com', '•••.com'],
])('of the host %s is shown %s', (host, shown) => {
	expect(maskHost(host)).toBe(shown);
});

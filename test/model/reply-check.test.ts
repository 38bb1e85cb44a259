import {describe, expect, test} from 'vitest';
import {namesOthers, problemOfReply, tellsAddress} from '../../src/model/reply-check.ts';

describe('a reply with a secret of a mail', () => {
	test.each([
		['481516', 'code'],
		['Your code: 481 516', 'code'],
		['４８１５１６', 'code'],
		['48-15-16', 'code'],
		['on 2026-11-22 at 10:15:30 UTC', undefined],
		['call 0049 30 1234567', undefined],
		['ticket 12345, 60 minutes, code 250', undefined],
		['https://gitlab.example.com/users/password/edit?reset_password_token=abc', 'token'],
		['see www.example.com/x#access_code=1', 'token'],
		['(https://gitlab.example.com/confirm/Zk3mQ9xB7tLp2WcV)', 'token'],
		['glpat-AbCdEf123456', 'token'],
		['https://docs.gitlab.com/user/profile/#confirm-your-email-address-by-hand-once-more', undefined],
		['https://gitlab.com/users/sign_in', undefined],
	])('%s: %s', (text, problem) => {
		expect(problemOfReply(text, [])).toBe(problem);
	});

	test('what we wrote ourselves is none, such as the id of a mail or the number of the ticket', () => {
		expect(problemOfReply('Look for 20261122.481516@mg and ticket 123456', ['… 20261122.481516@mg …', '123456'])).toBeUndefined();
		expect(problemOfReply('Look for 123457', ['123456'])).toBe('code');
	});
});

describe('an address in a reply', () => {
	test.each([
		'ada@example.com',
		'ADA@EXAMPLE.COM.',
		'ada@\u200bexample.com',
		'ada [at] example [dot] com',
		'ada at example dot com',
		'ada @ example.com',
		'ａｄａ＠example.com',
		'x?mail=ada%40example.com',
	])('%s tells it', (text) => {
		expect(tellsAddress(`It is ${text} indeed`, 'ada@example.com')).toBe(true);
	});

	test('others do not, and are seen to be there', () => {
		expect(tellsAddress('eve@example.org at your side', 'ada@example.com')).toBe(false);
		expect(namesOthers('Write to eve@example.org', ['ada@example.com'])).toBe(true);
		expect(namesOthers('We wrote to ada@example.com.', ['ada@example.com'])).toBe(false);
	});
});

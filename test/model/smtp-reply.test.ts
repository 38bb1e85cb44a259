import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {classifyReply, permanenceOf, type ReasonClass, reasonClasses} from '../../src/model/smtp-reply.ts';

/** Of each class replies as servers word them: the code, and the text as Mailgun shows it. */
const replies: Readonly<Record<ReasonClass, readonly string[]>> = {
	'mailbox-unknown': [
		'550 5.1.1 No such mailbox',
		'550 5.7.1 The user is unknown here',
		'553 Sorry, this recipient does not exist',
		'550 That recipient doesn’t exist',
		'550 <ada@example.com>: Recipient address rejected: user unknown in our table',
		'550 5.1.10 Recipient ada@example.com not found by our directory',
		'550 5.4.1 Recipient address rejected: Access denied',
		'550 There is no account by that name',
		'554 The user doesn’t have an example.com account',
		'550 Ada is no longer here: this person has moved',
		'551 User not local',
		'553 5.3.0 Addressee unknown, relay=[192.0.2.7]',
		'550 Your message was rejected: no such user',
		'550 The message could not be delivered because the recipient is unknown',
		'501 Malformed recipient address',
		'550 Mailbox unavailable',
		'550 5.2.0 Mailbox unavailable or access denied',
		'550 #5.1.0 Address rejected',
		'550 5.1.1 Ada',
		'550 ',
		'550 Empfänger unbekannt',
		'550 Cet utilisateur n’existe pas',
		'550 El usuario no existe',
		'550 Utente sconosciuto',
		'550 A conta é inexistente',
		'550 Пользователь не найден',
		'550 用户不存在',
		'550 宛先不明',
		'605 Not delivering to previously bounced address',
	],
	'domain-unknown': [
		'498 No MX for example.com',
		'550 Host or domain name not found',
		'550 5.1.2 Nowhere',
		'556 5.1.10 The domain has a null MX',
		'550 5.4.4 Nonexistent domain',
		'450 4.1.2 <ada@example.com>: Recipient address rejected: Domain not found',
		'550 Unrouteable address',
		'521 This host does not accept mail',
		'550 We do not handle mail for example.com',
		'550 Domaine inconnu',
		'556 ',
	],
	'mailbox-full': [
		'552 5.2.2 The mailbox of ada@example.com is over its quota: quota exceeded',
		'452 Your mailbox is full',
		'550 The account that you tried to reach is over quota and inactive',
		'552 5.1.1 Over quota for now',
		'552 The mail was aborted: exceeded storage allocation',
		'550 Not enough space in this inbox',
		'452 4.2.2 Later',
		'550 La boîte du destinataire est pleine',
		'550 Das Postfach ist voll',
		'550 La casella è piena',
		'550 Cuota excedida',
		'552 Почтовый ящик переполнен',
		'550 邮箱已满',
	],
	'policy-blocked': [
		'554 5.7.1 Message refused by our policy',
		'550 5.7.26 The mail fails its DMARC check',
		'550 SPF says no',
		'550 5.7.1 Mail without authentication information is not accepted',
		'530 5.7.0 STARTTLS comes first',
		'554 Client host 192.0.2.7 blocked using a block list',
		'550 192.0.2.7 is listed at a place that we trust',
		'550 See https://www.spamhaus.org/query/ip/192.0.2.7',
		'550 Mail from this address is not welcome',
		'550 Dynamic IP',
		'571 No PTR record',
		'450 4.7.1 Client host rejected: cannot find your hostname',
		'550 Sender address rejected: the domain of the sender does not exist',
		'550 5.1.8 Bad origin',
		'553 Unknown sender',
		'554 5.7.1 <ada@example.com>: Relay access denied',
		'552 5.3.4 Message too large',
		'552 5.2.3 Message exceeds the size limit',
		'550 A virus was found',
		'554 This looks like spam to us',
		'550 Your sending domain has a poor reputation',
		'554 Transaction failed: rejected by policy',
		'550 5.6.0 Header error',
		'550 Access denied',
		'554 5.7.9 No',
		'550 Absender nicht erlaubt',
		'550 Mail abgelehnt',
		'553 5.3.0 Mail rejected',
	],
	'rate-limited': [
		'451 4.7.1 Greylisted, come back later',
		'421 Too many connections from your network',
		'550 Connection frequency limited',
		'452 4.5.3 Too many recipients',
		'450 4.2.1 The account is receiving mail too quickly',
		'550 5.2.1 Mail arrives at a rate that stops more of it',
		'421 4.7.0 Mail from 192.0.2.7 temporarily deferred',
		'451 4.7.500 Server busy',
		'554 You have reached your daily limit',
		'421 Throttled',
		'421 4.7.0 Try again later',
		'450 ',
	],
	'recipient-server-trouble': [
		'602 Too old',
		'499 Unable to connect to MX servers',
		'498 DNS failure for example.com',
		'451 4.3.0 Internal error',
		'451 Temporary local problem',
		'421 Connection timed out',
		'554 5.4.6 Too many hops',
		'550 The mail loops back to us',
		'452 4.3.1 Insufficient system storage',
		'421 4.3.2 Not accepting network messages',
		'451 4.3.0 Please try again later',
		'451 4.2.1 Mailbox temporarily unavailable',
		'421 Service not available',
		'554 Transaction failed',
		'451 ',
	],
	suspended: [
		'550 5.2.1 The account has been disabled',
		'550 Recipient mailbox suspended',
		'525 5.7.13 Off',
		'550 5.7.1 <ada@example.com>: Recipient address rejected: the user is temporarily locked, try again later',
		'554 Your message cannot be delivered: this account is discontinued',
		'550 Account closed because nobody used it',
		'550 Inactive user',
		'550 Le compte du destinataire est bloqué',
		'550 Konto gesperrt',
		'550 A conta está desativada',
	],
	unclear: [
		' ',
		'504 Command parameter not implemented',
		'constructor ',
		'x constructor',
		' see https://policy.example.com/spam',
		'606 Not delivering to unsubscribed address',
		'607 Not delivering to a user who marked your messages as spam',
	],
};

describe.for(reasonClasses)('a reply means %s', (reason) => {
	test.for([...replies[reason]])('%s', (reply) => {
		const [code = '', ...words] = reply.split(' ');
		expect(classifyReply({code, text: words.join(' ')})).toBe(reason);
	});
});

describe('of a reply', () => {
	test('the words count more than the codes', () => {
		expect(classifyReply({code: '550', text: '5.7.1 Mailbox full'})).toBe('mailbox-full');
	});

	test('an enhanced code that stands apart is read, too', () => {
		expect(classifyReply({code: '550', enhancedCode: '5.2.2', text: ''})).toBe('mailbox-full');
	});

	test('addresses, links and host names do not count', () => {
		const text = '<full.quota@spam.example.com> at mx.virus.example.com, see http://policy.example.com/spf: user unknown';
		expect(classifyReply({code: '550', text})).toBe('mailbox-unknown');
	});

	test('one sentence has nothing to do with the next', () => {
		expect(classifyReply({code: '554', text: 'We know this account. It is the queue that is full'})).toBe('policy-blocked');
	});

	test('what stands beyond 2,000 characters is not read', () => {
		expect(classifyReply({code: '', text: `${'x '.repeat(1000)}mailbox full`})).toBe('unclear');
	});
});

describe('the reply says whether it is for good', () => {
	test.for([
		['550', '', '5.1.1 No such user', 'permanent'],
		['552', '', 'Mailbox full', 'permanent'],
		['421', '', '4.7.0 Later', 'temporary'],
		['451', '', '', 'temporary'],
		['', '4.2.2', 'Over quota', 'temporary'],
		['', '', '5.1.1 No such user', 'permanent'],
		['602', '', 'Too old', undefined],
		['605', '', 'Not delivering to previously bounced address', undefined],
		['498', '', 'No MX for example.com', undefined],
		['4', '', '', undefined],
		['5500', '', 'version 15.1.1 of 2.0', undefined],
		['constructor', '', '', undefined],
		['', '', '', undefined],
	] as const)('%s %s %s: %s', ([code, enhancedCode, text, permanence]) => {
		expect(permanenceOf({code, enhancedCode, text})).toBe(permanence);
	});
});

describe('a hostile text takes no longer', () => {
	const pieces = [
		'a@',
		'user ',
		'https://',
		'mailbox, ',
		'a.b-',
		'-',
		'5.1.',
		'no no such ',
		'sender ip client ',
		'too many a a ',
		'exceed ',
		'é',
		'\u0301',
	];

	/** The shortest of some tries: a busy machine is not the text's fault. */
	function time(text: string): number {
		const tries = Array.from({length: 5}, () => {
			const started = performance.now();
			classifyReply({code: '550', text});
			permanenceOf({code: '', text});
			return performance.now() - started;
		});
		return Math.min(...tries);
	}

	test.for([2000, 100_000])('of %i characters', (length) => {
		for (const piece of pieces) expect(time(piece.repeat(length / piece.length)), piece).toBeLessThan(15);
	});

	test('whatever it is made of, and it has a class', () => {
		const word = fc.constantFrom(...pieces, 'unknown', 'full', 'blocked ', 'domain ', '.', ';', ' ', '\n');
		fc.assert(
			fc.property(fc.array(word, {minLength: 1, maxLength: 6}), (words) => {
				const text = words.join('').repeat(400);
				expect(reasonClasses).toContain(classifyReply({code: '550', text}));
				expect(time(text)).toBeLessThan(15);
			}),
			{numRuns: 50},
		);
	});
});

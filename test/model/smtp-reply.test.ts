import {describe, expect, test} from 'vitest';
import {classifyReply, type ReasonClass} from '../../src/model/smtp-reply.ts';

const replies: readonly (readonly [code: string, text: string, reason: ReasonClass])[] = [
	['550', '5.1.1 No such mailbox', 'mailbox-unknown'],
	['550', '5.7.1 The user is unknown here', 'mailbox-unknown'],
	['553', 'Sorry, this recipient does not exist', 'mailbox-unknown'],
	['550', '5.1.1 The email account that you tried to reach does not exist', 'mailbox-unknown'],
	['552', '5.2.2 The mailbox of ada@example.com is over its quota: quota exceeded', 'mailbox-full'],
	['452', 'Your mailbox is full', 'mailbox-full'],
	['498', 'No MX for example.com', 'domain-unknown'],
	['550', 'Host or domain name not found', 'domain-unknown'],
	['556', '5.1.10 The domain has a null MX', 'domain-unknown'],
	['554', '5.7.1 Message refused by our policy', 'policy-blocked'],
	['550', '5.7.26 The mail fails its DMARC check', 'policy-blocked'],
	['554', 'Client host 192.0.2.7 blocked using a block list', 'policy-blocked'],
	['550', 'Sender address rejected: the domain of the sender does not exist', 'policy-blocked'],
	['552', '5.3.4 Message too large', 'policy-blocked'],
	['451', '4.7.1 Greylisted, come back later', 'rate-limited'],
	['421', 'Too many connections from your network', 'rate-limited'],
	['550', '5.2.1 The account has been disabled', 'suspended'],
	['550', 'Recipient mailbox suspended', 'suspended'],
	['602', 'Too old', 'recipient-server-trouble'],
	['451', '4.3.0 Internal error', 'recipient-server-trouble'],
	['421', 'Connection timed out', 'recipient-server-trouble'],
	['550', '', 'mailbox-unknown'],
	['constructor', '', 'unclear'],
	['', 'see https://policy.example.com/spam', 'unclear'],
];

describe('the reason of a reply', () => {
	test.for(replies)('%s %s: %s', ([code, text, reason]) => {
		expect(classifyReply(code, text)).toBe(reason);
	});

	test.for(['a@'.repeat(50_000), 'user '.repeat(20_000), 'https://'.repeat(20_000), 'mailbox, '.repeat(20_000)])(
		'is found in a long text without delay: %#',
		(text) => {
			const started = performance.now();
			classifyReply('550', text);
			expect(performance.now() - started).toBeLessThan(100);
		},
	);
});

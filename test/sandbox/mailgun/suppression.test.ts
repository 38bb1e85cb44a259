import {expect, test} from 'vitest';
import {domain, mailTo, openAccount, portalDomain, readLog, story} from './account.ts';

const minute = 60_000;
const noMailbox = {kind: 'reject', code: 550, enhancedCode: '5.1.1', text: 'No such mailbox'} as const;

test('after a bounce, later mail is dropped until the entry is removed', async () => {
	const account = await openAccount({deliveryDelayMs: 0});
	account.mailgun.setRecipient('ada@example.org', noMailbox);
	account.mailgun.send(mailTo('ada@example.org'));
	account.mailgun.setRecipient('ada@example.org', {kind: 'accept'});
	account.pass(minute);
	account.mailgun.send(mailTo('ada@example.org'));
	await account.ask(`/v3/${domain}/bounces/ada%40example.org`, {method: 'DELETE'});
	account.pass(minute);
	account.mailgun.send(mailTo('ada@example.org'));
	expect((await story(account)).filter((line) => !line.startsWith('accepted'))).toEqual([
		'failed/permanent/bounce ada@example.org',
		'failed/permanent/suppress-bounce ada@example.org',
		'delivered ada@example.org',
	]);
});

test.each([
	['addBounce', 'suppress-bounce', 605, 'Not delivering to previously bounced address'],
	['addUnsubscribe', 'suppress-unsubscribe', 606, 'Not delivering to unsubscribed address'],
	['addComplaint', 'suppress-complaint', 607, 'Not delivering to a user who marked your messages as spam'],
] as const)('%s stops mail, and the log says why in the description', async (add, reason, code, description) => {
	const account = await openAccount({deliveryDelayMs: 0});
	account.mailgun[add](domain, {address: 'ada@example.org'});
	account.mailgun.send(mailTo('ada@example.org'));
	const [item] = (await readLog(account)).items;
	expect(item).toMatchObject({event: 'failed', 'log-level': 'error', severity: 'permanent', reason});
	expect(item?.['delivery-status']).toEqual({'attempt-no': 1, message: '', code, description, 'session-seconds': 0});
	expect(account.mailgun.mailboxes()).toEqual([]);
});

test('an entry of one sending domain does not stop mail of the other', async () => {
	const account = await openAccount({deliveryDelayMs: 0});
	account.mailgun.addBounce(portalDomain, {address: 'ada@example.org'});
	account.mailgun.send(mailTo('ada@example.org'));
	expect(account.mailgun.mailbox('ada@example.org')).toHaveLength(1);
});

test('an unsubscribe of a tag stops only mail with that tag', async () => {
	const account = await openAccount({deliveryDelayMs: 0});
	account.mailgun.addUnsubscribe(domain, {address: 'ada@example.org', tags: ['newsletter']});
	account.mailgun.send(mailTo('ada@example.org', {subject: 'No tag'}));
	account.mailgun.send(mailTo('ada@example.org', {subject: 'Another tag', tags: ['digest']}));
	account.mailgun.send(mailTo('ada@example.org', {subject: 'That tag', tags: ['digest', 'newsletter']}));
	expect(account.mailgun.mailbox('ada@example.org').map((mail) => mail.subject)).toEqual(['No tag', 'Another tag']);
});

test('a mail that passes the suppressions is delivered in spite of all lists', async () => {
	const account = await openAccount({deliveryDelayMs: 0});
	account.mailgun.addBounce(domain, {address: 'ada@example.org'});
	account.mailgun.addComplaint(domain, {address: 'ada@example.org'});
	account.mailgun.send(mailTo('ada@example.org', {subject: 'Verify your identity', passesSuppressions: true}));
	expect(account.mailgun.mailbox('ada@example.org')).toHaveLength(1);
});

test('an entry made today does not stop the mail of yesterday', async () => {
	const account = await openAccount();
	account.mailgun.addBounce(domain, {address: 'ada@example.org'});
	account.mailgun.send(mailTo('ada@example.org', {at: new Date('2026-11-20T09:00:00Z')}));
	expect(account.mailgun.mailbox('ada@example.org')).toHaveLength(1);
});

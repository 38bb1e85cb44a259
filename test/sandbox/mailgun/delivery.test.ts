import {expect, test} from 'vitest';
import {domain, mailTo, noon, openAccount, portalDomain, query, readLog, story} from './account.ts';

const minute = 60_000;
const hour = 60 * minute;
const noMailbox = {kind: 'reject', code: 550, enhancedCode: '5.1.1', text: 'No such mailbox'} as const;
const busy = {kind: 'defer', code: 451, enhancedCode: '4.7.1', text: '4.7.1 greylisted, come back later'} as const;

test('a mail is accepted at once and reaches the mailbox after the delay', async () => {
	const account = await openAccount({deliveryDelayMs: 2000});
	const {messageId} = account.mailgun.send(mailTo('ada@example.org', {html: '<p>Welcome!</p>'}));
	expect(messageId).toMatch(/^20261121120000\.[0-9a-f]{16}@mg\.example\.com$/);
	expect(await story(account)).toEqual(['accepted ada@example.org']);
	account.pass(1999);
	expect(account.mailgun.mailbox('ada@example.org')).toEqual([]);
	account.pass(1);
	expect(await story(account)).toEqual(['accepted ada@example.org', 'delivered ada@example.org']);
	expect(account.mailgun.mailboxes()).toEqual(['ada@example.org']);
	expect(account.mailgun.mailbox('Ada@example.org')).toEqual([
		{
			at: new Date(noon.getTime() + 2000),
			to: 'ada@example.org',
			from: 'GitLab <gitlab@mg.example.com>',
			subject: 'Confirmation instructions',
			text: 'Welcome! Confirm your account.',
			html: '<p>Welcome!</p>',
			messageId,
		},
	]);
});

test('an accepted event has the fields of the Logs API', async () => {
	const account = await openAccount();
	const {messageId, storageKey} = account.mailgun.send(mailTo('ada@example.org', {tags: ['welcome']}));
	const {items} = await readLog(account);
	expect(items).toEqual([
		{
			id: expect.stringMatching(/^[\w-]{22}$/),
			event: 'accepted',
			'log-level': 'info',
			method: 'SMTP',
			recipient: 'ada@example.org',
			'recipient-domain': 'example.org',
			tags: ['welcome'],
			flags: {
				'is-authenticated': true,
				'is-system-test': false,
				'is-routed': false,
				'is-test-mode': false,
				'is-delayed-bounce': false,
				'is-callback': false,
				'is-webhook': false,
			},
			message: {
				headers: {
					to: 'ada@example.org',
					'message-id': messageId,
					from: 'GitLab <gitlab@mg.example.com>',
					subject: 'Confirmation instructions',
				},
				attachments: [],
				size: expect.any(Number),
			},
			envelope: {sender: 'gitlab@mg.example.com', transport: 'smtp', targets: 'ada@example.org'},
			'@timestamp': '2026-11-21T12:00:00.000Z',
			account: {id: expect.any(String)},
			domain: {name: domain},
			storage: {
				region: 'us-east4',
				env: 'production',
				key: storageKey,
				url: [`${account.mailgun.storageOrigin}/v3/domains/${domain}/messages/${storageKey}`],
			},
			'user-variables': '{}',
		},
	]);
});

test('a delivered event names the server that took the mail, with code 250', async () => {
	const account = await openAccount({deliveryDelayMs: 0});
	account.mailgun.send(mailTo('ada@example.org'));
	expect((await readLog(account)).items[0]).toMatchObject({
		event: 'delivered',
		'log-level': 'info',
		'recipient-provider': 'Other',
		envelope: {'sending-ip': '192.0.2.10'},
		'delivery-status': {'attempt-no': 1, code: 250, message: 'OK', description: '', 'mx-host': 'mx.example.org', tls: true},
	});
});

test('a hard bounce is logged and puts the address on the bounce list', async () => {
	const account = await openAccount({deliveryDelayMs: 0});
	account.mailgun.setRecipient('ada@example.org', noMailbox);
	account.mailgun.send(mailTo('ada@example.org'));
	expect((await readLog(account)).items[0]).toMatchObject({
		event: 'failed',
		'log-level': 'error',
		severity: 'permanent',
		reason: 'bounce',
		'delivery-status': {code: 550, message: '5.1.1 No such mailbox', description: '', 'enhanced-code': '5.1.1', 'bounce-type': 'hard'},
	});
	expect(account.mailgun.entries(domain, 'bounces')).toEqual([
		{address: 'ada@example.org', code: '550', error: '5.1.1 No such mailbox', created_at: 'Sat, 21 Nov 2026 12:00:00 UTC'},
	]);
	expect(account.mailgun.entries(portalDomain, 'bounces')).toEqual([]);
	expect(account.mailgun.mailboxes()).toEqual([]);
});

test.each(['ada@example.org', 'example.org'])('an allowlisted %s bounces without getting on the list', async (value) => {
	const account = await openAccount({deliveryDelayMs: 0});
	account.mailgun.allow(domain, {value});
	account.mailgun.setRecipient('ada@example.org', noMailbox);
	account.mailgun.send(mailTo('ada@example.org'));
	expect(account.mailgun.entries(domain, 'bounces')).toEqual([]);
});

test('a block of the sender is no bounce', async () => {
	const account = await openAccount({deliveryDelayMs: 0});
	account.mailgun.setRecipient('ada@example.org', {kind: 'block', code: 554, enhancedCode: '5.7.1', text: 'Blocked for spam'});
	account.mailgun.send(mailTo('ada@example.org'));
	expect((await readLog(account)).items[0]).toMatchObject({reason: 'espblock', 'delivery-status': {'bounce-type': 'soft'}});
	expect(account.mailgun.entries(domain, 'bounces')).toEqual([]);
});

test('a deferred mail is tried again after 10, 15, 30 minutes, 1, 2, 4 hours, then given up', async () => {
	const account = await openAccount({deliveryDelayMs: 0});
	account.mailgun.setRecipient('ada@example.org', busy);
	account.mailgun.send(mailTo('ada@example.org'));
	account.pass(9 * hour);
	const {items} = await readLog(account, query({event: 'failed'}, {pagination: {sort: 'timestamp:asc'}}));
	const minutes = items.map((item) => (Date.parse(item['@timestamp']) - noon.getTime()) / minute);
	expect(minutes).toEqual([0, 10, 25, 55, 115, 235, 475]);
	expect(items.map((item) => item['delivery-status']?.['retry-seconds'])).toEqual([600, 900, 1800, 3600, 7200, 14_400, undefined]);
	expect(items[0]).toMatchObject({severity: 'temporary', reason: 'generic', 'log-level': 'warn'});
	expect(items[0]?.['delivery-status']).toMatchObject({code: 451, message: busy.text, 'enhanced-code': '4.7.1', 'attempt-no': 1});
	expect(items.at(-1)).toMatchObject({severity: 'permanent', reason: 'old', 'log-level': 'error'});
	expect(items.at(-1)?.['delivery-status']).toMatchObject({
		code: 602,
		message: 'Too old',
		'attempt-no': 7,
		'last-code': 451,
		'last-message': busy.text,
	});
	expect(account.mailgun.entries(domain, 'bounces')).toEqual([]);
});

test('a deferred mail arrives when its server takes it', async () => {
	const account = await openAccount({deliveryDelayMs: 0});
	account.mailgun.setRecipient('*@example.org', busy);
	account.mailgun.send(mailTo('ada@example.org'));
	account.pass(11 * minute);
	account.mailgun.setRecipient('*@example.org', {kind: 'accept'});
	account.pass(20 * minute);
	expect((await story(account)).slice(1)).toEqual([
		'failed/temporary/generic ada@example.org',
		'failed/temporary/generic ada@example.org',
		'delivered ada@example.org',
	]);
	expect(account.mailgun.mailbox('ada@example.org')[0]?.at).toEqual(new Date(noon.getTime() + 25 * minute));
});

test('the behaviour of an address goes before that of its domain', async () => {
	const account = await openAccount({deliveryDelayMs: 0});
	account.mailgun.setRecipient('*@Example.org', noMailbox);
	account.mailgun.setRecipient('Ada@example.org', {kind: 'accept'});
	for (const to of ['ada@example.org', 'bob@example.org', 'cleo@sub.example.org']) account.mailgun.send(mailTo(to));
	expect(account.mailgun.mailboxes()).toEqual(['ada@example.org', 'cleo@sub.example.org']);
});

test('mail of the past has its fate behind it', async () => {
	const account = await openAccount();
	account.mailgun.setRecipient('ada@example.org', noMailbox);
	account.mailgun.send(mailTo('ada@example.org', {at: new Date('2026-11-18T09:00:00Z')}));
	account.mailgun.send(mailTo('ada@example.org', {at: new Date('2026-11-19T09:00:00Z')}));
	expect((await story(account)).filter((line) => line.startsWith('failed'))).toEqual([
		'failed/permanent/bounce ada@example.org',
		'failed/permanent/suppress-bounce ada@example.org',
	]);
	expect(account.mailgun.entries(domain, 'bounces')).toMatchObject([{created_at: 'Wed, 18 Nov 2026 09:00:01 UTC'}]);
});

test('what was due before a change happened before it', async () => {
	const account = await openAccount({deliveryDelayMs: 1000});
	account.mailgun.send(mailTo('ada@example.org'));
	account.pass(hour);
	account.mailgun.setRecipient('ada@example.org', noMailbox);
	expect(account.mailgun.mailbox('ada@example.org')).toHaveLength(1);
});

test('a mail to several recipients has one message and a fate for each', async () => {
	const account = await openAccount({deliveryDelayMs: 0});
	account.mailgun.addBounce(domain, {address: 'bob@example.org'});
	account.mailgun.send(mailTo('"Lovelace, Ada" <ada@example.org>, bob@example.org'));
	expect((await story(account)).slice(2)).toEqual(['delivered ada@example.org', 'failed/permanent/suppress-bounce bob@example.org']);
	expect(new Set((await readLog(account)).items.map((item) => item.storage.key)).size).toBe(1);
});

test('with a real clock, listeners hear of the delivery without anyone asking', async () => {
	const account = await openAccount({clock: () => new Date(), deliveryDelayMs: 60});
	account.mailgun.send(mailTo('ada@example.org'));
	await new Promise<void>((resolve) => {
		account.mailgun.onChange(resolve);
	});
	expect(account.mailgun.mailbox('ada@example.org')).toHaveLength(1);
});

test('a mail to no address is a mistake of the caller', async () => {
	const {mailgun} = await openAccount();
	expect(() => mailgun.send(mailTo('ada'))).toThrow(/no list of addresses/);
	expect(() => mailgun.send(mailTo('ada@example.org', {domain: 'other.example.com'}))).toThrow(/no sending domain/);
});

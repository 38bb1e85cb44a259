import {expect, test} from 'vitest';
import {type Account, as, domain, mailTo, multipart, noon, openAccount, portalDomain, query, readLog, story} from './account.ts';

const day = 24 * 60 * 60 * 1000;
const code = mailTo('ada@example.org', {subject: 'Verify your identity', text: 'Your code is 123456.', passesSuppressions: true});

function urlOf(account: Account, key: string, name = domain): string {
	return `${account.mailgun.storageOrigin}/v3/domains/${name}/messages/${key}`;
}

async function resend(
	account: Account,
	key: string,
	to: string,
	headers = {},
): Promise<readonly [number, Readonly<Record<string, string>>]> {
	const response = await account.ask(urlOf(account, key), {method: 'POST', body: multipart({to}), headers});
	return [response.status, (await response.json()) as Readonly<Record<string, string>>];
}

const queued = [200, {id: expect.stringMatching(/^<.+@mg\.example\.com>$/), message: 'Queued. Thank you.'}];

test('a stored message is read with headers and bodies', async () => {
	const account = await openAccount();
	const {storageKey, messageId} = account.mailgun.send({...code, html: '<p>Your code is 123456.</p>', tags: ['sign-in']});
	const response = await account.ask(urlOf(account, storageKey));
	expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
	expect(await response.json()).toEqual({
		'Mime-Version': '1.0',
		Subject: 'Verify your identity',
		From: 'GitLab <gitlab@mg.example.com>',
		To: 'ada@example.org',
		'X-Mailgun-Tag': 'sign-in',
		'X-Mailgun-Suppressions-Bypass': 'true',
		'Message-Id': `<${messageId}>`,
		'Content-Transfer-Encoding': '8bit',
		'Content-Type': expect.stringContaining('multipart/alternative'),
		from: 'GitLab <gitlab@mg.example.com>',
		subject: 'Verify your identity',
		sender: 'gitlab@mg.example.com',
		recipients: 'ada@example.org',
		'body-plain': 'Your code is 123456.',
		'body-html': '<p>Your code is 123456.</p>',
		'stripped-text': 'Your code is 123456.',
		'stripped-html': '<p>Your code is 123456.</p>',
		'stripped-signature': '',
		'message-headers': expect.arrayContaining([
			['Subject', 'Verify your identity'],
			['Message-Id', `<${messageId}>`],
		]),
		attachments: [],
		'content-id-map': {},
	});
});

test('a message without HTML has no HTML fields', async () => {
	const account = await openAccount();
	const {storageKey} = account.mailgun.send(code);
	const message = (await (await account.ask(urlOf(account, storageKey))).json()) as object;
	expect(message).not.toHaveProperty('body-html');
	expect(message).toMatchObject({'Content-Type': 'text/plain; charset=utf-8'});
});

test('asked for message/rfc2822, the answer is JSON with the whole message in body-mime', async () => {
	const account = await openAccount();
	const {storageKey} = account.mailgun.send(code);
	const response = await account.ask(urlOf(account, storageKey), {headers: {accept: 'message/rfc2822'}});
	expect(response.headers.get('content-type')).toBe('application/json');
	expect(await response.json()).toEqual({
		recipients: 'ada@example.org',
		sender: 'gitlab@mg.example.com',
		from: 'GitLab <gitlab@mg.example.com>',
		subject: 'Verify your identity',
		'body-mime': expect.stringMatching(/^Mime-Version: 1\.0\r\n.*\r\n\r\nYour code is 123456\.$/s),
	});
});

test('the size in the log is that of the whole message', async () => {
	const account = await openAccount();
	const {storageKey} = account.mailgun.send({...code, text: 'Grüße', html: '<p>Grüße</p>'});
	const response = await account.ask(urlOf(account, storageKey), {headers: {accept: 'message/rfc2822'}});
	const {'body-mime': mime} = (await response.json()) as {readonly 'body-mime': string};
	expect((await readLog(account)).items[0]?.message.size).toBe(Buffer.byteLength(mime));
});

test.each(['GET', 'POST'])('%s at the base host is the wrong host', async (method) => {
	const account = await openAccount();
	const {storageKey} = account.mailgun.send(code);
	const body = method === 'POST' ? multipart({to: 'ada@example.org'}) : null;
	const response = await account.ask(`/v3/domains/${domain}/messages/${storageKey}`, {method, body});
	expect([response.status, await response.json()]).toEqual([400, {message: 'Please use URLs as they are given in events/webhooks'}]);
	expect((await story(account)).filter((line) => line.startsWith('accepted'))).toHaveLength(1);
});

test('the base host serves stored messages where it is set to', async () => {
	const account = await openAccount({baseHostServesMessages: true});
	const {storageKey} = account.mailgun.send(code);
	expect((await account.ask(`/v3/domains/${domain}/messages/${storageKey}`)).status).toBe(200);
});

test('a message is gone when its time to live is over', async () => {
	const account = await openAccount({messageTtlSeconds: 3 * 24 * 60 * 60});
	const {storageKey} = account.mailgun.send(code);
	account.pass(3 * day - 1);
	expect((await account.ask(urlOf(account, storageKey))).status).toBe(200);
	account.pass(1);
	const response = await account.ask(urlOf(account, storageKey));
	expect([response.status, await response.json()]).toEqual([404, {message: 'Message not found'}]);
	expect(await resend(account, storageKey, 'ada@example.org')).toEqual([404, {message: 'Message not found'}]);
});

test('an unknown key and a key of another domain are not found', async () => {
	const account = await openAccount();
	const {storageKey} = account.mailgun.send(code);
	expect((await account.ask(urlOf(account, 'UNKNOWN'))).status).toBe(404);
	expect((await account.ask(urlOf(account, storageKey, portalDomain))).status).toBe(404);
	expect((await account.ask(urlOf(account, storageKey, 'other.example.com'))).status).toBe(404);
});

test('a role that may read messages may not send them again', async () => {
	const account = await openAccount();
	const {storageKey} = account.mailgun.send(code);
	for (const role of ['support', 'analyst'] as const) {
		expect((await account.ask(urlOf(account, storageKey), {headers: as(role)})).status).toBe(200);
		expect(await resend(account, storageKey, 'ada@example.org', as(role))).toEqual([403, {message: 'Forbidden'}]);
	}
	for (const role of ['developer', 'admin'] as const) {
		expect(await resend(account, storageKey, 'ada@example.org', as(role))).toEqual(queued);
	}
});

test('a resend is queued, then delivered to the address of the form', async () => {
	const account = await openAccount({deliveryDelayMs: 1000});
	const {storageKey, messageId} = account.mailgun.send({...code, at: new Date(noon.getTime() - 60_000)});
	const [, {id}] = await resend(account, storageKey, 'bob@example.net');
	expect(await story(account, {recipient: 'bob@example.net'})).toEqual(['accepted bob@example.net']);
	account.pass(1000);
	expect(await story(account, {recipient: 'bob@example.net'})).toEqual(['accepted bob@example.net', 'delivered bob@example.net']);
	expect(id).not.toBe(`<${messageId}>`);
	expect(account.mailgun.mailbox('bob@example.net')).toMatchObject([{text: 'Your code is 123456.', messageId: id?.slice(1, -1)}]);
	expect(account.mailgun.mailbox('ada@example.org')).toHaveLength(1);
});

test('a resent message keeps its To header; only the envelope is new', async () => {
	const account = await openAccount();
	const {storageKey} = account.mailgun.send(code);
	await resend(account, storageKey, 'bob@example.net');
	const [item] = (await readLog(account, query({recipient: 'bob@example.net'}))).items;
	expect(item).toMatchObject({
		method: 'HTTP',
		'api-key-id': expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{8}$/),
		envelope: {targets: 'bob@example.net'},
		message: {headers: {to: 'ada@example.org'}},
	});
	expect(item?.storage.key).not.toBe(storageKey);
	expect(await (await account.ask(item?.storage.url[0] ?? '')).json()).toMatchObject({
		To: 'ada@example.org',
		recipients: 'bob@example.net',
	});
});

test('where a resend keeps its Message-Id, it stays the same stored message', async () => {
	const account = await openAccount({messageIdOfResend: 'same'});
	const {storageKey, messageId} = account.mailgun.send(code);
	expect(await resend(account, storageKey, 'bob@example.net')).toEqual([200, {id: `<${messageId}>`, message: 'Queued. Thank you.'}]);
	const {items} = await readLog(account, query({message_id: messageId}));
	expect(items.map((item) => [item.recipient, item.storage.key])).toEqual([
		['bob@example.net', storageKey],
		['ada@example.org', storageKey],
	]);
});

test('a resend to a suppressed address is queued all the same, and then dropped', async () => {
	const account = await openAccount({deliveryDelayMs: 1000});
	const {storageKey} = account.mailgun.send(code);
	account.pass(1000);
	account.mailgun.addBounce(domain, {address: 'ada@example.org'});
	expect(await resend(account, storageKey, 'ada@example.org')).toEqual(queued);
	account.pass(1000);
	expect(await story(account)).toEqual([
		'accepted ada@example.org',
		'delivered ada@example.org',
		'accepted ada@example.org',
		'failed/permanent/suppress-bounce ada@example.org',
	]);
});

test.each([
	['ada@example.org, bob@example.net', ['ada@example.org', 'bob@example.net']],
	['Ada <ada@example.org>,"Bob, the builder" <bob@example.net>', ['ada@example.org', 'bob@example.net']],
	['ada@example.org,ada@example.org,ADA@example.org', ['ada@example.org']],
])('%s goes to every address of the list', async (to, recipients) => {
	const account = await openAccount({deliveryDelayMs: 0});
	const {storageKey} = account.mailgun.send(mailTo('cleo@example.com'));
	account.pass(1);
	expect(await resend(account, storageKey, to)).toEqual(queued);
	expect(account.mailgun.mailboxes().filter((address) => address !== 'cleo@example.com')).toEqual(recipients);
});

test('of an address named twice, the first spelling counts', async () => {
	const account = await openAccount();
	const {storageKey} = account.mailgun.send(mailTo('cleo@example.com'));
	await resend(account, storageKey, 'Ada@example.org, ada@example.org');
	expect((await story(account)).slice(1)).toEqual(['accepted Ada@example.org']);
});

test.each([
	'not-an-address',
	'ada@localhost',
	'ada@example.org;bob@example.net',
	'ada@example.org bob@example.net',
	'ada@example.org,',
	'team: ada@example.org;',
	'ada@@example.org',
	'.ada@example.org',
	'ada@-example.org',
	'ada@example.org\r\nBcc: bob@example.net',
])('%j is no valid recipient', async (to) => {
	const account = await openAccount();
	const {storageKey} = account.mailgun.send(code);
	const message = 'to parameter is not a valid address. please check documentation';
	expect(await resend(account, storageKey, to)).toEqual([400, {message}]);
	expect((await readLog(account)).items).toHaveLength(1);
});

test.each([
	['an empty multipart form', new FormData()],
	['an empty field', multipart({to: ' '})],
	['a form that is not multipart', new URLSearchParams({to: 'ada@example.org'})],
	['no body', null],
])('%s is refused', async (_, body) => {
	const account = await openAccount();
	const {storageKey} = account.mailgun.send(code);
	const response = await account.ask(urlOf(account, storageKey), {method: 'POST', body});
	expect([response.status, await response.json()]).toEqual([400, {message: 'to parameter is missing'}]);
});

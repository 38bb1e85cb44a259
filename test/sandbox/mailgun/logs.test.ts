import {expect, test} from 'vitest';
import {type Account, clause, domain, json, mailTo, openAccount, portalDomain, query, readLog} from './account.ts';

const hour = 60 * 60 * 1000;

/** Mail of the last days with every fate: delivered, bounced, deferred and too old, and dropped by each list. */
async function accountWithHistory(options = {}): Promise<Account> {
	const account = await openAccount(options);
	const {mailgun} = account;
	const at = new Date('2026-11-20T08:00:00Z');
	mailgun.setRecipient('bounced@example.org', {kind: 'reject', code: 550, enhancedCode: '5.1.1', text: 'No such mailbox'});
	mailgun.setRecipient('slow@example.org', {kind: 'defer', code: 451, text: 'Come back later'});
	const created_at = 'Thu, 19 Nov 2026 14:55:01 UTC';
	mailgun.addBounce(domain, {address: 'once@example.net', created_at});
	mailgun.addUnsubscribe(domain, {address: 'gone@example.net', created_at});
	mailgun.addComplaint(domain, {address: 'angry@example.net', created_at});
	mailgun.send(mailTo('Ada@example.org', {at, tags: ['welcome', 'first-steps']}));
	for (const name of ['bounced@example.org', 'slow@example.org', 'once@example.net', 'gone@example.net', 'angry@example.net']) {
		mailgun.send(mailTo(name, {at}));
	}
	mailgun.send(mailTo('ada@example.org', {at, domain: portalDomain, from: 'Portal <portal@customers.example.com>', subject: 'Sign in'}));
	return account;
}

async function recipients(account: Account, ...clauses: readonly object[]): Promise<readonly string[]> {
	const {items} = await readLog(account, query({}, {filter: {AND: clauses}}));
	return [...new Set(items.map((item) => item.recipient))].sort();
}

test('without a filter the log is that of the whole account, newest first', async () => {
	const account = await accountWithHistory();
	const {items, start, end} = await readLog(account);
	expect(items).toHaveLength(7 + 5 + 7 + 1);
	const times = items.map((item) => Date.parse(item['@timestamp']));
	expect(times).toEqual([...times].sort((one, other) => other - one));
	expect([start, end]).toEqual(['Sat, 14 Nov 2026 00:00:00 -0000', 'Sat, 28 Nov 2026 00:00:00 -0000']);
});

test('clauses narrow one another, and several values of one clause mean any of them', async () => {
	const account = await accountWithHistory();
	expect(await recipients(account, clause('domain', '=', portalDomain))).toEqual(['ada@example.org']);
	expect(await recipients(account, clause('domain', '=', domain), clause('recipient_domain', '=', 'example.net'))).toEqual([
		'angry@example.net',
		'gone@example.net',
		'once@example.net',
	]);
	expect(await recipients(account, clause('recipient', '=', 'once@example.net', 'gone@example.net'))).toHaveLength(2);
	expect(await recipients(account, clause('domain', '=', 'other.example.com'))).toEqual([]);
});

const outgoing = clause('domain', '=', domain);

test.each([
	['!=', 'recipient_domain', ['example.org'], ['angry@example.net', 'gone@example.net', 'once@example.net']],
	['!=', 'recipient_domain', ['example.org', 'example.net'], []],
	['contains', 'recipient', ['once', 'gone'], ['gone@example.net', 'once@example.net']],
	['not contains', 'recipient', ['e@', 'w@', '@example.net'], ['Ada@example.org', 'bounced@example.org']],
	['contains', 'to', ['ADA@'], ['Ada@example.org']],
	['=', 'delivery_status_code', ['550'], ['bounced@example.org']],
	['contains', 'delivery_status_message', ['mailbox'], ['bounced@example.org']],
	['contains', 'delivery_status_message', ['MAILBOX'], []],
	['=', 'delivery_status_bounce_type', ['hard'], ['bounced@example.org']],
	['=', 'severity', ['temporary'], ['slow@example.org']],
	['=', 'event', ['delivered'], ['Ada@example.org']],
	['=', 'tag', ['welcome'], ['Ada@example.org']],
	['=', 'tag', ['wel'], []],
	['contains', 'tag', ['first'], ['Ada@example.org']],
	['contains', 'recipients', ['once@'], ['once@example.net']],
	['=', 'from', ['gitlab@mg.example.com'], []],
	['=', 'country', ['US'], []],
	['=', 'subject', ['confirmation instructions'], []],
	['<', 'size', ['1'], []],
	['>', 'delivered_at', ['Fri, 20 Nov 2026 08:00:00 +0000'], ['Ada@example.org']],
	['<', 'delivered_at', ['Fri, 20 Nov 2026 08:00:00 +0000'], []],
] as const)('%s on %s with %j', async (comparator, attribute, values, expected) => {
	const account = await accountWithHistory();
	expect(await recipients(account, outgoing, clause(attribute, comparator, ...values))).toEqual(expected);
});

test('the message id of the log has no angle brackets', async () => {
	const account = await openAccount();
	const {messageId} = account.mailgun.send(mailTo('ada@example.org'));
	expect(await recipients(account, clause('message_id', '=', messageId))).toEqual(['ada@example.org']);
	expect(await recipients(account, clause('message_id', '=', `<${messageId}>`))).toEqual([]);
});

test('with exact case, a recipient in other letters is another recipient', async () => {
	const account = await accountWithHistory({caseSensitivity: 'exact'});
	expect(await recipients(account, outgoing, clause('recipient', '=', 'ada@example.org'))).toEqual([]);
	expect(await recipients(account, outgoing, clause('recipient', '=', 'Ada@example.org'))).toEqual(['Ada@example.org']);
});

test.each([
	['suppressed_bounces', ['once@example.net']],
	['suppressed_unsubscribed', ['gone@example.net']],
	['suppressed_complaints', ['angry@example.net']],
	['hard_bounces', ['bounced@example.org']],
	['soft_bounces', []],
	['delayed_bounce', []],
	['temporary_failed', ['slow@example.org']],
	['permanent_failed', ['angry@example.net', 'bounced@example.org', 'gone@example.net', 'once@example.net', 'slow@example.org']],
	['permanent_failed_old', ['slow@example.org']],
	['bounced', ['bounced@example.org', 'slow@example.org']],
	['delivered', ['Ada@example.org', 'ada@example.org']],
	['sent', ['Ada@example.org', 'ada@example.org', 'bounced@example.org', 'slow@example.org']],
	['opened', []],
] as const)('the metric event %s stands for its events', async (name, expected) => {
	const account = await accountWithHistory();
	const {items} = await readLog(account, query({}, {metric_events: [name]}));
	expect([...new Set(items.map((item) => item.recipient))].sort()).toEqual(expected);
});

test('events choose by name, several metric events add up, and both together narrow', async () => {
	const account = await accountWithHistory();
	const count = async (more: object) => (await readLog(account, query({domain}, {...more}))).items.length;
	expect(await count({events: ['accepted']})).toBe(6);
	expect(await count({events: ['accepted', 'delivered']})).toBe(7);
	expect(await count({metric_events: ['suppressed_bounces', 'suppressed_complaints']})).toBe(2);
	expect(await count({events: ['delivered'], metric_events: ['failed', 'delivered']})).toBe(1);
	expect(await count({events: [], metric_events: null, filter: {AND: []}})).toBe(20);
});

test('start and end bound the events, and the default is the last day', async () => {
	const account = await openAccount({deliveryDelayMs: 0});
	for (const at of ['2026-11-19T12:00:00Z', '2026-11-20T12:00:00Z', '2026-11-21T11:00:00Z']) {
		account.mailgun.send(mailTo('ada@example.org', {at: new Date(at)}));
	}
	const accepted = async (body: object) => (await readLog(account, {...body, events: ['accepted']})).items.length;
	expect(await accepted({})).toBe(2);
	expect(await accepted({start: 'Thu, 19 Nov 2026 12:00:00 GMT', end: 'Fri, 20 Nov 2026 12:00:00 +0000'})).toBe(2);
	expect(await accepted({start: 'Thu, 19 Nov 2026 12:00:01 GMT', end: 'Fri, 20 Nov 2026 11:59:59 +0000'})).toBe(0);
	expect(await accepted({start: 'Thu, 19 Nov 2026 12:00:00 GMT', duration: '2h'})).toBe(1);
	expect(await accepted({end: 'Fri, 20 Nov 2026 12:00:00 -0000', duration: '1d'})).toBe(2);
});

test.each([
	['an attribute with a dash', {filter: {AND: [clause('recipient-domain', '=', 'example.org')]}}, 'invalid filter attribute'],
	['an unknown comparator', {filter: {AND: [clause('recipient', '~', 'x')]}}, 'invalid filter comparator'],
	['a size that equals', {filter: {AND: [clause('size', '=', '1')]}}, 'invalid filter comparator'],
	['a recipient that is less', {filter: {AND: [clause('recipient', '<', '1')]}}, 'invalid filter comparator'],
	['recipients that equal', {filter: {AND: [clause('recipients', '=', 'x')]}}, 'invalid filter comparator'],
	['a clause without values', {filter: {AND: [clause('recipient', '=')]}}, 'invalid filter values'],
	['values without labels', {filter: {AND: [{attribute: 'to', comparator: '=', values: [{value: 'x'}]}]}}, 'invalid filter values'],
	['OR', {filter: {OR: []}}, 'invalid filter: only AND is supported'],
	['a clause that is a text', {filter: {AND: ['x']}}, 'invalid filter'],
	['a filter that is a list', {filter: []}, 'filter must be an object'],
	['an unknown event', {events: ['bounced']}, 'invalid value in events'],
	['an unknown metric event', {metric_events: ['suppressed']}, 'invalid value in metric_events'],
	['events that are a text', {events: 'failed'}, 'events must be an array'],
	['events that are numbers', {events: [1]}, 'events must be an array of strings'],
	['an ISO date', {start: '2026-11-14T00:00:00Z'}, 'start must be a date in RFC 2822 format'],
	['an empty end', {end: ''}, 'end must be a date in RFC 2822 format'],
	['a start that is a number', {start: 1_795_219_200}, 'start must be a string'],
	['a start after the end', {start: 'Sun, 29 Nov 2026 00:00:00 -0000'}, 'start must be before end'],
	['a duration in words', {duration: 'a week'}, 'invalid duration'],
	['a limit over 100', {pagination: {limit: 101}}, 'pagination limit must be between 1 and 100'],
	['a limit that is a text', {pagination: {limit: '10'}}, 'pagination limit must be between 1 and 100'],
	['another sort', {pagination: {sort: 'recipient:asc'}}, 'invalid pagination sort'],
	['a totals flag that is a text', {include_totals: 'yes'}, 'include_totals must be a boolean'],
	['a token of nobody', {pagination: {token: 'cHJldi0wMDAw'}}, 'invalid pagination token'],
])('%s is refused', async (_, more, message) => {
	const {logs} = await openAccount();
	const response = await logs(query({}, more));
	expect([response.status, await response.json()]).toEqual([400, {message}]);
});

test.each(['{', '[]', 'null', ''])('the body %j is refused', async (body) => {
	const {ask} = await openAccount();
	expect((await ask('/v1/analytics/logs', {method: 'POST', headers: json, body})).status).toBe(400);
});

test('an event is readable when the lag has passed since it happened', async () => {
	const account = await openAccount({deliveryDelayMs: 0});
	account.mailgun.setLogLag(30_000);
	account.mailgun.send(mailTo('late@example.org'));
	account.mailgun.send(mailTo('past@example.org', {at: new Date('2026-11-21T11:00:00Z')}));
	expect(await recipients(account)).toEqual(['past@example.org']);
	account.pass(29_999);
	expect(await recipients(account)).toEqual(['past@example.org']);
	account.pass(1);
	expect(await recipients(account)).toEqual(['late@example.org', 'past@example.org']);
	expect(account.mailgun.mailbox('late@example.org')).toHaveLength(1);
});

test('a log that stands still keeps what it has shown, and catches up later', async () => {
	const account = await openAccount({deliveryDelayMs: 0});
	account.mailgun.send(mailTo('before@example.org'));
	account.mailgun.setLogLag(Number.POSITIVE_INFINITY);
	account.mailgun.send(mailTo('after@example.org'));
	account.pass(8 * hour);
	expect(await recipients(account)).toEqual(['before@example.org']);
	account.mailgun.setLogLag(0);
	expect(await recipients(account)).toEqual(['after@example.org', 'before@example.org']);
});

test('events are kept for thirty days', async () => {
	const account = await openAccount({deliveryDelayMs: 0});
	account.mailgun.send(mailTo('ada@example.org'));
	const wide = {start: 'Sun, 01 Nov 2026 00:00:00 -0000', end: 'Thu, 31 Dec 2026 00:00:00 -0000'};
	account.pass(30 * 24 * hour);
	expect((await readLog(account, wide)).items).toHaveLength(2);
	account.pass(1);
	expect((await readLog(account, wide)).items).toEqual([]);
});

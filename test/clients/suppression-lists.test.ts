import {describe, expect, test} from 'vitest';
import {createDomainReader} from '../../src/clients/mailgun/domains.ts';
import {ServiceRefused} from '../../src/model/errors.ts';
import type {Suppression, SuppressionKind} from '../../src/model/suppression.ts';
import type {SimulatedAnswer} from '../../src/sandbox/http.ts';
import {domain, keys, portalDomain} from '../sandbox/mailgun/account.ts';
import {openMailgun, openRaw} from './mailgun.ts';
import {failureOf, openServer} from './server.ts';

const ada = 'ada@example.com';
const made = 'Thu, 26 Mar 2026 12:59:15 UTC';
const madeAt = new Date('2026-03-26T12:59:15.000Z');

function json(status: number, body: unknown): SimulatedAnswer {
	return {status, json: body};
}

describe('a bounce is kept as Mailgun prints it', () => {
	test.each<[what: string, code: unknown, read: string]>([
		['a usual code', '550', '550'],
		['an empty code', '', ''],
		['a code that is no number', '5.1.1 x', '5.1.1 x'],
		['zeros in front', '0550', '0550'],
		['a number', 550, '550'],
		['null', null, ''],
		['no code', undefined, ''],
	])('%s', async (_what, code, read) => {
		const {lists} = await openRaw(json(200, {address: ada, code, error: 'No <such> mailbox\n', created_at: made}));
		expect(await lists.read(domain, 'bounce', ada)).toEqual({
			kind: 'bounce',
			sendingDomain: domain,
			address: ada,
			createdAt: madeAt,
			code: read,
			text: 'No <such> mailbox\n',
			tags: [],
		});
	});

	test.each<[string, unknown, Date | undefined]>([
		['with UTC', made, madeAt],
		['with GMT', 'Thu, 26 Mar 2026 12:59:15 GMT', madeAt],
		['with an offset', 'Thu, 26 Mar 2026 13:59:15 +0100', madeAt],
		['that nobody can read', 'the other day', undefined],
		['that is empty', '', undefined],
		['that is null', null, undefined],
		['that is missing', undefined, undefined],
	])('a date %s', async (_what, created_at, createdAt) => {
		const {lists} = await openRaw(json(200, {address: ada, code: '550', error: '', created_at}));
		expect(await lists.read(domain, 'bounce', ada)).toMatchObject({createdAt});
	});

	test('the spelling of the list is kept: a removal needs it', async () => {
		const {lists} = await openRaw(json(200, {address: 'Ada@Example.com', code: '550', error: '', created_at: made}));
		expect(await lists.read(domain, 'bounce', ada)).toMatchObject({address: 'Ada@Example.com'});
	});
});

test('an unsubscribe keeps its tags, a complaint has only its date', async () => {
	const {mailgun, lists} = await openMailgun();
	mailgun.addUnsubscribe(domain, {address: ada, tags: ['newsletter', 'digest'], created_at: made});
	mailgun.addComplaint(portalDomain, {address: ada, created_at: made});
	expect(await lists.read(domain, 'unsubscribe', ada)).toMatchObject({tags: ['newsletter', 'digest'], createdAt: madeAt});
	expect(await lists.read(portalDomain, 'complaint', ada)).toMatchObject({tags: [], code: '', text: '', createdAt: madeAt});
	expect(await lists.read(portalDomain, 'unsubscribe', ada)).toBeUndefined();
});

test('an allowlist entry is read by address and by domain', async () => {
	const {mailgun, lists} = await openMailgun();
	mailgun.allow(domain, {value: 'example.com', reason: 'a partner'});
	expect(await lists.readAllowlist(domain, 'example.com')).toEqual({sendingDomain: domain, value: 'example.com', reason: 'a partner'});
	expect(await lists.readAllowlist(domain, ada)).toBeUndefined();
});

const kinds: readonly SuppressionKind[] = ['bounce', 'complaint', 'unsubscribe'];

describe('an answer that is none is neither an entry nor its absence', () => {
	test.each<[string, SimulatedAnswer]>([
		['an HTML page', {status: 200, text: '<html></html>', headers: {'content-type': 'text/html'}}],
		['half of the JSON', {status: 200, text: '{"address":"ada@exa'}],
		['an empty body', {status: 200, text: ''}],
		['no content', {status: 204, text: ''}],
		['an array', json(200, [])],
		['a list', json(200, {items: [], paging: {}})],
		['null', json(200, null)],
		['a text', json(200, ada)],
		['an empty object', json(200, {})],
		['somebody else', json(200, {address: 'adam@example.com', value: 'adam@example.com', code: '550', error: '', created_at: made})],
		['an address that is no text', json(200, {address: 7, value: 7, created_at: made})],
		['a 404 with an HTML page', {status: 404, text: '<title>404 Not Found</title>', headers: {'content-type': 'text/html'}}],
		['a 404 with JSON and no message', json(404, {error: 'gone'})],
		['a 404 with an empty body', {status: 404, text: ''}],
	])('%s', async (_what, answer) => {
		const {lists} = await openRaw(answer);
		for (const kind of kinds) expect((await failureOf(lists.read(domain, kind, ada))).trouble.cause).toBe('unreadable');
		expect((await failureOf(lists.readAllowlist(domain, ada))).trouble.cause).toBe('unreadable');
	});

	test.each(['Domain not found', 'Domain not found: address.example.com', 'Not Found', 'page not found'])(
		'a 404 with “%s”',
		async (message) => {
			const {lists} = await openRaw(json(404, {message}));
			for (const kind of kinds) expect(await refusalOf(lists.read(domain, kind, ada))).toMatchObject({status: 404, reason: message});
			expect(await refusalOf(lists.readAllowlist(domain, ada))).toMatchObject({status: 404});
			expect(await refusalOf(lists.remove(entryOf('bounce')))).toMatchObject({status: 404});
		},
	);
});

test.each([
	'Address not found in bounces table',
	'Address not found in unsubscribers table',
	'No spam complaints found for this address',
	'Address/Domain not found in allowlist table',
	'Unsubscribe event for this tag does not exist',
])('a 404 with “%s” is absence', async (message) => {
	const {lists} = await openRaw(json(404, {message}));
	expect(await lists.read(domain, 'bounce', ada)).toBeUndefined();
	expect(await lists.readAllowlist(domain, ada)).toBeUndefined();
	expect(await lists.remove(entryOf('bounce'))).toBe('already-gone');
});

describe('Mailgun says no', () => {
	test.each<[string, SimulatedAnswer, string]>([
		['401 in plain text', {status: 401, text: 'Forbidden', headers: {'www-authenticate': 'Basic realm="MG API"'}}, 'Forbidden'],
		['401 in JSON', json(401, {message: 'Invalid private key'}), 'Invalid private key'],
		['403', json(403, {message: 'Incompatible key for this endpoint'}), 'Incompatible key for this endpoint'],
		['400', json(400, {message: 'Invalid parameter'}), 'Invalid parameter'],
		['a long page', {status: 400, text: 'x'.repeat(5000)}, 'x'.repeat(200)],
	])('%s', async (_what, answer, reason) => {
		const {lists} = await openRaw(answer);
		const expected = {service: 'Mailgun', cause: 'refused', status: answer.status, reason};
		expect(await refusalOf(lists.read(domain, 'bounce', ada))).toEqual(expected);
		expect(await refusalOf(lists.remove(entryOf('bounce')))).toEqual(expected);
		expect(await refusalOf(lists.restore(entryOf('bounce')))).toEqual(expected);
	});

	test('and an answer that holds our key does not bring it to anybody’s eyes', async () => {
		const key = 'key-of-forty-characters-0123456789abcdef';
		const {lists} = await openRaw({status: 401, text: `${' '.repeat(180)}no such key: ${key}`}, key);
		expect(JSON.stringify(await refusalOf(lists.read(domain, 'bounce', ada)))).not.toMatch(/key-|abcdef/);
	});
});

describe('putting an entry back sends exactly its fields', () => {
	test.each<[Suppression, object]>([
		[
			entryOf('bounce', {code: '5.1.1 x', text: 'No such mailbox'}),
			{address: ada, code: '5.1.1 x', error: 'No such mailbox', created_at: 'Thu, 26 Mar 2026 12:59:15 GMT'},
		],
		[entryOf('bounce', {createdAt: undefined}), {address: ada, code: '', error: ''}],
		[entryOf('complaint', {code: '550', tags: ['*']}), {address: ada, created_at: 'Thu, 26 Mar 2026 12:59:15 GMT'}],
		[
			entryOf('unsubscribe', {tags: ['newsletter', 'digest']}),
			{address: ada, tags: ['newsletter', 'digest'], created_at: 'Thu, 26 Mar 2026 12:59:15 GMT'},
		],
	])('$kind', async (entry, fields) => {
		const {mailgun, lists} = await openMailgun();
		await lists.restore(entry);
		const [request] = mailgun.requests();
		expect(request).toMatchObject({method: 'POST', path: `/v3/${domain}/${entry.kind}s`, contentType: 'application/json', status: 200});
		expect(JSON.parse(request?.body ?? '')).toEqual([fields]);
	});

	test.each(kinds)('a %s that was removed and put back is the same entry', async (kind) => {
		const {mailgun, lists} = await openMailgun();
		mailgun.addBounce(domain, {address: ada, code: '', error: 'No such mailbox', created_at: made});
		mailgun.addComplaint(domain, {address: ada, created_at: made});
		mailgun.addUnsubscribe(domain, {address: ada, tags: ['newsletter'], created_at: made});
		const before = await lists.read(domain, kind, ada);
		if (before === undefined) throw new Error('it was never there');
		expect(await lists.remove(before)).toBe('removed');
		expect(await lists.read(domain, kind, ada)).toBeUndefined();
		expect(await lists.remove(before)).toBe('already-gone');
		await lists.restore(before);
		expect(await lists.read(domain, kind, ada)).toEqual(before);
	});
});

test('a sending domain shows its state and how long it keeps messages; an unknown one is refused', async () => {
	const {mailgun, server} = await openMailgun();
	const send = server.transport({origins: [mailgun.origin]});
	const domains = createDomainReader({baseUrl: mailgun.origin, apiKey: keys.support, sendingDomains: [domain], send});
	expect(await domains.read(domain)).toEqual({state: 'active', messageLife: 3 * 24 * 60 * 60});
	await domains.touchBounces(domain);
	expect(await refusalOf(domains.read('email.mg.example.com'))).toMatchObject({status: 404, reason: 'Domain not found'});
});

test('a domain page without a domain is unreadable', async () => {
	const {origin, transport} = await openServer(() => json(200, {message: 'fine'}));
	const domains = createDomainReader({baseUrl: origin, apiKey: keys.support, sendingDomains: [domain], send: transport()});
	expect((await failureOf(domains.read(domain))).trouble.cause).toBe('unreadable');
});

function entryOf(kind: SuppressionKind, more: Partial<Suppression> = {}): Suppression {
	return {kind, sendingDomain: domain, address: ada, createdAt: madeAt, code: '', text: '', tags: [], ...more};
}

async function refusalOf(call: Promise<unknown>) {
	const error: unknown = await call.then(
		() => new Error('it succeeded'),
		(reason: unknown) => reason,
	);
	if (!(error instanceof ServiceRefused)) throw error;
	return error.trouble;
}

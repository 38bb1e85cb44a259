import {describe, expect, test} from 'vitest';
import {createDeliveryLog} from '../../src/clients/mailgun/log.ts';
import {logStatuses} from '../../src/model/log-query.ts';
import type {SimulatedAnswer, SimulatedRequest} from '../../src/sandbox/http.ts';
import {domain, keys, openAccount} from '../sandbox/mailgun/account.ts';
import {openServer} from './server.ts';

const since = new Date('2026-11-01T00:00:00.500Z');
const until = new Date('2026-11-02T00:00:00.500Z');
const query = {sendingDomain: 'mg.gitlab.com', recipients: ['ada@example.com'], since, until};

interface Asked {
	readonly start: string;
	readonly end: string;
	readonly filter: {readonly AND: readonly {readonly attribute: string; readonly values: readonly {readonly value: string}[]}[]};
	readonly pagination: {readonly limit: number; readonly token?: string};
}

async function open(answer: (asked: Asked, count: number) => SimulatedAnswer) {
	const asked: Asked[] = [];
	const server = await openServer((request: SimulatedRequest) => {
		asked.push(JSON.parse(request.body.toString()) as Asked);
		return answer(asked.at(-1) as Asked, asked.length);
	});
	const log = createDeliveryLog({
		baseUrl: server.origin,
		apiKey: 'key-support',
		sendingDomains: ['mg.gitlab.com'],
		send: server.transport(),
	});
	return {log, asked};
}

const event = (id: string, more: object = {}) => ({
	id,
	event: 'accepted',
	'@timestamp': '2026-11-01T10:00:00.123Z',
	domain: {name: 'mg.gitlab.com'},
	...more,
});

describe('the delivery log', () => {
	test('always names its domain and its times, and loses nothing of the last second', async () => {
		const {log, asked} = await open(() => ({status: 200, json: {items: [], pagination: {}}}));
		expect(await log.search(query)).toEqual({events: [], isWhole: true});
		expect(asked[0]?.filter.AND.find(({attribute}) => attribute === 'domain')?.values).toMatchObject([{value: 'mg.gitlab.com'}]);
		expect(Date.parse(asked[0]?.start ?? '')).toBeLessThanOrEqual(since.getTime());
		expect(Date.parse(asked[0]?.end ?? '')).toBeGreaterThanOrEqual(until.getTime());
	});

	test('reads page after page, until there is none', async () => {
		const {log, asked} = await open((_asked, count) => ({
			status: 200,
			json: count < 3 ? {items: [event(`e${count}`)], pagination: {next: `token-${count}`}} : {items: [], pagination: {next: 'token-3'}},
		}));
		const {events, isWhole} = await log.search(query);
		expect(events.map(({id}) => id)).toEqual(['e1', 'e2']);
		expect(isWhole).toBe(true);
		expect(asked.map(({pagination}) => pagination.token)).toEqual([undefined, 'token-1', 'token-2']);
	});

	test('a token that comes back ends it', async () => {
		const {log, asked} = await open((_asked, count) => ({status: 200, json: {items: [event(`e${count}`)], pagination: {next: 'same'}}}));
		expect((await log.search(query)).isWhole).toBe(true);
		expect(asked).toHaveLength(2);
	});

	test('endless pages are given up, and told as not whole', async () => {
		const {log, asked} = await open((_asked, count) => ({
			status: 200,
			json: {items: [event(`e${count}`)], pagination: {next: `token-${count}`}},
		}));
		expect((await log.search(query)).isWhole).toBe(false);
		expect(asked.length).toBeLessThan(10);
	});

	test('where Mailgun gave up, the cause is what the server answered the last time', async () => {
		const tooOld = {code: 602, message: 'Too old', description: '', 'attempt-no': 7};
		const status = (more: object) =>
			event('old', {event: 'failed', severity: 'permanent', reason: 'old', 'delivery-status': {...tooOld, ...more}});
		const items = [status({'last-code': 452, 'last-message': '4.2.2 The mailbox is over its quota'}), status({})];
		const {log} = await open(() => ({status: 200, json: {items, pagination: null}}));
		const {events} = await log.search(query);
		expect(events).toMatchObject([
			{code: '452', text: '4.2.2 The mailbox is over its quota', reason: 'old', severity: 'permanent'},
			{code: '602', text: 'Too old'},
		]);
	});

	test('reads what may be missing or have two forms', async () => {
		const items = [
			event('bare'),
			event('full', {
				event: 'failed',
				severity: 'permanent',
				reason: 'suppress-bounce',
				recipient: 'ada@example.com',
				storage: {key: 'k', url: 'https://storage.example.com/k'},
				message: {headers: {subject: 'S', 'message-id': '<m@mg.gitlab.com>'}},
				'delivery-status': {code: 605, message: '', description: 'Not delivering to previously bounced address'},
				flags: null,
			}),
			event('list', {storage: {key: 'k', url: ['https://a.example.com/k', 'https://b.example.com/k']}, event: 'unsubscribed'}),
		];
		const {log} = await open(() => ({status: 200, json: {items, pagination: null}}));
		const {events} = await log.search(query);
		expect(events).toMatchObject([
			{id: 'bare', recipient: '', subject: '', storageKey: undefined, storageUrls: [], at: new Date('2026-11-01T10:00:00.123Z')},
			{
				id: 'full',
				code: '605',
				text: 'Not delivering to previously bounced address',
				messageId: 'm@mg.gitlab.com',
				storageUrls: ['https://storage.example.com/k'],
			},
			{id: 'list', event: 'other', storageUrls: ['https://a.example.com/k', 'https://b.example.com/k']},
		]);
	});

	test('gives one page at a time, and the token of the next', async () => {
		const {log, asked} = await open((_asked, count) => ({
			status: 200,
			json: {items: count < 3 ? [event(`e${count}`)] : [], pagination: {next: `token-${count}`}},
		}));
		const first = await log.page(query);
		expect(first).toMatchObject({events: [{id: 'e1'}], next: 'token-1'});
		expect(await log.page(query, first.next)).toMatchObject({events: [{id: 'e2'}], next: 'token-2'});
		expect(await log.page(query, 'token-2')).toEqual({events: [], next: undefined});
		expect(asked.map(({pagination}) => pagination.token)).toEqual([undefined, 'token-1', 'token-2']);
	});

	test('a page that names itself as the next one is the last', async () => {
		const {log} = await open(() => ({status: 200, json: {items: [event('e')], pagination: {next: 'same'}}}));
		expect((await log.page(query, 'same')).next).toBeUndefined();
	});

	test('a token that is not known any more is refused, and no end', async () => {
		const {log} = await open(() => ({status: 400, json: {message: 'invalid pagination token'}}));
		await expect(log.page(query, 'old')).rejects.toMatchObject({name: 'ServiceRefused', trouble: {status: 400}});
	});

	test('asks for a whole domain in the attributes and comparators that Mailgun knows', async () => {
		const account = await openAccount();
		const server = await openServer();
		const log = createDeliveryLog({
			baseUrl: account.mailgun.origin,
			apiKey: keys.support,
			sendingDomains: [domain],
			send: server.transport({origins: [account.mailgun.origin]}),
		});
		const times = {since: new Date(Date.now() - 86_400_000), until: new Date()};
		const wishes = {recipientDomain: 'example.com', recipientParts: ['Ada', 'ada'], subjectParts: ['One', 'Two'], code: '550', text: 'no'};
		for (const status of [undefined, ...logStatuses]) {
			expect(await log.page({sendingDomain: domain, ...times, ...wishes, status})).toEqual({events: [], next: undefined});
		}
		const bodies = account.mailgun.requests().map(({body}) => JSON.parse(body) as Asked);
		expect(bodies[0]?.filter.AND).toEqual([
			{attribute: 'domain', comparator: '=', values: [{label: domain, value: domain}]},
			{attribute: 'recipient_domain', comparator: '=', values: [{label: 'example.com', value: 'example.com'}]},
			{attribute: 'recipient', comparator: 'contains', values: ['Ada', 'ada'].map((value) => ({label: value, value}))},
			{attribute: 'subject', comparator: 'contains', values: ['One', 'Two'].map((value) => ({label: value, value}))},
			{attribute: 'delivery_status_code', comparator: '=', values: [{label: '550', value: '550'}]},
			{attribute: 'delivery_status_message', comparator: 'contains', values: [{label: 'no', value: 'no'}]},
		]);
	});

	test.for([
		['HTML', {status: 200, text: '<html></html>'}],
		['another shape', {status: 200, json: {items: 'none'}}],
		['an event without a time', {status: 200, json: {items: [{id: 'x', event: 'accepted', domain: {name: 'x'}}]}}],
		['trouble', {status: 500, text: ''}],
	] as const)('an answer that is %s is no empty log', async ([_what, answer]) => {
		const {log} = await open(() => answer);
		await expect(log.search(query)).rejects.toThrow();
	});
});

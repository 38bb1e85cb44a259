import {describe, expect, test} from 'vitest';
import {createDeliveryLog} from '../../src/clients/mailgun/log.ts';
import type {SimulatedAnswer, SimulatedRequest} from '../../src/sandbox/http.ts';
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

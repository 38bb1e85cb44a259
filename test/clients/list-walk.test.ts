import {setTimeout as delay} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {createPacer} from '../../src/clients/pacing.ts';
import {ServiceUnavailable} from '../../src/model/errors.ts';
import type {ListPlace} from '../../src/model/sweep.ts';
import type {SuppressionLists} from '../../src/workflows/ports.ts';
import {domain, portalDomain} from '../sandbox/mailgun/account.ts';
import {openMailgun, openRaw} from './mailgun.ts';
import {failureOf} from './server.ts';

const bounces: ListPlace = {sendingDomain: domain, kind: 'bounce'};

/** From the beginning to the end; gives up when it goes in circles. */
async function walk(lists: SuppressionLists, place: ListPlace): Promise<{readonly addresses: readonly string[]; readonly pages: number}> {
	const addresses: string[] = [];
	let cursor: string | undefined;
	for (let pages = 1; pages < 20; pages += 1) {
		const {entries, next} = await lists.page(place, {domain: 'example.com', cursor});
		addresses.push(...entries.map(({address}) => address));
		if (next === undefined) return {addresses, pages};
		cursor = next;
	}
	throw new Error('the walk does not end');
}

const crowd = (count: number) => Array.from({length: count}, (_unused, index) => `a+${String(index).padStart(5, '0')}@example.com`);

test('a walk sees each entry of the list once, a thousand at a time, whatever stands in the addresses', async () => {
	const {mailgun, lists} = await openMailgun();
	const people = crowd(2400);
	for (const address of people) mailgun.addBounce(domain, {address});
	mailgun.addBounce(domain, {address: 'zoe@example.net'});
	mailgun.addBounce(portalDomain, {address: 'other@example.com'});
	expect(await walk(lists, bounces)).toEqual({addresses: people, pages: 4});
	expect(await lists.page(bounces, {domain: 'example.net', cursor: undefined})).toMatchObject({entries: [], seen: 1000, last: people[999]});
	expect(mailgun.requests().every(({query}) => new URLSearchParams(query).getAll('limit').join() === '1000')).toBe(true);
});

test('an empty list is one question, and each list keeps what its entries have', async () => {
	const {mailgun, lists} = await openMailgun();
	expect(await walk(lists, bounces)).toEqual({addresses: [], pages: 1});
	mailgun.addUnsubscribe(domain, {address: 'ada@example.com', tags: ['news']});
	const {entries} = await lists.page({sendingDomain: domain, kind: 'unsubscribe'}, {domain: 'example.com', cursor: undefined});
	expect(entries).toMatchObject([{kind: 'unsubscribe', sendingDomain: domain, address: 'ada@example.com', tags: ['news'], code: ''}]);
});

test('a page that names itself as the next is the end', async () => {
	const {server, lists} = await openRaw({status: 200, json: {}});
	const url = `${server.origin}/v3/${domain}/bounces?page=last&limit=1000`;
	const again = await openRaw({status: 200, json: {items: [{address: 'ada@example.com', created_at: ''}], paging: {next: url}}});
	expect((await again.lists.page(bounces, {domain: 'example.com', cursor: '?page=last&limit=1000'})).next).toBeUndefined();
	await expect(lists.page(bounces, {domain: 'example.com', cursor: undefined})).rejects.toThrow(ServiceUnavailable);
});

test.for([
	'https://elsewhere.example.com/v3/another.example.com/bounces?page=next',
	'https://api.mailgun.net/v3/mg.example.com/complaints?page=next',
	'nonsense',
])('what leads out of the list is not followed: %s', async (next) => {
	const {lists} = await openRaw({status: 200, json: {items: [{address: 'ada@example.com'}], paging: {next}}});
	expect((await failureOf(lists.page(bounces, {domain: 'example.com', cursor: undefined}))).trouble.cause).toBe('unreadable');
});

test('a list of a domain that is not configured is not read', async () => {
	const {server, lists} = await openRaw({status: 200, json: {items: [], paging: {}}});
	await expect(lists.page({sendingDomain: 'example.com', kind: 'bounce'}, {domain: 'example.com', cursor: undefined})).rejects.toThrow(
		/none of the configured/,
	);
	expect(server.arrivals).toEqual([]);
});

test('who is patient stops at half of the budget until it is filled again; who is waited for goes on', async () => {
	let now = 1_800_000_000_000;
	const pacer = createPacer(() => new Date(now));
	const spent = (remaining: number) => ({
		status: 200,
		headers: new Headers({'x-request-limit': '100', 'x-request-remaining': String(remaining), 'x-request-reset': String(now + 10_000)}),
	});
	const {signal} = new AbortController();
	pacer.learn(spent(50));
	await pacer.turn('Mailgun', signal, true);
	pacer.learn(spent(49));
	const refusal = await failureOf(pacer.turn('Mailgun', signal, true));
	expect(refusal.trouble).toMatchObject({cause: 'rate-limited', retryAt: new Date(now + 10_000)});
	await pacer.turn('Mailgun', signal);
	now += 10_000;
	await Promise.race([pacer.turn('Mailgun', signal, true), delay(1000).then(() => Promise.reject(new Error('it still waits')))]);
});

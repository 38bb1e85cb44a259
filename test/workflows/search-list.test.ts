import {expect, test} from 'vitest';
import {ServiceUnavailable} from '../../src/model/errors.ts';
import type {Suppression} from '../../src/model/suppression.ts';
import {createPace} from '../../src/workflows/pace.ts';
import type {SuppressionLists} from '../../src/workflows/ports.ts';
import {searchList} from '../../src/workflows/search-list.ts';

const place = {sendingDomain: 'mg.gitlab.com', kind: 'bounce', domain: 'example.com'} as const;
const entryOf = (address: string): Suppression => ({...place, address, createdAt: undefined, code: '550', text: '', tags: []});
const name = (index: number) => String(index).padStart(6, '0');
const limited = (retryAt: Date) => new ServiceUnavailable({service: 'Mailgun', cause: 'rate-limited', retryAt}, {neverSent: true});

/** A list of so many, of whom every so many-th is at example.com. It counts what it is asked. */
function listOf(size: number, every: number) {
	const addresses = Array.from({length: size}, (_unused, index) => `${name(index)}@example.${index % every === 0 ? 'com' : 'net'}`);
	const asked = {pages: 0, addresses: 0};
	let refusals: Error[] = [];
	const refuse = () => {
		const refusal = refusals.shift();
		if (refusal !== undefined) throw refusal;
	};
	const lists: Pick<SuppressionLists, 'page' | 'read'> = {
		page: async (_place, {cursor}) => {
			refuse();
			asked.pages += 1;
			const from = Number(cursor ?? 0);
			const slice = addresses.slice(from, from + 1000);
			const entries = slice.filter((address) => address.endsWith('.com')).map(entryOf);
			return {entries, seen: slice.length, last: slice.at(-1), next: slice.length === 0 ? undefined : String(from + slice.length)};
		},
		read: async (_domain, _kind, address) => {
			refuse();
			asked.addresses += 1;
			return addresses.includes(address) ? entryOf(address) : undefined;
		},
	};
	return {lists, asked, fail: (...errors: Error[]) => (refusals = errors)};
}

const own = (size: number, every: number) =>
	Array.from({length: Math.ceil(size / every)}, (_unused, index) => `${name(index * every)}@example.com`);

async function search(list: ReturnType<typeof listOf>, addresses: readonly string[]) {
	const clock = () => new Date();
	return searchList({lists: list.lists, pace: createPace(clock, {most: 8, patience: 2000})}, {...place, addresses});
}

test.for([
	{what: 'many on a short list: its pages', size: 20_000, every: 40, most: 21, isWhole: true},
	{what: 'few on a long list: one by one', size: 60_000, every: 6000, most: 11, isWhole: false},
	{what: 'a handful: one by one', size: 900, every: 300, most: 3, isWhole: false},
])('$what', async ({size, every, most, isWhole}) => {
	const list = listOf(size, every);
	const wanted = own(size, every);
	const answer = await search(list, isWhole ? [...wanted, 'gone@example.com'] : wanted);
	expect(answer).toMatchObject({isWhole, trouble: undefined});
	expect(answer.held.map(({address}) => address).sort()).toEqual(wanted);
	expect(list.asked.pages + list.asked.addresses).toBeLessThanOrEqual(most);
});

test('who is not on a list that was walked in part is looked up: a guess about its order proves nothing', async () => {
	const list = listOf(60_000, 6000);
	const answer = await search(list, [...own(60_000, 6000), ...Array.from({length: 20}, (_unused, index) => `a${index}@example.com`)]);
	expect(list.asked.pages).toBeGreaterThan(0);
	expect(answer.unanswered.size).toBe(0);
	expect(answer.held).toHaveLength(10);
	expect(list.asked.addresses).toBeGreaterThanOrEqual(20);
});

test('what is asked too often is asked again in time; what does not answer is not known', async () => {
	const list = listOf(900, 300);
	list.fail(limited(new Date(Date.now() + 100)));
	expect((await search(list, own(900, 300))).held).toHaveLength(3);
	list.fail(limited(new Date(Date.now() + 60_000)));
	const answer = await search(list, own(900, 300));
	expect(answer.trouble).toMatchObject({cause: 'rate-limited'});
	expect([...answer.unanswered]).toEqual(['000000@example.com']);
});

test('an address that cannot be asked for safely is not asked for, and not known', async () => {
	const list = listOf(10, 2);
	const answer = await search(list, ['"a b"@example.com']);
	expect(list.asked.addresses).toBe(0);
	expect([...answer.unanswered]).toEqual(['"a b"@example.com']);
});

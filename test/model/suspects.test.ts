import {expect, test} from 'vitest';
import type {DeliveryEvent} from '../../src/model/delivery.ts';
import type {Suppression} from '../../src/model/suppression.ts';
import {findingsOf, type ListSearch, suspectsIn} from '../../src/model/suspects.ts';
import {isAt} from '../../src/model/sweep.ts';

const sendingDomain = 'mg.gitlab.com';

function event(recipient: string, more: Partial<DeliveryEvent> = {}): DeliveryEvent {
	const texts = {reason: 'bounce', code: '550', enhancedCode: '', text: '5.1.1 No such mailbox', mxHost: '', subject: '', messageId: ''};
	const at = new Date('2026-11-20T10:00:00.000Z');
	const stored = {storageKey: undefined, storageUrls: [], tags: []};
	return {id: recipient, at, event: 'failed', severity: 'permanent', sendingDomain, recipient, ...texts, ...stored, ...more};
}

const drop = {reason: 'suppress-bounce', code: '605', text: 'Not delivering to previously bounced address'};
const entry = (address: string): Suppression => ({
	kind: 'bounce',
	sendingDomain,
	address,
	createdAt: undefined,
	code: '550',
	text: '',
	tags: [],
});
const search = (more: Partial<ListSearch> = {}): ListSearch => ({
	sendingDomain,
	kind: 'bounce',
	held: [],
	unanswered: new Set(),
	isWhole: false,
	...more,
});
const found = (events: readonly DeliveryEvent[], ...searches: readonly ListSearch[]) =>
	findingsOf(suspectsIn('example.com', events), searches).map(({suppressed, entry: {address, code, kind}}) =>
		[address, suppressed, kind, code].join(' '),
	);

test('an address is of its own domain only, in whatever letter case or script', () => {
	expect(isAt('example.com', 'Ada@EXAMPLE.com')).toBe(true);
	expect(isAt('example.com', 'ada@sub.example.com')).toBe(false);
	expect(isAt('example.com', 'ada@notexample.com')).toBe(false);
	expect(isAt('example.com', 'example.com')).toBe(false);
	expect(isAt('xn--bcher-kva.example', 'ada@Bücher.example')).toBe(true);
	expect(isAt('bucher.example', 'ada@bücher.example')).toBe(false);
});

test('suspected is who was dropped or refused for good, once in whatever letter case', () => {
	const events = [
		event('Ada@example.com'),
		event('ada@example.com', drop),
		event('bo@example.com', {severity: 'temporary'}),
		event('cleo@example.com', {event: 'delivered', severity: undefined}),
		event('dan@example.net'),
	];
	expect(suspectsIn('example.com', events).map(({address}) => address.toLowerCase())).toEqual(['ada@example.com']);
});

test('what a list holds is suppressed now; what was dropped and is not held was once; what the list did not say is not known', () => {
	const events = ['a', 'b', 'c'].map((name) => event(`${name}@example.com`, drop));
	expect(found(events, search({held: [entry('B@example.com'), entry('z@example.com')], unanswered: new Set(['c@example.com'])}))).toEqual([
		'B@example.com now bounce 550',
		'z@example.com now bounce 550',
		'a@example.com once bounce ',
		'c@example.com unknown bounce ',
	]);
});

test('a refusal for good alone proves no entry, but tells why one was made', () => {
	const refused = event('a@example.com', {at: new Date('2026-11-19T10:00:00.000Z')});
	expect(found([refused], search())).toEqual([]);
	expect(found([refused], search({unanswered: new Set(['a@example.com'])}))).toEqual(['a@example.com unknown bounce 550']);
	expect(found([refused, event('a@example.com', drop)], search())).toEqual(['a@example.com once bounce 550']);
});

test('each list of each sending domain answers for its own drops', () => {
	const complained = event('a@example.com', {reason: 'suppress-complaint', code: '607', text: ''});
	expect(found([complained], search())).toEqual([]);
	expect(found([complained], search({kind: 'complaint', sendingDomain: 'customers.gitlab.com'}))).toEqual([]);
	expect(found([complained], search({kind: 'complaint'}))).toEqual(['a@example.com once complaint ']);
});

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type DeliveryEvent, groupMessages, isBegun, stateWords} from '../../src/model/delivery.ts';
import {amount} from '../support/amount.ts';

const start = Date.parse('2026-11-20T10:00:00.000Z');
const other = () => 'other' as const;

function event(second: number, happening: DeliveryEvent['event'], more: Partial<DeliveryEvent> = {}): DeliveryEvent {
	return {
		id: `${happening}-${second}`,
		at: new Date(start + second * 1000),
		event: happening,
		severity: undefined,
		reason: '',
		code: '',
		enhancedCode: '',
		text: '',
		mxHost: '',
		sendingDomain: 'mg.gitlab.com',
		recipient: 'ada@example.com',
		subject: 'Verify your identity',
		messageId: 'one@mg.gitlab.com',
		storageKey: 'key-one',
		storageUrls: [],
		tags: [],
		...more,
	};
}

const temporary = {severity: 'temporary', code: '451', text: 'Come back later'} as const;
const permanent = {severity: 'permanent', code: '550', text: 'No such mailbox', reason: 'bounce'} as const;
/** As Mailgun tells it: without a subject, and without a storage key. */
const opened = {storageKey: undefined, subject: ''};

const statesOf = (events: readonly DeliveryEvent[]) => groupMessages(events, other).map(({state}) => state);

describe('the events of the log, as mails', () => {
	test('an open belongs to the mail of its Message-Id, although it names no storage key', () => {
		const [message, ...others] = groupMessages([event(0, 'accepted'), event(1, 'delivered'), event(90, 'opened', opened)], other);
		expect(others).toEqual([]);
		expect(message).toMatchObject({state: 'delivered', openedAt: new Date(start + 90_000), storageKey: 'key-one'});
	});

	test('a mail that was sent again under its old Message-Id is another mail, and an open belongs to the latest by then', () => {
		const again = {storageKey: 'key-two'};
		const first = [event(0, 'accepted'), event(1, 'delivered'), event(50, 'opened', opened)];
		const second = [event(100, 'accepted', again), event(101, 'delivered', again), event(150, 'clicked', opened)];
		const messages = groupMessages([...second, ...first], other);
		expect(messages.map(({storageKey, openedAt}) => [storageKey, openedAt?.getTime()])).toEqual([
			['key-two', start + 150_000],
			['key-one', start + 50_000],
		]);
	});

	test('the same mail to two recipients is two, whatever the letter case of one', () => {
		const upper = {recipient: 'ADA@example.com'};
		const bob = {recipient: 'bob@example.com'};
		const events = [
			event(0, 'accepted'),
			event(1, 'delivered', upper),
			event(0, 'accepted', bob),
			event(1, 'failed', {...bob, ...permanent}),
		];
		const withIds = events.map((one, index) => ({...one, id: String(index)}));
		expect(statesOf(withIds).toSorted()).toEqual(['delivered', 'failed']);
	});

	test.for([
		['accepted after it was delivered, by a clock that is a second late', [event(1, 'accepted'), event(0, 'delivered')], 'delivered'],
		[
			'sent again under the same key after it failed',
			[event(0, 'accepted'), event(1, 'failed', permanent), event(900, 'accepted')],
			'accepted',
		],
		['delayed, then delivered', [event(0, 'accepted'), event(1, 'failed', temporary), event(600, 'delivered')], 'delivered'],
		['delivered, then bounced', [event(0, 'accepted'), event(1, 'delivered'), event(600, 'failed', permanent)], 'failed'],
		['refused by Mailgun itself', [event(0, 'rejected', {storageKey: undefined})], 'rejected'],
		['without its beginning', [event(600, 'failed', temporary)], 'delayed'],
	] as const)('a mail %s', ([_what, events, state]) => {
		expect(statesOf(events)).toEqual([state]);
	});

	test('of which only opens are known is none that anything can be said about', () => {
		expect(groupMessages([event(5, 'opened', opened)], other)).toEqual([]);
	});

	test('is known from its beginning or not', () => {
		const [begun, cut] = [[event(0, 'accepted'), event(1, 'delivered')], [event(1, 'delivered')]];
		expect([begun, cut].map((events) => groupMessages(events, other).map(isBegun))).toEqual([[true], [false]]);
	});
});

const anyEvent = fc.record({
	second: fc.integer({min: 0, max: 6}),
	happening: fc.constantFrom('accepted', 'delivered', 'failed', 'rejected', 'opened', 'clicked', 'other'),
	mail: fc.integer({min: 0, max: 1}),
	resent: fc.boolean(),
	keyless: fc.boolean(),
	recipient: fc.constantFrom('ada@example.com', 'Ada@example.com', 'bob@example.com'),
	severity: fc.constantFrom('temporary', 'permanent', undefined),
});

const log = fc.array(anyEvent, {maxLength: 40}).map((drafts) =>
	drafts.map(({second, happening, mail, resent, keyless, recipient, severity}, index) =>
		event(second, happening, {
			id: String(index),
			messageId: mail === 0 ? '' : `${mail}@mg.gitlab.com`,
			storageKey: keyless ? undefined : `key-${mail}-${resent}`,
			recipient,
			severity,
		}),
	),
);

test('the same events in any order, any of them twice, are the same mails', () => {
	fc.assert(
		fc.property(
			log.chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], {minLength: events.length * 2}))),
			([events, shuffled]) => {
				const expected = groupMessages(events, other);
				expect(groupMessages(shuffled, other)).toEqual(expected);
				for (const {sentAt, state} of expected) expect([sentAt.getTime() >= start, stateWords[state]]).toEqual([true, expect.any(String)]);
				const grouped = expected.flatMap((message) => message.events.map(({id}) => id));
				expect(new Set(grouped).size).toBe(grouped.length);
			},
		),
		{numRuns: amount('ORDERS', 300)},
	);
});

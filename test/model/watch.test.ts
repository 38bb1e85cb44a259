import {describe, expect, test} from 'vitest';
import type {DeliveryEvent} from '../../src/model/delivery.ts';
import {subjectOf} from '../../src/model/subject.ts';
import {afterLook, findWatched, isFollowed, nextLook, shownRecipient, type Watch, watchFor} from '../../src/model/watch.ts';

const start = new Date('2026-11-20T10:00:00.000Z');
const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);

const watch: Watch = {
	id: 'w1',
	act: 'removal',
	mail: {
		sendingDomain: 'mg.gitlab.com',
		recipient: 'ada@example.com',
		since: start,
		messageId: undefined,
		kind: undefined,
		subject: undefined,
	},
	by: 'U0DANA',
	about: subjectOf({address: 'Ada@example.com'}),
	ticket: undefined,
	channel: 'U0DANA',
	threadTs: undefined,
	ts: undefined,
	startedAt: start,
	newsAt: start,
	state: 'pending',
	seen: undefined,
	told: 'pending',
};

function event(seconds: number, name: DeliveryEvent['event'], more: Partial<DeliveryEvent> = {}): DeliveryEvent {
	return {
		id: `${name} ${seconds} ${more.messageId ?? ''}`,
		at: at(seconds),
		event: name,
		severity: name === 'failed' ? 'permanent' : undefined,
		reason: '',
		code: '',
		enhancedCode: '',
		text: '',
		mxHost: '',
		sendingDomain: 'mg.gitlab.com',
		recipient: 'ada@example.com',
		subject: 'Confirmation instructions',
		messageId: 'one@mg.gitlab.com',
		storageKey: undefined,
		storageUrls: [],
		tags: [],
		...more,
	};
}

const kindOf = (subject: string) => (subject === 'Confirmation instructions' ? 'confirmation' : 'other');
const stateIn = (events: readonly DeliveryEvent[], mail: Partial<Watch['mail']> = {}) =>
	findWatched({...watch.mail, ...mail}, events, kindOf)?.state;

describe('which mail is meant', () => {
	test('events out of order, late and twice tell the same', () => {
		const events = [event(5, 'accepted'), event(6, 'failed', {severity: 'temporary'}), event(700, 'delivered')];
		for (const order of [events, [...events].reverse(), [...events, ...events], [events[2], events[0], events[1]]]) {
			expect(stateIn(order.flatMap((one) => one ?? []))).toBe('delivered');
		}
		expect(stateIn(events.slice(0, 2))).toBe('delayed');
	});

	test('a mail that was under way before is not the next one', () => {
		expect(stateIn([event(-30, 'accepted'), event(4, 'delivered')])).toBeUndefined();
		expect(stateIn([event(4, 'delivered')])).toBeUndefined();
	});

	test('neither is one of another kind, recipient or sending domain', () => {
		const mail = [event(5, 'accepted'), event(6, 'delivered')];
		expect(stateIn(mail, {kind: 'reset'})).toBeUndefined();
		expect(stateIn(mail, {kind: 'confirmation'})).toBe('delivered');
		expect(stateIn(mail, {recipient: 'eve@example.com'})).toBeUndefined();
		expect(stateIn(mail, {sendingDomain: 'customers.gitlab.com'})).toBeUndefined();
	});

	test('of several the one that arrived counts, else the newest', () => {
		const first = [event(5, 'accepted'), event(6, 'failed', {severity: 'temporary'})];
		const second = {messageId: 'two@mg.gitlab.com'};
		expect(stateIn([...first, event(60, 'accepted', second)])).toBe('accepted');
		expect(stateIn([...first, event(60, 'accepted', second), event(61, 'delivered', second)])).toBe('delivered');
		expect(stateIn([event(60, 'accepted', second), event(61, 'failed', second), event(5, 'accepted'), event(9, 'delivered')])).toBe(
			'delivered',
		);
	});

	test('a mail known by its id is followed whatever its subject', () => {
		const mail = {messageId: 'two@mg.gitlab.com'};
		expect(stateIn([event(5, 'delivered'), event(6, 'accepted', {...mail, subject: 'Welcome'})], mail)).toBe('accepted');
	});
});

describe('an hour', () => {
	const over = new Date(start.getTime() + watchFor);

	test('without any mail ends in silence, with one under way unfinished, with a log that does not answer unknown', () => {
		expect(afterLook(watch, undefined, at(3599)).state).toBe('pending');
		expect(afterLook(watch, undefined, over).state).toBe('silent');
		expect(afterLook(watch, 'unanswered', at(3599)).state).toBe('pending');
		expect(afterLook(watch, 'unanswered', over).state).toBe('unknown');
		const delayed = findWatched(watch.mail, [event(5, 'accepted'), event(6, 'failed', {severity: 'temporary'})], kindOf);
		expect(afterLook(watch, delayed, over).state).toBe('unfinished');
		const delivered = findWatched(watch.mail, [event(5, 'accepted'), event(3590, 'delivered')], kindOf);
		expect(afterLook(watch, delivered, over).state).toBe('delivered');
	});

	test('costs few looks: twice as long from one to the next, every four minutes at last, and one at the end', () => {
		const looks: number[] = [];
		for (let now = 0; now < 3600; ) {
			const pause = nextLook(watch, at(now));
			looks.push(pause);
			now += pause;
			if (now >= 3600) expect(now).toBe(3600);
		}
		expect(looks.slice(0, 8)).toEqual([2, 2, 4, 8, 16, 32, 64, 128]);
		expect(Math.max(...looks)).toBe(240);
		expect(looks.length).toBeLessThanOrEqual(25);
	});

	test('begins anew with each news', () => {
		expect(nextLook({...watch, newsAt: at(1800)}, at(1800))).toBe(2);
	});
});

test('a watch covers what it would tell of: its kind, or any, from when on it looks', () => {
	const wanted = {sendingDomain: 'mg.gitlab.com', kind: 'confirmation'} as const;
	const of = (mail: Partial<Watch['mail']>) => [{...watch, mail: {...watch.mail, ...mail}}];
	expect(isFollowed(of({}), wanted)).toBe(true);
	expect(isFollowed(of({kind: 'confirmation'}), wanted)).toBe(true);
	expect(isFollowed(of({kind: 'reset'}), wanted)).toBe(false);
	expect(isFollowed(of({kind: 'confirmation'}), {...wanted, kind: undefined})).toBe(false);
	expect(isFollowed(of({sendingDomain: 'customers.gitlab.com'}), wanted)).toBe(false);
	expect(isFollowed(of({messageId: 'one'}), wanted)).toBe(false);
	expect(isFollowed(of({messageId: 'one'}), {...wanted, messageId: 'one', since: start})).toBe(true);
	expect(isFollowed(of({}), {...wanted, messageId: 'one', since: at(-5)})).toBe(false);
});

test.for([
	[{address: 'Ada@example.com'}, undefined, 'Ada@example.com'],
	[{address: 'Ada@example.com'}, '17.1', 'A•••@example.com'],
	[{username: 'ada', address: 'ada@example.com'}, undefined, 'ada@example.com'],
	[{username: 'ada'}, undefined, '•••'],
	[{username: 'ada', address: 'ada@example.org'}, undefined, '•••'],
	[{account: 7}, '17.1', '•••'],
	[{}, undefined, '•••'],
] as const)('%j in thread %s is shown as %s', ([words, threadTs, shown]) => {
	expect(shownRecipient({about: subjectOf(words), mail: watch.mail, threadTs})).toBe(shown);
});

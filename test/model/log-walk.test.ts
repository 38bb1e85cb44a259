import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type DeliveryEvent, groupMessages, type Message} from '../../src/model/delivery.ts';
import {type LogReading, type LogWalk, startsOf, startWalk, turnPage, walkTo} from '../../src/model/log-walk.ts';
import {amount} from '../support/amount.ts';

const range = {since: new Date('2026-11-01T00:00:00Z'), until: new Date('2026-11-20T00:00:00Z')};
const [gitlab, portal] = ['mg.gitlab.com', 'customers.gitlab.com'] as const;
const most = 4;
const wish = {most, isWanted: () => true};

function event(sendingDomain: string, mail: number, second: number, happening: 'accepted' | 'delivered' | 'failed'): DeliveryEvent {
	return {
		id: `${sendingDomain} ${mail} ${second} ${happening}`,
		at: new Date(range.since.getTime() + second * 1000),
		event: happening,
		severity: happening === 'failed' ? 'temporary' : undefined,
		reason: '',
		code: '',
		enhancedCode: '',
		text: '',
		mxHost: '',
		sendingDomain,
		recipient: 'ada@example.com',
		subject: String(mail),
		messageId: `${mail}@${sendingDomain}`,
		storageKey: `key-${mail}`,
		storageUrls: [],
		tags: [],
	};
}

type Log = readonly DeliveryEvent[];

/** A log as Mailgun pages it: newest first, so many events a page, tokens that count. */
function read(log: Log, sendingDomain: string, token: string | undefined, pageSize: number): LogReading {
	const newest = log.filter((one) => one.sendingDomain === sendingDomain).toSorted((one, two) => two.at.getTime() - one.at.getTime());
	const from = Number(token ?? 0);
	const events = newest.slice(from, from + pageSize);
	const next = from + pageSize < newest.length ? String(from + pageSize) : undefined;
	return {sendingDomain, token, messages: groupMessages(events, () => 'other'), oldestAt: events.at(-1)?.at, next};
}

function turn(log: Log, walk: LogWalk, pageSize: number, isWanted: (message: Message) => boolean = () => true) {
	const readings = startsOf(walk).map(({sendingDomain, token}) => read(log, sendingDomain, token, pageSize));
	return turnPage(walk, readings, {most, isWanted});
}

/** Every page to the end, and how each of them reads when one comes back to it. */
function walkThrough(log: Log, pageSize: number, isWanted?: (message: Message) => boolean) {
	const pages: (readonly Message[])[] = [];
	let walk: LogWalk | undefined = startWalk(range, [gitlab, portal]);
	for (let page = 1; walk !== undefined; page += 1) {
		expect(page).toBeLessThan(300);
		const turned = turn(log, walk, pageSize, isWanted);
		pages.push(turned.messages);
		const back = walkTo(turned.next ?? turned.walk, page - 1);
		if (back !== undefined) expect(turn(log, back, pageSize, isWanted).messages).toEqual(pages.at(-2));
		walk = turned.next;
	}
	return pages;
}

const idOf = ({sendingDomain, subject}: Message) => `${sendingDomain} ${subject}`;

const mails = fc.array(
	fc.record({
		domain: fc.constantFrom(gitlab, portal),
		second: fc.integer({min: 0, max: 2000}),
		attempts: fc.array(fc.integer({min: 1, max: 900}), {maxLength: 4}),
		isDelivered: fc.boolean(),
	}),
	{maxLength: 40},
);

const anyLog = mails.map(
	(drafts): Log =>
		drafts.flatMap(({domain, second, attempts, isDelivered}, mail) => [
			event(domain, mail, second, 'accepted'),
			...attempts.map((after) => event(domain, mail, second + after, 'failed')),
			...(isDelivered ? [event(domain, mail, second + 901, 'delivered')] : []),
		]),
);

describe('the pages of several logs', () => {
	test('show each mail once, in the state that it has at last, the newest of each page first', () => {
		fc.assert(
			fc.property(anyLog, fc.integer({min: 1, max: 30}), (log, pageSize) => {
				const pages = walkThrough(log, pageSize);
				const whole = groupMessages(log, () => 'other');
				expect(pages.flat().map(idOf).toSorted()).toEqual(whole.map(idOf).toSorted());
				const states = new Map(whole.map((message) => [idOf(message), message.state]));
				for (const message of pages.flat()) expect(message.state).toBe(states.get(idOf(message)));
				for (const page of pages) {
					expect(page.length).toBeLessThanOrEqual(most);
					const times = page.map(({sentAt}) => sentAt.getTime());
					expect(times).toEqual(times.toSorted((one, two) => two - one));
				}
			}),
			{numRuns: amount('WALKS', 150)},
		);
	});

	test('show only what is wanted, and nothing whose end says otherwise', () => {
		fc.assert(
			fc.property(anyLog, fc.integer({min: 1, max: 30}), (log, pageSize) => {
				const isWanted = ({state}: Message) => state === 'delayed';
				const pages = walkThrough(log, pageSize, isWanted);
				const wanted = groupMessages(log, () => 'other').filter(isWanted);
				expect(pages.flat().map(idOf).toSorted()).toEqual(wanted.map(idOf).toSorted());
			}),
			{numRuns: amount('WALKS', 150)},
		);
	});

	test('follow each other in time where every mail ended at once', () => {
		const log = Array.from({length: 60}, (_, mail) => {
			const domain = mail % 5 === 0 ? portal : gitlab;
			return [event(domain, mail, mail * 10, 'accepted'), event(domain, mail, mail * 10 + 1, 'delivered')];
		}).flat();
		expect(
			walkThrough(log, 10)
				.flat()
				.map(({subject}) => Number(subject)),
		).toEqual(Array.from({length: 60}, (_, index) => 59 - index));
	});

	test('keep the place of a log that did not answer', () => {
		const log = Array.from({length: 12}, (_, mail) => event(mail % 2 === 0 ? portal : gitlab, mail, mail * 10, 'accepted'));
		const walk = startWalk(range, [gitlab, portal]);
		const {messages, next} = turnPage(walk, [read(log, gitlab, undefined, 100)], wish);
		expect(messages.map(({subject}) => subject)).toEqual(['11', '9', '7', '5']);
		expect(next && startsOf(next)).toEqual([
			{sendingDomain: gitlab, token: undefined},
			{sendingDomain: portal, token: undefined},
		]);
	});

	test('end where only silent logs are left, and where a token leads back', () => {
		const walk = startWalk(range, [gitlab, portal]);
		expect(turnPage(walk, [read([], gitlab, undefined, 100)], wish).next).toBeUndefined();
		const circle = {sendingDomain: gitlab, messages: [], oldestAt: undefined};
		const second = turnPage(walk, [{...circle, token: undefined, next: 'a'}], wish).next;
		const third = second && turnPage(second, [{...circle, token: 'a', next: 'b'}], wish).next;
		expect(third && startsOf(third)[0]?.token).toBe('b');
		expect(third && turnPage(third, [{...circle, token: 'b', next: 'a'}], wish).next).toBeUndefined();
	});
});

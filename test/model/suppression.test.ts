import {describe, expect, test} from 'vitest';
import {readAddress} from '../../src/model/address.ts';
import {
	foundSuppressions,
	isRecipientsWish,
	isSameEntry,
	judgeSuppressions,
	type ListAnswer,
	mayBeUndone,
	type Removal,
	type RemovalState,
	type Suppression,
	type SuppressionFacts,
	silentLists,
} from '../../src/model/suppression.ts';

const noon = new Date('2026-11-21T12:00:00.000Z');
const entry: Suppression = {
	kind: 'bounce',
	sendingDomain: 'mg.gitlab.com',
	address: 'ada@example.com',
	createdAt: noon,
	code: '550',
	text: '',
	tags: [],
};
const empty: ListAnswer<Suppression> = {status: 'answered', entries: []};
const found: ListAnswer<Suppression> = {status: 'answered', entries: [entry]};
const silent: ListAnswer<Suppression> = {status: 'unavailable', trouble: {service: 'Mailgun', cause: 'timeout'}};

function factsOf(...answers: readonly ListAnswer<Suppression>[]): SuppressionFacts {
	const reading = readAddress(entry.address);
	if (!reading.ok) throw new Error(reading.problem);
	const lists = answers.map((answer) => ({sendingDomain: entry.sendingDomain, kind: entry.kind, answer}));
	return {address: reading.address, checkedAt: noon, lists, allowlists: []};
}

describe('an unknown is never an absence', () => {
	test.each<[string, readonly ListAnswer<Suppression>[], string]>([
		['all lists are empty', [empty, empty, empty], 'none'],
		['one list holds an entry', [empty, found, empty], 'suppressed'],
		['one list does not answer', [empty, silent, empty], 'incomplete'],
		['one holds an entry and one does not answer', [silent, found, empty], 'suppressed'],
		['none answers', [silent, silent], 'incomplete'],
		['none was asked', [], 'incomplete'],
	])('%s', (_what, answers, verdict) => {
		expect(judgeSuppressions(factsOf(...answers))).toBe(verdict);
	});

	test('the silent lists are named with their trouble', () => {
		const facts = factsOf(found, silent);
		expect(foundSuppressions(facts)).toEqual([entry]);
		expect(silentLists(facts)).toMatchObject([{reading: {kind: 'bounce'}, trouble: {cause: 'timeout'}}]);
	});
});

test('a complaint and an unsubscribe are the recipient’s wish, a bounce is not', () => {
	expect([isRecipientsWish('complaint'), isRecipientsWish('unsubscribe'), isRecipientsWish('bounce')]).toEqual([true, true, false]);
});

test('an entry is the same by list, domain and spelling, whatever it says', () => {
	expect(isSameEntry(entry, {...entry, code: '554', text: 'other', createdAt: undefined})).toBe(true);
	expect(isSameEntry(entry, {...entry, kind: 'complaint'})).toBe(false);
	expect(isSameEntry(entry, {...entry, sendingDomain: 'customers.gitlab.com'})).toBe(false);
	expect(isSameEntry(entry, {...entry, address: 'Ada@example.com'})).toBe(false);
});

describe('a removal may be undone for 24 hours', () => {
	const day = 24 * 60 * 60 * 1000;
	const later = (milliseconds: number) => new Date(noon.getTime() + milliseconds);
	const removal = (state: RemovalState, removedAt: Date | undefined): Removal => ({
		id: 'r1',
		state,
		entry,
		asked: entry.address,
		ticket: undefined,
		seenBy: 'U0DANA',
		seenAt: noon,
		removedBy: 'U0DANA',
		removedAt,
		restoredBy: undefined,
		restoredAt: undefined,
	});

	test.each<[RemovalState, Date | undefined, Date, boolean]>([
		['removed', noon, noon, true],
		['removed', noon, later(day - 1), true],
		['removed', noon, later(day), false],
		['removed', undefined, noon, false],
		['seen', undefined, noon, false],
		['removing', noon, noon, false],
		['restoring', noon, noon, false],
		['restored', noon, noon, false],
	])('%s at %o, asked at %o: %s', (state, removedAt, now, may) => {
		expect(mayBeUndone(removal(state, removedAt), now)).toBe(may);
	});
});

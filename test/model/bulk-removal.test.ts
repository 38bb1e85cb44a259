import {describe, expect, test} from 'vitest';
import {
	bulkOutcomes,
	choicesOf,
	chosenOf,
	countEntries,
	isAsShown,
	isDecidedOn,
	tellCounts,
	tellEnd,
} from '../../src/model/bulk-removal.ts';
import {risksOfRemoval} from '../../src/model/request-risks.ts';
import type {Removal, Suppression, SuppressionKind} from '../../src/model/suppression.ts';
import type {Suppressed, SweepEntry} from '../../src/model/sweep.ts';
import {pendingRequest} from './request-record.ts';

const createdAt = new Date('2026-11-20T10:00:00.000Z');
const bounce: Suppression = {
	kind: 'bounce',
	sendingDomain: 'mg.gitlab.com',
	address: 'ada@example.org',
	createdAt,
	code: '550',
	text: '5.1.1 no such mailbox',
	tags: [],
};

let sequence = 0;
function found(change: Partial<Suppression>, suppressed: Suppressed = 'now'): SweepEntry {
	sequence += 1;
	return {suppressed, entry: {...bounce, ...change}, sequence, reason: undefined};
}
const listed = (kind: SuppressionKind, address: string) => found({kind, address});

describe('what can be ticked', () => {
	test('is each address once that is on a bounce list now, never a wish of the recipient', () => {
		const both = [found({}), found({sendingDomain: 'customers.gitlab.com'})];
		const others = [
			listed('complaint', 'ada@example.org'),
			listed('unsubscribe', 'eve@example.org'),
			found({address: 'bo@example.org'}, 'once'),
		];
		const choices = choicesOf([...both, ...others, found({address: 'Ada@example.org'}), found({address: 'cy@example.org'}, 'unknown')]);
		expect(choices.map(({address, entries, hasWish}) => [address, entries.length, hasWish])).toEqual([
			['ada@example.org', 2, true],
			['Ada@example.org', 1, true],
		]);
	});

	test('counts by what was offered: anything else leaves nothing chosen', () => {
		const choices = choicesOf([found({}), found({address: 'eve@example.org'})]);
		const [one = '', other = ''] = choices.map(({entries}) => String(entries[0].sequence));
		expect(chosenOf(choices, [other, one, other])?.map(({address}) => address)).toEqual(['eve@example.org', 'ada@example.org']);
		for (const values of [[], ['0'], [one, 'x'], [`0${one}`], ['ada@example.org']]) expect(chosenOf(choices, values)).toBeUndefined();
	});
});

test('an entry is as it was shown until any part of it is another', () => {
	expect(isAsShown(bounce, {...bounce})).toBe(true);
	expect(isAsShown({...bounce, createdAt: undefined}, bounce)).toBe(true);
	for (const change of [{code: '551'}, {text: ''}, {createdAt: new Date(0)}, {createdAt: undefined}])
		expect(isAsShown(bounce, {...bounce, ...change})).toBe(false);
});

test('a copy is what was decided on until it is of another address, list or date; only the spelling may be another', () => {
	expect(isDecidedOn(bounce, {...bounce, address: 'Ada@Example.org'})).toBe(true);
	expect(isDecidedOn(undefined, bounce)).toBe(false);
	const changes: readonly Partial<Suppression>[] = [
		{address: 'eve@example.org'},
		{kind: 'complaint'},
		{sendingDomain: 'customers.gitlab.com'},
		{createdAt: new Date(0)},
		{code: '551'},
	];
	for (const change of changes) expect(isDecidedOn(bounce, {...bounce, ...change})).toBe(false);
});

test('the results are counted, and told in one order', () => {
	const removal: Removal = {
		id: 'one',
		state: 'seen',
		entry: bounce,
		asked: bounce.address,
		ticket: undefined,
		seenBy: 'U0DANA',
		seenAt: createdAt,
		removedBy: undefined,
		removedAt: undefined,
		restoredBy: undefined,
		restoredAt: undefined,
	};
	const entries = ['changed', 'removed', undefined, 'removed', 'already-gone'].map((outcome) => ({
		removal,
		place: 0,
		outcome: bulkOutcomes.find((known) => known === outcome),
	}));
	expect(tellCounts(countEntries(entries))).toBe(
		'2 removed, 1 already gone, 1 left, for the list holds another entry than was shown, 1 still to come',
	);
	const counts = countEntries([{outcome: 'removed'}, {outcome: 'withdrawn'}]);
	expect(tellEnd(counts, 'Its request is gone.')).toBe('1 removed, 1 left, for the approval holds no longer. Its request is gone');
	expect(tellEnd(counts, undefined)).toBe(tellCounts(counts));
});

describe('a manager is told what speaks against it', () => {
	const fields = {
		id: 'RQ-1',
		domain: 'example.org',
		entries: [bounce],
		requesterId: 'U0DANA',
		reason: 'Their server was down',
		ticket: '1',
	};
	const request = pendingRequest({...fields, kind: 'bulk-removal', expiresAt: createdAt}, createdAt, (text) => text);
	const requestsThisWeek = 1;
	const known = (requester: string | undefined) => ({ticket: {known: true, value: {requester}} as const, requestsThisWeek});

	test.each([
		['it@example.org', []],
		['it@EXAMPLE.org', []],
		['it@sub.example.org', ['ticket-of-another']],
		['it@example.org.example.net', ['ticket-of-another']],
		[undefined, ['ticket-of-another']],
	])('a ticket by %s', (requester, risks) => {
		expect(risksOfRemoval({...request, entries: []}, known(requester))).toEqual(risks);
	});

	test('mailboxes that do not exist, no ticket, one that is gone, one that nobody tells of', () => {
		expect(risksOfRemoval({...request, ticket: undefined}, {requestsThisWeek, ticket: undefined})).toEqual([
			'mailbox-unknown',
			'ticket-missing',
		]);
		expect(risksOfRemoval(request, {requestsThisWeek, ticket: {known: true, value: undefined}})).toContain('ticket-gone');
		const silent = {known: false, trouble: {service: 'Zendesk', cause: 'timeout'}} as const;
		expect(risksOfRemoval(request, {requestsThisWeek, ticket: silent})).toContain('ticket-unknown');
	});
});

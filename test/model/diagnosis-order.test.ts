import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Account} from '../../src/model/account.ts';
import {diagnose} from '../../src/model/diagnosis.ts';
import type {DiagnosisFacts} from '../../src/model/diagnosis-facts.ts';
import {stepsOf} from '../../src/model/diagnosis-steps.ts';
import {known} from '../../src/model/known.ts';
import {type SuppressionKind, suppressionKinds} from '../../src/model/suppression.ts';
import type {VerdictCode} from '../../src/model/verdicts.ts';
import {amount} from '../support/amount.ts';
import {account, address, ago, confirmedAccount, day, entry, facts, hour, lists, message, silent} from './diagnosis-scene.ts';
import {saidBy, tryInEveryOutage} from './outages.ts';

const order: readonly VerdictCode[] = [
	'no-account',
	'account-expiring',
	'account-blocked',
	'unconfirmed-email-mismatch',
	'address-not-on-account',
	'already-confirmed',
	'suppressed-bounce',
	'suppressed-complaint',
	'suppressed-unsubscribe',
	'secondary-unconfirmed',
	'dropped-while-suppressed',
	'rejected',
	'delayed',
	'link-expired',
	'delivered',
	'not-sent',
];

/** Headline whatever stands open above it. */
const firm = new Set([...order.slice(0, order.indexOf('already-confirmed')), ...order.filter((code) => code.startsWith('suppressed-'))]);

const sources = ['gitlab', 'secondaries', 'log', ...suppressionKinds] as const;
type Source = (typeof sources)[number];

const other = 'other.person@example.org';
const accounts = [
	undefined,
	account(),
	confirmedAccount(),
	account({createdAt: ago(4 * day)}),
	confirmedAccount({state: 'banned'}),
	confirmedAccount({secondaryEmails: [{address: other, confirmedAt: ago(day)}]}),
	confirmedAccount({secondaryEmails: [{address: other, confirmedAt: undefined}]}),
];
const code = {subject: 'Verify your identity'};
const mails = [
	undefined,
	message('delivered', hour),
	message('delivered', 2 * day),
	message('dropped', hour),
	message('dropped', hour, {reason: 'suppress-unsubscribe'}),
	message('delayed', hour),
	message('accepted', 11 * hour),
	message('failed', hour),
	message('delivered', 2 * hour, code),
	message('dropped', hour, code),
	message('delivered', hour, {subject: 'Weekly news', tags: ['news']}),
];

interface World {
	readonly account: Account | undefined;
	readonly mail: ReturnType<typeof message> | undefined;
	readonly entries: readonly SuppressionKind[];
	readonly tags: readonly string[];
	readonly said: 'confirmation' | 'code' | 'reset';
	readonly asked: 'address' | 'username' | 'both';
}

const worlds = fc.record<World>({
	account: fc.constantFrom(...accounts),
	mail: fc.constantFrom(...mails),
	entries: fc.subarray([...suppressionKinds]),
	tags: fc.constantFrom(['*'], ['news']),
	said: fc.constantFrom('confirmation', 'code', 'reset'),
	asked: fc.constantFrom('address', 'username', 'both'),
});

/** The world as it is seen while these sources are silent. */
function seen(world: World, down: readonly Source[] = []): DiagnosisFacts {
	const {secondaryEmails = [], ...found} = world.account ?? account();
	const owner = {...found, secondaryEmails: world.asked === 'both' && !down.includes('secondaries') ? secondaryEmails : undefined};
	return facts({
		address: {address, username: undefined, both: other}[world.asked],
		by: world.asked === 'address' ? 'address' : 'username',
		account: down.includes('gitlab') ? silent : known(world.account === undefined ? undefined : owner),
		messages: down.includes('log') ? silent : known(world.mail === undefined ? [] : [world.mail]),
		lists: lists(
			world.entries.map((kind) => entry(kind, {tags: world.tags})),
			suppressionKinds.filter((kind) => down.includes(kind)),
		),
		said: world.said,
	});
}

const runs = amount('DIAGNOSES', 100);
const inEveryOutage = (check: (world: World, down: readonly Source[]) => void) => tryInEveryOutage({worlds, sources, runs}, check);

describe('the order of the rules', () => {
	test('the headline is the first that holds, if it is firm or nothing above it is open; all others that hold stand under "also", in order', () => {
		inEveryOutage((world, down) => {
			const {verdict, also, open} = diagnose(seen(world, down));
			const holding = order.filter((one) => one === verdict || also.includes(one));
			const [first] = holding;
			const isOpenAbove = open.some((one) => first !== undefined && order.indexOf(one) < order.indexOf(first));
			const headline = first === undefined || (isOpenAbove && !firm.has(first)) ? 'incomplete' : first;
			expect(verdict).toBe(headline);
			expect(also).toEqual(holding.filter((one) => one !== verdict));
			expect(holding.filter((one) => open.includes(one))).toEqual([]);
		});
	});

	test('with all sources nothing is open, and there is always a verdict', () => {
		fc.assert(
			fc.property(worlds, (world) => {
				const given = seen(world);
				const {verdict, open} = diagnose(given);
				expect(open).toEqual([]);
				expect(order).toContain(verdict);
			}),
			{numRuns: 2000},
		);
	});

	test('a step comes out of all facts, and an entry that blocks is the first', () => {
		inEveryOutage((world, down) => {
			const diagnosis = diagnose(seen(world, down));
			const steps = stepsOf(diagnosis);
			expect(steps[0] === 'remove-suppression').toBe(diagnosis.blocking.length > 0);
			expect(new Set(steps).size).toBe(steps.length);
			if (diagnosis.verdict === 'incomplete') expect(steps).toContain('retry');
			else if (world.said !== 'reset') expect(steps.length).toBeGreaterThan(0);
		});
	});
});

describe('an unknown is never an absence', () => {
	test('silence makes nothing true: what is said was true in the full light, or is "incomplete"', () => {
		inEveryOutage((world, down) => {
			const light = [...saidBy(seen(world)), 'incomplete'];
			for (const one of saidBy(seen(world, down))) expect(light, one).toContain(one);
		});
	});

	test('silence changes a headline only to "incomplete", or to one that is true whatever it hides', () => {
		inEveryOutage((world, down) => {
			const [full] = saidBy(seen(world));
			const [partly] = saidBy(seen(world, down));
			if (partly !== full && partly !== 'incomplete') expect(firm).toContain(partly);
		});
	});

	const needs: Partial<Record<VerdictCode, readonly Source[]>> = {
		'no-account': ['gitlab'],
		'account-blocked': ['gitlab'],
		'already-confirmed': ['gitlab'],
		'suppressed-bounce': ['bounce'],
		'suppressed-complaint': ['complaint'],
		'suppressed-unsubscribe': ['unsubscribe'],
		delivered: ['log'],
		rejected: ['log'],
		delayed: ['log'],
		'link-expired': ['log'],
		'not-sent': ['log'],
	};

	test('what is said rests on sources that answered', () => {
		inEveryOutage((world, down) => {
			for (const one of saidBy(seen(world, down)))
				expect(
					down.filter((source) => needs[one]?.includes(source)),
					one,
				).toEqual([]);
		});
	});

	test('"not sent" is no headline while GitLab or the log is silent, nor "no account" while a confirmation might stand in the log', () => {
		inEveryOutage((world, down) => {
			const {verdict} = diagnose(seen(world, down));
			if (verdict === 'not-sent') expect(down).not.toContain('gitlab');
			if (verdict === 'no-account' && world.asked !== 'username') expect(down).not.toContain('log');
		});
	});
});

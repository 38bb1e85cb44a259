import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {readAddress} from '../../src/model/address.ts';
import {diagnose} from '../../src/model/diagnosis.ts';
import type {DiagnosisFacts} from '../../src/model/diagnosis-facts.ts';
import {stepsOf} from '../../src/model/diagnosis-steps.ts';
import {known} from '../../src/model/known.ts';
import {type PortalAccount, portalLinks, portalLogins, portalOthers} from '../../src/model/portal.ts';
import {type SuppressionKind, suppressionKinds} from '../../src/model/suppression.ts';
import type {VerdictCode} from '../../src/model/verdicts.ts';
import {amount} from '../support/amount.ts';
import {confirmedAccount, day, hour, message, silent} from './diagnosis-scene.ts';
import {saidBy, tryInEveryOutage} from './outages.ts';
import {otherMail, portalEntry, portalFacts, portalLists, signInMail} from './portal-scene.ts';

const aboutAccount: readonly VerdictCode[] = [
	'portal-no-account',
	'portal-login-inactive',
	'portal-unconfirmed',
	'portal-several-accounts',
	'portal-unlinked',
	'portal-linked-elsewhere',
];
const order: readonly VerdictCode[] = [
	'suppressed-bounce',
	'suppressed-complaint',
	'suppressed-unsubscribe',
	...aboutAccount,
	'wrong-site',
	'rejected',
	'delayed',
	'link-expired',
	'delivered',
	'portal-ok',
];
/** Headline whatever stands open above it. */
const firm = new Set<VerdictCode>([...order.filter((code) => code.startsWith('suppressed-')), ...aboutAccount]);
const toldOnly = new Set<VerdictCode>([...aboutAccount, 'portal-ok']);

const sources = ['gitlab', 'log', 'log elsewhere', ...suppressionKinds] as const;
type Source = (typeof sources)[number];

const second = readAddress('ada.lovelace@example.com');
const found = fc.record({
	found: fc.constant(true as const),
	confirmed: fc.boolean(),
	login: fc.constantFrom(...portalLogins),
	linked: fc.constantFrom(...portalLinks),
	others: fc.constantFrom(...portalOthers),
});
const accounts = fc.oneof(
	fc.constant(undefined),
	fc.record({found: fc.constant(false as const), others: fc.constantFrom(...portalOthers)}),
	found,
);

const mails = [
	undefined,
	message('delivered', hour),
	signInMail('delivered', hour),
	signInMail('delivered', 2 * day),
	signInMail('failed', hour),
	signInMail('delayed', hour),
	signInMail('accepted', 11 * hour),
	signInMail('dropped', hour),
	otherMail('delivered', hour),
];
const mailsElsewhere = [undefined, message('delivered', hour, {subject: 'Reset password instructions'}), message('failed', hour)];

interface World {
	readonly account: PortalAccount | undefined;
	readonly hasOther: boolean;
	readonly mail: (typeof mails)[number];
	readonly elsewhere: (typeof mailsElsewhere)[number];
	readonly entries: readonly SuppressionKind[];
	readonly said: DiagnosisFacts['said'];
}

const worlds = fc.record<World>({
	account: accounts,
	hasOther: fc.boolean(),
	mail: fc.constantFrom(...mails),
	elsewhere: fc.constantFrom(...mailsElsewhere),
	entries: fc.subarray([...suppressionKinds]),
	said: fc.constantFrom('confirmation', 'code', 'reset', 'sign-in', 'other', undefined),
});

/** The world as it is seen while these sources are silent. */
function seen(world: World, down: readonly Source[] = []): DiagnosisFacts {
	const log = (source: Source, mail: World['mail']) => (down.includes(source) ? silent : known(mail === undefined ? [] : [mail]));
	return portalFacts({
		account: down.includes('gitlab') ? silent : known(confirmedAccount()),
		messages: log('log', world.mail),
		elsewhere: log('log elsewhere', world.elsewhere),
		lists: portalLists(
			world.entries.map((kind) => portalEntry(kind)),
			suppressionKinds.filter((kind) => down.includes(kind)),
		),
		portal: {other: world.hasOther && second.ok ? second.address : undefined, told: world.account},
		said: world.said,
	});
}

const runs = amount('DIAGNOSES', 50);
const inEveryOutage = (check: (world: World, down: readonly Source[]) => void) => tryInEveryOutage({worlds, sources, runs}, check);

describe('the order of the Portal’s rules', () => {
	test('the headline is the first that holds; before anybody has looked, the first that needs no look', () => {
		inEveryOutage((world, down) => {
			const {verdict, also, open} = diagnose(seen(world, down));
			const holding = order.filter((one) => one === verdict || also.includes(one));
			const first = holding.find((one) => world.account !== undefined || !toldOnly.has(one));
			const isOpenAbove = open.some((one) => first !== undefined && order.indexOf(one) < order.indexOf(first));
			expect(verdict).toBe(first === undefined || (isOpenAbove && !firm.has(first)) ? 'incomplete' : first);
			expect(also).toEqual(holding.filter((one) => one !== verdict));
			expect(holding.filter((one) => open.includes(one))).toEqual([]);
		});
	});

	test('whoever has looked gets a verdict, unless a source is silent', () => {
		fc.assert(
			fc.property(worlds, (world) => {
				const {verdict, open} = diagnose(seen(world));
				expect(open).toEqual([]);
				if (world.account !== undefined) expect(order).toContain(verdict);
			}),
			{numRuns: 1000},
		);
	});

	test('a step comes out of all facts; an entry that blocks is the first, the look at the admin page is always among them', () => {
		inEveryOutage((world, down) => {
			const diagnosis = diagnose(seen(world, down));
			const steps = stepsOf(diagnosis);
			expect(steps[0] === 'remove-suppression').toBe(diagnosis.blocking.length > 0);
			expect(new Set(steps).size).toBe(steps.length);
			expect(steps).toContain('portal-facts');
			if (diagnosis.verdict === 'incomplete' && world.account === undefined) expect(steps[0]).toBe('portal-facts');
		});
	});
});

describe('an unknown is never an absence at the Portal', () => {
	test('silence makes nothing true, and changes a headline only to "incomplete" or to one that is true whatever it hides', () => {
		inEveryOutage((world, down) => {
			const [full = 'incomplete', ...rest] = saidBy(seen(world));
			const [partly = 'incomplete', ...others] = saidBy(seen(world, down));
			for (const one of [partly, ...others]) expect([full, ...rest, 'incomplete'], one).toContain(one);
			if (partly !== full && partly !== 'incomplete') expect(firm).toContain(partly);
		});
	});

	test('what nobody has looked at is neither there nor absent', () => {
		fc.assert(
			fc.property(worlds, (world) => {
				const {verdict, also} = diagnose(seen({...world, account: undefined, hasOther: false}));
				for (const one of [verdict, ...also]) expect(toldOnly).not.toContain(one);
			}),
		);
	});
});

import {describe, expect, test} from 'vitest';
import {readAddress} from '../../src/model/address.ts';
import {fitOf, goingOn, type PlanFacts, planOf} from '../../src/model/automation.ts';
import type {Removal, Suppression, SuppressionKind} from '../../src/model/suppression.ts';
import type {Ticket, TicketStatus, TicketTriage} from '../../src/model/ticket.ts';
import type {TriageRules} from '../../src/model/ticket-triage.ts';

const rules: TriageRules = {
	form: '7',
	portalForm: '8',
	problemType: ['no_mail'],
	category: ['mail', 'post'],
	subcategory: ['confirmation'],
	namesAddress: true,
};
const none: TriageRules = {
	form: undefined,
	portalForm: undefined,
	problemType: undefined,
	category: undefined,
	subcategory: undefined,
	namesAddress: true,
};
const triage: TicketTriage = {form: '7', problemType: 'no_mail', category: 'mail', subcategory: 'confirmation', address: 'ada@example.com'};
const ticket: Ticket = {id: '1', requester: 'eve@example.org', status: 'open', triage, tags: [], stamp: '2026-11-20T10:00:00Z'};

const reading = readAddress('ada@example.com');
if (!reading.ok) throw new Error('an address of the test is none');
const ada = reading.address;

describe('a ticket fits', () => {
	test.each<[TicketStatus, boolean]>([
		['new', true],
		['open', true],
		['pending', false],
		['hold', false],
		['solved', false],
		['closed', false],
	])('when it is %s: %s', (status, fits) => {
		expect(fitOf(rules, {...ticket, status})).toEqual(fits ? {fits, address: ada} : {fits, reason: 'not-open'});
	});

	test.each<[Partial<TicketTriage>, boolean]>([
		[{}, true],
		[{category: 'post'}, true],
		[{form: '8'}, true],
		[{form: '9'}, false],
		[{form: undefined}, false],
		[{problemType: 'other'}, false],
		[{category: undefined}, false],
		[{subcategory: 'code'}, false],
	])('when it says %o: %s', (change, fits) => {
		const fit = fitOf(rules, {...ticket, triage: {...triage, ...change}});
		expect(fit).toEqual(fits ? {fits, address: ada} : {fits, reason: 'other-kind'});
	});

	test('by one rule, and by none it does not', () => {
		expect(fitOf(none, ticket)).toEqual({fits: false, reason: 'no-triage-rules'});
		for (const name of ['form', 'problemType', 'category', 'subcategory'] as const) {
			expect(fitOf({...none, [name]: rules[name]}, ticket).fits).toBe(true);
		}
	});

	test('by the impacted address, else by the requester’s; without either it does not', () => {
		const without = {...ticket, triage: {...triage, address: undefined}};
		expect(goingOn(without)).toMatchObject({fits: true, address: {text: 'eve@example.org'}});
		expect(goingOn({...ticket, triage: {...triage, address: ' ada@example.com '}})).toMatchObject({address: {text: 'ada@example.com'}});
		expect(goingOn({...ticket, triage: {...triage, address: 'ada and eve'}})).toMatchObject({address: {text: 'eve@example.org'}});
		expect(fitOf(rules, {...without, requester: undefined})).toEqual({fits: false, reason: 'no-address'});
	});
});

const entry = (kind: SuppressionKind, address = 'ada@example.com'): Suppression => ({
	kind,
	sendingDomain: 'mg.gitlab.com',
	address,
	createdAt: undefined,
	code: '550',
	text: '',
	tags: [],
});
const removal = (of: Suppression): Removal => ({
	id: `${of.kind} ${of.address}`,
	state: 'seen',
	entry: of,
	asked: of.address,
	ticket: undefined,
	seenBy: 'redeliver',
	seenAt: new Date(0),
	removedBy: undefined,
	removedAt: undefined,
	restoredBy: undefined,
	restoredAt: undefined,
});

function facts(blocking: readonly Suppression[], change: Partial<PlanFacts> = {}): PlanFacts {
	return {
		diagnosis: {verdict: 'not-sent', blocking},
		steps: ['resend-confirmation', 'ask-spelling'],
		offered: blocking.map(removal),
		isComplete: true,
		address: 'ada@example.com',
		requester: 'ada@example.com',
		answeredBefore: false,
		...change,
	};
}

describe('the next act', () => {
	test('removes the bounce that blocks, and no other', () => {
		const other = entry('bounce', 'ADA@example.com');
		const elsewhere = {...entry('bounce'), sendingDomain: 'customers.gitlab.com'};
		const first = entry('bounce');
		const offered = [removal(elsewhere), removal(entry('complaint')), removal(other), {...removal(first), id: 'first'}];
		expect(planOf(facts([first], {offered}))).toMatchObject({next: 'remove', removal: {id: 'first'}});
		expect(planOf(facts([first], {offered: []}))).toEqual({next: 'hand-over', reason: 'for-people'});
	});

	test('answers with the first step when nothing blocks', () => {
		expect(planOf(facts([]))).toEqual({next: 'answer', step: 'resend-confirmation'});
	});

	test.each<[string, readonly Suppression[], Partial<PlanFacts>, string]>([
		['no verdict', [], {diagnosis: {verdict: 'incomplete', blocking: []}}, 'incomplete'],
		['a silent source', [entry('bounce')], {isComplete: false}, 'incomplete'],
		['a complaint', [entry('complaint')], {}, 'recipients-wish'],
		['an unsubscribe', [entry('unsubscribe')], {}, 'recipients-wish'],
		['a bounce beside a complaint', [entry('bounce'), entry('complaint')], {}, 'recipients-wish'],
		['another requester', [entry('bounce')], {requester: 'eve@example.org'}, 'another-requester'],
		['another requester, where nothing blocks', [], {requester: 'ada+a@example.com'}, 'another-requester'],
		['a requester without an address', [], {requester: undefined}, 'another-requester'],
		['an answer of before', [entry('bounce')], {answeredBefore: true}, 'answered-before'],
		['no step', [], {steps: []}, 'for-people'],
		['a step at a desk', [], {steps: ['open-admin-page', 'reply-confirmed']}, 'for-people'],
		['a promise', [], {steps: ['reply-blocked']}, 'for-people'],
		['an escalation', [], {steps: ['escalate']}, 'for-people'],
	])('is people’s after %s', (_name, blocking, change, reason) => {
		expect(planOf(facts(blocking, change))).toEqual({next: 'hand-over', reason});
	});
});

import {describe, expect, test} from 'vitest';
import {known, unknown} from '../../src/model/known.ts';
import type {Ticket, TicketTriage} from '../../src/model/ticket.ts';
import {correctionOf, faultWords, sightingOf, sightingWords, type TriageRules} from '../../src/model/ticket-triage.ts';

const rules: TriageRules = {
	form: '1',
	portalForm: '2',
	problemType: ['no_mail', 'old_no_mail'],
	category: ['mail'],
	subcategory: undefined,
	namesAddress: true,
};
const right = {form: '1', problemType: 'no_mail', category: 'mail', subcategory: undefined, address: 'ada@example.com'};

function see(change: Partial<TicketTriage>, {requester = 'ada@example.com', by = rules} = {}) {
	const ticket: Ticket = {id: '7', requester, status: 'open', triage: {...right, ...change}, tags: [], stamp: 'now'};
	return sightingOf(by, {ticket: '7', answer: known(ticket)}, 'ada@example.com');
}

describe('what is wrong with a ticket', () => {
	test.each([
		['nothing', {}, []],
		['another accepted value', {problemType: 'old_no_mail'}, []],
		['letter case and spaces of an address', {address: ' Ada@Example.com '}, []],
		['the form of the Portal, which stays', {form: '2'}, []],
		['another form, or none', {form: '3'}, ['Form: 3, should be 1']],
		['empty fields', {form: undefined, category: undefined}, ['Form: empty, should be 1', 'Category: empty, should be mail']],
		['another value: the first is set', {problemType: 'other'}, ['Problem type: other, should be no_mail']],
		[
			'another address, which is not told',
			{address: 'eve@example.org'},
			['Impacted email address: another address, should be ada@example.com'],
		],
		['a field that nobody configured', {subcategory: 'other'}, []],
	] as const)('%s', (_what, change, words) => {
		expect(see(change).faults.map(faultWords)).toEqual(words);
	});

	test('without an address that somebody named, nothing is compared with one', () => {
		const {answer} = see({address: 'eve@example.org'}, {requester: 'eve@example.org'});
		const sighting = sightingOf(rules, {ticket: '7', answer}, undefined);
		expect(sighting).toMatchObject({faults: [], isOthers: false});
	});

	test('without rules nothing is wrong', () => {
		const none = {
			form: undefined,
			portalForm: undefined,
			problemType: undefined,
			category: undefined,
			subcategory: undefined,
			namesAddress: false,
		};
		expect(see({form: undefined, category: 'x', address: undefined}, {by: none}).faults).toEqual([]);
	});

	test('becomes one correction', () => {
		expect(correctionOf(see({form: undefined, category: 'x'}).faults)).toEqual({form: '1', category: 'mail'});
	});
});

describe('whose ticket it is', () => {
	test('is told when it is somebody else’s, without their address', () => {
		expect(sightingWords(see({}, {requester: 'ADA@example.com'}))).toEqual([]);
		const words = sightingWords(see({}, {requester: 'eve@example.org'})).join(' ');
		expect(words).toContain('requester of ticket 7 has another address');
		expect(words).not.toContain('eve');
	});

	test('is not known of a ticket that is not there, or could not be read', () => {
		const absent = sightingOf(rules, {ticket: '7', answer: known(undefined)}, 'ada@example.com');
		expect(sightingWords(absent)).toEqual(['Zendesk knows no ticket 7.']);
		const silent = sightingOf(rules, {ticket: '7', answer: unknown({service: 'Zendesk', cause: 'timeout'})}, 'ada@example.com');
		expect(sightingWords(silent)).toEqual([]);
	});
});

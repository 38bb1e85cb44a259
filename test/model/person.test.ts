import fc from 'fast-check';
import {expect, test} from 'vitest';
import {type Deed, permit, type Standing, stranger} from '../../src/model/person.ts';

const agent: Standing = {isFullMember: true, isAgent: true, isManager: false};
const manager: Standing = {isFullMember: true, isAgent: false, isManager: true};
const both: Standing = {isFullMember: true, isAgent: true, isManager: true};
const unlisted: Standing = {isFullMember: true, isAgent: false, isManager: false};
const guest: Standing = {isFullMember: false, isAgent: true, isManager: true};
const deeds: readonly Deed[] = ['look-up', 'act', 'request', 'decide', 'cancel', 'switch'];

/** One row a kind of person: may they, on what is another's, and on what is their own. `.` no, `Y` yes. */
const table: readonly [who: string, standing: Standing, others: string, own: string][] = [
	['an agent', agent, 'YYY...', 'YYY.Y.'],
	['a manager who is no agent', manager, 'YYYY.Y', 'YYY.Y.'],
	['a manager who is an agent', both, 'YYYY.Y', 'YYY.Y.'],
	['somebody who is not listed', unlisted, '......', '......'],
	['a guest, bot or deactivated person on all lists', guest, '......', '......'],
	['a stranger', stranger, '......', '......'],
];

test.each(table)('%s may do what the table says', (_who, standing, others, own) => {
	const row = (isOwn: boolean) => deeds.map((deed) => (permit(standing, deed, isOwn).permitted ? 'Y' : '.')).join('');
	expect(row(false)).toBe(others);
	expect(row(true)).toBe(own);
});

test.each<[Standing, Deed, boolean, string]>([
	[guest, 'look-up', false, 'not-a-member'],
	[unlisted, 'act', false, 'not-listed'],
	[agent, 'decide', false, 'not-a-manager'],
	[agent, 'decide', true, 'not-a-manager'],
	[agent, 'switch', false, 'not-a-manager'],
	[manager, 'decide', true, 'own-request'],
	[both, 'cancel', false, 'not-the-requester'],
])('%o, %s, own: %s is told why: %s', (standing, deed, own, reason) => {
	expect(permit(standing, deed, own)).toEqual({permitted: false, reason});
});

test('a stranger has no role', () => {
	expect(stranger).toEqual({isFullMember: false, isAgent: false, isManager: false});
});

const anyone = fc.record({isFullMember: fc.boolean(), isAgent: fc.boolean(), isManager: fc.boolean()});
const anyDeed = fc.constantFrom(...deeds);

test('nobody decides on their own request, and nobody from outside does anything', () => {
	fc.assert(
		fc.property(anyone, anyDeed, fc.boolean(), (standing, deed, own) => {
			if (!permit(standing, deed, own).permitted) return;
			expect(standing).toMatchObject({isFullMember: true});
			expect(standing.isAgent || standing.isManager).toBe(true);
			if (deed === 'decide') expect([standing.isManager, own]).toEqual([true, false]);
			if (deed === 'cancel') expect(own).toBe(true);
		}),
	);
});

test('a further role takes nothing away', () => {
	fc.assert(
		fc.property(anyone, anyDeed, fc.boolean(), (standing, deed, own) => {
			if (!permit(standing, deed, own).permitted) return;
			expect(permit({...standing, isAgent: true}, deed, own).permitted).toBe(true);
			expect(permit({...standing, isManager: true}, deed, own).permitted).toBe(true);
		}),
	);
});

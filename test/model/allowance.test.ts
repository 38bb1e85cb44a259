import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type Count, decideTaking, hourlyTaking, LimitReached, type Taking} from '../../src/model/allowance.ts';

const now = new Date('2026-11-20T10:00:00.000Z');
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const count = (seconds: number, units = 1, key = 'U0DANA'): Count => ({key, units, until: at(seconds)});
const taking = (most: number, units = 1): Taking => ({
	act: 'removal',
	deed: 'one',
	units,
	window: 3600,
	allowances: [{key: 'U0DANA', most}],
});

describe('a deed within a sliding window', () => {
	test.each<[what: string, taking: Taking, counts: readonly Count[], again: number | 'room' | 'never']>([
		['fits into an empty window', taking(1), [], 'room'],
		['fits below the limit', taking(3), [count(10), count(20)], 'room'],
		['waits at the limit until the oldest counts no more', taking(2), [count(20), count(10)], 10],
		['waits longer above the limit', taking(1), [count(30), count(10), count(20)], 30],
		['does not wait for what counts no more', taking(1), [count(0), count(-1)], 'room'],
		['does not wait for what others have taken', taking(1), [count(10, 1, 'U0MILO')], 'room'],
		['of many units fits if all of them do', taking(10, 4), [count(10, 6)], 'room'],
		['of many units waits until all of them fit', taking(10, 5), [count(10), count(20, 2), count(30, 5)], 20],
		['of more units than are ever allowed never fits', taking(10, 11), [], 'never'],
	])('%s', (_what, wanted, counts, again) => {
		const usedUp = decideTaking(wanted, counts, now);
		if (again === 'room') return expect(usedUp).toBeUndefined();
		expect(usedUp).toEqual({...wanted.allowances[0], again: again === 'never' ? undefined : at(again)});
	});

	test('is refused by whichever of its allowances is closed for longest', () => {
		const wanted = {...taking(1), allowances: [1, 1, 5].map((most, index) => ({key: `${index}`, most}))};
		const counts = [count(10, 1, '0'), count(20, 1, '1'), count(30, 1, '2')];
		expect(decideTaking(wanted, counts, now)).toEqual({key: '1', most: 1, again: at(20)});
	});

	test('is refused for good by the one that never opens, whichever others are closed', () => {
		for (const mosts of [
			[1, 0],
			[0, 1],
		]) {
			const wanted = {...taking(1), allowances: mosts.map((most) => ({key: `${most}`, most}))};
			expect(decideTaking(wanted, [count(10, 1, '1')], now)).toEqual({key: '0', most: 0, again: undefined});
		}
	});

	test('that is refused is named with its limit', () => {
		const refusal = {key: 'U0DANA', most: 30, again: at(10), act: 'resend', by: 'U0DANA'} as const;
		expect(new LimitReached(refusal)).toMatchObject({
			name: 'LimitReached',
			message: 'the limit of 30 (resend, U0DANA) is used up',
			refusal,
		});
	});

	test('counts for its person and, ten times as many, for everybody', () => {
		const limits = {removal: 60, resend: 30, request: 20, sweep: 20, automation: 100};
		expect(hourlyTaking(limits, {act: 'resend', by: 'U0DANA', deed: 'one'})).toMatchObject({
			window: 3600,
			allowances: [
				{key: 'U0DANA', most: 30},
				{key: 'everybody', most: 300},
			],
		});
	});
});

const steps = fc.array(fc.record({passed: fc.integer({min: -2000, max: 6000}), units: fc.integer({min: 1, max: 4})}), {maxLength: 80});

test('whatever is asked for and however the clock moves, no window ever holds more than is allowed, and nothing is refused for which there is room', () => {
	fc.assert(
		fc.property(steps, fc.integer({min: 1, max: 9}), (asked, most) => {
			const taken: Count[] = [];
			let time = 0;
			for (const {passed, units} of asked) {
				time += passed;
				const wanted = taking(most, units);
				const usedUp = decideTaking(wanted, taken, at(time));
				const counting = unitsIn(taken, (until) => until > time);
				expect(usedUp === undefined).toBe(counting + units <= most);
				if (usedUp === undefined) taken.push(count(time + 3600, units));
				else expectTruth(wanted, taken, usedUp.again);
			}
			for (const {until} of taken) {
				const start = (until.getTime() - now.getTime()) / 1000;
				expect(unitsIn(taken, (other) => other >= start && other < start + 3600)).toBeLessThanOrEqual(most);
			}
		}),
	);
});

function unitsIn(counts: readonly Count[], within: (until: number) => boolean): number {
	const inside = counts.filter(({until}) => within((until.getTime() - now.getTime()) / 1000));
	return inside.reduce((sum, {units}) => sum + units, 0);
}

/** What is promised to whoever is refused: then it fits, and not a moment earlier. */
function expectTruth(wanted: Taking, counts: readonly Count[], again: Date | undefined): void {
	const then = again ?? at(1_000_000_000);
	expect(decideTaking(wanted, counts, then) === undefined).toBe(again !== undefined);
	expect(decideTaking(wanted, counts, new Date(then.getTime() - 1))).toBeDefined();
}

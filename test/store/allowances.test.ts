import fc from 'fast-check';
import {sql} from 'kysely';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {LimitRefusal, Taking} from '../../src/model/allowance.ts';
import {createAllowances, forgetAllowances} from '../../src/store/allowances.ts';
import {type AuditStore, createAuditStore} from '../../src/store/audit-trail.ts';
import {type Database, openDatabase} from '../../src/store/database.ts';
import {migrate} from '../../src/store/migrations.ts';
import type {Allowances} from '../../src/workflows/ports.ts';
import {amount} from '../support/amount.ts';
import {createPlace, type TestPlace} from '../support/database.ts';

const runs = amount('TAKING_RUNS', 6);

let place: TestPlace;
let databases: readonly Database[];
let trail: AuditStore;
/** As two processes see them. */
let allowances: Allowances;
let others: Allowances;

beforeEach(async () => {
	place = await createPlace();
	databases = [await openDatabase(place.place), await openDatabase(place.place)];
	await migrate(db());
	trail = createAuditStore({db: db(), key: 'key'});
	allowances = createAllowances({db: db(), audit: trail});
	others = createAllowances({db: db(1), audit: createAuditStore({db: db(1), key: 'key'})});
});

afterEach(async () => {
	for (const database of databases) await database.close();
	await place.drop();
});

function db(index = 0) {
	const database = databases[index];
	if (database === undefined) throw new Error('no such database');
	return database.db;
}

function taking(deed: string, most: Readonly<Record<string, number>> = {U0DANA: 3}, units = 1): Taking {
	return {act: 'removal', deed, units, window: 3600, allowances: Object.entries(most).map(([key, number]) => ({key, most: number}))};
}

async function isTaken(wanted: Taking, from: Allowances = allowances): Promise<boolean> {
	return (await from.take(wanted)).usedUp === undefined;
}

function setClock(seconds: number) {
	return sql`update clock_shift set seconds = ${seconds}`.execute(db());
}

describe('an allowance', () => {
	test('is never exceeded, however many ask at the same time in several processes', async () => {
		const asked = Array.from({length: 40}, (_unused, index) =>
			isTaken(taking(`deed ${index}`, {[`U${index % 4}`]: 4, everybody: 13}), index % 2 === 0 ? allowances : others),
		);
		expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(13);
		const rows = await db()
			.selectFrom('allowance')
			.select(['key', sql<number>`sum(units)`.as('sum')])
			.groupBy('key')
			.execute();
		expect(rows.map(({key, sum}) => [key, Number(sum)])).toContainEqual(['everybody', 13]);
		for (const {key, sum} of rows) expect(Number(sum), key).toBeLessThanOrEqual(key === 'everybody' ? 13 : 4);
	});

	test('counts the same deed once, also when it comes twice at a time', async () => {
		const twice = await Promise.all([allowances.take(taking('same')), others.take(taking('same')), allowances.take(taking('same'))]);
		expect(twice.filter((taken) => taken.usedUp === undefined && taken.isNew)).toHaveLength(1);
		expect(await isTaken(taking('second'))).toBe(true);
		expect(await isTaken(taking('third'))).toBe(true);
		expect(await isTaken(taking('fourth'))).toBe(false);
		expect(await isTaken(taking('same'))).toBe(true);
	});

	test('is taken under all keys or under none', async () => {
		await allowances.take(taking('first', {U0DANA: 3, everybody: 1}));
		expect(await isTaken(taking('second', {U0MILO: 1, everybody: 1}))).toBe(false);
		expect(await isTaken(taking('third', {U0MILO: 1, everybody: 2}))).toBe(true);
	});

	test('of several units is given whole or not at all', async () => {
		expect(await isTaken(taking('first', {domain: 10}, 7))).toBe(true);
		expect(await isTaken(taking('second', {domain: 10}, 4))).toBe(false);
		expect(await isTaken(taking('third', {domain: 10}, 3))).toBe(true);
	});

	test('comes back when the deed did not come about, and nobody else’s with it', async () => {
		await allowances.take(taking('first', {U0DANA: 2}));
		await allowances.take(taking('second', {U0DANA: 2}));
		await others.giveBack(taking('second', {U0DANA: 2}));
		expect(await isTaken(taking('third', {U0DANA: 2}))).toBe(true);
		expect(await isTaken(taking('fourth', {U0DANA: 2}))).toBe(false);
	});

	test('opens by the database’s clock, exactly when it was said', async () => {
		for (const deed of ['first', 'second', 'third']) await allowances.take(taking(deed));
		const {usedUp} = await allowances.take(taking('fourth'));
		const {rows} = await sql<{now: Date}>`select present() as now`.execute(db());
		const wait = ((usedUp?.again?.getTime() ?? 0) - (rows[0]?.now.getTime() ?? 0)) / 1000;
		expect(wait).toBeGreaterThan(3590);
		await setClock(wait - 20);
		expect(await isTaken(taking('fourth'))).toBe(false);
		await setClock(wait + 1);
		expect(await isTaken(taking('fourth'))).toBe(true);
	});

	test('counts a deed again that belongs to an earlier window', async () => {
		const only = {U0DANA: 1};
		await allowances.take(taking('first', only));
		await setClock(3601);
		expect(await allowances.take(taking('first', only))).toEqual({isNew: true});
		expect(await isTaken(taking('second', only))).toBe(false);
	});

	test('whatever is asked for and however the clock moves, no window of an hour holds more than is allowed', async () => {
		const step = fc.record({passed: fc.integer({min: -1500, max: 3000}), units: fc.integer({min: 1, max: 3}), person: fc.nat({max: 1})});
		const most = {person: 4, everybody: 6};
		let run = 0;
		await fc.assert(
			fc.asyncProperty(fc.array(step, {minLength: 10, maxLength: 40}), async (steps) => {
				run += 1;
				let clock = 0;
				for (const [index, {passed, units, person}] of steps.entries()) {
					clock += passed;
					await setClock(clock);
					await allowances.take(taking(`${index}`, {[`${run} ${person}`]: most.person, [`${run} everybody`]: most.everybody}, units));
				}
				expect(await fullest(`${run} everybody`)).toBeLessThanOrEqual(most.everybody);
				for (const person of [0, 1]) expect(await fullest(`${run} ${person}`)).toBeLessThanOrEqual(most.person);
			}),
			{numRuns: runs},
		);
	});
});

/** The most that any window of an hour holds. */
async function fullest(key: string): Promise<number> {
	const {rows} = await sql<{most: number | null}>`select max(inside) as most from (
		select (select sum(units) from allowance as other where other.key = one.key
			and other.counts_until >= one.counts_until and other.counts_until < one.counts_until + interval '1 hour') as inside
		from allowance as one where key = ${key}) as windows`.execute(db());
	return Number(rows[0]?.most ?? 0);
}

describe('a refusal', () => {
	const refusal = (more: Partial<LimitRefusal> = {}): LimitRefusal => ({
		act: 'removal',
		by: 'U0DANA',
		key: 'U0DANA',
		most: 3,
		again: new Date(),
		...more,
	});
	const note = {actor: 'U0DANA', act: 'refused', subject: 'ada@example.com'} as const;

	test('stands in the trail each time, and is told once within an hour for each act and person', async () => {
		const told: string[] = [];
		const telling = createAllowances({
			db: db(),
			audit: trail,
			onRefusal: async (_transaction, {act, key}, isFirst) => {
				if (isFirst) told.push(`${act} ${key}`);
			},
		});
		await Promise.all(Array.from({length: 8}, () => telling.refuse(refusal(), note)));
		await telling.refuse(refusal({act: 'resend'}), note);
		await telling.refuse(refusal({key: 'U0MILO'}), note);
		expect(told).toEqual(['removal U0DANA', 'resend U0DANA', 'removal U0MILO']);
		expect(await trail.about('ada@example.com', 50)).toHaveLength(10);
		await setClock(3601);
		await telling.refuse(refusal(), note);
		expect(told).toHaveLength(4);
	});

	test('that cannot be recorded is told to nobody', async () => {
		const told: boolean[] = [];
		const telling = createAllowances({
			db: db(),
			audit: trail,
			onRefusal: async (_transaction, _refusal, isFirst) => {
				told.push(isFirst);
			},
		});
		await sql`alter table audit_entry rename to audit_entry_away`.execute(db());
		await expect(telling.refuse(refusal(), note)).rejects.toMatchObject({name: 'StoreUnavailable'});
		await sql`alter table audit_entry_away rename to audit_entry`.execute(db());
		await telling.refuse(refusal(), note);
		expect(told).toEqual([true]);
	});
});

test('what counts no more is forgotten, what counts is not', async () => {
	await allowances.take(taking('old'));
	await setClock(3000);
	await allowances.take(taking('young'));
	await setClock(4000);
	await forgetAllowances(db());
	expect(await db().selectFrom('allowance').select('deed').execute()).toEqual([{deed: 'young'}]);
});

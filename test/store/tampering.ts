import {createHmac} from 'node:crypto';
import fc from 'fast-check';
import {type Kysely, sql} from 'kysely';
import {emptyHead, sealedText} from '../../src/model/audit.ts';
import type {Schema} from '../../src/store/schema.ts';

/** A row of the trail as it lies in the database, the details as text. */
export interface Row {
	readonly seq: number;
	readonly at: string;
	readonly actor: string;
	readonly act: string;
	readonly subject: string | null;
	readonly ticket: string | null;
	readonly deed: string | null;
	readonly before: string | null;
	readonly after: string | null;
	readonly previous: string;
	readonly hash: string;
}

export interface Trail {
	readonly rows: readonly Row[];
	readonly head: {readonly count: number; readonly head: string};
}

export async function readTrail(db: Kysely<Schema>): Promise<Trail> {
	const {rows} = await sql<Row>`select seq, at, actor, act, subject, ticket, deed, before::text as before, after::text as after,
		previous, hash from audit_entry order by seq`.execute(db);
	const head = await db.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow();
	return {rows: rows.map((row) => ({...row, seq: Number(row.seq)})), head: {count: Number(head.count), head: head.head}};
}

/** Puts another trail in the place of the one that is there. */
export async function putTrail(db: Kysely<Schema>, {rows, head}: Trail): Promise<void> {
	await db.transaction().execute(async (transaction) => {
		await transaction.deleteFrom('audit_entry').execute();
		if (rows.length > 0) await transaction.insertInto('audit_entry').values(rows).execute();
		await transaction.updateTable('audit_head').set(head).execute();
	});
}

/** Where the first row differs from what was written, counted from 1. */
export function firstDifference(before: Trail, after: Trail): number {
	const places = Array.from({length: Math.max(before.rows.length, after.rows.length)}, (_unused, index) => index);
	const place = places.find((index) => JSON.stringify(before.rows[index]) !== JSON.stringify(after.rows[index]));
	return (place ?? before.rows.length) + 1;
}

/** One way of changing a trail behind Redeliver's back, by somebody who has the database and not the key. */
export type Tampering = (trail: Trail) => Trail;

const place = fc.nat();
const at = (rows: readonly Row[], number: number) => number % rows.length;
const ending = (rows: readonly Row[]) => ({count: rows.length, head: rows.at(-1)?.hash ?? emptyHead});
const numbered = (rows: readonly Row[]) => rows.map((row, index) => ({...row, seq: index + 1}));

const texts = ['', 'x', 'U0EVE', '12346', '0'.repeat(64), 'f'.repeat(40), '2026-11-21T12:00:00.001Z', '\u001f', '\u{1F600}', 'null'];
const details = [
	'{}',
	'null',
	'"x"',
	'[]',
	'1',
	'{"code": "551"}',
	'{"status": 404.0}',
	'{"status": 1e400}',
	'{"count": 404.00000000000000000001}',
];
const columns = ['at', 'actor', 'act', 'subject', 'ticket', 'deed', 'before', 'after', 'previous', 'hash'] as const;
const nullable = new Set(['subject', 'ticket', 'deed', 'before', 'after']);

/** The last one means the same number, and is another text. */
function othersFor(column: (typeof columns)[number], old: Row | undefined): readonly (string | null)[] {
	const values = column === 'before' || column === 'after' ? [...details, (old?.[column] ?? '{}').replace(': 3', ': 3.0')] : texts;
	return nullable.has(column) ? [...values, null] : values;
}

const edit = fc.tuple(place, fc.constantFrom(...columns), fc.nat(11)).map(
	([number, column, which]): Tampering =>
		({rows, head}) => {
			const old = rows[at(rows, number)];
			const values = othersFor(column, old);
			const other = [...values.slice(which), ...values].find((value) => value !== old?.[column]) ?? null;
			return {rows: rows.map((row) => (row === old ? {...row, [column]: other} : row)), head};
		},
);

const remove = fc.tuple(place, fc.integer({min: 1, max: 4}), fc.boolean()).map(
	([number, many, isHidden]): Tampering =>
		({rows, head}) => {
			const from = at(rows, number);
			const left = rows.filter((_row, index) => index < from || index >= from + many);
			return isHidden ? {rows: numbered(left), head: ending(left)} : {rows: left, head};
		},
);

const swap = fc.tuple(place, fc.nat()).map(
	([number, distance]): Tampering =>
		({rows, head}) => {
			const one = at(rows, number);
			const other = (one + 1 + (distance % (rows.length - 1))) % rows.length;
			const swapped = rows.map((row, index) => rows[index === one ? other : index === other ? one : index] ?? row);
			return {rows: numbered(swapped), head};
		},
);

const insert = fc.tuple(place, place, fc.constantFrom('between', 'before', 'behind')).map(
	([number, source, where]): Tampering =>
		({rows, head}) => {
			const copy = rows[at(rows, source)] as Row;
			if (where === 'before') return {rows: [{...copy, seq: -at(rows, number)}, ...rows], head};
			if (where === 'behind') return {rows: [...rows, {...copy, seq: rows.length + 1 + at(rows, number)}], head};
			const index = at(rows, number);
			const more = numbered([...rows.slice(0, index), copy, ...rows.slice(index)]);
			return {rows: more, head: ending(more)};
		},
);

const cut = fc.tuple(place, fc.boolean()).map(
	([number, isHidden]): Tampering =>
		({rows, head}) => {
			const left = rows.slice(0, at(rows, number));
			return {rows: left, head: isHidden ? ending(left) : head};
		},
);

/** From some entry on everything is written anew, consistently: with a key of one's own, or copied from elsewhere. */
const rewrite = fc.tuple(place, fc.nat(3), fc.constantFrom('a key of one’s own', '')).map(
	([number, more, key]): Tampering =>
		({rows}) => {
			const from = at(rows, number);
			const written: Row[] = rows.slice(0, from);
			for (let seq = from + 1; seq <= rows.length + more; seq += 1) {
				const {hash: _hash, ...open} = {
					...(rows[seq - 1] ?? rows[0]),
					seq,
					actor: 'U0EVE',
					previous: written.at(-1)?.hash ?? emptyHead,
				} as Row;
				written.push({...open, hash: createHmac('sha256', key).update(sealedText(open)).digest('hex')});
			}
			return {rows: written, head: ending(written)};
		},
);

const wrongHead = fc.tuple(fc.integer({min: -3, max: 3}), fc.boolean()).map(
	([more, isOther]): Tampering =>
		({rows, head}) => ({
			rows,
			head: {count: head.count + more, head: isOther || more === 0 ? 'a'.repeat(64) : head.head},
		}),
);

export const tampering: fc.Arbitrary<Tampering> = fc.oneof(edit, edit, remove, swap, insert, cut, rewrite, wrongHead);

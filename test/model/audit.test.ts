import {createHash} from 'node:crypto';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
	type AuditEntry,
	canonicalJson,
	chainedDetails,
	checkpointText,
	createChainReader,
	emptyHead,
	sealedText,
} from '../../src/model/audit.ts';

const seal = (text: string) => createHash('sha256').update(text).digest('hex');

describe('canonical JSON', () => {
	test('sorts keys at every depth, and leaves lists in their order', () => {
		expect(canonicalJson({b: [{d: 1, c: 2}, 'x'], a: null, B: true})).toBe('{"B":true,"a":null,"b":[{"c":2,"d":1},"x"]}');
	});

	test('gives the same value one text, whatever order its keys came in', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				expect(canonicalJson(turned(value))).toBe(canonicalJson(value));
				expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
			}),
		);
	});

	test('gives different values different texts', () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
				const isSame = canonicalJson(one) === canonicalJson(other);
				expect(isSame).toBe(JSON.stringify(sorted(one)) === JSON.stringify(sorted(other)));
			}),
		);
	});

	/** The same value with its keys in the opposite order. */
	function turned(value: unknown): unknown {
		if (Array.isArray(value)) return value.map(turned);
		if (value === null || typeof value !== 'object') return value;
		return Object.fromEntries(
			Object.entries(value)
				.reverse()
				.map(([name, inner]) => [name, turned(inner)]),
		);
	}

	/** Every object as a list of its members. */
	function sorted(value: unknown): unknown {
		if (Array.isArray(value)) return ['list', ...value.map(sorted)];
		if (value === null || typeof value !== 'object') return value;
		const names = Object.keys(value).sort();
		return ['object', ...names.map((name) => [name, sorted(Reflect.get(value, name))])];
	}
});

function chainOf(length: number): AuditEntry[] {
	const entries: AuditEntry[] = [];
	for (let seq = 1; seq <= length; seq += 1) entries.push(linkAfter(entries.at(-1)?.hash ?? emptyHead, seq));
	return entries;
}

function linkAfter(previous: string, seq: number): AuditEntry {
	const open = {
		seq,
		at: '2026-11-21T12:00:00.000Z',
		actor: 'U0DANA',
		act: 'suppression-removed',
		subject: 'f00d',
		ticket: '12345',
		deed: 'r1',
		before: '{"code": "550", "kind": "bounce"}',
		after: null,
		previous,
	};
	return {...open, hash: seal(sealedText(open))};
}

function firstComplaint(entries: readonly AuditEntry[]): string | undefined {
	const reader = createChainReader(seal);
	for (const entry of entries) {
		const complaint = reader.read(entry);
		if (complaint !== undefined) return complaint;
	}
	return undefined;
}

describe('the chain', () => {
	test('fits from its first link to its last, and knows its head', () => {
		const chain = chainOf(5);
		const reader = createChainReader(seal);
		expect(chain.map((entry) => reader.read(entry))).toEqual(Array(5).fill(undefined));
		expect(reader.position()).toEqual({count: 5, head: chain[4]?.hash});
	});

	test('holds every field of an entry', () => {
		const changes: readonly Partial<AuditEntry>[] = [
			{at: '2026-11-21T12:00:01.000Z'},
			{actor: 'U0MILO'},
			{act: 'suppression-restored'},
			{subject: null},
			{ticket: null},
			{deed: 'r2'},
			{before: '{"code": "551", "kind": "bounce"}'},
			{before: '{"code": "550", "kind": "bounce", "more": true}'},
			{after: '{}'},
			{hash: emptyHead},
		];
		for (const change of changes) {
			const chain = chainOf(5).map((entry) => (entry.seq === 3 ? {...entry, ...change} : entry));
			expect(firstComplaint(chain)).toBe('entry 3 was changed after it was written');
		}
	});

	test('names the first link that does not fit', () => {
		const [one, two, three, four, five] = chainOf(5);
		if (!(one && two && three && four && five)) throw new Error('five links');
		expect(firstComplaint([one, two, four, five])).toBe('entry 3 is missing: entry 4 stands in its place');
		expect(firstComplaint([two])).toBe('entry 1 is missing: entry 2 stands in its place');
		expect(firstComplaint([one, three, two])).toBe('entry 2 is missing: entry 3 stands in its place');
		expect(firstComplaint([one, linkAfter(emptyHead, 2)])).toBe('entry 2 does not continue the entry before it');
		expect(firstComplaint([one, one])).toBe('entry 2 is missing: entry 1 stands in its place');
	});
});

test('a checkpoint tells its own entry from another that fits as well', () => {
	const chain = chainOf(3);
	const complaintWith = (head: string) => {
		const reader = createChainReader(seal, {count: 2, head});
		return chain.map((entry) => reader.read(entry)).find((complaint) => complaint !== undefined);
	};
	expect(complaintWith(chain[1]?.hash ?? '')).toBeUndefined();
	expect(complaintWith(emptyHead)).toBe('entry 2 is not the one that the checkpoint saw: it, or entries before it, were replaced');
});

test('no field of an entry can be moved into its neighbour', () => {
	const entry = chainOf(1)[0] as AuditEntry;
	const texts = [{}, {ticket: null, deed: '12345'}, {actor: 'U0DANA","suppression-removed', act: ''}, {before: null, after: entry.before}];
	expect(new Set(texts.map((change) => sealedText({...entry, ...change}))).size).toBe(texts.length);
});

test('details lose their addresses on the way into the chain, and nothing else', () => {
	const plain = {
		state: 'sent',
		status: 404,
		kept: true,
		none: null,
		found: ['bounce mg.gitlab.com'],
		messageId: 'one@mg.gitlab.com',
		by: '@ada',
	};
	expect(chainedDetails(plain)).toEqual(plain);
	const told = {reply: 'for <ada@example.com>; see mailto:eve%40example.org', lines: ['ok', 'ada@example.com']};
	expect(chainedDetails(told)).toEqual({reply: 'for <[address]>; see mailto:[address]', lines: ['ok', '[address]']});
});

test('a checkpoint is read as it is printed', () => {
	const head = 'ab'.repeat(32);
	expect(checkpointText.parse(` 12:${head}\n`)).toEqual({count: 12, head});
	for (const text of ['', '12', `12:${head}0`, `-1:${head}`, `12:${head.toUpperCase()}`, `x:${head}`]) {
		expect(checkpointText.safeParse(text).success).toBe(false);
	}
});

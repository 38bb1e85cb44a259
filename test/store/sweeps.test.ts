import {sql} from 'kysely';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Suppressed, SweepFinding} from '../../src/model/sweep.ts';
import {type AuditStore, createAuditStore} from '../../src/store/audit-trail.ts';
import {erasePerson} from '../../src/store/erasure.ts';
import {createScans} from '../../src/store/scans.ts';
import {createSweeps, forgetSweeps} from '../../src/store/sweeps.ts';
import type {NewSweep, Scan, Scans, Sweeps} from '../../src/workflows/ports.ts';
import {openTestDatabase} from '../support/database.ts';

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let trail: AuditStore;
let sweeps: Sweeps;
let scans: Scans;

beforeEach(async () => {
	database = await openTestDatabase();
	trail = createAuditStore({db: database.db, key: 'key'});
	sweeps = createSweeps(database.db, trail);
	scans = createScans(database.db, trail);
});

afterEach(() => database.drop());

const dana = 'U0DANA';
const domain = 'example.com';
const fresh: NewSweep = {
	by: dana,
	ticket: '4790',
	domain,
	sendingDomains: ['mg.gitlab.com', 'customers.gitlab.com'],
	sight: {
		since: new Date('2026-11-01T00:00:00.000Z'),
		cutLogs: ['mg.gitlab.com'],
		silent: [{sendingDomain: 'mg.gitlab.com', place: 'complaint', trouble: {service: 'Mailgun', cause: 'timeout'}}],
		isWhole: false,
	},
	delivery: 'd1',
};
const swept = {actor: dana, act: 'domain-swept'} as const;
const begun = {actor: dana, act: 'domain-scan-begun'} as const;
const ended = {actor: 'redeliver', act: 'domain-scan-ended'} as const;
const cancelled = {actor: dana, act: 'domain-scan-cancelled'} as const;

function finding(address: string, suppressed: Suppressed = 'now', code = '550'): SweepFinding {
	const entry = {
		kind: 'bounce',
		sendingDomain: 'mg.gitlab.com',
		address,
		createdAt: undefined,
		code,
		text: 'No such mailbox\u0000',
		tags: [],
	} as const;
	return {suppressed, entry};
}

const addressesOf = async (id: string, page: Parameters<Sweeps['entries']>[1]) =>
	(await sweeps.entries(id, page)).map(({entry, suppressed}) => `${entry.address} ${suppressed}`);

test('a sweep is kept once for each delivery, counted, read in pieces, and shown to nobody else', async () => {
	const found = ['ada', 'bo', 'cleo'].map((name) => finding(`${name}@example.com`)).concat(finding('dan@example.com', 'once', '552'));
	const sweep = await sweeps.keep(fresh, found, swept);
	expect((await sweeps.keep(fresh, found, swept)).id).toBe(sweep.id);
	expect(sweep).toMatchObject({depth: 'quick', state: 'finished', domain, sight: fresh.sight, addresses: {now: 3, once: 1, unknown: 0}});
	expect(sweep.counts).toContainEqual({
		suppressed: 'now',
		sendingDomain: 'mg.gitlab.com',
		kind: 'bounce',
		reason: 'mailbox-unknown',
		entries: 3,
	});
	expect(await sweeps.find(sweep.id, dana)).toEqual(sweep);
	expect(await sweeps.find(sweep.id, 'U0MILO')).toBeUndefined();
	expect(await addressesOf(sweep.id, {limit: 2, suppressed: 'now'})).toEqual(['ada@example.com now', 'bo@example.com now']);
	const [, second] = await sweeps.entries(sweep.id, {limit: 2});
	expect(await addressesOf(sweep.id, {limit: 9, after: second?.sequence})).toEqual(['cleo@example.com now', 'dan@example.com once']);
	expect(await addressesOf(sweep.id, {limit: 1, skip: 3})).toEqual(['dan@example.com once']);
});

async function beginScan(delivery = 'd2'): Promise<Scan> {
	const {id} = await sweeps.keep(
		{...fresh, delivery: `${delivery} before`},
		[finding('Ada@example.com', 'once'), finding('dan@example.com', 'unknown')],
		swept,
	);
	expect(await scans.begin({...fresh, from: id, delivery}, begun)).toBe('begun');
	const [scan] = await scans.due();
	if (scan === undefined) throw new Error('there is no scan');
	return scan;
}

const step = (found: readonly SweepFinding[], cursor?: string) => ({found, seen: 1000, list: cursor === undefined ? 1 : 0, cursor});

test('a scan is taken up by one process, goes on where it was, and what is found now is not told as past', async () => {
	const scan = await beginScan();
	expect(await scans.due()).toEqual([]);
	const next = await scans.advance(scan, step([finding('ada@example.com')], '?page=next&address=x%40example.net'));
	expect(next).toMatchObject({pages: 1, seen: 1000, found: 1, cursor: '?page=next&address=x%40example.net', list: 0});
	expect(await scans.advance(scan, step([finding('eve@example.com')]))).toBeUndefined();
	await scans.postpone(scan.id, 0, {service: 'Mailgun', cause: 'timeout'});
	const [again] = await scans.due();
	expect(again).toMatchObject({pages: 1, found: 1, failures: 1, trouble: {cause: 'timeout'}});
	const last = await scans.advance(again ?? scan, step([finding('zoe@example.com')]));
	expect(last).toMatchObject({pages: 2, found: 2, failures: 0, list: 1, cursor: undefined});
	expect(await scans.end(scan.id, {state: 'finished', isWhole: true}, ended)).toBe(true);
	expect(await scans.end(scan.id, {state: 'failed', isWhole: false}, ended)).toBe(false);
	expect(await sweeps.find(scan.id, dana)).toMatchObject({state: 'finished', sight: {isWhole: true}, addresses: {now: 2, once: 1}});
	expect(await addressesOf(scan.id, {limit: 9})).toEqual(['ada@example.com now', 'zoe@example.com now', 'dan@example.com once']);
	await scans.postpone(scan.id, 0);
	expect(await scans.due()).toHaveLength(1);
	await scans.told(scan.id);
	await scans.postpone(scan.id, 0);
	expect(await scans.due()).toEqual([]);
});

test('one person scans a domain once at a time; only they cancel it, and then nothing is kept any more', async () => {
	const scan = await beginScan();
	expect(await scans.begin({...fresh, from: scan.id, delivery: 'd3'}, begun)).toBe('already');
	expect(await scans.begin({...fresh, by: 'U0MILO', from: 'none', delivery: 'd4'}, begun)).toBe('begun');
	expect(await scans.cancel(scan.id, 'U0MILO', cancelled)).toBeUndefined();
	expect(await scans.cancel('none', dana, cancelled)).toBeUndefined();
	expect(await scans.cancel(scan.id, dana, cancelled)).toBe(true);
	expect(await scans.cancel(scan.id, dana, cancelled)).toBe(false);
	expect(await scans.advance(scan, step([finding('ada@example.com')]))).toBeUndefined();
	expect(await scans.begin({...fresh, from: scan.id, delivery: 'd5'}, begun)).toBe('begun');
	expect(await trail.verify()).toMatchObject({sound: true});
});

test('the intent to post is given once, and taken back', async () => {
	const {id} = await beginScan();
	expect([await scans.mayPost(id), await scans.mayPost(id)]).toEqual([true, false]);
	await scans.notPosted(id);
	expect(await scans.mayPost(id)).toBe(true);
	await scans.posted(id, {channel: 'D1', ts: '1.2'});
	await scans.postpone(id, 0);
	expect(await scans.due()).toMatchObject([{place: {channel: 'D1', ts: '1.2'}}]);
});

test('who is erased is in no sweep any more, a running scan being named; and after two days nobody is', async () => {
	const scan = await beginScan();
	await scans.advance(scan, step([finding('eve@example.com')], '?page=next&address=ada%40example.com&limit=1000'));
	const erasure = {db: database.db, audit: trail, jobsSchema: 'none'};
	const {erased, left} = await erasePerson(erasure, 'ada@example.com', 'operator');
	expect(erased).toContainEqual({table: 'sweep_entry', rows: 2});
	expect(left).toEqual([{table: 'sweep', id: scan.id}]);
	await scans.end(scan.id, {state: 'finished', isWhole: true}, ended);
	await scans.told(scan.id);
	expect((await erasePerson(erasure, 'ada@example.com', 'operator')).left).toEqual([]);
	await sql`update clock_shift set seconds = 2 * 86400 + 60`.execute(database.db);
	await forgetSweeps(database.db);
	const {rows} = await sql`select id from sweep union all select sweep from sweep_entry`.execute(database.db);
	expect(rows).toEqual([]);
});

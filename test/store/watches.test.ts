import {sql} from 'kysely';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {subjectOf} from '../../src/model/subject.ts';
import type {SeenMail} from '../../src/model/watch.ts';
import {type AuditStore, createAuditStore} from '../../src/store/audit-trail.ts';
import {createWatches, forgetWatches} from '../../src/store/watches.ts';
import type {NewWatch, Watches} from '../../src/workflows/ports.ts';
import {openTestDatabase} from '../support/database.ts';

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let trail: AuditStore;
let watches: Watches;

beforeEach(async () => {
	database = await openTestDatabase();
	trail = createAuditStore({db: database.db, key: 'key'});
	watches = createWatches(database.db, trail);
});

afterEach(() => database.drop());

const mail = {
	sendingDomain: 'mg.gitlab.com',
	recipient: 'Ada@example.com',
	since: undefined,
	messageId: undefined,
	kind: 'confirmation' as const,
	subject: undefined,
};

const fresh: NewWatch = {
	id: 'w1',
	act: 'removal',
	by: 'U0DANA',
	about: subjectOf({address: 'Ada@example.com'}),
	ticket: '4711',
	mail,
	channel: 'U0DANA',
	threadTs: undefined,
};

const seen: SeenMail = {
	subject: 'Confirmation instructions',
	kind: 'confirmation',
	at: new Date('2026-11-20T10:00:05.000Z'),
	sentAt: new Date('2026-11-20T10:00:00.000Z'),
	code: '250',
	enhancedCode: '',
	text: 'OK',
	reason: '',
};

const note = {actor: 'redeliver', act: 'delivery-seen', subject: 'Ada@example.com', deed: 'w1'} as const;

async function notes(): Promise<number> {
	return (await trail.about('Ada@example.com', 50)).length;
}

test('one deed opens one watch, also after that has ended; and one runs for an act, person, address and kind', async () => {
	expect(await watches.open(fresh)).toBe('opened');
	expect(await watches.open(fresh)).toBe('already');
	const {id: _id, ...other} = fresh;
	expect(await watches.open({...other, mail: {...mail, recipient: 'ada@EXAMPLE.com'}})).toBe('already');
	for (const [different, outcome] of [
		[{act: 'confirmation'}, 'opened'],
		[{by: 'U0MILO', channel: 'U0MILO'}, 'opened'],
		[{mail: {...mail, kind: undefined}}, 'opened'],
		[{mail: {...mail, recipient: 'eve@example.com'}}, 'opened'],
		[{mail: {...mail, sendingDomain: 'customers.gitlab.com'}}, 'opened'],
		[{by: 'U0MILO', channel: 'U0MILO'}, 'already'],
	] as const) {
		expect(await watches.open({...other, ...different})).toBe(outcome);
	}
	await watches.saw('w1', {state: 'delivered', seen}, note);
	await watches.told('w1', 'delivered', {channel: 'D0DANA', ts: '1.1'});
	expect(await watches.open(fresh)).toBe('already');
	expect(await watches.open(other)).toBe('opened');
});

test('many who open the same at once open one', async () => {
	const {id: _id, ...other} = fresh;
	const opened = await Promise.all(Array.from({length: 12}, () => watches.open(other)));
	expect(opened.filter((outcome) => outcome === 'opened')).toHaveLength(1);
});

test('what was seen comes back as it was, and belongs to its owner', async () => {
	await watches.open(fresh);
	expect(await watches.saw('w1', {state: 'delayed', seen}, undefined)).toMatchObject({
		state: 'delayed',
		seen,
		about: fresh.about,
		told: undefined,
	});
	expect(await watches.find('w1', 'U0DANA')).toMatchObject({state: 'delayed', seen, ticket: '4711', mail: {kind: 'confirmation'}});
	expect(await watches.find('w1', 'U0MILO')).toBeUndefined();
	expect(await watches.running('ada@example.com', 'U0DANA')).toHaveLength(1);
	expect(await watches.running('ada@example.com', 'U0MILO')).toEqual([]);
});

test('the first end stays, with one audit entry', async () => {
	await watches.open(fresh);
	const [one, other] = await Promise.all([
		watches.saw('w1', {state: 'delivered', seen}, note),
		watches.saw('w1', {state: 'silent', seen: undefined}, note),
	]);
	expect(one?.state).toBe(other?.state);
	await watches.stopRemovals('mg.gitlab.com', 'ada@example.com', note);
	expect((await watches.find('w1', 'U0DANA'))?.state).toBe(one?.state);
	expect(await notes()).toBe(1);
});

test('an undo stops the removals of the address, and only these', async () => {
	await watches.open(fresh);
	await watches.open({...fresh, id: 'w2', act: 'confirmation'});
	await watches.open({...fresh, id: 'w3', mail: {...mail, sendingDomain: 'customers.gitlab.com'}});
	await watches.stopRemovals('mg.gitlab.com', 'ada@example.com', note);
	const states = await Promise.all(['w1', 'w2', 'w3'].map(async (id) => (await watches.find(id, 'U0DANA'))?.state));
	expect(states).toEqual(['stopped', 'pending', 'pending']);
	expect(await notes()).toBe(1);
});

test('one process looks at a time, until its lease lapses or it gives the watch back; what ended is due no more', async () => {
	await watches.open(fresh);
	expect(await watches.due()).toHaveLength(1);
	expect(await watches.due()).toEqual([]);
	await watches.postpone('w1', 0);
	expect(await watches.due()).toHaveLength(1);
	await sql`update delivery_watch set lease_until = now() - interval '1 second'`.execute(database.db);
	expect(await watches.due()).toHaveLength(1);
	await watches.postpone('w1', 60);
	expect(await watches.due()).toEqual([]);
	await watches.saw('w1', {state: 'silent', seen: undefined}, note);
	await watches.postpone('w1', 0);
	expect(await watches.due()).toHaveLength(1);
	await watches.told('w1', 'silent', {channel: 'D0DANA', ts: '1.1'});
	await watches.postpone('w1', 0);
	expect(await watches.due()).toEqual([]);
});

test('the intent to post is given once, until it is taken back', async () => {
	await watches.open(fresh);
	const asked = await Promise.all(Array.from({length: 8}, () => watches.mayPost('w1')));
	expect(asked.filter((may) => may)).toHaveLength(1);
	await watches.notPosted('w1');
	expect(await watches.mayPost('w1')).toBe(true);
});

test('two days later nothing of it is left', async () => {
	await watches.open(fresh);
	await forgetWatches(database.db);
	expect(await watches.find('w1', 'U0DANA')).toBeDefined();
	await sql`update clock_shift set seconds = ${2 * 86_400 + 1}`.execute(database.db);
	await forgetWatches(database.db);
	expect(await watches.find('w1', 'U0DANA')).toBeUndefined();
});

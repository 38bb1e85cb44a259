import {randomUUID} from 'node:crypto';
import {sql} from 'kysely';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {RequestState, ResendMessage} from '../../src/model/approval.ts';
import {type AuditStore, createAuditStore} from '../../src/store/audit-trail.ts';
import {createDialogs} from '../../src/store/dialogs.ts';
import {type Erasure, erasePerson} from '../../src/store/erasure.ts';
import {createInbox} from '../../src/store/inbox.ts';
import {createRemovals} from '../../src/store/removals.ts';
import {createRequests} from '../../src/store/requests.ts';
import {createResends} from '../../src/store/resends.ts';
import {createShownMessages} from '../../src/store/shown-messages.ts';
import {createWatches} from '../../src/store/watches.ts';
import {amount} from '../support/amount.ts';
import {openTestDatabase} from '../support/database.ts';
import {tablesNaming} from '../support/dump.ts';

const by = 'U0DANA';
let database: Awaited<ReturnType<typeof openTestDatabase>>;
let trail: AuditStore;

beforeEach(async () => {
	database = await openTestDatabase();
	trail = createAuditStore({db: database.db, key: 'a key that only the operator has'});
});

afterEach(() => database.drop());

function messageTo(originalRecipient: string): ResendMessage {
	return {
		sendingDomain: 'mg.gitlab.com',
		storageKey: 'key',
		storageUrls: [`https://storage.example.com/${encodeURIComponent(originalRecipient)}`],
		messageId: `${randomUUID()}@mg.gitlab.com`,
		subject: 'Verify your identity',
		kind: 'code',
		sentAt: new Date('2026-11-20T10:00:00.000Z'),
		diesAt: undefined,
		originalRecipient,
	};
}

/** One person in every table that can hold one, everything settled. */
async function knowOf(address: string): Promise<void> {
	const {db} = database;
	const sighting = {by, asked: address.toUpperCase(), ticket: '4711'};
	const entry = {
		kind: 'bounce',
		sendingDomain: 'mg.gitlab.com',
		address,
		createdAt: undefined,
		code: '550',
		text: `<${address}> unknown`,
		tags: [],
	} as const;
	const removals = createRemovals(db, trail);
	const [seen, removed] = await removals.see([entry, entry], sighting);
	const note = {actor: by, act: 'suppression-removed', subject: address, deed: removed?.id} as const;
	await removals.move({id: removed?.id ?? '', from: ['seen'], to: 'removed', by, delivery: randomUUID(), note});
	expect(seen?.state).toBe('seen');
	await createDialogs(db).open({purpose: 'draft', by, data: {text: `Dear customer, ${address}.`}});
	await createShownMessages(db).keep([{message: messageTo(address), state: 'delivered'}], sighting);
	const resends = createResends(db, trail);
	const {resend} = await resends.begin(
		{message: messageTo(address), by, ticket: '4711', delivery: randomUUID()},
		{...note, act: 'resend-intended'},
	);
	await resends.settle({id: resend.id, to: 'sent'}, {...note, act: 'resend-sent'});
	await resends.told(resend.id);
	await request(address, `new.${address}`, 'sent');
	await request(`old.${address}`, address, 'denied');
	const mail = {
		sendingDomain: 'mg.gitlab.com',
		recipient: address,
		since: undefined,
		messageId: undefined,
		kind: undefined,
		subject: undefined,
	};
	await createWatches(db, trail).open({
		id: undefined,
		act: 'removal',
		by,
		about: undefined,
		ticket: undefined,
		channel: by,
		threadTs: undefined,
		mail,
	});
}

async function request(from: string, target: string, state: RequestState): Promise<string> {
	const requests = createRequests({db: database.db, audit: trail, seal: (text) => text.slice(0, 20)});
	const proof = {verification: 'challenge', evidence: `Mail from ${target}`, reason: 'They moved', ticket: '4711'} as const;
	const fields = {kind: 'resend' as const, message: messageTo(from), target, account: undefined, requesterId: by, ...proof};
	const draft = {fields, lifeSeconds: 3600, place: 'C0APPROVE', delivery: randomUUID()};
	const {id} = (await requests.create(draft, {actor: by, act: 'request-created', subject: from, target})).request;
	if (state !== 'pending') await database.db.updateTable('approval_request').set({state, told: state}).where('id', '=', id).execute();
	return id;
}

function erase(address: string): Promise<Erasure> {
	return erasePerson({db: database.db, audit: trail, jobsSchema: 'jobs'}, address, 'operator');
}

test('of erased people no address is left in any table, and the trail verifies', {timeout: 120_000}, async () => {
	const people = Array.from({length: amount('ERASURES', 2)}, (_unused, index) => `zoe.${index}@example.com`);
	for (const address of people) await knowOf(address);
	expect(await tablesNaming(database.db, ['zoe.'])).toEqual([
		'approval_request',
		'audit_subject',
		'delivery_watch',
		'dialog',
		'removal',
		'resend',
		'shown_message',
	]);
	const checkpoint = await trail.head();
	for (const address of people) {
		const {erased, left} = await erase(address);
		expect(left).toEqual([]);
		expect(Object.fromEntries(erased.map(({table, rows}) => [table, rows]))).toEqual({
			removal: 2,
			dialog: 1,
			shown_message: 1,
			delivery_watch: 1,
			resend: 1,
			approval_request: 2,
		});
	}
	// The other ends of the requests are people of their own, and still known.
	expect(
		await tablesNaming(
			database.db,
			people.map((address) => `"${address}`),
		),
	).toEqual([]);
	for (const address of people) for (const other of [`old.${address}`, `new.${address}`]) await erase(other);
	expect(await tablesNaming(database.db, ['zoe.', '@example.com'])).toEqual([]);
	expect(await trail.verify(checkpoint)).toMatchObject({sound: true});
	const [newest] = await trail.about('zoe.0@example.com', 10);
	expect(newest).toMatchObject({actor: 'operator', act: 'person-erased', after: {removal: 2}});
});

test('a longer address that holds the erased one is somebody else’s', async () => {
	const others = ['bob.ada@example.com', 'ada@example.com.au', 'ada+1@example.com', 'ada@example.co', '1ada@example.com'];
	const dialogs = createDialogs(database.db);
	for (const text of [...others, 'ada@example.com', 'Write to ADA@Example.com.', 'mailto:ada%40example.com|ada@example.com>']) {
		await dialogs.open({purpose: 'draft', by, data: {text}});
	}
	expect(await erase('ada@example.com')).toEqual({erased: [{table: 'dialog', rows: 3}], left: []});
	const left = await database.db.selectFrom('dialog').select('data').execute();
	expect(left.map(({data}) => data.text).sort()).toEqual([...others].sort());
});

test('what is open stays, and is named', async () => {
	const pending = await request('ada@example.com', 'ada@example.net', 'pending');
	const unknown = await request('ada@example.com', 'ada@example.org', 'unknown');
	const {resend} = await createResends(database.db, trail).begin(
		{message: messageTo('ada@example.com'), by, ticket: undefined, delivery: 'd'},
		{actor: by, act: 'resend-intended', subject: 'ada@example.com'},
	);
	await createInbox(database.db, 'me').take('under way', {text: 'ada@example.com'});
	const {erased, left} = await erase('ada@example.com');
	expect(erased).toEqual([]);
	expect([...left].sort((one, other) => (`${one.table} ${one.id}` < `${other.table} ${other.id}` ? -1 : 1))).toEqual([
		...[pending, unknown].sort().map((id) => ({table: 'approval_request', id})),
		{table: 'inbox', id: 'under way'},
		{table: 'resend', id: resend.id},
	]);
});

test('what a crashed process will go on with is not taken from under it', async () => {
	await createInbox(database.db, 'killed').take('delivery', {type: 'view_submission'});
	const resends = createResends(database.db, trail);
	const note = {actor: by, act: 'resend-intended', subject: 'ada@example.com'} as const;
	const {resend} = await resends.begin({message: messageTo('ada@example.com'), by, ticket: undefined, delivery: 'delivery'}, note);
	await resends.settle({id: resend.id, to: 'sent'}, {...note, act: 'resend-sent'});
	await resends.told(resend.id);
	expect((await erase('ada@example.com')).left).toEqual([{table: 'resend', id: resend.id}]);
	await createInbox(database.db, 'killed').finish('delivery');
	expect((await erase('ada@example.com')).left).toEqual([]);
});

test('a table that nobody thought of is looked through too', async () => {
	await sql`create table something_new (key text, words jsonb)`.execute(database.db);
	await sql`insert into something_new values ('k', '{"to": ["Ada@example.com"]}')`.execute(database.db);
	expect((await erase('ada@example.com')).left).toEqual([{table: 'something_new', id: 'k'}]);
});

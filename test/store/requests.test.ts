import {createHmac} from 'node:crypto';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {
	type ApprovalRequest,
	arrows,
	fingerprintOf,
	isFinal,
	type RequestState,
	type ResendRequest,
	requestStates,
} from '../../src/model/approval.ts';
import {createAuditStore} from '../../src/store/audit-trail.ts';
import {createRequests} from '../../src/store/requests.ts';
import type {Requests} from '../../src/workflows/ports.ts';
import {openTestDatabase} from '../support/database.ts';

const key = 'a key for nothing but tests';
const seal = (text: string) => createHmac('sha256', key).update(text).digest('hex');
const note = {actor: 'U0INES', act: 'request-approved'} as const;

let opened: Awaited<ReturnType<typeof openTestDatabase>>;
let requests: Requests;
let count = 0;

beforeEach(async () => {
	opened = await openTestDatabase();
	requests = createRequests({db: opened.db, audit: createAuditStore({db: opened.db, key}), seal});
});
afterEach(() => opened.drop());

async function create(delivery = `delivery-${count}`): Promise<ResendRequest> {
	count += 1;
	const message = {
		sendingDomain: 'mg.gitlab.com',
		storageKey: 'key',
		storageUrls: ['https://storage.example.com/key'],
		messageId: 'one@mg.gitlab.com',
		subject: 'Verify your identity',
		kind: 'code' as const,
		sentAt: new Date('2026-11-20T10:00:00.000Z'),
		diesAt: undefined,
		originalRecipient: 'ada@example.com',
	};
	const fields = {
		kind: 'resend' as const,
		message,
		target: 'ada@example.net',
		account: {id: 7, username: 'ada', addressSeal: 'sealed'},
		requesterId: 'U0DANA',
		verification: 'challenge' as const,
		evidence: 'in the ticket',
		reason: 'moved',
		ticket: '4711',
	};
	const draft = {fields, lifeSeconds: 3600, place: 'C0APPROVE', delivery};
	const {request} = await requests.create(draft, {actor: 'U0DANA', act: 'request-created'});
	if (request.kind !== 'resend') throw new Error('what was asked for is a resend');
	return request;
}

async function requestIn(state: RequestState): Promise<ApprovalRequest> {
	const request = await create();
	await opened.db.updateTable('approval_request').set({state}).where('id', '=', request.id).execute();
	return request;
}

describe('a request', () => {
	const pairs = requestStates.flatMap((from) => requestStates.map((to) => [from, to] as const));
	test(`goes the arrows of the diagram and none of the other ${pairs.length - Object.values(arrows).flat().length}`, async () => {
		for (const [from, to] of pairs) {
			const {id} = await requestIn(from);
			const moved = await requests.move({id, from: [...requestStates], to, note});
			const state = (await requests.find(id))?.state;
			const allowed = arrows[from].includes(to);
			expect([from, to, moved !== undefined, state]).toEqual([from, to, allowed, allowed ? to : from]);
		}
	});

	test('in a final state goes nowhere', () => {
		expect(requestStates.filter(isFinal)).toEqual(['sent', 'failed', 'denied', 'cancelled', 'expired', 'void']);
	});

	test('is decided once, however many try at the same time', async () => {
		const {id} = await create();
		const tries = Array.from({length: 20}, (_unused, index) =>
			requests.move({id, from: ['pending'], to: index % 2 === 0 ? 'approved' : 'denied', note}),
		);
		expect((await Promise.all(tries)).filter((moved) => moved !== undefined)).toHaveLength(1);
	});

	test('is neither approved nor sent after its time, by the database’s clock', async () => {
		const {id} = await create();
		await opened.db.updateTable('clock_shift').set({seconds: 3601}).execute();
		expect(await requests.move({id, from: ['pending'], to: 'approved', note})).toBeUndefined();
		await opened.db.updateTable('approval_request').set({state: 'approved'}).where('id', '=', id).execute();
		expect(await requests.move({id, from: ['approved'], to: 'sending', note})).toBeUndefined();
		expect(await requests.move({id, from: ['approved'], to: 'expired', expired: true, note})).toBeDefined();
	});

	test('does not expire before its time', async () => {
		const {id} = await create();
		expect(await requests.move({id, from: ['pending'], to: 'expired', expired: true, note})).toBeUndefined();
	});

	test('takes an outcome only of the attempt that it is about', async () => {
		const {id} = await requestIn('approved');
		await requests.move({id, from: ['approved'], to: 'sending', note});
		expect(await requests.move({id, from: ['sending'], to: 'sent', attempt: 2, note})).toBeUndefined();
		expect(await requests.move({id, from: ['sending'], to: 'sent', attempt: 1, note})).toMatchObject({state: 'sent', attempts: 1});
	});

	test('is made once by one delivery, and comes back as it went in', async () => {
		const [one, other] = [await create('same'), await create('same')];
		expect(other.id).toBe(one.id);
		const found = await requests.find(one.id);
		expect(found).toMatchObject({id: one.id, target: 'ada@example.net', message: one.message, requesterId: 'U0DANA'});
		expect(found && fingerprintOf(found, seal)).toBe(one.fingerprint);
	});

	test('that is due is taken by one only, and not while somebody works on it', async () => {
		const {id} = await create();
		expect(await requests.due()).toEqual([]);
		await requests.postpone(id, 0);
		const taken = await Promise.all([requests.due(), requests.due(), requests.due()]);
		expect(taken.flat().map((request) => request.id)).toEqual([id]);
	});

	test('is reminded of once, whoever tries, and only while it waits', async () => {
		const {id} = await create();
		const tries = await Promise.all(Array.from({length: 10}, () => requests.remind(id, {from: 0, to: 1})));
		expect(tries.filter((first) => first)).toHaveLength(1);
		await requests.move({id, from: ['pending'], to: 'denied', note});
		expect(await requests.remind(id, {from: 1, to: 2})).toBe(false);
		expect((await requests.find(id))?.reminders).toBe(1);
	});

	test('is due for a reminder after each third of its time', async () => {
		const {id} = await create();
		await requests.note(id, {channel: 'C0APPROVE', caseTs: '1.1', cardTs: '1.2'});
		await requests.told(id, 'pending');
		await requests.postpone(id, 0);
		for (const [seconds, count, isDue] of [
			[1190, 0, false],
			[1210, 1, true],
			[2390, 1, false],
			[2410, 2, true],
			[3590, 2, false],
		] as const) {
			await opened.db.updateTable('clock_shift').set({seconds}).execute();
			if (isDue) await expect.poll(async () => (await requests.due()).length).toBe(1);
			else expect(await requests.due()).toEqual([]);
			if (isDue) await requests.remind(id, {from: count - 1, to: count});
			await requests.postpone(id, 0);
		}
	});

	test('no audit entry, no move', async () => {
		const failing = createRequests({
			db: opened.db,
			seal,
			audit: {
				...createAuditStore({db: opened.db, key}),
				recordIn: async () => {
					throw new Error('the disk is full');
				},
			},
		});
		const {id} = await create();
		await expect(failing.move({id, from: ['pending'], to: 'approved', note})).rejects.toThrow();
		expect((await requests.find(id))?.state).toBe('pending');
	});
});

describe('the fingerprint', () => {
	test('changes with every field that a manager saw', async () => {
		const request = await create();
		const {message} = request;
		const variants: readonly ResendRequest[] = [
			{...request, target: 'mallory@example.org'},
			{...request, requesterId: 'U0MILO'},
			{...request, verification: 'enterprise-owner'},
			{...request, evidence: 'none'},
			{...request, reason: 'none'},
			{...request, ticket: '1'},
			{...request, account: undefined},
			{...request, account: {id: 8, username: 'ada', addressSeal: 'sealed'}},
			{...request, account: {id: 7, username: 'ada', addressSeal: 'other'}},
			{...request, expiresAt: new Date(request.expiresAt.getTime() + 1)},
			{...request, message: {...message, storageKey: 'other'}},
			{...request, message: {...message, messageId: 'other@mg.gitlab.com'}},
			{...request, message: {...message, subject: 'Other'}},
			{...request, message: {...message, sendingDomain: 'customers.gitlab.com'}},
			{...request, message: {...message, originalRecipient: 'eve@example.com'}},
		];
		const prints = variants.map((variant) => fingerprintOf(variant, seal));
		expect(new Set([...prints, request.fingerprint]).size).toBe(variants.length + 1);
	});
});

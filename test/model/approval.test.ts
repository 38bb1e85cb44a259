import {createHmac} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import {
	arrows,
	type BulkFields,
	decideReview,
	dueReminder,
	type FingerprintFields,
	fingerprintOf,
	isFinal,
	isForeignToMail,
	isResendable,
	type ResendFields,
	type ResendRequest,
	requestStates,
	shortFingerprint,
	verifications,
} from '../../src/model/approval.ts';
import {pendingRequest} from './request-record.ts';

const seal = (text: string) => createHmac('sha256', 'one key').update(text).digest('hex');
const createdAt = new Date('2026-11-20T10:00:00.000Z');
const after = (minutes: number) => new Date(createdAt.getTime() + minutes * 60_000);

const fields: ResendFields = {
	kind: 'resend',
	id: 'RQ-1',
	message: {
		sendingDomain: 'mg.gitlab.com',
		storageKey: 'key-1',
		storageUrls: ['https://storage.example.com/key-1'],
		messageId: 'one@mg.gitlab.com',
		subject: 'Verify your identity',
		kind: 'code',
		sentAt: after(-5),
		diesAt: after(55),
		originalRecipient: 'ada@example.com',
	},
	target: 'ada@example.net',
	account: {id: 7, username: 'ada', addressSeal: 'sealed'},
	requesterId: 'U0DANA',
	verification: 'challenge',
	evidence: 'Answered in the ticket',
	reason: 'The mailbox is lost',
	ticket: '4711',
	ticketRequesterSeal: 'sealed',
	expiresAt: after(240),
};

/** A request in order, but for what is changed after its fingerprint was taken. */
function requestWith(change: Partial<ResendRequest> = {}): ResendRequest {
	return {...pendingRequest(fields, createdAt, seal), ...change};
}

const manager = {id: 'U0INES', isManager: true};

describe('from one state to another', () => {
	test('leads what the rules name, and nothing else', () => {
		expect(Object.entries(arrows).flatMap(([from, states]) => states.map((to) => `${from} → ${to}`))).toEqual([
			'pending → approved',
			'pending → denied',
			'pending → cancelled',
			'pending → expired',
			'pending → void',
			'approved → sending',
			'approved → expired',
			'approved → void',
			'sending → sent',
			'sending → failed',
			'sending → unknown',
			'sending → approved',
			'unknown → sent',
			'unknown → failed',
			'unknown → approved',
		]);
	});

	test('nothing leads on from what is sent, failed, denied, cancelled, expired or void', () => {
		expect(requestStates.filter((state) => !isFinal(state))).toEqual(['pending', 'approved', 'sending', 'unknown']);
		expect(requestStates.filter(isFinal)).toEqual(['sent', 'failed', 'denied', 'cancelled', 'expired', 'void']);
	});
});

test('an ownership is verified in one of three ways', () => {
	expect(verifications).toEqual(['pin', 'challenge', 'enterprise-owner']);
});

describe('a manager decides', () => {
	test('on the request of another, while it is pending and is what was shown', () => {
		expect(decideReview(requestWith(), manager, after(0), seal)).toEqual({permitted: true});
		expect(decideReview(requestWith(), manager, new Date(fields.expiresAt.getTime() - 1), seal)).toEqual({permitted: true});
	});

	test.each(requestStates.filter((state) => state !== 'pending'))('not when it is %s', (state) => {
		expect(decideReview(requestWith({state}), manager, after(0), seal)).toEqual({permitted: false, reason: 'already-decided'});
	});

	test.each<[why: string, change: Partial<ResendRequest>, approver: typeof manager, now: Date, reason: string]>([
		['not from the moment on at which it expires', {}, manager, fields.expiresAt, 'expired'],
		['not later', {}, manager, after(241), 'expired'],
		['unless they are none', {}, {id: 'U0MILO', isManager: false}, after(0), 'not-a-manager'],
		['not on their own request', {}, {id: 'U0DANA', isManager: true}, after(0), 'own-request'],
		['not on what was changed', {target: 'eve@example.net'}, manager, after(0), 'changed'],
		['not under a fingerprint that was changed', {fingerprint: 'f'.repeat(64)}, manager, after(0), 'changed'],
	])('%s', (_why, change, approver, now, reason) => {
		expect(decideReview(requestWith(change), approver, now, seal)).toEqual({permitted: false, reason});
	});
});

describe('the fingerprint', () => {
	const {message} = fields;
	const changes: readonly [what: string, changed: FingerprintFields][] = [
		['another request', {...fields, id: 'RQ-2'}],
		['another message key', {...fields, message: {...message, storageKey: 'key-2'}}],
		['another message id', {...fields, message: {...message, messageId: 'two@mg.gitlab.com'}}],
		['another subject', {...fields, message: {...message, subject: 'Confirmation instructions'}}],
		['another sending domain', {...fields, message: {...message, sendingDomain: 'customers.gitlab.com'}}],
		['another original recipient', {...fields, message: {...message, originalRecipient: 'eve@example.com'}}],
		['another target', {...fields, target: 'eve@example.net'}],
		['another account', {...fields, account: {id: 8, username: 'ada', addressSeal: 'sealed'}}],
		['another primary address', {...fields, account: {id: 7, username: 'ada', addressSeal: 'other'}}],
		['no account', {...fields, account: undefined}],
		['another requester', {...fields, requesterId: 'U0MILO'}],
		['another verification', {...fields, verification: 'pin'}],
		['other evidence', {...fields, evidence: 'None'}],
		['another reason', {...fields, reason: 'None'}],
		['another ticket', {...fields, ticket: '4712'}],
		['another requester of the ticket', {...fields, ticketRequesterSeal: 'other'}],
		['no ticket system', {...fields, ticketRequesterSeal: undefined}],
		['another expiry', {...fields, expiresAt: new Date(fields.expiresAt.getTime() + 1)}],
	];

	test.each(changes)('is another one for %s', (_what, changed) => {
		expect(fingerprintOf(changed, seal)).not.toBe(fingerprintOf(fields, seal));
	});

	test('of a bulk removal is another one for any other set', () => {
		const {id, requesterId, reason, ticket, expiresAt} = fields;
		const entry = {
			kind: 'bounce',
			sendingDomain: 'mg.gitlab.com',
			address: 'ada@example.org',
			createdAt,
			code: '550',
			text: '',
			tags: [],
		} as const;
		const set: BulkFields = {kind: 'bulk-removal', id, requesterId, reason, ticket, expiresAt, domain: 'example.org', entries: [entry]};
		const others: readonly BulkFields[] = [
			{...set, id: 'RQ-2'},
			{...set, requesterId: 'U0MILO'},
			{...set, reason: 'none'},
			{...set, ticket: undefined},
			{...set, ticketRequesterSeal: 'sealed'},
			{...set, expiresAt: after(241)},
			{...set, domain: 'example.com'},
			{...set, entries: []},
			{...set, entries: [entry, {...entry, address: 'eve@example.org'}]},
			{...set, entries: [{...entry, address: 'eve@example.org'}]},
			{...set, entries: [{...entry, sendingDomain: 'customers.gitlab.com'}]},
			{...set, entries: [{...entry, kind: 'complaint'}]},
			{...set, entries: [{...entry, createdAt: after(1)}]},
			{...set, entries: [{...entry, createdAt: undefined}]},
			{...set, entries: [{...entry, code: '551'}]},
		];
		const prints = new Set([set, ...others].map((one) => fingerprintOf(one, seal)));
		expect(prints.size).toBe(1 + others.length);
		expect(fingerprintOf(structuredClone(set), seal)).toBe(fingerprintOf(set, seal));
	});

	test('is the same for the same, and another one under another key', () => {
		expect(fingerprintOf(structuredClone(fields), seal)).toBe(fingerprintOf(fields, seal));
		expect(fingerprintOf(fields, (text) => seal(`other key:${text}`))).not.toBe(fingerprintOf(fields, seal));
	});

	test('is taken over canonical JSON, in which the subject is hashed', () => {
		const texts: string[] = [];
		const print = fingerprintOf({...fields, account: undefined, ticketRequesterSeal: undefined}, (text) => {
			texts.push(text);
			return seal(text);
		});
		const [subject = '', whole = ''] = texts;
		expect(subject).toBe('subject of a mail:Verify your identity');
		expect(print).toBe(seal(whole));
		expect(JSON.parse(whole)).toEqual({
			id: 'RQ-1',
			messageKey: 'key-1',
			messageId: 'one@mg.gitlab.com',
			subject: seal(subject),
			sendingDomain: 'mg.gitlab.com',
			originalRecipient: 'ada@example.com',
			target: 'ada@example.net',
			account: null,
			accountAddress: null,
			requester: 'U0DANA',
			verification: 'challenge',
			evidence: 'Answered in the ticket',
			reason: 'The mailbox is lost',
			ticket: '4711',
			expiry: '2026-11-20T14:00:00.000Z',
		});
	});

	test('is shown by its first eight digits', () => {
		expect(shortFingerprint('0123456789abcdef')).toBe('01234567');
	});
});

describe('a reminder is due', () => {
	test.each<[why: string, minutes: number, reminders: number, due: number | undefined]>([
		['not at once', 0, 0, undefined],
		['not before a third of the time', 79.9, 0, undefined],
		['after a third of the time', 80, 0, 1],
		['but once', 100, 1, undefined],
		['after two thirds, for all', 160, 1, 2],
		['but once', 239.9, 2, undefined],
		['and the first is not made up for', 200, 0, 2],
		['not any more when it has expired', 240, 0, undefined],
	])('%s (%d minutes, %d reminders)', (_why, minutes, reminders, due) => {
		expect(dueReminder(requestWith({reminders}), after(minutes))).toBe(due);
	});

	test.each(requestStates.filter((state) => state !== 'pending'))('not when it is %s', (state) => {
		expect(dueReminder(requestWith({state}), after(170))).toBeUndefined();
	});

	test('by the time that the request has, whenever it was made', () => {
		expect(dueReminder(requestWith({createdAt: after(150)}), after(180))).toBe(1);
		expect(dueReminder(requestWith({createdAt: after(150)}), after(179))).toBeUndefined();
	});
});

test.each<[why: string, account: {readonly createdAt: Date} | undefined, foreign: boolean]>([
	['nobody’s', undefined, true],
	['of an account that is older', {createdAt: after(-1)}, false],
	['of an account as old as the mail', {createdAt: after(0)}, false],
	['of an account that is younger', {createdAt: after(1)}, true],
])('an address counts as different when it is %s', (_why, owner, foreign) => {
	expect(isForeignToMail(owner, after(0))).toBe(foreign);
});

test.each([
	['Verify your identity', true],
	['Verify your identity | Example', true],
	['Welcome | Example', true],
	['Welcome', false],
	['Confirmation instructions', false],
	['Example | Verify your identity', false],
])('a mail “%s” may be opened and sent again: %s', (subject, may) => {
	expect(isResendable(subject, ['Verify your identity', 'Welcome | Example'])).toBe(may);
});

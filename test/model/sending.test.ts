import {createHmac} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import type {BulkFields, ResendFields} from '../../src/model/approval.ts';
import {decideRemoving, decideSending, type LiveFacts} from '../../src/model/sending.ts';
import {pendingRequest} from './request-record.ts';

const seal = (text: string) => createHmac('sha256', 'one key').update(text).digest('hex');
const now = new Date('2026-11-20T12:00:00.000Z');
const later = new Date('2026-11-20T14:00:00.000Z');
const account = {id: 7, username: 'ada', addressSeal: seal('primary address:ada@example.com')};
const message = {
	sendingDomain: 'mg.gitlab.com',
	storageKey: 'key',
	storageUrls: [],
	messageId: 'one@mg.gitlab.com',
	subject: 'Verify your identity',
	kind: 'code',
	sentAt: now,
	diesAt: undefined,
	originalRecipient: 'ada@example.com',
} as const;
const shared = {id: 'RQ-1', requesterId: 'U0DANA', reason: 'moved', ticket: '4711', ticketRequesterSeal: seal('ada'), expiresAt: later};
const resend: ResendFields = {
	...shared,
	kind: 'resend',
	message,
	target: 'ada.new@example.net',
	account,
	verification: 'challenge',
	evidence: 'in the ticket',
};
const entry = {
	kind: 'bounce',
	sendingDomain: 'mg.gitlab.com',
	address: 'eve@example.org',
	createdAt: now,
	code: '550',
	text: '',
	tags: [],
} as const;
const bulk: BulkFields = {...shared, kind: 'bulk-removal', domain: 'example.org', entries: [entry]};
const manager = {id: 'U0INES', isManager: true};
const live: LiveFacts = {
	message: {subject: message.subject, recipients: ['ada@example.com'], messageId: message.messageId},
	account,
	isTargetSuppressed: false,
	allowedSubjects: [message.subject],
	ticketRequesterSeal: seal('ada'),
};

const sealed = <Fields extends ResendFields | BulkFields>(fields: Fields) => ({
	...pendingRequest(fields, now, seal),
	state: 'approved' as const,
});
const sending = (facts: Partial<LiveFacts> = {}, approver = manager, fields = resend, at = now) =>
	decideSending(sealed(fields), approver, {...live, ...facts}, at, seal);
const removing = (ticketRequesterSeal: string | undefined, approver = manager, fields = bulk, at = now) =>
	decideRemoving(sealed(fields), approver, {ticketRequesterSeal}, at, seal);

const voided = (reason: string) => ({permitted: false, next: 'void', reason});
const expired = {permitted: false, next: 'expired', reason: 'The time to send it was over.'};
const noManager = voided('Whoever approved it is no manager any more.');
const ownRequest = voided('Nobody decides their own request.');
const otherTicket = voided('The ticket has another requester than at the request, or is gone.');

describe('right before a message goes to another address', () => {
	test('it goes while all is as it was shown, to the last moment before its time is over', () => {
		expect(sending()).toEqual({permitted: true});
		expect(sending({}, manager, resend, new Date(later.getTime() - 1))).toEqual({permitted: true});
		expect(sending({}, manager, resend, later)).toEqual(expired);
	});

	test('a record that somebody changed is void', () => {
		const changed = {...sealed(resend), target: 'eve@example.org'};
		expect(decideSending(changed, manager, live, now, seal)).toEqual(voided('The record was changed after it was shown.'));
	});

	test('the approver is still a manager, and is not the requester', () => {
		expect(sending({}, {...manager, isManager: false})).toEqual(noManager);
		expect(sending({}, {id: 'U0DANA', isManager: true})).toEqual(ownRequest);
	});

	test.for<[string, Partial<LiveFacts>]>([
		['Mailgun keeps the message no longer.', {message: undefined}],
		[
			'The stored message has another subject than was shown.',
			{message: {subject: 'Another', recipients: ['ada@example.com'], messageId: undefined}},
		],
		['The stored message has not exactly one recipient.', {message: {subject: message.subject, recipients: [], messageId: undefined}}],
		[
			'The stored message has not exactly one recipient.',
			{message: {subject: message.subject, recipients: ['ada@example.com', 'eve@example.org'], messageId: undefined}},
		],
		[
			'The stored message went to another address than was shown.',
			{message: {subject: message.subject, recipients: ['eve@example.org'], messageId: undefined}},
		],
		[
			'The stored message is another one than was shown.',
			{message: {subject: message.subject, recipients: ['ada@example.com'], messageId: 'two@mg.gitlab.com'}},
		],
		['The ticket has another requester than at the request, or is gone.', {ticketRequesterSeal: seal('eve')}],
		['The ticket has another requester than at the request, or is gone.', {ticketRequesterSeal: undefined}],
		['Messages with this subject are not sent again any more.', {allowedSubjects: ['Another']}],
		['The original address belongs to no account any more.', {account: undefined}],
		['The original address belongs to another account than was shown.', {account: {...account, id: 8}}],
		['The account has another primary address than at the request.', {account: {...account, addressSeal: seal('another')}}],
		['The target address is suppressed, so Mailgun would drop the mail.', {isTargetSuppressed: true}],
	])('%s', ([reason, facts]) => {
		expect(sending(facts)).toEqual(voided(reason));
	});

	test('what Mailgun does not name, and a ticket system that was not asked, change nothing', () => {
		expect(sending({message: {subject: message.subject, recipients: ['ada@example.com'], messageId: undefined}})).toEqual({
			permitted: true,
		});
		const {ticketRequesterSeal: _none, ...unasked} = resend;
		expect(sending({ticketRequesterSeal: undefined}, manager, unasked)).toEqual({permitted: true});
		expect(sending({}, manager, unasked)).toEqual({permitted: true});
	});

	test('an account that came since the request is another one', () => {
		const {account: _none, ...rest} = resend;
		const without: ResendFields = {...rest, account: undefined};
		expect(sending({account: undefined}, manager, without)).toEqual({permitted: true});
		expect(sending({}, manager, without)).toEqual(voided('The original address belongs to another account than was shown.'));
	});
});

test('a bulk removal goes on only while its record, its approver and its ticket are what they were', () => {
	expect(removing(seal('ada'))).toEqual({permitted: true});
	expect(removing(seal('ada'), manager, bulk, later)).toEqual(expired);
	expect(removing(seal('ada'), {...manager, isManager: false})).toEqual(noManager);
	expect(removing(seal('ada'), {id: 'U0DANA', isManager: true})).toEqual(ownRequest);
	expect(removing(seal('eve'))).toEqual(otherTicket);
	expect(removing(undefined)).toEqual(otherTicket);
	const changed = {...sealed(bulk), entries: []};
	expect(decideRemoving(changed, manager, {ticketRequesterSeal: seal('ada')}, now, seal)).toEqual(
		voided('The record was changed after it was shown.'),
	);
});

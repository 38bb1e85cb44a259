import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {diagnose} from '../../src/model/diagnosis.ts';
import {evidenceLine, evidenceOf, receiptOf} from '../../src/model/evidence.ts';
import {failureOf} from '../../src/model/failure-reason.ts';
import {known} from '../../src/model/known.ts';
import {confirmedAccount, entry, facts, hour, lists, message, now} from './diagnosis-scene.ts';

const sceneOf = (more: Parameters<typeof facts>[0]) => diagnose(facts(more)).scene;
const linesOf = (more: Parameters<typeof facts>[0], disclosed = true) => evidenceOf(sceneOf(more), disclosed).map(evidenceLine);

describe('evidence', () => {
	test('a list entry reads with its date, code, text and domain', () => {
		const bounce = entry('bounce', {createdAt: new Date('2026-11-12T09:14:00Z'), text: '5.1.1 user unknown'});
		expect(linesOf({lists: lists([bounce])})).toContain('Mailgun · 12 Nov 09:14 UTC · bounce 550 5.1.1 user unknown (mg.gitlab.com)');
	});

	test('a delivered mail reads with its code, server and Message-Id', () => {
		expect(linesOf({messages: known([message('delivered', hour)])}).at(-1)).toBe(
			'Mailgun · 12 Nov 11:00 UTC · “Confirmation instructions” delivered 250 by mx.example.com, Message-Id 3600000@mg.gitlab.com (mg.gitlab.com)',
		);
	});

	test('what stands elsewhere says that it does not block', () => {
		const other = {...entry('bounce'), sendingDomain: 'customers.gitlab.com'};
		const reading = {sendingDomain: 'customers.gitlab.com', kind: 'bounce', answer: {status: 'answered', entries: [other]}} as const;
		expect(linesOf({lists: [...lists(), reading]}).at(-1)).toMatch(/customers\.gitlab\.com\); does not block this mail$/);
	});

	test('about an undisclosed address it names neither domain nor server, nor the words of the server', () => {
		const lines = linesOf(
			{
				address: undefined,
				by: 'username',
				account: known(confirmedAccount()),
				lists: lists([entry('bounce', {text: '5.1.1 <ada@example.com> unknown at mx.example.com'})]),
				messages: known([message('delivered', hour), message('failed', 2 * hour), message('delayed', 3 * hour)]),
			},
			false,
		).join('\n');
		expect(lines).not.toContain('example.com');
		expect(lines).toContain('bounce 550 mailbox-unknown');
		expect(lines).toContain('failed for good 550 mailbox-unknown');
	});

	test('nor do the subjects of mails that name people and projects', () => {
		const subjects = ['Undisclosed.example.com | Pipeline failed', 'Reset password instructions | Undisclosed', 'Undisclosed invited you'];
		const messages = known(subjects.map((subject, at) => message('delivered', (at + 1) * hour, {subject})));
		const lines = linesOf({address: undefined, by: 'username', account: known(confirmedAccount()), messages}, false).join('\n');
		expect(lines).not.toMatch(/undisclosed/i);
		expect(lines).toContain('“Reset password instructions” delivered');
		expect(lines).toContain('another mail delivered');
	});

	test('of a link that a filter quotes, only its place is left', () => {
		const link = 'https://gitlab.example.com/users/confirmation?confirmation_token=Kestrel-4821-abcdef';
		const entries = lists([entry('bounce', {text: `5.7.1 refused for ${link}`})]);
		const failed = message('failed', hour);
		const messages = known([{...failed, last: {...failed.last, text: `5.7.1 spam: ${link}`}}]);
		const lines = linesOf({lists: entries, messages}).join('\n');
		expect(lines).toContain('5.7.1 refused for https://gitlab.example.com/users/confirmation');
		expect(lines).not.toMatch(/token|kestrel|4821/i);
	});

	test('the account tells its state and what the address is to it', () => {
		const locked = confirmedAccount({state: 'blocked', locked: true, secondaryEmails: [{address: 'a@example.org', confirmedAt: now}]});
		const [first] = linesOf({account: known(locked), by: 'username', address: 'a@example.org'});
		expect(first).toContain('account @ada (id 7) created, blocked, locked; the address is a confirmed secondary one');
		expect(first).not.toContain('ada@example.com');
	});
});

describe('the reason of a failure', () => {
	test.for([
		[{lists: lists([entry('bounce')])}, {reason: 'mailbox-unknown', permanent: true}],
		[{messages: known([message('failed', hour)])}, {reason: 'mailbox-unknown', permanent: true}],
		[{messages: known([message('delayed', hour)])}, {reason: 'rate-limited', permanent: false}],
		[{messages: known([message('delivered', hour)])}, undefined],
		[{messages: known([message('dropped', hour)])}, undefined],
	] as const)('is that of the mail or the entry which the verdict rests on: %#', ([more, failure]) => {
		expect(failureOf(diagnose(facts(more)))).toEqual(failure);
	});
});

describe('the receipt for an administrator', () => {
	test('names code, server and Message-Id', () => {
		expect(receiptOf(message('delivered', hour))).toBe('code 250 from mx.example.com, Message-Id 3600000@mg.gitlab.com');
	});

	test('is a name or nothing, whatever comes from outside', () => {
		const outside = fc.oneof(
			fc.string(),
			fc.webUrl({withQueryParameters: true}),
			fc.constant('mx.example.com'),
			fc.constant('a.b@mg.gitlab.com'),
		);
		fc.assert(
			fc.property(outside, outside, outside, (mxHost, messageId, code) => {
				const delivered = message('delivered', hour);
				const receipt = receiptOf({...delivered, messageId, last: {...delivered.last, mxHost, code}});
				expect(receipt).toMatch(/^code \d{3}(?: from [\w.-]+)?(?:, Message-Id [\w.+=$-]+@[\w.-]+)?$/);
			}),
		);
	});
});

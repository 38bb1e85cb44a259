import {describe, expect, test} from 'vitest';
import {diagnose, type VerdictCode} from '../../src/model/diagnosis.ts';
import {stepWords} from '../../src/model/diagnosis-steps.ts';
import {type DraftFacts, draftFor, isDraftStep} from '../../src/model/drafts.ts';
import {evidenceLine, evidenceOf} from '../../src/model/evidence.ts';
import {failureOf} from '../../src/model/failure-reason.ts';
import {known} from '../../src/model/known.ts';
import {mailKinds} from '../../src/model/mail-kind.ts';
import {reasonClasses} from '../../src/model/smtp-reply.ts';
import {caveatsOf, shortVerdicts, verdictDetail, verdictWords} from '../../src/model/verdict-texts.ts';
import {account, ago, confirmedAccount, day, domain, entry, facts, hour, lists, message, now} from './diagnosis-scene.ts';

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

	test('the account tells its state and what the address is to it', () => {
		const locked = confirmedAccount({state: 'blocked', locked: true, secondaryEmails: [{address: 'a@example.org', confirmedAt: now}]});
		const [first] = linesOf({account: known(locked), by: 'username', address: 'a@example.org'});
		expect(first).toContain('account @ada (id 7) created, blocked, locked; the address is a confirmed secondary one');
		expect(first).not.toContain('ada@example.com');
	});
});

describe('sentences', () => {
	test('every verdict has a sentence, and a short one', () => {
		for (const code of Object.keys(verdictWords) as VerdictCode[]) {
			expect(verdictWords[code]).toMatch(/^[A-Z].*\.$/);
			expect(shortVerdicts[code]).not.toBe('');
		}
	});

	test.for([
		[{account: known(account({createdAt: ago(4 * day)}))}, /^Its time was over on 11 Nov 12:00 UTC\.$/],
		[{account: known(undefined), address: 'ada@gmial.com'}, /gmail\.com/],
		[{account: known(confirmedAccount({state: 'banned'})), said: 'code'}, /banned/],
		[{messages: known([message('delayed', hour)])}, /12 Nov 19:00 UTC/],
		[{messages: known([message('failed', hour)])}, /no such mailbox/],
		[{}, /^Nothing since 2026-10-13\.$/],
	] as const)('what depends on the case is told: %#', ([more, words]) => {
		expect(verdictDetail(diagnose(facts(more)))).toMatch(words);
	});

	test.for([
		[{account: known(account({locked: true}))}, [], /locked/],
		[{account: known(confirmedAccount({identityProviders: ['saml']}))}, [], /SAML or LDAP/],
		[{}, [{kind: 'confirmation', at: ago(5 * 60_000)}], /catching up/],
		[{}, [{kind: 'confirmation', at: ago(45 * 60_000)}], /possibly the wacky state/],
		[{account: known(confirmedAccount()), messages: known([message('delivered', hour, {subject: 'Verify your identity'})])}, [], /dead/],
	] as const)('a caveat tells what the verdict does not: %#', ([more, sends, words]) => {
		expect(caveatsOf(diagnose(facts(more)), [], sends).join(' ')).toMatch(words);
	});

	test('no caveat without a cause', () => {
		expect(caveatsOf(diagnose(facts()), [], [])).toEqual([]);
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

describe('drafts', () => {
	const base: DraftFacts = {
		address: undefined,
		missed: 'confirmation',
		sendingDomain: domain,
		reason: undefined,
		removed: false,
		sent: false,
		likelyDomain: undefined,
		waitUntil: undefined,
		delivered: undefined,
	};
	const steps = stepWords.filter(isDraftStep);

	test('one for each step that ends in words for the customer, without link, code, address or jargon', () => {
		for (const step of steps) {
			for (const missed of mailKinds) {
				for (const reason of reasonClasses) {
					const {text} = draftFor(step, {...base, missed, reason});
					expect(text, step).not.toMatch(/https?:|\S@\S|\b\d{6}\b|suppress|bounce|Mailgun|SMTP|undefined|DOMAIN/i);
				}
			}
		}
	});

	test('they name the address that the customer wrote, and no other', () => {
		expect(draftFor('reply-no-account', {...base, address: 'ada@gmial.com', likelyDomain: 'gmail.com'}).text).toMatch(
			/ada@gmial\.com.*gmail\.com\?/,
		);
	});

	test('they change after an act', () => {
		expect(draftFor('ask-check-spam', {...base, removed: true}).text).toContain('We have just removed it');
		expect(draftFor('resend-confirmation', {...base, sent: true}).text).toContain('We have just sent you');
		expect(draftFor('send-reset', {...base, sent: true}).text).toContain('we cannot tell which address');
	});
});

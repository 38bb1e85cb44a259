import {describe, expect, test} from 'vitest';
import type {Account} from '../../src/model/account.ts';
import {diagnose} from '../../src/model/diagnosis.ts';
import {type DiagnosisFacts, hangsOnDeletionDays, setScene} from '../../src/model/diagnosis-facts.ts';
import {stepsOf} from '../../src/model/diagnosis-steps.ts';
import {known} from '../../src/model/known.ts';
import {type MailKind, type MailKindRow, usualMailKinds} from '../../src/model/mail-kind.ts';
import type {VerdictCode} from '../../src/model/verdicts.ts';
import {account, ago, confirmedAccount, day, domain, entry, facts, hour, lists, message, now, silent} from './diagnosis-scene.ts';

type Row = readonly [what: string, facts: DiagnosisFacts, verdict: VerdictCode, steps: readonly string[], also?: readonly VerdictCode[]];

const mail = (...messages: ReturnType<typeof message>[]) => known(messages);
const nobody = known<Account | undefined>(undefined);
const reset = 'Reset password instructions';
const signIn: MailKindRow = {domain: 'gitlab', subject: 'Your sign-in link', kind: 'sign-in', life: day, passes: false};
const signInMail = {...message('delivered', day, {subject: signIn.subject}), kind: signIn.kind};
const byUsername = {by: 'username', address: 'other.person@example.org'} as const;

const table: readonly Row[] = [
	['nobody owns the address', facts({account: nobody}), 'no-account', ['reply-no-account', 'ask-which-gitlab'], ['not-sent']],
	[
		'nobody owns it, but GitLab mailed it something',
		facts({account: nobody, messages: mail(message('delivered', 5 * day, {subject: 'Reset password instructions'}))}),
		'no-account',
		['ask-username'],
		['link-expired', 'delivered'],
	],
	[
		'nobody owns it, but a confirmation was mailed lately',
		facts({account: nobody, messages: mail(message('delivered', hour))}),
		'secondary-unconfirmed',
		['self-service-secondary'],
		['delivered'],
	],
	[
		'nobody owns it any more: all that the log holds is a confirmation of before',
		facts({account: nobody, messages: mail(message('delivered', 5 * day))}),
		'no-account',
		['reply-no-account', 'ask-which-gitlab'],
		['link-expired', 'delivered'],
	],
	[
		'nobody owns it, and a code to confirm it was mailed lately',
		facts({account: nobody, messages: mail(message('delivered', hour / 2, {subject: 'Confirm your email address'}))}),
		'secondary-unconfirmed',
		['self-service-secondary'],
		['delivered'],
	],
	['nobody owns it, but the log is silent', facts({account: nobody, messages: silent}), 'incomplete', ['retry']],
	[
		'nobody has the username',
		facts({account: nobody, by: 'username', address: undefined, lists: [], logs: []}),
		'no-account',
		['reply-no-account', 'ask-which-gitlab'],
	],
	[
		'nobody owns it, and it is suppressed: the next registration would be dropped too',
		facts({account: nobody, lists: lists([entry('bounce')])}),
		'no-account',
		['remove-suppression', 'reply-no-account', 'ask-which-gitlab'],
		['suppressed-bounce', 'not-sent'],
	],
	[
		'unconfirmed for three days',
		facts({account: known(account({createdAt: ago(3 * day)}))}),
		'account-expiring',
		['register-again'],
		['not-sent'],
	],
	[
		'unconfirmed for three days, and blocked for it',
		facts({account: known(account({createdAt: ago(3.5 * day), state: 'blocked'}))}),
		'account-expiring',
		['register-again'],
		['account-blocked', 'not-sent'],
	],
	[
		'unconfirmed for three days where accounts are kept for seven',
		facts({account: known(account({createdAt: ago(3 * day)})), deletionDays: 7}),
		'not-sent',
		['resend-confirmation'],
	],
	[
		'unconfirmed for years where accounts are kept',
		facts({account: known(account({createdAt: ago(900 * day)})), deletionDays: undefined}),
		'not-sent',
		['resend-confirmation'],
	],
	[
		'unconfirmed, past its time, and banned: a ban outlives the deletion',
		facts({account: known(account({createdAt: ago(4 * day), state: 'banned'}))}),
		'account-blocked',
		['open-admin-page', 'reply-blocked'],
		['not-sent'],
	],
	[
		'past its time, and suppressed: the mail of the next registration would be dropped too',
		facts({account: known(account({createdAt: ago(4 * day)})), lists: lists([entry('bounce')])}),
		'account-expiring',
		['remove-suppression', 'register-again'],
		['suppressed-bounce', 'not-sent'],
	],
	[
		'one millisecond before the three days are over',
		facts({account: known(account({createdAt: ago(3 * day - 1)}))}),
		'not-sent',
		['resend-confirmation'],
	],
	[
		'banned',
		facts({account: known(confirmedAccount({state: 'banned'})), said: 'code'}),
		'account-blocked',
		['open-admin-page', 'reply-blocked'],
		['not-sent'],
	],
	[
		'unconfirmed, another address reported',
		facts({...byUsername, account: known(account({secondaryEmails: []}))}),
		'unconfirmed-email-mismatch',
		['open-admin-page', 'escalate'],
		['not-sent'],
	],
	[
		'unconfirmed, a slip of the fingers reported',
		facts({by: 'username', address: 'adda@example.com', account: known(account({secondaryEmails: []}))}),
		'unconfirmed-email-mismatch',
		['register-again', 'open-admin-page'],
		['not-sent'],
	],
	[
		'confirmed, another address reported',
		facts({...byUsername, account: known(confirmedAccount({secondaryEmails: []})), said: 'code'}),
		'address-not-on-account',
		['reply-other-address', 'self-service-secondary'],
		['not-sent'],
	],
	[
		'confirmed, another address reported that a confirmation was just mailed to',
		facts({...byUsername, account: known(confirmedAccount({secondaryEmails: []})), messages: mail(message('delivered', hour))}),
		'secondary-unconfirmed',
		['self-service-secondary'],
		['delivered'],
	],
	['confirmed', facts({account: known(confirmedAccount())}), 'already-confirmed', ['reply-confirmed', 'send-reset'], ['not-sent']],
	[
		'a confirmed secondary address',
		facts({...byUsername, account: known(confirmedAccount({secondaryEmails: [{address: 'Other.Person@example.org', confirmedAt: now}]}))}),
		'already-confirmed',
		['reply-confirmed', 'send-reset'],
		['not-sent'],
	],
	[
		'an unconfirmed secondary address',
		facts({
			...byUsername,
			account: known(confirmedAccount({secondaryEmails: [{address: 'other.person@example.org', confirmedAt: undefined}]})),
		}),
		'secondary-unconfirmed',
		['self-service-secondary'],
		['not-sent'],
	],
	[
		'a bounce of an unknown mailbox',
		facts({lists: lists([entry('bounce')])}),
		'suppressed-bounce',
		['remove-suppression', 'resend-confirmation', 'ask-spelling'],
		['not-sent'],
	],
	[
		'a bounce for another cause',
		facts({lists: lists([entry('bounce', {code: '552', text: 'mailbox full'})])}),
		'suppressed-bounce',
		['remove-suppression', 'resend-confirmation'],
		['not-sent'],
	],
	[
		'a complaint and a bounce: one headline, both told',
		facts({lists: lists([entry('complaint'), entry('bounce')])}),
		'suppressed-bounce',
		['remove-suppression', 'resend-confirmation', 'ask-spelling'],
		['suppressed-complaint', 'not-sent'],
	],
	[
		'an unsubscribe from all',
		facts({lists: lists([entry('unsubscribe')])}),
		'suppressed-unsubscribe',
		['remove-suppression', 'resend-confirmation'],
		['not-sent'],
	],
	[
		'an unsubscribe from a newsletter',
		facts({lists: lists([entry('unsubscribe', {tags: ['newsletter']})])}),
		'not-sent',
		['resend-confirmation'],
	],
	[
		'an unsubscribe from the very mail that is missed',
		facts({
			lists: lists([entry('unsubscribe', {tags: ['devise']})]),
			messages: mail(message('delivered', hour), message('delivered', 2 * hour, {tags: ['devise']})),
		}),
		'suppressed-unsubscribe',
		['remove-suppression', 'resend-confirmation'],
		['delivered'],
	],
	[
		'an unsubscribe from something, and the log that would say from what is silent',
		facts({lists: lists([entry('unsubscribe', {tags: ['devise']})]), messages: silent}),
		'incomplete',
		['retry'],
	],
	[
		'an entry of the other sending domain',
		facts({lists: [...lists(), ...lists([entry('bounce')]).map((list) => ({...list, sendingDomain: 'customers.gitlab.com'}))]}),
		'not-sent',
		['resend-confirmation'],
	],
	[
		'a bounce does not explain a missing code, for codes are sent past it',
		facts({account: known(confirmedAccount()), said: 'code', lists: lists([entry('bounce')])}),
		'not-sent',
		['ask-new-code'],
	],
	[
		'unless a code was in fact dropped by it',
		facts({
			account: known(confirmedAccount()),
			said: 'code',
			lists: lists([entry('bounce')]),
			messages: mail(message('dropped', hour, {subject: 'Verify your identity'})),
		}),
		'suppressed-bounce',
		['remove-suppression', 'ask-new-code', 'ask-spelling'],
	],
	[
		'a reset that a complaint dropped all the same',
		facts({
			account: known(confirmedAccount()),
			lists: lists([entry('complaint')]),
			messages: mail(message('dropped', hour, {subject: reset, reason: 'suppress-complaint'})),
		}),
		'suppressed-complaint',
		['remove-suppression', 'send-reset'],
	],
	[
		'dropped by an entry that is gone, or not: its list is silent',
		facts({messages: mail(message('dropped', hour)), lists: lists([], ['bounce'])}),
		'incomplete',
		['retry'],
	],
	[
		'dropped as bounced before, by the words alone',
		facts({messages: mail(message('dropped', hour, {reason: 'generic'})), lists: lists([entry('bounce')]), said: 'other'}),
		'suppressed-bounce',
		['remove-suppression', 'ask-spelling'],
		['not-sent'],
	],
	[
		'dropped by an entry that is gone',
		facts({messages: mail(message('dropped', hour))}),
		'dropped-while-suppressed',
		['resend-confirmation'],
	],
	['refused for good', facts({messages: mail(message('failed', hour))}), 'rejected', ['reply-rejected', 'resend-confirmation']],
	['no end after ten hours', facts({messages: mail(message('delayed', 10 * hour))}), 'rejected', ['reply-rejected', 'resend-confirmation']],
	[
		'no end ten hours after the first attempt, not after it was taken in',
		facts({messages: mail(message('delayed', 11 * hour, {attempted: 9 * hour}))}),
		'delayed',
		['wait'],
	],
	[
		'taken in ten hours ago, and never tried',
		facts({messages: mail(message('accepted', 10 * hour))}),
		'rejected',
		['reply-rejected', 'resend-confirmation'],
	],
	['refused by Mailgun itself', facts({messages: mail(message('rejected', hour))}), 'rejected', ['reply-rejected', 'resend-confirmation']],
	['in retry', facts({messages: mail(message('delayed', hour))}), 'delayed', ['wait']],
	['taken in a moment ago', facts({messages: mail(message('accepted', 60_000))}), 'delayed', ['wait']],
	[
		'the link is 24 hours old',
		facts({account: known(account({createdAt: ago(2 * day)})), messages: mail(message('delivered', day))}),
		'link-expired',
		['ask-check-spam', 'resend-confirmation'],
		['delivered'],
	],
	[
		'sent again within the 24 hours: the same link, so it dies with the first',
		facts({
			account: known(account({createdAt: ago(2 * day)})),
			messages: mail(message('delivered', 2 * hour), message('delivered', 25 * hour)),
		}),
		'link-expired',
		['ask-check-spam', 'resend-confirmation'],
		['delivered'],
	],
	[
		'sent again after the 24 hours: a new link',
		facts({
			account: known(account({createdAt: ago(2 * day)})),
			messages: mail(message('delivered', 2 * hour), message('delivered', 27 * hour)),
		}),
		'delivered',
		['ask-check-spam'],
	],
	[
		'a reset link lives two days',
		facts({account: known(confirmedAccount()), messages: mail(message('delivered', 2 * day, {subject: reset}))}),
		'link-expired',
		['ask-check-spam', 'send-reset'],
		['delivered'],
	],
	[
		'and no shorter',
		facts({account: known(confirmedAccount()), messages: mail(message('delivered', 2 * day - 1, {subject: reset}))}),
		'delivered',
		['ask-check-spam'],
	],
	['delivered in time', facts({messages: mail(message('delivered', hour))}), 'delivered', ['ask-check-spam']],
	[
		'a code that is dead',
		facts({account: known(confirmedAccount()), messages: mail(message('delivered', hour, {subject: 'Verify your identity'}))}),
		'delivered',
		['ask-check-spam', 'ask-new-code'],
	],
	[
		'a sign-in link of a kind that the operator added',
		facts({account: known(confirmedAccount()), kinds: [...usualMailKinds, signIn], messages: mail(signInMail)}),
		'link-expired',
		['ask-check-spam', 'ask-new-link'],
		['delivered'],
	],
	[
		'some other mail, delivered long ago, has no link that could die',
		facts({account: known(confirmedAccount()), messages: mail(message('delivered', 20 * day, {subject: 'Weekly news'}))}),
		'delivered',
		['ask-check-spam'],
	],
	['nothing in the log', facts(), 'not-sent', ['resend-confirmation']],
	['GitLab and the log are silent', facts({account: silent, messages: silent}), 'incomplete', ['retry']],
	[
		'GitLab is silent, the mail was delivered',
		facts({account: silent, messages: mail(message('delivered', hour))}),
		'incomplete',
		['retry'],
		['delivered'],
	],
	[
		'GitLab is silent, an entry blocks all the same',
		facts({account: silent, lists: lists([entry('bounce')])}),
		'suppressed-bounce',
		['remove-suppression', 'resend-confirmation', 'ask-spelling'],
		['not-sent'],
	],
	[
		'all but one list is silent, and its entry blocks',
		facts({account: silent, messages: silent, lists: lists([entry('complaint')], ['bounce', 'unsubscribe'])}),
		'suppressed-complaint',
		['remove-suppression', 'resend-confirmation'],
	],
	[
		'a list is silent, and what would hold after it is only told',
		facts({lists: lists([entry('bounce')], ['complaint']), account: known(confirmedAccount()), said: 'confirmation'}),
		'already-confirmed',
		['remove-suppression', 'reply-confirmed', 'send-reset'],
		['suppressed-bounce', 'not-sent'],
	],
	[
		'a list is silent, and a code is sent past it',
		facts({
			account: known(confirmedAccount()),
			said: 'code',
			lists: lists([], ['bounce']),
			messages: mail(message('delivered', 60_000, {subject: 'Verify your identity'})),
		}),
		'delivered',
		['ask-check-spam'],
	],
	[
		'the other addresses of the account are not known',
		facts({...byUsername, account: known(confirmedAccount()), said: 'reset'}),
		'incomplete',
		['retry'],
		['not-sent'],
	],
];

describe('the rules', () => {
	test.for(table)('%s', ([_what, given, verdict, steps, also = []]) => {
		const diagnosis = diagnose(given);
		expect({verdict: diagnosis.verdict, also: diagnosis.also, steps: stepsOf(diagnosis)}).toEqual({verdict, also, steps});
	});

	test('what stands beyond the part of the log that was read, may be the mail that is missed', () => {
		const messages = known([message('delivered', hour, {subject: 'Weekly news'})]);
		const given = facts({logs: [{sendingDomain: domain, messages, isWhole: false}], said: 'confirmation'});
		expect(diagnose(given).verdict).toBe('incomplete');
	});

	test('or one with the tag that the recipient unsubscribed from', () => {
		const messages = known([message('delivered', hour)]);
		const given = facts({
			lists: lists([entry('unsubscribe', {tags: ['devise']})]),
			logs: [{sendingDomain: domain, messages, isWhole: false}],
		});
		expect(diagnose(given).open).toContain('suppressed-unsubscribe');
	});
});

describe('states', () => {
	test.for(['blocked', 'banned', 'deactivated', 'ldap_blocked', 'blocked_pending_approval'] as const)('%s is told', (state) => {
		const given = facts({account: known(confirmedAccount({state})), said: 'code'});
		expect(diagnose(given).verdict).toBe('account-blocked');
	});
});

describe('the missing mail, when the agent does not say which', () => {
	const [code, news] = ['Verify your identity', 'Weekly news'];
	test.for<[what: string, facts: DiagnosisFacts, missed: MailKind]>([
		['the agent’s word goes first', facts({said: 'other', messages: mail(message('delivered', hour))}), 'other'],
		[
			'unconfirmed: the newest link or code to confirm',
			facts({messages: confirmations('Confirm your email address', 'Confirmation instructions')}),
			'code',
		],
		[
			'unconfirmed: whatever else is newer',
			facts({messages: confirmations(code, news, 'Confirmation instructions | GitLab')}),
			'confirmation',
		],
		['unconfirmed: none at all', facts({messages: confirmations(code)}), 'confirmation'],
		[
			'confirmed: the newest of the known kinds',
			facts({account: known(confirmedAccount()), messages: confirmations(news, reset, code)}),
			'reset',
		],
		['confirmed: nothing but others', facts({account: known(confirmedAccount()), messages: confirmations(news)}), 'other'],
		['confirmed: nothing at all', facts({account: known(confirmedAccount())}), 'confirmation'],
		['GitLab is silent: the newest of the known kinds', facts({account: silent, messages: confirmations(news, code)}), 'code'],
		['the log is silent', facts({account: known(confirmedAccount()), messages: silent}), 'confirmation'],
	])('%s', ([_what, given, missed]) => {
		expect(setScene(given).missed).toBe(missed);
	});

	/** Newest first. */
	function confirmations(...subjects: readonly string[]) {
		return mail(...subjects.map((subject, at) => message('delivered', (at + 1) * hour, {subject})));
	}
});

describe('what hangs on how long GitLab keeps unconfirmed accounts', () => {
	test.for([
		['an unconfirmed account of yesterday', {account: known(account({createdAt: ago(day)}))}, true],
		['a younger one', {account: known(account())}, false],
		['the date that is told with a mismatch', {...byUsername, account: known(account({secondaryEmails: []}))}, true],
		['a confirmed account', {account: known(confirmedAccount()), messages: mail(message('delivered', 2 * day))}, false],
		['an address that nobody owns, with a confirmation of yesterday', {account: nobody, messages: mail(message('delivered', day))}, true],
		['with one of today', {account: nobody, messages: mail(message('delivered', hour))}, false],
		['nothing, while GitLab is silent', {account: silent, messages: mail(message('delivered', day))}, false],
	] as const)('%s: %s', ([_what, more, hangs]) => {
		expect(hangsOnDeletionDays(setScene(facts(more)))).toBe(hangs);
	});

	test('a confirmation counts within that time, and without a limit always', () => {
		const given = {account: nobody, messages: mail(message('delivered', 5 * day))};
		const verdicts = [3, 7, undefined].map((deletionDays) => diagnose(facts({...given, deletionDays})).verdict);
		expect(verdicts).toEqual(['no-account', 'secondary-unconfirmed', 'secondary-unconfirmed']);
	});
});

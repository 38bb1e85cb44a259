import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Account} from '../../src/model/account.ts';
import {diagnose, type VerdictCode} from '../../src/model/diagnosis.ts';
import type {DiagnosisFacts} from '../../src/model/diagnosis-facts.ts';
import {stepsOf} from '../../src/model/diagnosis-steps.ts';
import {known} from '../../src/model/known.ts';
import {type SuppressionKind, suppressionKinds} from '../../src/model/suppression.ts';
import {account, ago, confirmedAccount, day, entry, facts, hour, lists, message, now, silent} from './diagnosis-scene.ts';

type Row = readonly [what: string, facts: DiagnosisFacts, verdict: VerdictCode, steps: readonly string[], also?: readonly VerdictCode[]];

const mail = (...messages: ReturnType<typeof message>[]) => known(messages);
const nobody = known<Account | undefined>(undefined);
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
		'dropped by an entry that is gone',
		facts({messages: mail(message('dropped', hour))}),
		'dropped-while-suppressed',
		['resend-confirmation'],
	],
	['refused for good', facts({messages: mail(message('failed', hour))}), 'rejected', ['reply-rejected', 'resend-confirmation']],
	['no end after ten hours', facts({messages: mail(message('delayed', 10 * hour))}), 'rejected', ['reply-rejected', 'resend-confirmation']],
	['in retry', facts({messages: mail(message('delayed', hour))}), 'delayed', ['wait']],
	['taken in a moment ago', facts({messages: mail(message('accepted', 60_000))}), 'delayed', ['wait']],
	[
		'the link is 24 hours old',
		facts({account: known(account({createdAt: ago(2 * day)})), messages: mail(message('delivered', day))}),
		'link-expired',
		['ask-check-spam', 'resend-confirmation'],
	],
	[
		'sent again within the 24 hours: the same link, so it dies with the first',
		facts({
			account: known(account({createdAt: ago(2 * day)})),
			messages: mail(message('delivered', 2 * hour), message('delivered', 25 * hour)),
		}),
		'link-expired',
		['ask-check-spam', 'resend-confirmation'],
	],
	['delivered in time', facts({messages: mail(message('delivered', hour))}), 'delivered', ['ask-check-spam']],
	[
		'a code that is dead',
		facts({account: known(confirmedAccount()), messages: mail(message('delivered', hour, {subject: 'Verify your identity'}))}),
		'delivered',
		['ask-check-spam', 'ask-new-code'],
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
		const given = facts({logs: [{sendingDomain: 'mg.gitlab.com', messages, isWhole: false}], said: 'confirmation'});
		expect(diagnose(given).verdict).toBe('incomplete');
	});
});

const accounts = [undefined, account(), confirmedAccount(), account({createdAt: ago(4 * day)}), confirmedAccount({state: 'banned'})];
const mails = [undefined, message('delivered', hour), message('dropped', hour), message('delayed', hour), message('failed', hour)];

interface World {
	readonly account: Account | undefined;
	readonly mail: ReturnType<typeof message> | undefined;
	readonly entries: readonly SuppressionKind[];
	readonly said: 'confirmation' | 'code' | undefined;
	readonly gitlabDown: boolean;
	readonly logDown: boolean;
	readonly listsDown: readonly SuppressionKind[];
}

const worlds = fc.record<World>({
	account: fc.constantFrom(...accounts),
	mail: fc.constantFrom(...mails),
	entries: fc.subarray([...suppressionKinds]),
	said: fc.constantFrom('confirmation', 'code', undefined),
	gitlabDown: fc.boolean(),
	logDown: fc.boolean(),
	listsDown: fc.subarray([...suppressionKinds]),
});

function seen(world: World): DiagnosisFacts {
	return facts({
		account: world.gitlabDown ? silent : known(world.account),
		messages: world.logDown ? silent : known(world.mail === undefined ? [] : [world.mail]),
		lists: lists(
			world.entries.map((kind) => entry(kind)),
			world.listsDown,
		),
		said: world.said,
	});
}

describe('an unknown is never an absence', () => {
	const needs: Partial<Record<VerdictCode, (world: World) => boolean>> = {
		'no-account': (world) => !world.gitlabDown && !world.logDown,
		'not-sent': (world) => !world.logDown,
		delivered: (world) => !world.logDown,
		'already-confirmed': (world) => !world.gitlabDown,
		'account-blocked': (world) => !world.gitlabDown,
		'suppressed-bounce': (world) => !world.listsDown.includes('bounce'),
		'suppressed-complaint': (world) => !world.listsDown.includes('complaint'),
		'suppressed-unsubscribe': (world) => !world.listsDown.includes('unsubscribe'),
		'dropped-while-suppressed': (world) => !world.logDown && !world.listsDown.includes('bounce'),
	};

	test('whatever is said, its sources answered', () => {
		fc.assert(
			fc.property(worlds, (world) => {
				const {verdict, also} = diagnose(seen(world));
				for (const code of [verdict, ...also]) expect(needs[code]?.(world) ?? true, code).toBe(true);
			}),
			{numRuns: 2000},
		);
	});

	test('what silence hides, changes a verdict to incomplete or leaves a firm one: never to another that the full facts contradict', () => {
		fc.assert(
			fc.property(worlds, (world) => {
				const full = diagnose(seen({...world, gitlabDown: false, logDown: false, listsDown: [], said: world.said ?? 'confirmation'}));
				const partly = diagnose(seen({...world, said: world.said ?? 'confirmation'}));
				const holds = [full.verdict, ...full.also, 'incomplete'];
				for (const code of [partly.verdict, ...partly.also]) expect(holds, code).toContain(code);
			}),
			{numRuns: 2000},
		);
	});

	test('a verdict and a step come out of all facts, and a blocking entry is always the first step', () => {
		fc.assert(
			fc.property(worlds, (world) => {
				const diagnosis = diagnose(seen(world));
				expect(diagnosis.verdict).toBeTruthy();
				const steps = stepsOf(diagnosis);
				expect(steps.length).toBeGreaterThan(0);
				expect(steps[0] === 'remove-suppression').toBe(diagnosis.blocking.length > 0);
			}),
			{numRuns: 2000},
		);
	});
});

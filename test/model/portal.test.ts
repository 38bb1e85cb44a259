import {describe, expect, test} from 'vitest';
import {readAddress} from '../../src/model/address.ts';
import {caveatsOf} from '../../src/model/caveats.ts';
import {diagnose, mayStillCome} from '../../src/model/diagnosis.ts';
import {setScene} from '../../src/model/diagnosis-facts.ts';
import {stepsOf} from '../../src/model/diagnosis-steps.ts';
import {draftFor} from '../../src/model/drafts.ts';
import {evidenceLine, evidenceOf} from '../../src/model/evidence.ts';
import {known} from '../../src/model/known.ts';
import {type MailKind, usualMailKinds} from '../../src/model/mail-kind.ts';
import {type PortalReply, portalReplies, portalReplyFor} from '../../src/model/portal-drafts.ts';
import {portalRefusal, portalRefusalWords} from '../../src/model/portal-sending.ts';
import {verdictDetail} from '../../src/model/verdict-texts.ts';
import type {VerdictCode} from '../../src/model/verdicts.ts';
import {confirmedAccount, day, entry, hour, lists, message, silent} from './diagnosis-scene.ts';
import {
	absent,
	otherMail,
	type PortalScene,
	portalDomain,
	portalEntry,
	portalFacts,
	portalLists,
	signInMail,
	told,
	unlooked,
} from './portal-scene.ts';

const mail = (...messages: ReturnType<typeof message>[]) => known(messages);
const reset = (age = hour) => message('delivered', age, {subject: 'Reset password instructions'});
const reading = readAddress('ada.lovelace@example.com');
const second = reading.ok ? reading.address : undefined;

type Row = readonly [what: string, scene: PortalScene, verdict: VerdictCode, steps: readonly string[], also?: readonly VerdictCode[]];

const table: readonly Row[] = [
	['nobody has looked yet', {}, 'incomplete', ['portal-facts']],
	['nobody has looked yet, and a list is silent', {lists: portalLists([], ['bounce'])}, 'incomplete', ['portal-facts', 'retry']],
	[
		'suppressed at the Portal: no look is needed for that',
		{lists: portalLists([portalEntry('bounce')])},
		'suppressed-bounce',
		['remove-suppression', 'resend-confirmation', 'ask-spelling', 'portal-facts'],
	],
	[
		'a complaint, and a sign-in link is missing',
		{lists: portalLists([portalEntry('complaint')]), said: 'sign-in'},
		'suppressed-complaint',
		['remove-suppression', 'ask-new-link', 'portal-facts'],
	],
	[
		'an unsubscribe, and the mail is any',
		{lists: portalLists([portalEntry('unsubscribe')]), said: 'other'},
		'suppressed-unsubscribe',
		['remove-suppression', 'portal-facts'],
	],
	[
		'suppressed, whatever the admin page shows',
		{lists: portalLists([portalEntry('bounce')]), portal: told({login: 'not-activated'})},
		'suppressed-bounce',
		['remove-suppression', 'resend-confirmation', 'ask-spelling', 'portal-facts'],
		['portal-login-inactive'],
	],
	[
		'suppressed at GitLab only: that blocks nothing here',
		{lists: [...lists([entry('bounce')]), ...portalLists().slice(3)], portal: told()},
		'portal-ok',
		['sign-in-with-gitlab', 'sign-in-link', 'portal-facts'],
	],
	['no account', {portal: absent}, 'portal-no-account', ['reply-portal', 'portal-facts']],
	[
		'no account, but one in another spelling',
		{portal: {other: undefined, told: {found: false, others: 'same-name'}}},
		'portal-no-account',
		['reply-portal', 'portal-facts'],
		['portal-several-accounts'],
	],
	['the login is not activated', {portal: told({login: 'not-activated'})}, 'portal-login-inactive', ['reply-portal', 'portal-facts']],
	[
		'nor is it, for a reseller; and not confirmed either',
		{portal: told({login: 'reseller', confirmed: false})},
		'portal-login-inactive',
		['reply-portal', 'portal-facts'],
		['portal-unconfirmed'],
	],
	['not confirmed', {portal: told({confirmed: false})}, 'portal-unconfirmed', ['resend-confirmation', 'reply-portal', 'portal-facts']],
	['another spelling', {portal: told({others: 'same-name'})}, 'portal-several-accounts', ['reply-portal', 'portal-facts']],
	['two addresses', {portal: {...told(), other: second}}, 'portal-several-accounts', ['reply-portal', 'portal-facts'], ['portal-ok']],
	[
		'two addresses, and nobody has looked yet',
		{portal: {...unlooked, other: second}},
		'incomplete',
		['portal-facts'],
		['portal-several-accounts'],
	],
	['not linked', {portal: told({linked: 'none'})}, 'portal-unlinked', ['sign-in-link', 'reply-portal', 'portal-facts']],
	['linked to somebody else', {portal: told({linked: 'another'})}, 'portal-linked-elsewhere', ['reply-portal', 'portal-facts']],
	['a reset of GitLab', {said: 'reset', elsewhere: mail(reset())}, 'wrong-site', ['sign-in-with-gitlab', 'sign-in-link', 'portal-facts']],
	[
		'a reset of GitLab, and nobody said which mail is missing',
		{elsewhere: mail(reset())},
		'wrong-site',
		['sign-in-with-gitlab', 'sign-in-link', 'portal-facts'],
	],
	['a reset of GitLab, but a sign-in link is missing', {said: 'sign-in', elsewhere: mail(reset())}, 'incomplete', ['portal-facts']],
	['a reset that GitLab never sent', {said: 'reset'}, 'incomplete', ['portal-facts']],
	[
		'a reset of GitLab, and an account that is not linked',
		{said: 'reset', elsewhere: mail(reset()), portal: told({linked: 'none'})},
		'portal-unlinked',
		['sign-in-link', 'reply-portal', 'portal-facts'],
		['wrong-site'],
	],
	[
		'a reset of GitLab, and all in order: the reset was for nothing',
		{said: 'reset', elsewhere: mail(reset()), portal: told()},
		'wrong-site',
		['sign-in-with-gitlab', 'sign-in-link', 'portal-facts'],
		['portal-ok'],
	],
	[
		'nobody said which mail is missing, and what would tell a reset is silent',
		{elsewhere: silent, portal: told()},
		'incomplete',
		['retry', 'portal-facts'],
		['portal-ok'],
	],
	['a reset, and GitLab’s log is silent', {said: 'reset', elsewhere: silent}, 'incomplete', ['portal-facts', 'retry']],
	['a refused link', {messages: mail(signInMail('failed', hour))}, 'rejected', ['reply-rejected', 'ask-new-link', 'portal-facts']],
	['a delayed link', {messages: mail(signInMail('delayed', hour))}, 'delayed', ['wait', 'portal-facts']],
	[
		'an old link',
		{messages: mail(signInMail('delivered', day))},
		'link-expired',
		['ask-check-spam', 'ask-new-link', 'portal-facts'],
		['delivered'],
	],
	['a fresh link', {messages: mail(signInMail('delivered', hour))}, 'delivered', ['ask-check-spam', 'portal-facts']],
	[
		'a fresh link, and all in order',
		{messages: mail(signInMail('delivered', hour)), portal: told()},
		'delivered',
		['ask-check-spam', 'portal-facts'],
		['portal-ok'],
	],
	[
		'a reset is missing that nobody sends: the link stands for it',
		{said: 'reset', messages: mail(signInMail('delivered', hour))},
		'delivered',
		['ask-check-spam', 'portal-facts'],
	],
	['the Portal’s own confirmation', {messages: mail(message('delivered', hour))}, 'delivered', ['ask-check-spam', 'portal-facts']],
	['mail of GitLab decides nothing here', {elsewhere: mail(message('failed', hour))}, 'incomplete', ['portal-facts']],
	['all in order', {portal: told()}, 'portal-ok', ['sign-in-with-gitlab', 'sign-in-link', 'portal-facts']],
	['all in order, but the log is silent', {portal: told(), messages: silent}, 'incomplete', ['retry', 'portal-facts'], ['portal-ok']],
	[
		'not linked, whatever a silent list hides',
		{portal: told({linked: 'none'}), lists: portalLists([], ['bounce'])},
		'portal-unlinked',
		['sign-in-link', 'reply-portal', 'portal-facts'],
	],
	[
		'GitLab is silent: nothing rests on it here',
		{account: silent, portal: told({confirmed: false})},
		'portal-unconfirmed',
		['resend-confirmation', 'reply-portal', 'portal-facts'],
	],
];

describe('the rules of the Portal', () => {
	test.for(table)('%s', ([_what, scene, verdict, steps, also = []]) => {
		const diagnosis = diagnose(portalFacts(scene));
		expect({verdict: diagnosis.verdict, also: diagnosis.also, steps: stepsOf(diagnosis)}).toEqual({verdict, also, steps});
	});
});

describe('the missing mail at the Portal', () => {
	test.for<[what: string, scene: PortalScene, missed: MailKind]>([
		['the agent’s word goes first', {said: 'other', portal: told({confirmed: false})}, 'other'],
		['not confirmed', {portal: told({confirmed: false}), messages: mail(signInMail('delivered', hour))}, 'confirmation'],
		['the newest of the known kinds', {messages: mail(otherMail('delivered', hour), signInMail('delivered', day))}, 'sign-in'],
		['nothing but others', {messages: mail(otherMail('delivered', hour)), elsewhere: mail(reset())}, 'other'],
		['nothing, and GitLab’s newest is a reset', {elsewhere: mail(reset(), message('delivered', day))}, 'reset'],
		['nothing, and GitLab’s newest is none', {elsewhere: mail(message('delivered', hour), reset(day))}, 'confirmation'],
		['GitLab’s account says nothing about it', {account: known(confirmedAccount())}, 'confirmation'],
		['the log is silent', {messages: silent, elsewhere: mail(reset())}, 'confirmation'],
	])('%s', ([_what, scene, missed]) => {
		expect(setScene(portalFacts(scene)).missed).toBe(missed);
	});
});

describe('what depends on the case', () => {
	test.for<[scene: PortalScene, words: RegExp]>([
		[{}, /press Portal Account, and tick/],
		[{portal: told(), messages: silent}, /^Not every source that it needs answered\.$/],
		[{portal: told({login: 'reseller'})}, /reseller, who makes the changes/],
		[{portal: told({login: 'not-activated'})}, /History/],
		[{portal: told({linked: 'none'})}, /not yet applied to a group, or force-associated by Support/],
		[{portal: told({linked: 'another'})}, /change the linked account, change the Portal address, or keep both/],
		[{portal: told()}, /^$/],
		[{messages: mail(signInMail('delayed', hour))}, /Mailgun tries until about/],
	])('is told: %#', ([scene, words]) => {
		expect(verdictDetail(diagnose(portalFacts(scene)))).toMatch(words);
	});

	test('what the agent read is evidence, without any address', () => {
		const [line] = evidenceOf(setScene(portalFacts({portal: told({linked: 'another', others: 'same-name'})})), true);
		expect(line === undefined ? '' : evidenceLine(line)).toBe(
			'Customers Portal · account found; confirmed; login activated; linked to a GitLab account that does not own this address; there is one of the same name in another spelling',
		);
		expect(evidenceOf(setScene(portalFacts({portal: absent})), true)[0]?.text).toBe('no account with this address');
	});

	test('GitLab’s reset is shown although it is not the newest mail there', () => {
		const given = portalFacts({said: 'reset', elsewhere: mail(message('delivered', 1), reset())});
		expect(evidenceOf(setScene(given), true).map(({text}) => text)).toContainEqual(expect.stringContaining('Reset password instructions'));
	});

	test('entries elsewhere are shown as harmless', () => {
		const given = portalFacts({lists: [...lists([entry('bounce')]), ...portalLists([portalEntry('complaint')]).slice(3)]});
		const texts = evidenceOf(setScene(given), true).map(({text}) => text);
		expect(texts).toContainEqual(expect.stringMatching(/^bounce .*\(mg\.gitlab\.com\); does not block this mail$/));
		expect(texts).toContainEqual(`complaint (${portalDomain})`);
	});

	test('a caveat says that no subject is known for sign-in links, and that the second address was not looked up', () => {
		const untold = caveatsOf(diagnose(portalFacts({said: 'sign-in', kinds: usualMailKinds})), [], []);
		expect(untold).toEqual([expect.stringContaining('MAIL_KINDS_FILE')]);
		expect(caveatsOf(diagnose(portalFacts({said: 'sign-in'})), [], [])).toEqual([]);
		expect(caveatsOf(diagnose(portalFacts({portal: {...unlooked, other: second}})), [], [])).toEqual([
			expect.stringContaining('second one'),
		]);
		expect(caveatsOf(diagnose(portalFacts()), [], [{kind: 'confirmation', at: new Date(0)}])).toEqual([]);
	});

	test.for<[verdict: VerdictCode, comes: boolean]>([
		['portal-unlinked', true],
		['wrong-site', true],
		['delivered', true],
		['portal-ok', true],
		['portal-no-account', false],
		['portal-login-inactive', false],
		['suppressed-bounce', false],
		['incomplete', false],
	])('after %s a mail may come: %s', ([verdict, comes]) => {
		expect(mayStillCome(verdict)).toBe(comes);
	});
});

describe('the Portal’s form', () => {
	test.for<[what: string, scene: PortalScene, refusal: ReturnType<typeof portalRefusal>]>([
		['nobody has looked', {}, undefined],
		['not confirmed', {portal: told({confirmed: false})}, undefined],
		['confirmed', {portal: told()}, 'confirmed'],
		['not activated', {portal: told({login: 'reseller', confirmed: false})}, 'inactive'],
		['no account', {portal: absent}, 'no-account'],
		['suppressed', {portal: told({confirmed: false}), lists: portalLists([portalEntry('bounce')])}, 'suppressed'],
		['a silent list', {portal: told({confirmed: false}), lists: portalLists([], ['complaint'])}, 'lists-unknown'],
	])('%s', ([_what, scene, refusal]) => {
		expect(portalRefusal(diagnose(portalFacts(scene)))).toBe(refusal);
		if (refusal !== undefined) expect(portalRefusalWords[refusal]).toMatch(/^[A-Z].*\.$/);
	});
});

describe('drafts about the Portal', () => {
	const url = 'https://customers.example.com';
	const base = {
		address: undefined,
		missed: 'sign-in',
		sendingDomain: portalDomain,
		reason: undefined,
		removed: false,
		sent: false,
		likelyDomain: undefined,
		waitUntil: undefined,
		delivered: undefined,
		receipt: undefined,
		deletion: undefined,
	} as const;
	const textOf = (step: Parameters<typeof draftFor>[0], reply?: PortalReply) => draftFor(step, {...base, portal: {reply, url}}).text;

	test('each links only to the Portal’s own pages and the documentation, and names no address and no jargon', () => {
		const texts = [
			...portalReplies.map((reply) => textOf('reply-portal', reply)),
			...(['sign-in-with-gitlab', 'sign-in-link', 'resend-confirmation'] as const).map((step) => textOf(step)),
		];
		expect(new Set(texts).size).toBe(texts.length);
		for (const text of texts) {
			expect(
				text.replaceAll(/https:\/\/(?:customers\.example\.com\/customers\/|docs\.gitlab\.com\/subscriptions\/billing_account\/)\S*/g, ''),
			).not.toMatch(/https?:|\S@\S|suppress|bounce|Mailgun|CustomersDot|Zuora|undefined/i);
			expect(text.split('\n\n').length).toBeGreaterThan(3);
		}
	});

	test.for<[step: Parameters<typeof draftFor>[0], reply: PortalReply | undefined, words: RegExp]>([
		['sign-in-with-gitlab', undefined, /no password.*#sign-in-to-customers-portal/],
		['sign-in-link', undefined, /sign_in\?legacy=true.*once, and for 24 hours.*#sign-in-to-customers-portal/],
		['reply-portal', 'unlinked', /#link-a-gitlabcom-account/],
		[
			'reply-portal',
			'linked-elsewhere',
			/1\. Change the linked account.*#change-the-linked-account[\s\S]*2\. Change the address[\s\S]*3\. Keep both: unlink/,
		],
		['reply-portal', 'reseller', /your reseller makes the changes/],
		['reply-portal', 'unconfirmed', /\/customers\/confirmation\/new/],
		['resend-confirmation', undefined, /\/customers\/confirmation\/new/],
	])('%s %s', ([step, reply, words]) => {
		expect(textOf(step, reply)).toMatch(words);
	});

	test('the reply is that of the verdict; a reseller’s customer has one of their own', () => {
		expect(portalReplyFor('portal-unlinked', told().told)).toBe('unlinked');
		expect(portalReplyFor('portal-login-inactive', told({login: 'reseller'}).told)).toBe('reseller');
		expect(portalReplyFor('portal-login-inactive', told({login: 'not-activated'}).told)).toBe('inactive');
		expect(portalReplyFor('delivered', told().told)).toBeUndefined();
	});

	test('every verdict with the step has a reply', () => {
		for (const [, scene, verdict, steps] of table) {
			if (steps.includes('reply-portal')) expect(portalReplyFor(verdict, scene.portal?.told), verdict).toBeDefined();
		}
	});
});

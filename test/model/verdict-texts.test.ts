import {describe, expect, test} from 'vitest';
import {caveatsOf} from '../../src/model/caveats.ts';
import {diagnose} from '../../src/model/diagnosis.ts';
import {known} from '../../src/model/known.ts';
import {shortVerdicts, verdictDetail, verdictWords} from '../../src/model/verdict-texts.ts';
import type {VerdictCode} from '../../src/model/verdicts.ts';
import {account, ago, confirmedAccount, day, domain, entry, facts, hour, lists, message, silent} from './diagnosis-scene.ts';

const minute = 60_000;

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
		[{messages: known([message('delayed', hour, {attempted: hour / 2})])}, /until about 12 Nov 19:30 UTC\. .* Temporary:/],
		[{messages: known([message('accepted', minute)])}, /^Mailgun tries until about 12 Nov 19:59 UTC\.$/],
		[{messages: known([message('failed', hour)])}, /no such mailbox.*Permanent:/],
		[{messages: known([message('rejected', hour)])}, /^Mailgun itself did not take it/],
		[{messages: known([message('delayed', 11 * hour)])}, /no end of it ten hours after the first attempt.*Temporary:/],
		[{lists: lists([entry('bounce')])}, /no such mailbox.*Permanent:/],
		[{lists: lists([entry('bounce', {code: '452', text: '4.2.2 over quota'})])}, /mailbox was full.*Temporary:/],
		[{by: 'username', address: 'adda@example.com', account: known(account({secondaryEmails: []}))}, /deleted on 15 Nov 11:00 UTC\.$/],
		[{by: 'username', address: 'adda@example.com', account: known(account({secondaryEmails: []})), deletionDays: undefined}, /^$/],
		[
			{account: known(account({createdAt: ago(2 * day)})), messages: known([message('delivered', 25 * hour)])},
			/^It died on 12 Nov 11:00 UTC\.$/,
		],
		[{}, /^Nothing since 2026-10-13\.$/],
	] as const)('what depends on the case is told: %#', ([more, words]) => {
		expect(verdictDetail(diagnose(facts(more)))).toMatch(words);
	});

	test.for([
		[{account: known(account({locked: true}))}, [], /locked/],
		[{account: known(confirmedAccount({identityProviders: ['saml']}))}, [], /SAML or LDAP/],
		[{}, [{kind: 'confirmation', at: ago(5 * 60_000)}], /catching up/],
		[{}, [{kind: 'confirmation', at: ago(30 * minute)}], /possibly the wacky state/],
		[{messages: known([message('delivered', hour)])}, [{kind: 'confirmation', at: ago(45 * minute)}], /possibly the wacky state/],
		[{account: known(confirmedAccount()), messages: known([message('delivered', hour, {subject: 'Verify your identity'})])}, [], /dead/],
	] as const)('a caveat tells what the verdict does not: %#', ([more, sends, words]) => {
		expect(caveatsOf(diagnose(facts(more)), [], sends).join(' ')).toMatch(words);
	});

	test.for<[what: string, more: Parameters<typeof facts>[0], sends: Parameters<typeof caveatsOf>[2]]>([
		['nothing happened', {}, []],
		['another mail was asked for', {}, [{kind: 'reset', at: ago(5 * minute)}]],
		[
			'the mail that was sent again is there',
			{messages: known([message('delivered', 40 * minute)])},
			[{kind: 'confirmation', at: ago(40 * minute)}],
		],
		[
			'an older one is there, and the new one may be on its way',
			{messages: known([message('delivered', day - 1)])},
			[{kind: 'confirmation', at: ago(29 * minute)}],
		],
		['the account is confirmed by now', {account: known(confirmedAccount())}, [{kind: 'confirmation', at: ago(45 * minute)}]],
		['the log is silent', {messages: silent}, [{kind: 'confirmation', at: ago(45 * minute)}]],
	])('no caveat without a cause: %s', ([_what, more, sends]) => {
		expect(caveatsOf(diagnose(facts(more)), [], sends)).toEqual([]);
	});

	test('a source that is silent is named, and whether the verdict rests on it', () => {
		const unsure = diagnose(facts({account: silent}));
		expect(caveatsOf(unsure, ['GitLab'], [])).toEqual([
			'GitLab did not answer. What it would have said is not known, and is not taken for a no.',
		]);
		const sure = diagnose(facts({said: 'code', lists: lists([], ['bounce'])}));
		expect(caveatsOf(sure, ['A list'], [])).toEqual(['A list did not answer. The verdict does not rest on it.']);
	});

	test('so is a log that holds more than can be read', () => {
		const logs = [{sendingDomain: domain, messages: known([message('delivered', hour, {subject: 'Weekly news'})]), isWhole: false}];
		const diagnosis = diagnose(facts({logs, said: 'confirmation'}));
		expect(diagnosis.verdict).toBe('incomplete');
		expect(caveatsOf(diagnosis, [], [])).toEqual([expect.stringContaining('log of mg.gitlab.com holds more than I read')]);
	});
});

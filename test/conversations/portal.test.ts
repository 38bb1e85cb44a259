import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ModalView} from '@slack/types';
import {sql} from 'kysely';
import {describe, expect} from 'vitest';
import type {SlackMessage} from '../../src/sandbox/slack/types.ts';
import {sendingDomains} from '../../src/sandbox/world.ts';
import {check, confirmation, day, hour, mailed, suppress, verdictOf} from '../support/confirming.ts';
import {inOrder, portalMailed, tick} from '../support/portal.ts';
import {buttonsOf, click, form, readMessage, type Stage, test, testOn} from '../support/stage.ts';
import {tells, told} from '../support/watching.ts';

const {gitlab, portal} = sendingDomains;
const ada = 'ada@example.com';
const ask = (stage: Stage, words = ada) => check(stage, `portal ${words}`);
const verdict = (card: SlackMessage) => verdictOf(readMessage(card));

async function lastDiagnosis({bot}: Pick<Stage, 'bot'>) {
	const {rows} = await sql<{after: unknown}>`select after from audit_entry where act = 'delivery-diagnosed' order by seq`.execute(
		bot.database.db,
	);
	return rows.at(-1)?.after;
}

function fieldsOf(view: ModalView) {
	return view.blocks.flatMap((block) => {
		if (!('element' in block) || block.element.type !== 'static_select') return [];
		const {label, hint, element} = block;
		return [{label: label.text, hint: hint?.text ?? '', options: element.options?.map(({text}) => text.text) ?? []}];
	});
}

/** The text of the first draft, and the others that the dialog shows. */
async function draftsOf(stage: Stage, card: SlackMessage): Promise<string> {
	const agent = stage.as('agent');
	await agent.click(card, 'Draft Reply');
	const text = JSON.stringify((await form(stage, agent)).blocks);
	await agent.closeModal();
	return text;
}

describe('the dialogue', () => {
	test('asks for what the admin page shows and where it stands; the card becomes the diagnosis, and keeps what was told', async ({
		stage,
	}) => {
		const agent = stage.as('agent');
		const card = await ask(stage);
		expect(verdict(card)).toBe('incomplete');
		expect(readMessage(card)).toContain('press Portal Account, and tick what its admin page shows');
		expect(buttonsOf(card)[0]).toBe('Portal Account');
		await agent.click(card, 'Portal Account');
		const view = await form(stage, agent);
		expect([view.title.text, view.submit?.text]).toEqual(['Portal account', 'Diagnose']);
		expect(fieldsOf(view).map(({label, options}) => [label, options])).toEqual([
			['Account found', ['Yes', 'No']],
			['Confirmed at', ['A date', 'Empty']],
			['Login activated', ['Checked', 'Unchecked, reseller', 'Unchecked']],
			['Linked GitLab account', ['None', 'Owns this address', 'Another address']],
			['Other accounts', ['None', 'Same name, other spelling']],
		]);
		const hints = fieldsOf(view).map(({hint}) => hint);
		expect(hints.join('\n')).toMatch(/i icon.*Show[\s\S]*Edit[\s\S]*GitLab Groups/);
		expect(hints).not.toContain('');

		await agent.submit({'Account found': 'Yes', 'Confirmed at': 'Empty'});
		expect(Object.keys(agent.modal()?.errors ?? {})).toEqual(['login', 'linked', 'others']);
		expect(await lastDiagnosis(stage)).toEqual({verdict: 'incomplete', also: [], site: 'portal'});
		await agent.closeModal();

		const unconfirmed = await tick(stage, card, {...inOrder, 'Confirmed at': 'Empty'});
		expect(verdict(unconfirmed)).toBe('portal-unconfirmed');
		expect(readMessage(unconfirmed)).toContain('Customers Portal · account found; not confirmed; login activated;');
		expect(await lastDiagnosis(stage)).toMatchObject({site: 'portal', portalAccount: expect.stringContaining('not confirmed')});

		stage.world.faults.add({service: 'mailgun', path: /analytics/, fault: 'html'});
		await agent.click(unconfirmed, 'Resend Confirmation');
		const silent = await stage.world.slack.until(() => agent.messages(card.channel).find((one) => /Not answered/.test(readMessage(one))));
		stage.world.faults.clear();
		await stage.moveOn(5000);
		const again = await click(stage, agent, silent, 'Check Again');
		expect(verdict(again)).toBe('portal-unconfirmed');
		expect(readMessage(again)).not.toContain('Not answered');

		await agent.click(again, 'Portal Account');
		const filled = await form(stage, agent);
		expect(JSON.stringify(filled.blocks)).toMatch(/"initial_option":\{[^}]*\{[^}]*"Empty"/);
	});

	test('of every verdict: what is wrong, the first step, and words for the customer', {timeout: 40_000}, async ({stage}) => {
		const cases: readonly (readonly [Readonly<Record<string, string>>, verdict: string, first: string, says: RegExp, draft: RegExp])[] = [
			[{'Account found': 'No'}, 'portal-no-account', 'Draft Reply', /no account with this address/, /bought with another address/],
			[
				{...inOrder, 'Login activated': 'Unchecked, reseller'},
				'portal-login-inactive',
				'Draft Reply',
				/reseller, who makes/,
				/your reseller/,
			],
			[{...inOrder, 'Login activated': 'Unchecked'}, 'portal-login-inactive', 'Draft Reply', /History/, /switched off/],
			[{...inOrder, 'Confirmed at': 'Empty'}, 'portal-unconfirmed', 'Resend Confirmation', /not confirmed/, /confirmation\/new/],
			[
				{...inOrder, 'Other accounts': 'Same name, other spelling'},
				'portal-several-accounts',
				'Draft Reply',
				/another spelling/,
				/letter by letter/,
			],
			[{...inOrder, 'Linked GitLab account': 'None'}, 'portal-unlinked', 'Draft Reply', /force-associated/, /#link-a-gitlabcom-account/],
			[
				{...inOrder, 'Linked GitLab account': 'Another address'},
				'portal-linked-elsewhere',
				'Draft Reply',
				/Three ways/,
				/#change-the-linked-account/,
			],
			[inOrder, 'portal-ok', 'Draft Reply', /in order/, /#sign-in-to-customers-portal/],
		];
		let card = await ask(stage);
		for (const [choices, code, first, says, draft] of cases) {
			card = await tick(stage, card, choices);
			expect(verdict(card)).toBe(code);
			expect(buttonsOf(card)[0], code).toBe(first);
			expect(buttonsOf(card), code).toContain('Portal Account');
			expect(readMessage(card)).toMatch(says);
			expect(await draftsOf(stage, card)).toMatch(draft);
		}
	});

	test('two addresses are told apart on the card; the second one only has to be clarified', async ({stage}) => {
		const card = await ask(stage, `${ada} a.da@example.com`);
		expect(readMessage(card)).toMatch(/ada@example\.com a\.da@example\.com\nAlso: several Portal accounts or addresses/);
		expect(readMessage(card)).toContain('Look the second one up');
		const after = await tick(stage, card, inOrder);
		expect(verdict(after)).toBe('portal-several-accounts');
		expect(readMessage(after)).toContain('a.da@example.com');
		expect(await draftsOf(stage, after)).not.toContain('a.da@');
		expect(
			await stage
				.as('agent')
				.messages(card.channel)
				.filter((one) => one.ts === card.ts),
		).toHaveLength(1);
		expect(readMessage(await ask(stage, `${ada} ${ada}`))).not.toContain('several Portal');
	});
});

describe('before anybody has looked', () => {
	test('the Portal’s own lists and mails decide, and those of GitLab are shown beside', {timeout: 40_000}, async ({stage}) => {
		const {world} = stage;
		const refuse = (to: string) =>
			world.mailgun.setRecipient(to, {kind: 'block', code: 554, enhancedCode: '5.7.1', text: 'refused by policy'});
		world.mailgun.addComplaint(portal, {address: 'complained@example.com'});
		world.mailgun.addUnsubscribe(portal, {address: 'left@example.com', tags: ['*']});
		mailed(world, 'wrong@example.com', 'Reset password instructions', hour, true);
		refuse('refused@example.com');
		portalMailed(world, 'refused@example.com', confirmation, hour);
		world.mailgun.setRecipient('later@example.com', {kind: 'defer', code: 451, text: 'come back later'});
		portalMailed(world, 'later@example.com', confirmation, hour);
		portalMailed(world, 'old@example.com', confirmation, 30 * hour);
		portalMailed(world, 'there@example.com', confirmation, hour);
		mailed(world, 'elsewhere@example.com', confirmation, hour);
		const expected = [
			['complained', 'suppressed-complaint', 'Remove Suppression'],
			['left', 'suppressed-unsubscribe', 'Remove Suppression'],
			['wrong', 'wrong-site', 'Draft Reply'],
			['refused', 'rejected', 'Draft Reply'],
			['later', 'delayed', 'Draft Reply'],
			['old', 'link-expired', 'Draft Reply'],
			['there', 'delivered', 'Draft Reply'],
			['elsewhere', 'incomplete', 'Portal Account'],
		] as const;
		for (const [name, code, first] of expected) {
			const card = await ask(stage, `${name}@example.com`);
			expect(verdict(card), name).toBe(code);
			expect(buttonsOf(card)[0], name).toBe(first);
			expect(buttonsOf(card), name).toContain('Portal Account');
		}
		const card = await ask(stage, 'wrong@example.com');
		expect(readMessage(card)).toContain('“Reset password instructions” delivered');
		expect(await draftsOf(stage, card)).toContain('no password of its own');
		expect(buttonsOf(card)).toContain('Open Sign-in Page');
	});

	test('a bounce of the Portal is removed from the card, which stays one of the Portal; one of GitLab does not block', async ({stage}) => {
		const {mailgun} = stage.world;
		suppress(stage.world);
		mailgun.addBounce(portal, {address: ada});
		const card = await ask(stage, `${ada} mail:sign-in`);
		expect(verdict(card)).toBe('suppressed-bounce');
		expect(readMessage(card)).toMatch(/\(mg\.gitlab\.com\); does not block this mail/);
		expect(buttonsOf(card).filter((label) => label === 'Remove Suppression')).toHaveLength(2);
		expect(buttonsOf(card)).not.toContain('Open Sign-in Page');
		const after = await click(stage, stage.as('agent'), card, 'Remove Suppression');
		expect(verdict(after)).toBe('incomplete');
		expect(mailgun.entries(portal, 'bounces')).toEqual([]);
		expect(mailgun.entries(gitlab, 'bounces')).toHaveLength(1);
	});

	test('each silent source is named, and nothing is taken for absent', async ({stage}) => {
		portalMailed(stage.world, ada, confirmation, hour);
		const sources = [
			[/customers\.gitlab\.com\/bounces/, `Mailgun’s bounce list of ${portal}`],
			[/customers\.gitlab\.com\/complaints/, `Mailgun’s complaint list of ${portal}`],
			[/customers\.gitlab\.com\/unsubscribes/, `Mailgun’s unsubscribe list of ${portal}`],
			[/analytics/, `Mailgun’s delivery log of ${portal}`],
		] as const;
		for (const [path, name] of sources) {
			stage.world.faults.add({service: 'mailgun', path, fault: 'html'});
			const card = await ask(stage);
			expect(verdict(card), name).toBe('incomplete');
			expect(readMessage(card)).toMatch(new RegExp(`Not answered: [^\\n]*${name}`));
			expect(buttonsOf(card).slice(0, 2)).toEqual(['Portal Account', 'Check Again']);
			expect(readMessage(card)).not.toMatch(/no suppression/i);
			stage.world.faults.clear();
			await stage.moveOn(5000);
		}
		stage.world.faults.add({service: 'gitlab', fault: 'html'});
		const card = await ask(stage);
		expect(verdict(card)).toBe('delivered');
		expect(readMessage(card)).toContain('Not answered: GitLab');
	});

	test('what servers and senders wrote is shown as it is', async ({stage}) => {
		const hostile = '<!channel> *bold* <https://evil.example.net|click> \u202eabc';
		stage.world.mailgun.addBounce(portal, {address: ada, code: '550', error: hostile});
		portalMailed(stage.world, ada, hostile, hour);
		const card = await ask(stage);
		expect(verdict(card)).toBe('suppressed-bounce');
		expect(JSON.stringify(card.blocks)).not.toMatch(/"type":"(?:mrkdwn|link|broadcast)"/);
		expect(readMessage(card)).toContain('[U+202E]');
		await stage.as('agent').click(card, 'Portal Account');
		expect(JSON.stringify(await form(stage, stage.as('agent')))).not.toContain('evil');
	});
});

describe('the Portal’s own pages', () => {
	test('the confirmation form is given after a live look; opening it watches the Portal’s log', {timeout: 30_000}, async ({stage}) => {
		const agent = stage.as('agent');
		const card = await tick(stage, await ask(stage), {...inOrder, 'Confirmed at': 'Empty'});
		stage.world.mailgun.addBounce(portal, {address: ada});
		const refused = await click(stage, agent, card, 'Resend Confirmation');
		expect(readMessage(refused)).toMatch(/Not sent\. The address is suppressed.*Nothing was done\./);
		expect(verdict(refused)).toBe('suppressed-bounce');
		stage.world.mailgun.removeEntry(portal, 'bounces', ada);
		const given = await click(stage, agent, refused, 'Resend Confirmation');
		expect(readMessage(given)).toContain('Send the confirmation from the Portal’s own form');
		expect(JSON.stringify(given.blocks)).toContain(`${stage.world.portal.origin}/customers/confirmation/new`);
		expect(verdict(given)).toBe('portal-unconfirmed');
		await agent.click(given, 'Open Confirmation Form');
		await tells(stage, /I watch the log for the confirmation mail/);
		portalMailed(stage.world, ada, confirmation, 0);
		await stage.moveOn(10_000);
		await tells(stage, /Delivered: /);
		expect(readMessage(await ask(stage))).toMatch(/Confirmation form of the Customers Portal given to <@U0DANA>/);
		expect([...stage.world.gitlab.requests()].filter(({method}) => method !== 'GET')).toEqual([]);
	});

	test('asked for again from the message of a watch, the card is still one of the Portal', async ({stage}) => {
		const agent = stage.as('agent');
		const card = await tick(stage, await ask(stage), {...inOrder, 'Linked GitLab account': 'None'});
		expect(JSON.stringify(card.blocks)).toContain(`${stage.world.portal.origin}/customers/sign_in?legacy=true`);
		await agent.click(card, 'Open Sign-in Page');
		await tells(stage, /I watch the log for the next mail/);
		stage.world.mailgun.addBounce(portal, {address: ada});
		portalMailed(stage.world, ada, 'Any subject: nobody configured which', 0);
		await stage.moveOn(10_000);
		const dropped = await tells(stage, /Dropped: /);
		await agent.click(dropped, 'Check Again');
		await stage.world.slack.until(() =>
			stage.world.slack
				.channels()
				.flatMap(({id}) => agent.messages(id))
				.find((one) => one.ephemeralFor !== undefined && /of the Customers Portal[\s\S]*verdict: suppressed-bounce/.test(readMessage(one))),
		);
		expect(told(stage)).toHaveLength(1);
	});
});

describe('a sign-in link', () => {
	test('is known by its subject, once that is configured', async ({stage}) => {
		portalMailed(stage.world, ada, 'Your sign-in link | Customers Portal', hour);
		const words = `${ada} mail:sign-in`;
		const before = await ask(stage, words);
		expect(verdict(before)).toBe('incomplete');
		expect(readMessage(before)).toContain('MAIL_KINDS_FILE');
		const folder = await mkdtemp(join(tmpdir(), 'kinds-'));
		const file = join(folder, 'kinds.json');
		const rows = [{domain: 'portal', subject: 'Your sign-in link', kind: 'sign-in', life: '24h', passes: false}];
		await writeFile(file, JSON.stringify(rows));
		await stage.restart({environment: {MAIL_KINDS_FILE: file}});
		await rm(folder, {recursive: true});
		expect(verdict(await ask(stage, words))).toBe('delivered');
		await stage.moveOn(day);
		const old = await ask(stage, words);
		expect(verdict(old)).toBe('link-expired');
		expect(buttonsOf(old)).toContain('Open Sign-in Page');
		expect(await draftsOf(stage, old)).toContain('Sign-in links work once');
	});
});

describe('which site', () => {
	const withZendesk = testOn({zendesk: true});
	const portalForm = 360000071293;

	withZendesk('a ticket on the Portal’s form asks about the Portal; a silent Zendesk is named', async ({stage}) => {
		const {zendesk, faults} = stage.world;
		zendesk.addTicket({id: 4760, requester: ada, formId: portalForm});
		zendesk.addTicket({id: 4761, requester: ada});
		const card = await check(stage, `${ada} ticket:4760`);
		expect(readMessage(card)).toContain('of the Customers Portal');
		expect(verdict(await tick(stage, card, inOrder))).toBe('portal-ok');
		portalMailed(stage.world, ada, confirmation, 30 * hour);
		const old = await check(stage, `${ada} ticket:4760`);
		expect(verdict(old)).toBe('link-expired');
		const given = await click(stage, stage.as('agent'), old, 'Resend Confirmation');
		expect(readMessage(given)).toContain('from the Portal’s own form');
		expect(verdict(await check(stage, `${ada} ticket:4761`))).toBe('no-account');
		expect(verdict(await check(stage, 'ada ticket:4760'))).toBe('no-account');
		faults.add({service: 'zendesk', fault: 'server-error'});
		const unsure = await check(stage, `${ada} ticket:4760`);
		expect(verdict(unsure)).toBe('no-account');
		expect(readMessage(unsure)).toContain('I could not read the ticket. If it is about the Customers Portal');
	});

	testOn({environment: {MAILGUN_PORTAL_DOMAIN: ''}})(
		'without a sending domain there is no Portal, and it says what to set',
		async ({stage}) => {
			const card = await ask(stage);
			expect(readMessage(card)).toMatch(/There is no Customers Portal here.*MAILGUN_PORTAL_DOMAIN.*Nothing was done/);
			expect(stage.world.mailgun.requests()).toEqual([]);
		},
	);
});

import {describe, expect} from 'vitest';
import {deliveryStories} from '../../src/sandbox/delivery-stories.ts';
import {tellStories} from '../../src/sandbox/stories.ts';
import {sendingDomains, type World} from '../../src/sandbox/world.ts';
import {ask, buttonsOf, channel, click, form, lastCard, readBlock, readMessage, type Stage, test} from '../support/stage.ts';

const {gitlab, portal} = sendingDomains;
const hour = 3_600_000;
const day = 24 * hour;

const ago = ({clock}: World, milliseconds: number) => new Date(clock.now().getTime() - milliseconds);

/** A mail that GitLab sent so long ago. */
function mailed(world: World, to: string, subject: string, milliseconds: number, passesSuppressions = false): void {
	world.mailgun.send({
		domain: gitlab,
		from: 'GitLab <gitlab@mg.gitlab.com>',
		to,
		subject,
		text: subject,
		at: ago(world, milliseconds),
		passesSuppressions,
	});
}

const confirmation = 'Confirmation instructions';

function unconfirmed(world: World, age = hour): void {
	world.gitlab.addUser({username: 'ada', email: 'ada@example.com', createdAt: ago(world, age)});
}

function confirmed(world: World): void {
	world.gitlab.addUser({username: 'ada', email: 'ada@example.com', createdAt: ago(world, 90 * day), confirmedAt: ago(world, 89 * day)});
}

function suppress(world: World): void {
	const created_at = ago(world, 10 * day)
		.toUTCString()
		.replace('GMT', 'UTC');
	world.mailgun.addBounce(gitlab, {address: 'ada@example.com', code: '550', error: '5.1.1 No such mailbox', created_at});
}

const check = (stage: Stage, words: string) => ask(stage, stage.as('agent'), words, '/confirm');
const verdictOf = (text: string) => /verdict: ([a-z-]+)/.exec(text)?.[1];

interface Case {
	readonly verdict: string;
	readonly world: (world: World) => void;
	readonly words?: string;
	readonly buttons: readonly string[];
	readonly says: RegExp;
}

const cases: readonly Case[] = [
	{
		verdict: 'no-account',
		world: () => {},
		words: 'ada@gmial.com',
		buttons: ['Draft Reply', 'Show Log'],
		says: /no such account.*gmail\.com/,
	},
	{
		verdict: 'no-account',
		world: (world) => {
			world.mailgun.addBounce(gitlab, {address: 'ada@example.com'});
		},
		buttons: ['Remove Suppression', 'Draft Reply', 'Show Log'],
		says: /no such account/,
	},
	{
		verdict: 'account-expiring',
		world: (world) => unconfirmed(world, 3.5 * day),
		buttons: ['Draft Reply', 'Show Log'],
		says: /never confirmed/,
	},
	{
		verdict: 'account-blocked',
		world: (world) => {
			confirmed(world);
			world.gitlab.changeUser('ada', {state: 'banned'});
		},
		buttons: ['Open Admin Page', 'Draft Reply', 'Show Log'],
		says: /state is banned/,
	},
	{
		verdict: 'unconfirmed-email-mismatch',
		world: unconfirmed,
		words: 'ada ada@exmaple.com',
		buttons: ['Draft Reply', 'Open Admin Page', 'Show Log'],
		says: /not its primary one/,
	},
	{
		verdict: 'unconfirmed-email-mismatch',
		world: unconfirmed,
		words: '@ada something.else@example.org',
		buttons: ['Open Admin Page', 'Show Log'],
		says: /wacky state/,
	},
	{
		verdict: 'address-not-on-account',
		world: confirmed,
		words: 'ada other@example.org',
		buttons: ['Draft Reply', 'Show Log'],
		says: /not on it/,
	},
	{
		verdict: 'already-confirmed',
		world: confirmed,
		words: 'ada@example.com mail:confirmation',
		buttons: ['Draft Reply', 'Send Password Reset', 'Show Log'],
		says: /confirmed already/,
	},
	{
		verdict: 'suppressed-bounce',
		world: (world) => {
			unconfirmed(world);
			suppress(world);
		},
		buttons: ['Remove Suppression', 'Resend Confirmation', 'Draft Reply', 'Show Log'],
		says: /bounce 550 5\.1\.1 No such mailbox \(mg\.gitlab\.com\)/,
	},
	{
		verdict: 'suppressed-complaint',
		world: (world) => {
			unconfirmed(world);
			world.mailgun.addComplaint(gitlab, {address: 'ada@example.com'});
		},
		buttons: ['Remove Suppression', 'Resend Confirmation', 'Show Log'],
		says: /complaint list/,
	},
	{
		verdict: 'suppressed-unsubscribe',
		world: (world) => {
			unconfirmed(world);
			world.mailgun.addUnsubscribe(gitlab, {address: 'ada@example.com', tags: ['*']});
		},
		buttons: ['Remove Suppression', 'Resend Confirmation', 'Show Log'],
		says: /unsubscribe list/,
	},
	{
		verdict: 'secondary-unconfirmed',
		world: (world) => {
			confirmed(world);
			world.gitlab.addSecondary('ada', 'ada.work@example.org');
		},
		words: 'ada ada.work@example.org',
		buttons: ['Draft Reply', 'Show Log'],
		says: /unconfirmed secondary/,
	},
	{
		verdict: 'secondary-unconfirmed',
		world: (world) => mailed(world, 'ada@example.com', confirmation, hour),
		buttons: ['Draft Reply', 'Show Log'],
		says: /signed in/,
	},
	{
		verdict: 'rejected',
		world: (world) => {
			unconfirmed(world);
			world.mailgun.setRecipient('ada@example.com', {kind: 'block', code: 554, enhancedCode: '5.7.1', text: 'refused by policy'});
			mailed(world, 'ada@example.com', confirmation, hour);
		},
		buttons: ['Draft Reply', 'Resend Confirmation', 'Show Log'],
		says: /refuses us by a rule/,
	},
	{
		verdict: 'delayed',
		world: (world) => {
			unconfirmed(world, 2 * hour);
			world.mailgun.setRecipient('ada@example.com', {kind: 'defer', code: 451, text: 'come back later'});
			mailed(world, 'ada@example.com', confirmation, hour);
		},
		buttons: ['Draft Reply', 'Show Log'],
		says: /Mailgun tries until about/,
	},
	{
		verdict: 'link-expired',
		world: (world) => {
			unconfirmed(world, 2 * day);
			mailed(world, 'ada@example.com', confirmation, 30 * hour);
		},
		buttons: ['Draft Reply', 'Resend Confirmation', 'Show Log'],
		says: /too old now/,
	},
	{
		verdict: 'delivered',
		world: (world) => {
			unconfirmed(world);
			mailed(world, 'ada@example.com', confirmation, hour / 2);
		},
		buttons: ['Draft Reply', 'Show Log'],
		says: /delivered 250 by mx\.example\.com, Message-Id/,
	},
	{
		verdict: 'delivered',
		world: (world) => {
			confirmed(world);
			mailed(world, 'ada@example.com', 'Verify your identity', 2 * hour, true);
		},
		buttons: ['Draft Reply', 'Show Log'],
		says: /code in the last mail is dead/,
	},
	{
		verdict: 'not-sent',
		world: unconfirmed,
		buttons: ['Resend Confirmation', 'Show Log'],
		says: /Nothing since \d{4}-\d\d-\d\d/,
	},
];

describe('every verdict is told in plain words, with its steps as buttons', () => {
	for (const {verdict, world, words = 'ada@example.com', buttons, says} of cases) {
		test(`${verdict}: ${words} ${String(says)}`, async ({stage}) => {
			world(stage.world);
			const card = await check(stage, words);
			const text = readMessage(card);
			expect(verdictOf(text)).toBe(verdict);
			expect(text).toMatch(says);
			expect(buttonsOf(card)).toEqual(buttons);
			expect(card.ephemeralFor).toBe(stage.as('agent').person.id);
		});
	}
});

test('a mail that was dropped while suppressed is told as such once the entry is removed, on the same card', async ({stage}) => {
	unconfirmed(stage.world);
	suppress(stage.world);
	mailed(stage.world, 'ada@example.com', confirmation, hour);
	const agent = stage.as('agent');
	const card = await check(stage, 'ada@example.com');
	expect(verdictOf(readMessage(card))).toBe('suppressed-bounce');
	const removed = await click(stage, agent, card, 'Remove Suppression');
	expect(verdictOf(readMessage(removed))).toBe('dropped-while-suppressed');
	expect(readMessage(removed)).toContain(`Removed by <@${agent.person.id}>`);
	expect(buttonsOf(removed)).toEqual(['Undo Removal', 'Resend Confirmation', 'Show Log']);
	expect(stage.world.mailgun.entries(gitlab, 'bounces')).toEqual([]);
	const undone = await click(stage, agent, removed, 'Undo Removal');
	expect(verdictOf(readMessage(undone))).toBe('suppressed-bounce');
	expect(stage.world.mailgun.entries(gitlab, 'bounces')).toHaveLength(1);
});

test('a complaint is removed only by the dialog that asks for the request, and the diagnosis comes back', async ({stage}) => {
	unconfirmed(stage.world);
	stage.world.mailgun.addComplaint(gitlab, {address: 'ada@example.com'});
	const agent = stage.as('agent');
	const card = await check(stage, 'ada@example.com');
	await agent.click(card, 'Remove Suppression');
	await form(stage, agent);
	await agent.submit({'Request of the recipient': 'Please write to me again', Ticket: '4711'});
	const after = await stage.world.slack.until(() => (/Removed by/.test(readMessage(lastCard(agent))) ? lastCard(agent) : undefined));
	expect(verdictOf(readMessage(after))).toBe('not-sent');
	expect(stage.world.mailgun.entries(gitlab, 'complaints')).toEqual([]);
});

describe('what the words may be', () => {
	test.for([
		['ADA@Example.COM', 'not-sent'],
		['<mailto:ada@example.com|ada@example.com>', 'not-sent'],
		['ada', 'not-sent'],
		['@ADA', 'not-sent'],
		['ada ada@example.com', 'not-sent'],
		['nobody', 'no-account'],
		['id:999999', 'no-account'],
		['ada@example.com ticket:4711 mail:code', 'not-sent'],
		['example.com', 'no-account'],
	] as const)('%s leads to %s', async ([words, verdict], {stage}) => {
		unconfirmed(stage.world);
		expect(verdictOf(readMessage(await check(stage, words)))).toBe(verdict);
	});

	test('what looks like a domain is looked up as a username, and the other command is offered', async ({stage}) => {
		expect(readMessage(await check(stage, 'example.com'))).toContain('/suppression example.com');
	});

	test('an account is found by its number', async ({stage}) => {
		unconfirmed(stage.world);
		const id = stage.world.gitlab.users()[0]?.id;
		expect(readMessage(await check(stage, `id:${id}`))).toContain('account @ada');
	});

	test.for([
		['help', 'I look into Mailgun and GitLab at once'],
		['reset ada', 'does not exist yet'],
		['portal ada@example.com', 'not built'],
		['history ada@example.com', '/suppression history'],
		['ada@@example.com', 'more than one @'],
		['ada@example.com eve@example.com', 'one address at a time'],
		['ada@example.com mail:spam', 'I know these kinds of mail'],
		['ada@example.com ticket:x', 'neither the number nor the URL'],
		['portl ada', 'Did you mean /confirm portal?'],
	] as const)('"%s" is answered with %s, and nothing is asked of anybody', async ([words, answer], {stage}) => {
		expect(readMessage(await check(stage, words))).toContain(answer);
		expect([...stage.world.mailgun.requests(), ...stage.world.gitlab.requests()]).toEqual([]);
	});

	test('the acknowledgement carries one line, and then exactly one card comes', async ({stage}) => {
		await check(stage, 'ada@example.com');
		expect(
			stage
				.as('agent')
				.messages(channel)
				.map(({text}) => text),
		).toEqual(['Checking ada@example.com in Mailgun and GitLab …', 'ada@example.com: GitLab has no such account.']);
	});

	test('no more is asked than three lists and one log for each domain, and one account', async ({stage}) => {
		unconfirmed(stage.world);
		await check(stage, 'ada@example.com');
		expect(stage.world.mailgun.requests()).toHaveLength(8);
		expect(stage.world.gitlab.requests()).toHaveLength(1);
	});
});

describe('the form', () => {
	test('/confirm without words opens it, and its answer is the card', async ({stage}) => {
		unconfirmed(stage.world);
		const agent = stage.as('agent');
		await agent.command(channel, '/confirm', '');
		expect((await form(stage, agent)).title.text).toBe('Check email delivery');
		await agent.submit({'Address or username': 'ada', 'Address the customer reports': 'not an address', Ticket: 'x'});
		expect(Object.keys(agent.modal()?.errors ?? {})).toEqual(['reported', 'ticket']);
		await agent.submit({
			'Address or username': 'ada',
			'Address the customer reports': 'ada@example.com',
			'Missing mail': 'Verification code',
			Ticket: '4711',
		});
		const text = readMessage(await stage.world.slack.until(() => lastCard(agent)));
		expect(text).toContain('verification code');
		expect(text).toContain('ticket 4711');
	});
});

describe('a source that does not answer', () => {
	test.for([
		['GitLab', {service: 'gitlab', fault: 'server-error'}, 'not-sent', /Not answered: GitLab\./],
		[
			'the log',
			{service: 'mailgun', path: /analytics/, fault: 'server-error'},
			undefined,
			/Not answered: Mailgun’s delivery log of mg\.gitlab\.com/,
		],
		[
			'a list',
			{service: 'mailgun', path: /mg\.gitlab\.com\/bounces/, fault: 'html'},
			'not-sent',
			/Not answered: Mailgun’s bounce list of mg\.gitlab\.com/,
		],
	] as const)('%s is named on the card, and is no absence', async ([_who, fault, also, says], {stage}) => {
		unconfirmed(stage.world);
		stage.world.faults.add(fault);
		const card = await check(stage, 'ada@example.com');
		const text = readMessage(card);
		expect(verdictOf(text)).toBe('incomplete');
		expect(text).toMatch(says);
		expect(text).not.toMatch(/no account|no suppression/i);
		if (also !== undefined) expect(text).toContain('Also: not sent');
		expect(buttonsOf(card)[0]).toBe('Check Again');
		stage.world.faults.clear();
		await stage.moveOn(5000);
		expect(verdictOf(readMessage(await click(stage, stage.as('agent'), card, 'Check Again')))).toBe('not-sent');
	});

	test('what is certain is said although GitLab is silent', async ({stage}) => {
		suppress(stage.world);
		stage.world.faults.add({service: 'gitlab', fault: 'bad-gateway'});
		const card = await check(stage, 'ada@example.com');
		expect(verdictOf(readMessage(card))).toBe('suppressed-bounce');
		expect(buttonsOf(card)[0]).toBe('Remove Suppression');
		expect(readMessage(card)).toContain('Not answered: GitLab');
	});

	test('one that hangs is given up after eight seconds', {timeout: 30_000}, async ({stage}) => {
		stage.world.faults.add({service: 'gitlab', fault: 'hang'});
		await stage.as('agent').command(channel, '/confirm', 'ada@example.com');
		const text = readMessage(await stage.world.slack.until(() => lastCard(stage.as('agent')), 15_000));
		expect(text).toContain('GitLab did not answer in time');
	});
});

describe('the primary address that nobody typed', () => {
	const secret = 'canary.kestrel@undisclosed.example.net';

	async function everything({world, bot, log}: Stage): Promise<string> {
		const tables = ['audit_entry', 'audit_subject', 'dialog', 'removal', 'inbox'] as const;
		const rows = await Promise.all(tables.map((table) => bot.database.db.selectFrom(table).selectAll().execute()));
		return JSON.stringify([rows, log, world.slack.apiCalls(), world.slack.responseUrlUses(), world.slack.allMessages(channel)]);
	}

	function expectSilence(text: string): void {
		const forms = [secret, 'canary.kestrel', 'undisclosed.example', encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
		for (const one of forms) expect(text.toLowerCase()).not.toContain(one.toLowerCase());
	}

	test.for([
		['ada', (world: World) => mailed(world, secret, confirmation, hour)],
		['ada mail:reset', (world: World) => mailed(world, secret, 'Reset password instructions', hour, true)],
		[
			'ada',
			(world: World) =>
				world.mailgun.addBounce(gitlab, {
					address: secret,
					code: '550',
					error: `5.1.1 <${secret}> is unknown at mx.undisclosed.example.net`,
				}),
		],
		['ada somebody@example.org', () => {}],
		['ada.second@example.org', () => {}],
	] as const)('%s tells it nowhere', async ([words, seed], {stage}) => {
		const {world} = stage;
		world.gitlab.addUser({
			username: 'ada',
			email: secret,
			createdAt: ago(world, 90 * day),
			confirmedAt: ago(world, 89 * day),
			secondaryEmails: [{email: 'ada.second@example.org', confirmedAt: ago(world, 80 * day)}],
		});
		seed(world);
		const agent = stage.as('agent');
		const card = await check(stage, words);
		for (const label of buttonsOf(card).filter((name) => name === 'Send Password Reset' || name === 'Resend Confirmation')) {
			await click(stage, agent, card, label);
		}
		expectSilence(await everything(stage));
	});

	test('a stranger who calls themselves like the address is not its owner', async ({stage}) => {
		const {world} = stage;
		world.gitlab.addUser({username: 'mallory', name: 'AAA ada@example.com', email: 'mallory@example.org', confirmedAt: ago(world, day)});
		expect(verdictOf(readMessage(await check(stage, 'ada@example.com')))).toBe('no-account');
		world.gitlab.addUser({username: 'ada', email: 'ada@example.com', confirmedAt: ago(world, day)});
		const text = readMessage(await check(stage, 'ada@example.com'));
		expect(text).toContain('account @ada');
		expect(text).not.toContain('mallory');
	});
});

describe('sending again', () => {
	test('Resend Confirmation gives the form and the address, and says what is true of the 24 hours', async ({stage}) => {
		unconfirmed(stage.world);
		const agent = stage.as('agent');
		const card = await click(stage, agent, await check(stage, 'ada@example.com'), 'Resend Confirmation');
		const text = readMessage(card);
		expect(text).toContain('paste this address');
		expect(text).toContain('24 hours from its first mail');
		expect(JSON.stringify(card.blocks)).toContain(`${stage.world.gitlab.origin}/users/confirmation/new`);
		expect(buttonsOf(card).slice(0, 2)).toEqual(['Open Confirmation Form', 'Draft Reply']);
		expect((await agent.click(card, 'Open Confirmation Form')).failure).toBeUndefined();
	});

	test('what became true since the card was made, is looked at before', async ({stage}) => {
		unconfirmed(stage.world);
		const agent = stage.as('agent');
		const card = await check(stage, 'ada@example.com');
		suppress(stage.world);
		const after = await click(stage, agent, card, 'Resend Confirmation');
		expect(readMessage(after)).toContain('Not sent. The address is suppressed');
		expect(buttonsOf(after)[0]).toBe('Remove Suppression');
	});

	test('Send Password Reset tells the steps in order, and counts once an hour', async ({stage}) => {
		confirmed(stage.world);
		const agent = stage.as('agent');
		const card = await check(stage, 'ada mail:confirmation');
		const steps = await click(stage, agent, card, 'Send Password Reset');
		expect(buttonsOf(steps).slice(0, 3)).toEqual(['Open Admin Page', 'I Have Sent It', 'Draft Reply']);
		expect(readMessage(steps)).toContain('private window');
		expect(JSON.stringify(steps.blocks)).toContain('/admin/users/ada');
		const sent = await click(stage, agent, steps, 'I Have Sent It');
		expect(readMessage(sent)).toContain('Recorded');
		const second = await click(stage, agent, await check(stage, 'ada mail:confirmation'), 'Send Password Reset');
		expect(readMessage(second)).toContain('within the last hour');
	});

	test('Draft Reply shows words that can be edited, without any code or link', async ({stage}) => {
		unconfirmed(stage.world);
		mailed(stage.world, 'ada@example.com', confirmation, hour / 2);
		const agent = stage.as('agent');
		await agent.click(await check(stage, 'ada@example.com'), 'Draft Reply');
		const view = await form(stage, agent);
		expect(view.title.text).toBe('Draft reply');
		const text = JSON.stringify(view.blocks);
		expect(text).toContain('spam');
		expect(text).not.toMatch(/https?:/);
		expect(readBlock(view.blocks)).toContain('Reply');
		expect((await agent.submit({})).failure).toBeUndefined();
	});
});

test('an entry of the other domain is offered, and does not block', async ({stage}) => {
	unconfirmed(stage.world);
	stage.world.mailgun.addBounce(portal, {address: 'ada@example.com'});
	const card = await check(stage, 'ada@example.com');
	expect(verdictOf(readMessage(card))).toBe('not-sent');
	expect(readMessage(card)).toContain('does not block this mail');
	expect(buttonsOf(card)).toEqual(['Resend Confirmation', 'Show Log', 'Remove Suppression']);
});

test('every ticket of the sandbox tells the story of its verdict', {timeout: 60_000}, async ({stage}) => {
	tellStories(stage.world);
	const told: Record<number, string | undefined> = {};
	for (const {ticket, command} of deliveryStories) {
		told[ticket] = verdictOf(readMessage(await check(stage, command.replace('/confirm ', ''))));
	}
	expect(Object.values(told)).toEqual([
		'no-account',
		'account-expiring',
		'account-blocked',
		'unconfirmed-email-mismatch',
		'unconfirmed-email-mismatch',
		'address-not-on-account',
		'already-confirmed',
		'suppressed-bounce',
		'suppressed-complaint',
		'suppressed-unsubscribe',
		'secondary-unconfirmed',
		'rejected',
		'delayed',
		'link-expired',
		'delivered',
		'not-sent',
		'delivered',
	]);
});

test('the bounce of an undisclosed address is removed and put back without being shown', async ({stage}) => {
	unconfirmed(stage.world);
	suppress(stage.world);
	const agent = stage.as('agent');
	const card = await check(stage, 'ada');
	expect(verdictOf(readMessage(card))).toBe('suppressed-bounce');
	const removed = await click(stage, agent, card, 'Remove Suppression');
	expect(stage.world.mailgun.entries(gitlab, 'bounces')).toEqual([]);
	expect(verdictOf(readMessage(removed))).toBe('not-sent');
	expect(buttonsOf(removed)).toEqual(['Undo Removal', 'Resend Confirmation']);
	await click(stage, agent, removed, 'Undo Removal');
	expect(stage.world.mailgun.entries(gitlab, 'bounces')).toHaveLength(1);
	expect(JSON.stringify([stage.world.slack.responseUrlUses(), stage.world.slack.allMessages(channel)])).not.toContain('ada@example.com');
});

test('people who ask the same at once are answered from one set of questions', async ({stage}) => {
	unconfirmed(stage.world);
	stage.world.faults.add({service: 'gitlab', fault: 'slow', delayMs: 500});
	const people = [stage.as('agent'), stage.as('secondAgent'), stage.as('manager')];
	await Promise.all(people.map((person) => person.command(channel, '/confirm', 'ada@example.com')));
	for (const person of people) expect(verdictOf(readMessage(await stage.world.slack.until(() => lastCard(person))))).toBe('not-sent');
	expect(stage.world.gitlab.requests()).toHaveLength(1);
	expect(stage.world.mailgun.requests()).toHaveLength(8);
});

test('Show Log answers with the log of the address', async ({stage}) => {
	unconfirmed(stage.world);
	mailed(stage.world, 'ada@example.com', confirmation, hour / 2);
	const agent = stage.as('agent');
	const before = agent.messages(channel).length;
	expect((await agent.click(await check(stage, 'ada@example.com'), 'Show Log')).failure).toBeUndefined();
	const log = await stage.world.slack.until(() =>
		agent.messages(channel).find((message) => readMessage(message).includes('Delivery log of')),
	);
	expect(readMessage(log)).toContain('Delivered');
	expect(agent.messages(channel).length).toBeGreaterThan(before);
});

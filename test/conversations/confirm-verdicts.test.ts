import {describe, expect} from 'vitest';
import {sendingDomains, type World} from '../../src/sandbox/world.ts';
import {check, confirmation, confirmed, day, hour, mailed, suppress, unconfirmed, verdictOf} from '../support/confirming.ts';
import {buttonsOf, click, form, lastCard, readMessage, test} from '../support/stage.ts';

const {gitlab, portal} = sendingDomains;

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
		verdict: 'no-account',
		world: (world) => mailed(world, 'ada@example.com', 'Reset password instructions', 5 * day, true),
		buttons: ['Draft Reply', 'Show Log'],
		says: /no such account/,
	},
	{
		verdict: 'not-sent',
		world: unconfirmed,
		words: 'adda ada@example.com',
		buttons: ['Resend Confirmation', 'Show Log', 'Watch Delivery'],
		says: /primary one[\s\S]*Nobody has this username: I looked for the address instead/,
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
		buttons: ['Draft Reply', 'Show Log', 'Watch Delivery'],
		says: /unconfirmed secondary/,
	},
	{
		verdict: 'secondary-unconfirmed',
		world: (world) => mailed(world, 'ada@example.com', confirmation, hour),
		buttons: ['Draft Reply', 'Show Log', 'Watch Delivery'],
		says: /signed in/,
	},
	{
		verdict: 'rejected',
		world: (world) => {
			unconfirmed(world);
			world.mailgun.setRecipient('ada@example.com', {kind: 'block', code: 554, enhancedCode: '5.7.1', text: 'refused by policy'});
			mailed(world, 'ada@example.com', confirmation, hour);
		},
		buttons: ['Draft Reply', 'Resend Confirmation', 'Show Log', 'Watch Delivery'],
		says: /refuses us by a rule.*Permanent:/,
	},
	{
		verdict: 'delayed',
		world: (world) => {
			unconfirmed(world, 2 * hour);
			world.mailgun.setRecipient('ada@example.com', {kind: 'defer', code: 451, text: 'come back later'});
			mailed(world, 'ada@example.com', confirmation, hour);
		},
		buttons: ['Draft Reply', 'Show Log', 'Watch Delivery'],
		says: /Mailgun tries until about.*Temporary:/,
	},
	{
		verdict: 'link-expired',
		world: (world) => {
			unconfirmed(world, 2 * day);
			mailed(world, 'ada@example.com', confirmation, 30 * hour);
		},
		buttons: ['Draft Reply', 'Resend Confirmation', 'Show Log', 'Watch Delivery'],
		says: /too old now/,
	},
	{
		verdict: 'delivered',
		world: (world) => {
			unconfirmed(world);
			mailed(world, 'ada@example.com', confirmation, hour / 2);
		},
		buttons: ['Draft Reply', 'Show Log', 'Watch Delivery'],
		says: /delivered 250 by mx\.example\.com, Message-Id/,
	},
	{
		verdict: 'delivered',
		world: (world) => {
			confirmed(world);
			mailed(world, 'ada@example.com', 'Verify your identity', 2 * hour, true);
		},
		buttons: ['Draft Reply', 'Show Log', 'Watch Delivery'],
		says: /code in the last mail is dead/,
	},
	{
		verdict: 'not-sent',
		world: unconfirmed,
		buttons: ['Resend Confirmation', 'Show Log', 'Watch Delivery'],
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
			const ofAccount = text.includes('account @') ? ['Support PIN'] : [];
			expect(buttonsOf(card)).toEqual([...buttons, ...ofAccount, 'Add Ticket Note', 'Share to Channel']);
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
	expect(buttonsOf(removed)).toEqual([
		'Undo Removal',
		'Resend Confirmation',
		'Show Log',
		'Support PIN',
		'Add Ticket Note',
		'Share to Channel',
	]);
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

test('an entry of the other domain is offered, and does not block', async ({stage}) => {
	unconfirmed(stage.world);
	stage.world.mailgun.addBounce(portal, {address: 'ada@example.com'});
	const card = await check(stage, 'ada@example.com');
	expect(verdictOf(readMessage(card))).toBe('not-sent');
	expect(readMessage(card)).toContain('does not block this mail');
	expect(buttonsOf(card)).toEqual([
		'Resend Confirmation',
		'Show Log',
		'Watch Delivery',
		'Support PIN',
		'Add Ticket Note',
		'Share to Channel',
		'Remove Suppression',
	]);
});

import {describe, expect} from 'vitest';
import type {Delivery, SlackActor} from '../../src/sandbox/slack/types.ts';
import {cast, groups} from '../../src/sandbox/world.ts';
import {naughty} from '../front-door/naughty.ts';
import {amount} from '../support/amount.ts';
import {expectNothingForeign, expectPlainErrors} from '../support/flaws.ts';
import {changed, intercepted, type Payload, replay} from '../support/replay.ts';
import {cardSays, logCard, makeRequest, modalSays, openResend, openReview, proof, resentTo, sendCode} from '../support/resending.ts';
import {ask, buttonsOf, channel, form, readMessage, type Stage, testOn, withoutLimits} from '../support/stage.ts';

const test = testOn({environment: withoutLimits});
const gitlab = 'mg.gitlab.com';
const deciders = [cast.agent.id, cast.secondManager.id, groups.managers];

/** All of them, as many to a field of several lines as it holds. */
const paragraphs = Array.from({length: Math.ceil(naughty.length / 8)}, (_unused, at) =>
	naughty
		.slice(at * 8, at * 8 + 8)
		.join('\n')
		.slice(0, 1000),
);

/** A third of the texts in every run, each field another third; all of them when somebody wants more. */
function textsFor(field: number): readonly string[] {
	return naughty.filter((_text, at) => (at + field) % 3 < amount('THIRDS', 1));
}

/** Ten at the same time. */
async function inTens<Item>(items: readonly Item[], deliver: (item: Item) => Promise<Delivery>): Promise<readonly Delivery[]> {
	const acks: Delivery[] = [];
	for (let at = 0; at < items.length; at += 10) acks.push(...(await Promise.all(items.slice(at, at + 10).map(deliver))));
	expect(acks.filter(({failure}) => failure !== undefined)).toEqual([]);
	return acks;
}

/** Puts text after text into one field after the other, past Slack's own client; each is answered. */
async function fillEach(stage: Stage, payload: Payload, fields: readonly string[]): Promise<void> {
	const filled = fields.flatMap((field, nth) =>
		textsFor(nth).map((text) => changed(payload, ['view', 'state', 'values', field, field, 'value'], text)),
	);
	expectPlainErrors(await inTens(filled, (one) => replay(stage, one)));
}

async function openForm(stage: Stage, agent: SlackActor, word: string): Promise<void> {
	await agent.command(channel, word, '');
	await form(stage, agent);
}

/** A response URL may be used five times; the forms here are submitted more often. */
async function expectAlive(stage: Stage): Promise<void> {
	expect(readMessage(await ask(stage, stage.as('secondAgent'), 'nobody@example.net'))).toContain('No suppression');
	expect(stage.log.filter((line) => line.includes('listener failed') && !line.includes('used_url'))).toEqual([]);
}

describe('whatever is typed is answered, shown as it is, and does nothing', () => {
	test('after /confirm', {timeout: 120_000}, async ({stage}) => {
		const agent = stage.as('agent');
		const around = [
			(text: string) => text,
			(text: string) => `ada ${text}`,
			(text: string) => `ada@example.com ticket:${text} mail:${text}`,
		];
		const lines = around.flatMap((put, nth) => textsFor(nth).map(put));
		const acks = await inTens(lines, (words) => agent.command(channel, '/confirm', words));
		await expectAlive(stage);
		expectNothingForeign(stage, acks, [cast.agent.id, cast.secondAgent.id]);
	});

	test('in the form that checks', {timeout: 120_000}, async ({stage}) => {
		const agent = stage.as('agent');
		await openForm(stage, agent, '/confirm');
		const payload = await intercepted(stage, () => agent.submit({'Address or username': 'ada@example.com'}));
		await fillEach(stage, payload, ['subject', 'reported', 'mail', 'ticket']);
		await expectAlive(stage);
		expectNothingForeign(stage);
	});

	test('in the form that removes from a diagnosis', {timeout: 120_000}, async ({stage}) => {
		const agent = stage.as('agent');
		stage.world.mailgun.addUnsubscribe(gitlab, {address: 'ada@example.com'});
		await agent.click(await ask(stage, agent, 'ada@example.com', '/confirm'), 'Remove Suppression');
		await form(stage, agent);
		const payload = await intercepted(stage, () => agent.submit({'Request of the recipient': 'They asked', Ticket: '4711'}));
		await fillEach(stage, payload, ['ticket', 'request']);
		await expectAlive(stage);
		expectNothingForeign(stage);
	});

	test('in the form that sends again: no mail leaves without a manager', {timeout: 120_000}, async ({stage}) => {
		const agent = stage.as('agent');
		sendCode(stage);
		await openResend(stage, agent);
		const payload = await intercepted(stage, () => agent.submit(proof));
		await fillEach(stage, payload, ['send_to', 'message', 'verification', 'ticket']);
		await expectAlive(stage);
		expect(new Set(resentTo(stage))).toEqual(new Set(['ada@example.com']));
		expectNothingForeign(stage, [], deciders);
	});

	test('as evidence, as a reason, and as a reason to deny: for the channel, for the manager, and for the requester', {
		timeout: 120_000,
	}, async ({stage}) => {
		sendCode(stage);
		const manager = stage.as('secondManager');
		for (const words of paragraphs) {
			const card = await makeRequest(stage, stage.as('agent'), {Evidence: words, Reason: words});
			const review = await openReview(stage, manager, card);
			expect(review).toContain('gives access to the account');
			await manager.closeModal();
			await manager.click(card, 'Deny');
			await modalSays(stage, manager, /Request RQ-/);
			await manager.submit({Reason: words});
			await cardSays(stage, card, /Denied by/);
			await manager.closeModal();
		}
		await expectAlive(stage);
		expectNothingForeign(stage, [], deciders);
	});

	test('in a draft that is edited', async ({stage}) => {
		const agent = stage.as('agent');
		const card = await ask(stage, agent, 'nobody@example.com', '/confirm');
		expect(buttonsOf(card)).toContain('Draft Reply');
		await agent.click(card, 'Draft Reply');
		await form(stage, agent);
		const payload = await intercepted(stage, () => agent.submit({}));
		await fillEach(stage, payload, ['reply']);
		await expectAlive(stage);
		expectNothingForeign(stage);
	});
});

describe('what others wrote is shown as it is, and does nothing', () => {
	test('in subjects, replies of servers, and names of accounts', {timeout: 120_000}, async ({stage}) => {
		const agent = stage.as('agent');
		const {gitlab: accounts, mailgun} = stage.world;
		for (const [at, text] of naughty.entries()) {
			const address = `n${at}@example.com`;
			mailgun.setRecipient(address, {kind: 'reject', code: 550, text});
			sendCode(stage, {to: address, subject: text});
			accounts.addUser({username: `named-${at}`, name: text, email: `named-${at}@example.com`});
			if (at % 4 >= amount('THIRDS', 1)) continue;
			expect(readMessage(await logCard(stage, agent, address))).toContain('Failed');
			expect(readMessage(await ask(stage, agent, address, '/confirm'))).toContain('verdict:');
			expect(readMessage(await ask(stage, agent, `named-${at}`, '/confirm'))).toContain('verdict:');
		}
		await expectAlive(stage);
		expectNothingForeign(stage);
	});
});

import {describe, expect} from 'vitest';
import type {Delivery} from '../../src/sandbox/slack/types.ts';
import {naughty} from '../front-door/naughty.ts';
import {expectNothingForeign, expectOnlyRefusedBySlack, expectPlainErrors} from '../support/flaws.ts';
import {ask, buttonsOf, channel, click, form, lastCard, readMessage, type Stage, testOn, withoutLimits} from '../support/stage.ts';

const test = testOn({environment: withoutLimits});
const gitlab = 'mg.gitlab.com';
const portal = 'customers.gitlab.com';

describe('what others wrote is shown as it is, and does nothing', () => {
	test('in bounce texts, codes, tags and the reasons of the allowlist', {timeout: 120_000}, async ({stage}) => {
		const {mailgun} = stage.world;
		const agent = stage.as('agent');
		for (const [at, text] of naughty.entries()) {
			const address = `n${at}@example.com`;
			mailgun.addBounce(gitlab, {address, error: text, code: text.slice(0, 20)});
			mailgun.addUnsubscribe(portal, {address, tags: [text]});
			mailgun.allow(gitlab, {value: address, type: 'address', reason: text});
			const card = await ask(stage, agent, address);
			expect(buttonsOf(card), JSON.stringify(text)).toEqual([
				'Remove Suppression',
				'Remove Suppression',
				'Add Ticket Note',
				'Share to Channel',
			]);
		}
		expectNothingForeign(stage);
	});

	test('also on the card after a removal, and in the form for an unsubscribe', async ({stage}) => {
		const {mailgun} = stage.world;
		const agent = stage.as('agent');
		const text = '<!channel> <@U0INES> `` ` ``` <https://evil.example.com|bank> \u202e\u0007';
		mailgun.addBounce(gitlab, {address: 'ada@example.com', error: text, code: text});
		mailgun.addUnsubscribe(gitlab, {address: 'ada@example.com', tags: [text]});
		const card = await ask(stage, agent, 'ada@example.com');
		const removed = await click(stage, agent, card, 'Remove Suppression');
		expect(readMessage(removed)).toContain('<!channel> <@U0INES> `` ` ``` <https://evil.example.com|bank> [U+202E][U+0007]');
		await agent.click(removed, 'Remove Suppression');
		await form(stage, agent);
		expectNothingForeign(stage);
	});

	test('and ten thousand characters of it leave room for every entry and every button', async ({stage}) => {
		const {mailgun} = stage.world;
		const agent = stage.as('agent');
		const long = `<!channel>\u202e${'x '.repeat(5000)}`;
		const plant = () => {
			for (const domain of [gitlab, portal]) {
				mailgun.addBounce(domain, {address: 'ada@example.com', error: long, code: '550'});
				mailgun.addUnsubscribe(domain, {address: 'ada@example.com', tags: [long]});
				mailgun.allow(domain, {value: 'ada@example.com', type: 'address', reason: long});
				mailgun.allow(domain, {value: 'example.com', type: 'domain', reason: long});
			}
		};
		for (let round = 0; round < 3; round += 1) {
			plant();
			const card = await ask(stage, agent, 'ada@example.com');
			expect(buttonsOf(card).filter((label) => label === 'Remove Suppression')).toHaveLength(4);
			const removed = await click(stage, agent, card, 'Remove Suppression');
			expect(readMessage(removed)).toContain(`Removed by <@${agent.person.id}>`);
			expect(buttonsOf(removed)).toContain('Undo Removal');
		}
		await agent.click(lastCard(agent) ?? (await ask(stage, agent, 'ada@example.com')), 'Remove Suppression', {nth: 0});
		await form(stage, agent);
		expectNothingForeign(stage);
	});
});

describe('whatever is typed is answered', () => {
	test('after the command', {timeout: 120_000}, async ({stage}) => {
		const agent = stage.as('agent');
		const acks: Delivery[] = [];
		const lines = naughty.flatMap((text) => [text, `history ${text}`, `ada@example.com ticket:${text}`, `mail:${text} ada@example.com`]);
		for (const words of lines) acks.push(await agent.command(channel, '/suppression', words));
		expect(acks.filter(({failure}) => failure !== undefined)).toEqual([]);
		await expectAlive(stage);
		expectNothingForeign(stage, acks);
		expect(stage.log.filter((line) => line.includes('listener failed'))).toEqual([]);
	});

	test('in the form that finds', {timeout: 120_000}, async ({stage}) => {
		const agent = stage.as('agent');
		const acks: Delivery[] = [];
		for (const text of naughty) {
			for (const values of [
				{'Address or domain': text, Ticket: ''},
				{'Address or domain': 'ada@example.com', Ticket: text},
			]) {
				if (agent.modal() === undefined) await agent.command(channel, '/suppression', '');
				await form(stage, agent);
				acks.push(await agent.submit(values));
			}
		}
		expectOnlyRefusedBySlack(acks);
		expectPlainErrors(acks);
		await expectAlive(stage);
		expectNothingForeign(stage);
	});

	test('in the form that removes: what fits is kept word for word, nothing else is done', {timeout: 120_000}, async ({stage}) => {
		const agent = stage.as('agent');
		const acks: Delivery[] = [];
		for (const [at, text] of naughty.entries()) {
			const address = `grace-${at}@example.org`;
			stage.world.mailgun.addComplaint(gitlab, {address});
			if (agent.modal() !== undefined) await agent.closeModal();
			await agent.click(await ask(stage, agent, address), 'Remove Suppression');
			await form(stage, agent);
			acks.push(await agent.submit({'Request of the recipient': 'They asked', Ticket: `${text}x`}));
			acks.push(await agent.submit({'Request of the recipient': text, Ticket: '4711'}));
			if (agent.modal() === undefined) await stage.world.slack.until(() => /Removed by/.test(readMessage(lastCard(agent))));
		}
		expectOnlyRefusedBySlack(acks);
		expectPlainErrors(acks);
		await expectAlive(stage);
		expectNothingForeign(stage);
	});
});

async function expectAlive(stage: Stage): Promise<void> {
	const card = await ask(stage, stage.as('secondAgent'), 'nobody@example.net');
	expect(readMessage(card)).toContain('No suppression');
}

describe('input of a hundred thousand characters', () => {
	test.for([
		['one letter', 'a'.repeat(100_000)],
		['at signs', '@'.repeat(80_000)],
		['dots', `a@${'a.'.repeat(50_000)}`],
		['words', 'a '.repeat(40_000)],
		['options', 'ticket:1 '.repeat(9000)],
		['brackets', '<'.repeat(60_000)],
	] as const)('%s: answered at once, nothing looked up', async ([_name, text], {stage}) => {
		const agent = stage.as('agent');
		const card = await ask(stage, agent, text);
		expect(readMessage(card)).toMatch(/Nothing was done/);
		expect(stage.world.mailgun.requests()).toEqual([]);
	});
});

import type {ModalView} from '@slack/types';
import {describe, expect} from 'vitest';
import type {SlackActor} from '../../src/sandbox/slack/types.ts';
import {check, confirmed, hour, unconfirmed} from '../support/confirming.ts';
import {modalSays} from '../support/resending.ts';
import {form, readBlock, type Stage, testOn, test as withoutZendesk} from '../support/stage.ts';

const test = testOn({zendesk: true});

const replies = ({world}: Stage, id = 4711) =>
	(world.zendesk.tickets().find((one) => one.id === id)?.comments ?? []).slice(1).map(({body, isPublic}) => ({body, isPublic}));
const statusOf = ({world}: Stage, id = 4711) => world.zendesk.tickets().find((one) => one.id === id)?.status;
const puts = ({world}: Stage) => world.zendesk.requests().filter(({method}) => method === 'PUT');
const shows = (view: ModalView) => view.blocks.map(readBlock).join('\n');

/** What the reply begins as. */
function initialReply({blocks}: ModalView): string {
	const inputs = blocks.flatMap((block) => (block.type === 'input' && 'element' in block ? [block] : []));
	const texts = inputs.flatMap(({label, element}) =>
		element.type === 'plain_text_input' && label.text === 'Reply' ? [element.initial_value ?? ''] : [],
	);
	return texts[0] ?? '';
}

async function openReply(stage: Stage, agent: SlackActor, words = 'ada@example.com ticket:4711'): Promise<ModalView> {
	await agent.click(await check(stage, words), 'Draft Reply');
	return form(stage, agent);
}

/** Nobody has an account of this address. */
function addTicket({world}: Stage): void {
	world.zendesk.addTicket({id: 4711, requester: 'ada@example.com', status: 'open'});
}

const errorAtReply = (agent: SlackActor) => {
	const errors = Object.entries(agent.modal()?.errors ?? {});
	expect(errors.map(([field]) => field.replace(/_\d+$/, ''))).toEqual(['reply']);
	return errors[0]?.[1] ?? '';
};

describe('Draft Reply', () => {
	test('becomes a public reply, edited as the agent likes, and the ticket waits for the customer', async ({stage}) => {
		addTicket(stage);
		const agent = stage.as('agent');
		const view = await openReply(stage, agent);
		expect(initialReply(view)).toContain('We find no account on GitLab.com');
		expect(shows(view)).toContain('Nothing is sent before you press');
		await agent.submit({Reply: 'Hello Ada, there is no account with this address.'});
		expect(await modalSays(stage, agent, /Added to ticket 4711/)).toContain('one public reply');
		expect(replies(stage)).toEqual([
			{body: expect.stringMatching(/^Hello Ada, there is no account with this address\.\n\nRef: reply-[0-9a-f]{16}$/), isPublic: true},
		]);
		expect(statusOf(stage)).toBe('pending');
		expect(puts(stage)).toHaveLength(1);
	});

	test('may be an internal note, or leave another status', async ({stage}) => {
		addTicket(stage);
		const agent = stage.as('agent');
		for (const [values, isPublic, status] of [
			[{Visibility: 'Internal note'}, false, 'open'],
			[{'Ticket status': 'Solved'}, true, 'solved'],
			[{'Ticket status': 'Leave it as it is'}, true, 'solved'],
			[{Visibility: 'Internal note', 'Ticket status': 'On hold'}, false, 'hold'],
		] as const) {
			await openReply(stage, agent);
			await agent.submit(values);
			await modalSays(stage, agent, /Added to ticket/);
			expect(replies(stage).at(-1)?.isPublic).toBe(isPublic);
			expect(statusOf(stage)).toBe(status);
			await agent.closeModal();
		}
	});

	test('starts from another draft, or from a macro as Zendesk shows it, and nothing is sent by choosing', async ({stage}) => {
		addTicket(stage);
		const agent = stage.as('agent');
		const view = await openReply(stage, agent);
		const labels = JSON.stringify(view.blocks);
		for (const label of ['There is no account', 'Ask which GitLab it is', 'Macro: There is no account', 'Macro: Ask which GitLab it is']) {
			expect(labels).toContain(label);
		}
		await agent.clickInModal('Macro: Ask which GitLab it is');
		const chosen = await stage.world.slack.until(() => {
			const open = agent.modal()?.view;
			return open?.type === 'modal' && initialReply(open).startsWith('Is your account on GitLab.com') ? open : undefined;
		});
		expect(puts(stage)).toEqual([]);
		await agent.submit({Reply: `${initialReply(chosen)} Please tell us.`});
		await modalSays(stage, agent, /Added to ticket/);
		expect(replies(stage)[0]?.body).toContain('or on a GitLab of your own? Please tell us.');
		expect(statusOf(stage)).toBe('pending');
	});

	test('from one card is written once, whatever becomes of the answer', async ({stage}) => {
		const {world} = stage;
		addTicket(stage);
		const agent = stage.as('agent');
		const card = await check(stage, 'ada@example.com ticket:4711');
		for (const words of [/Added to ticket/, /holds this reply already/]) {
			await agent.click(card, 'Draft Reply');
			await form(stage, agent);
			world.faults.add({service: 'zendesk', method: 'PUT', fault: 'truncated', afterEffect: true, times: 1});
			await agent.submit({Reply: 'Hello Ada'});
			await modalSays(stage, agent, words);
			await agent.closeModal();
		}
		expect(replies(stage)).toHaveLength(1);
	});

	test('asks for the ticket when the card has none', async ({stage}) => {
		addTicket(stage);
		const agent = stage.as('agent');
		const view = await openReply(stage, agent, 'ada@example.com');
		expect(shows(view)).toContain('Macros can be shown once the card is about a ticket');
		await agent.submit({Ticket: '9999'});
		expect(agent.modal()?.errors).toEqual({ticket: expect.stringContaining('knows no ticket 9999')});
		await agent.submit({Ticket: '4711'});
		await modalSays(stage, agent, /Added to ticket 4711/);
		expect(replies(stage)).toHaveLength(1);
	});
});

describe('what no reply may hold', () => {
	test('codes and links with a token are refused at the field; other links and numbers go', async ({stage}) => {
		addTicket(stage);
		const agent = stage.as('agent');
		await openReply(stage, agent);
		for (const [text, words] of [
			['Your code is 481516.', 'verification code'],
			['Enter 481 516, please', 'verification code'],
			['https://gitlab.example.com/users/confirmation?confirmation_token=abcDEF123', 'token'],
			['Go to https://gitlab.example.com/-/u/q8ZbD3kfW91xLmPa now', 'token'],
		] as const) {
			await agent.submit({Reply: text});
			expect(errorAtReply(agent), text).toContain(words);
		}
		expect(puts(stage)).toEqual([]);
		const fine = 'See https://docs.gitlab.com/user/profile/#change-your-email (ticket 4711, 22 Nov 2026, 10:15 UTC).';
		await agent.submit({Reply: fine});
		await modalSays(stage, agent, /Added to ticket/);
		expect(replies(stage)[0]?.body).toContain(fine);
	});

	test('the undisclosed primary address is refused, however it is spelt', async ({stage}) => {
		const {world} = stage;
		addTicket(stage);
		confirmed(world);
		const agent = stage.as('agent');
		await openReply(stage, agent, 'ada eve@example.org ticket:4711');
		for (const text of ['It is ada@example.com', 'It is ADA@Example.com.', 'ada (at) example (dot) com', 'ada%40example.com']) {
			await agent.submit({Reply: text});
			expect(errorAtReply(agent), text).toContain('told to nobody');
			expect(errorAtReply(agent)).not.toContain('ada@');
		}
		const clear = world.faults.add({service: 'gitlab', fault: 'down'});
		await agent.submit({Reply: 'It is ada@example.com'});
		expect(errorAtReply(agent)).toContain('GitLab could not be reached');
		expect(replies(stage)).toEqual([]);
		clear();
		await agent.submit({Reply: 'Did you mean eve@example.org?'});
		await modalSays(stage, agent, /Added to ticket/);
	});
});

test('a Zendesk in trouble: the words come back for another try', async ({stage}) => {
	addTicket(stage);
	const agent = stage.as('agent');
	for (const [fault, words] of [
		['server-error', /nobody knows/],
		['rate-limited', /Nothing was written/],
	] as const) {
		await openReply(stage, agent);
		const clear = stage.world.faults.add({service: 'zendesk', method: 'PUT', fault, retryAfter: '1'});
		await agent.submit({Reply: 'Hello Ada'});
		expect(await modalSays(stage, agent, words)).toContain('Hello Ada');
		clear();
		await agent.closeModal();
		await stage.moveOn(hour);
	}
	expect(replies(stage)).toEqual([]);
});

withoutZendesk('without a ticket system a draft is there for copying', async ({stage}) => {
	unconfirmed(stage.world);
	const agent = stage.as('agent');
	const view = await openReply(stage, agent, 'nobody@example.com ticket:4711');
	expect(shows(view)).toContain('nothing is sent from here');
	await agent.submit({Reply: 'Hello'});
	expect(agent.modal()).toBeUndefined();
	expect(stage.world.zendesk.requests()).toEqual([]);
});

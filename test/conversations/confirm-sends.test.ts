import {describe, expect} from 'vitest';
import {check, confirmation, confirmed, hour, mailed, suppress, unconfirmed} from '../support/confirming.ts';
import {buttonsOf, click, form, readBlock, readMessage, test} from '../support/stage.ts';

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

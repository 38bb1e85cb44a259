import {describe, expect} from 'vitest';
import {ask, buttonsOf, channel, click, readMessage, test} from '../support/stage.ts';

const gitlab = 'mg.gitlab.com';

describe('an agent looks an address up', () => {
	test('a bounce is shown word for word, with its list, domain, code and text, and one button', async ({stage}) => {
		stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com', code: '550', error: '5.1.1 No such mailbox'});
		const card = await ask(stage, stage.as('agent'), 'ada@example.com');
		const text = readMessage(card);
		expect(text).toContain('bounce list (mg.gitlab.com)');
		expect(text).toContain('550');
		expect(text).toContain('mailbox-unknown');
		expect(text).toContain('5.1.1 No such mailbox');
		expect(text).not.toMatch(/no suppression/i);
		expect(buttonsOf(card)).toEqual(['Remove Suppression']);
		expect(card.ephemeralFor).toBe(stage.as('agent').person.id);
	});

	test('an address on no list reads "No suppression", with the lists and domains that were asked', async ({stage}) => {
		const card = await ask(stage, stage.as('agent'), 'nobody@example.com');
		const text = readMessage(card);
		expect(text).toContain('No suppression');
		expect(text).toContain('mg.gitlab.com (bounces, complaints, unsubscribes)');
		expect(text).toContain('customers.gitlab.com (bounces, complaints, unsubscribes)');
		expect(buttonsOf(card)).toEqual([]);
	});

	test('the acknowledgement carries one line, and then exactly one card comes', async ({stage}) => {
		const agent = stage.as('agent');
		await ask(stage, agent, 'ada@example.com');
		expect(agent.messages(channel).map((message) => message.text)).toEqual([
			'Checking ada@example.com on the lists of mg.gitlab.com and customers.gitlab.com …',
			'No suppression ada@example.com',
		]);
	});
});

describe('an agent removes a bounce', () => {
	test('after the click the entry reads "Removed by", is gone at Mailgun, and can be put back', async ({stage}) => {
		stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com', code: '550', error: '5.1.1 No such mailbox'});
		const agent = stage.as('agent');
		const card = await ask(stage, agent, 'ada@example.com');
		const removed = await click(stage, agent, card, 'Remove Suppression');
		expect(readMessage(removed)).toContain(`Removed by <@${agent.person.id}>`);
		expect(buttonsOf(removed)).toEqual(['Undo Removal']);
		expect(stage.world.mailgun.entries(gitlab, 'bounces')).toEqual([]);
		const restored = await click(stage, agent, removed, 'Undo Removal');
		expect(readMessage(restored)).toContain(`Put back by <@${agent.person.id}>`);
		expect(stage.world.mailgun.entries(gitlab, 'bounces')).toMatchObject([
			{address: 'ada@example.com', code: '550', error: '5.1.1 No such mailbox'},
		]);
		expect(buttonsOf(restored)).toEqual(['Remove Suppression']);
	});
});

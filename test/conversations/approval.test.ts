import {describe, expect} from 'vitest';
import {approve, cardSays, logCard, makeRequest, openReview, owner, resentTo, secretCode, sendCode, target, threadOf} from '../support/resending.ts';
import {buttonsOf, readMessage, test} from '../support/stage.ts';

describe('a message goes to another address', () => {
	test('an agent asks, a manager approves, and exactly one mail reaches the right mailbox', async ({stage}) => {
		sendCode(stage);
		const log = await logCard(stage, stage.as('agent'));
		expect(buttonsOf(log)).toEqual(['Preview Message', 'Resend Message']);
		expect(readMessage(log)).toContain('Delivered');
		const card = await makeRequest(stage, stage.as('agent'));
		expect(buttonsOf(card)).toEqual(['Approve', 'Deny', 'Cancel Request']);
		expect(resentTo(stage)).toEqual([]);
		expect(readMessage(card)).not.toContain(owner);
		expect(readMessage(card)).not.toContain(target);
		const review = await openReview(stage, stage.as('manager'), card);
		expect(review).toContain(owner);
		expect(review).toContain(target);
		expect(review).not.toContain(secretCode);
		await stage.as('manager').closeModal();
		const told = await approve(stage, stage.as('manager'), card);
		expect(told).toContain('and sent');
		expect(resentTo(stage)).toEqual([target]);
		await cardSays(stage, card, /and sent/);
		await stage.world.slack.until(() => threadOf(stage, card).some((text) => text.includes('Delivered')), 10_000);
		expect(stage.world.mailgun.mailbox(target)).toHaveLength(1);
		expect(stage.world.mailgun.mailbox(owner)).toHaveLength(1);
	});
});

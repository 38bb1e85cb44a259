import {describe, expect} from 'vitest';
import type {SlackMessage} from '../../src/sandbox/slack/types.ts';
import {check, day, hour, suppress, unconfirmed} from '../support/confirming.ts';
import {cardSays, makeRequest, sendCode, target} from '../support/resending.ts';
import {ask, click, form, readMessage, type Stage, test} from '../support/stage.ts';

describe('what Redeliver did lately stands on the card', () => {
	test('a removal, with who and how long ago', async ({stage}) => {
		unconfirmed(stage.world);
		suppress(stage.world);
		await click(
			stage,
			stage.as('secondAgent'),
			await ask(stage, stage.as('secondAgent'), 'ada@example.com', '/confirm'),
			'Remove Suppression',
		);
		await stage.moveOn(6 * 60_000);
		const text = readMessage(await check(stage, 'ada@example.com'));
		expect(text).toContain(`Removed by <@${stage.as('secondAgent').person.id}> 6 minutes ago, bounce list of mg.gitlab.com.`);
	});

	test('forms and resets, also of the account whose address nobody named', async ({stage}) => {
		const agent = stage.as('agent');
		unconfirmed(stage.world);
		await click(stage, agent, await check(stage, 'ada@example.com'), 'Resend Confirmation');
		await stage.moveOn(2 * hour);
		expect(readMessage(await check(stage, 'ada'))).toContain(`Confirmation form given to <@${agent.person.id}> 2 hours ago.`);
		await stage.moveOn(day);
		expect(readMessage(await check(stage, 'ada'))).not.toContain('Confirmation form given');
	});

	test('of a request for approval, where it stands', async ({stage}) => {
		sendCode(stage);
		const agent = stage.as('agent');
		await denyFirst(stage, await makeRequest(stage, agent));
		const text = readMessage(await check(stage, 'ada@example.com'));
		expect(text).toContain(`Message to another address denied by <@${stage.as('manager').person.id}> just now.`);
		expect(text).not.toContain('requested by');
		expect(text).not.toContain(target);
	});
});

async function denyFirst(stage: Stage, card: SlackMessage): Promise<void> {
	const manager = stage.as('manager');
	await manager.click(card, 'Deny');
	await form(stage, manager);
	await manager.submit({Reason: 'The proof is missing'});
	await cardSays(stage, card, /Denied/);
}

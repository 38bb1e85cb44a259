import {describe, expect} from 'vitest';
import {check, suppress, unconfirmed, verdictOf} from '../support/confirming.ts';
import {buttonsOf, channel, click, lastCard, readMessage, test} from '../support/stage.ts';

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

import axe from 'axe-core';
import type {Page} from 'playwright-core';
import {beforeEach, describe, expect, test} from 'vitest';
import {newest, startSandbox, thread, type, unfold} from './sandbox.ts';

const sandbox = startSandbox();
beforeEach(sandbox.reset);

/** What axe finds serious or worse, one line each. Evaluated from outside, for the page itself lets nobody add a script. */
async function findings(page: Page): Promise<readonly string[]> {
	await page.evaluate(axe.source);
	return page.evaluate<readonly string[]>(
		`axe.run(document).then(({violations}) => violations.filter(({impact}) => impact === 'serious' || impact === 'critical')
			.map(({id, nodes}) => id + ': ' + nodes.slice(0, 5).map(({target}) => target.join(' ')).join(', ')))`,
	);
}

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
	test('nothing that axe calls serious is on the page, in a dialog, a thread, or on the Home tab', async () => {
		const page = await sandbox.open();
		await page.emulateMedia({colorScheme, reducedMotion: 'reduce'});
		for (const name of ['Mailboxes', 'Mailgun log', 'GitLab accounts', 'GitLab issues', 'Zendesk tickets', 'Audit trail'])
			await unfold(page, name);
		expect(await findings(page), 'the start').toEqual([]);

		await type(page, '/confirm dora@example.com ticket:4727');
		await newest(page).getByRole('button', {name: 'Remove Suppression'}).waitFor();
		await page.getByLabel('Message to').fill('/');
		await page.getByRole('option', {name: '/suppression'}).waitFor();
		expect(await findings(page), 'a card, and the commands on offer').toEqual([]);
		await newest(page).getByRole('button', {name: 'Remove Suppression'}).click();
		expect(await findings(page), 'the question before an act').toEqual([]);
		await page.keyboard.press('Escape');

		await type(page, '/suppression');
		await page.getByRole('dialog').getByRole('button', {name: 'Find'}).click();
		await page.getByText('Please complete this required field.').waitFor();
		expect(await findings(page), 'a dialog with an error').toEqual([]);
		await page.keyboard.press('Escape');

		await type(page, 'question');
		await page.locator('.message.own').hover();
		await page.getByRole('button', {name: 'Reply in thread'}).click();
		await thread(page).getByRole('textbox').fill('/suppression ada@example.com');
		await page.keyboard.press('Enter');
		await page.locator('.toast').waitFor();
		expect(await findings(page), 'a thread and a toast').toEqual([]);

		await page.getByRole('navigation').getByRole('button', {name: 'Redeliver'}).click();
		await page.getByRole('button', {name: 'Home', exact: true}).click();
		await page.locator('.home').getByText('Systems').waitFor();
		expect(await findings(page), 'the Home tab').toEqual([]);
	});
});

describe('by keyboard alone', () => {
	test('a suppression is found, removed and put back', async () => {
		const page = await sandbox.open();
		await page.locator('#composer-input:focus').waitFor();
		await page.keyboard.type('/suppression ada@example.com');
		await page.keyboard.press('Enter');
		const remove = newest(page).getByRole('button', {name: 'Remove Suppression'});
		await remove.focus();
		await page.keyboard.press('Enter');
		await page.getByRole('dialog').locator('button:focus').getByText('Remove').waitFor();
		await page.keyboard.press('Enter');
		await newest(page).getByText('Removed by @dana').waitFor();
		await page.locator('#announcer').getByText('Redeliver:').waitFor({state: 'attached'});
	});

	test('there is a way past the workspace, and whoever takes it stays who they are', async () => {
		const page = await sandbox.open('#as=U0MILO');
		await page.locator('#composer-input:focus').waitFor();
		await page.getByLabel('Act as').focus();
		await page.keyboard.press('Shift+Tab');
		await page.locator('.skip:focus').waitFor();
		await page.keyboard.press('Enter');
		await page.keyboard.type('here');
		expect(await page.getByLabel('Message to').inputValue()).toBe('here');
		expect(await page.getByLabel('Act as').inputValue()).toBe('U0MILO');
	});
});

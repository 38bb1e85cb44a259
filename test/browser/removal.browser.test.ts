import {beforeEach, describe, expect, test} from 'vitest';
import {entriesOf, newest, startSandbox, type} from './sandbox.ts';

const sandbox = startSandbox();
beforeEach(sandbox.reset);

describe('a bounce', () => {
	test('an agent looks it up, removes it, and puts it back', async () => {
		const page = await sandbox.open();
		await page.getByLabel('Act as').selectOption({label: 'Milo Santos (Support agent)'});
		await page.getByText('You are Milo Santos').waitFor();
		await type(page, '/suppression ada@example.com');
		await newest(page).getByText('On a suppression list now:').waitFor();
		const card = newest(page);
		expect(await card.getByText('Only visible to you').isVisible()).toBe(true);
		expect(await card.locator('pre').textContent()).toContain('5.1.1 The email account that you tried to reach does not exist');
		expect(await entriesOf(page, 'Bounces').filter({hasText: 'ada@example.com'}).count()).toBe(1);

		await card.getByRole('button', {name: 'Remove Suppression'}).click();
		await page.getByRole('dialog', {name: 'Remove this bounce?'}).getByRole('button', {name: 'Remove'}).click();
		await card.getByText('Removed by @milo').waitFor();
		expect(await card.getByText('(edited)').isVisible()).toBe(true);
		await entriesOf(page, 'Bounces').filter({hasText: 'ada@example.com'}).waitFor({state: 'detached'});

		await card.getByRole('button', {name: 'Undo Removal'}).click();
		await page.getByRole('dialog', {name: 'Put the entry back?'}).getByRole('button', {name: 'Put Back'}).click();
		await card.getByText('Put back by @milo').waitFor();
		await entriesOf(page, 'Bounces').filter({hasText: 'ada@example.com'}).waitFor();
	});

	test('nothing happens when the question is answered with Cancel or Escape', async () => {
		const page = await sandbox.open();
		await type(page, '/suppression ada@example.com');
		const remove = page.getByRole('button', {name: 'Remove Suppression'});
		await remove.click();
		await page.getByRole('dialog').getByRole('button', {name: 'Cancel'}).click();
		await remove.click();
		await page.keyboard.press('Escape');
		await page.getByRole('dialog').waitFor({state: 'detached'});
		await page.locator('#composer-input:focus').waitFor();
		expect(await entriesOf(page, 'Bounces').filter({hasText: 'ada@example.com'}).count()).toBe(1);
		expect(await newest(page).getByText('On a suppression list now:').isVisible()).toBe(true);
	});

	test('the middle button of a card with three removes the entry above it', async () => {
		const page = await sandbox.open();
		await type(page, '/suppression linus@example.net');
		await newest(page).getByText('On 3 suppression lists now:').waitFor();
		await newest(page).getByRole('button', {name: 'Remove Suppression'}).last().click();
		await page.getByRole('dialog').getByText('leaves the bounce list of customers.gitlab.com').waitFor();
		await page.getByRole('dialog').getByRole('button', {name: 'Remove'}).click();
		await newest(page).getByText('On 2 suppression lists now:').waitFor();
		await entriesOf(page, 'Bounces', 'customers.gitlab.com').filter({hasText: 'linus'}).waitFor({state: 'detached'});
		expect(await entriesOf(page, 'Bounces').filter({hasText: 'linus'}).count()).toBe(1);
	});
});

describe('a complaint', () => {
	test('goes only with the request of the recipient: errors at the fields first', async () => {
		const page = await sandbox.open();
		await page.getByRole('button', {name: 'Try it: ticket 4712'}).click();
		expect(await page.getByLabel('Message to').inputValue()).toBe('/suppression grace@example.org');
		await page.keyboard.press('Enter');
		await page.getByRole('button', {name: 'Remove Suppression'}).click();
		const dialog = page.getByRole('dialog', {name: 'Remove suppression'});
		const request = dialog.getByLabel('Request of the recipient');
		const ticket = dialog.getByLabel('Ticket');
		await request.waitFor();
		await dialog.getByRole('button', {name: 'Remove'}).click();
		await dialog.getByText('Please complete this required field.').first().waitFor();
		expect(await dialog.getByText('Please complete this required field.').count()).toBe(2);
		expect(await request.getAttribute('aria-invalid')).toBe('true');

		await request.fill('Please send me mail again');
		await ticket.fill('not a number');
		await dialog.getByRole('button', {name: 'Remove'}).click();
		await dialog.getByText('This is neither the number nor the URL of a ticket.').waitFor();
		expect(await request.inputValue()).toBe('Please send me mail again');

		await ticket.fill('4712');
		await ticket.press('Enter');
		await dialog.waitFor({state: 'hidden'});
		await newest(page).getByText('Removed by @dana').waitFor();
		await page.locator('#composer-input:focus').waitFor();
		await entriesOf(page, 'Complaints').filter({hasText: 'grace'}).waitFor({state: 'detached'});
	});

	test('stays when the dialog is closed with Escape', async () => {
		const page = await sandbox.open();
		await type(page, '/suppression grace@example.org');
		await page.getByRole('button', {name: 'Remove Suppression'}).click();
		await page.getByLabel('Request of the recipient').waitFor();
		await page.keyboard.press('Escape');
		await page.getByRole('dialog').waitFor({state: 'hidden'});
		await page.reload();
		await newest(page).waitFor();
		expect(await page.getByRole('dialog').isVisible()).toBe(false);
		expect(await entriesOf(page, 'Complaints').filter({hasText: 'grace'}).count()).toBe(1);
	});
});

describe('who may', () => {
	test('a guest is refused', async () => {
		const page = await sandbox.open('#as=U0KIM');
		await type(page, '/suppression ada@example.com');
		await newest(page).getByText('Redeliver serves full, active members of this workspace only').waitFor();
		expect(await page.getByRole('button', {name: 'Remove Suppression'}).count()).toBe(0);
	});

	test('the card of one person is not in the window of another', async () => {
		const agent = await sandbox.open('#as=U0DANA');
		const manager = await sandbox.open('#as=U0INES');
		await type(agent, 'Taking ticket 4711');
		await type(agent, '/suppression ada@example.com');
		await newest(agent).getByRole('button', {name: 'Remove Suppression'}).waitFor();
		await newest(manager).getByText('Taking ticket 4711').waitFor();
		expect(await manager.locator('#messages .message').count()).toBe(1);
	});
});

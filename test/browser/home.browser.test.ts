import {beforeEach, expect, test} from 'vitest';
import {entriesOf, newest, startSandbox, type} from './sandbox.ts';

const sandbox = startSandbox();
beforeEach(sandbox.reset);

test('the Home tab shows what one did, and undoes it', async () => {
	const dana = await sandbox.open('#as=U0DANA');
	await type(dana, '/suppression ada@example.com');
	await newest(dana).getByRole('button', {name: 'Remove Suppression'}).first().click();
	await dana.getByRole('button', {name: 'Remove', exact: true}).click();
	await newest(dana).getByText('Removed by').first().waitFor();
	const before = await entriesOf(dana, 'Bounces').count();

	await dana.getByRole('navigation').getByRole('button', {name: 'Redeliver'}).click();
	await dana.getByRole('button', {name: 'Home', exact: true}).click();
	const home = dana.locator('.home');
	await home.getByText('left the bounce list of mg.gitlab.com').waitFor();
	expect(await home.getByRole('heading').allTextContents()).toEqual([
		'Your requests',
		'Your watches',
		'Your removals',
		'Systems',
		'Commands',
	]);
	await home.getByRole('button', {name: 'Undo Removal'}).click();
	await dana.getByRole('button', {name: 'Put Back'}).click();
	await home.getByText('Put back by').waitFor();
	expect(await entriesOf(dana, 'Bounces').count()).toBe(before + 1);
	expect(await home.getByRole('button', {name: 'Undo Removal'}).count()).toBe(0);

	await home.getByRole('button', {name: 'Check Email Delivery'}).click();
	await dana.getByRole('dialog', {name: 'Check email delivery'}).getByLabel('Address or username').waitFor();
});

test('a guest reads there why there is nothing; the URL leads back to the tab', async () => {
	const kim = await sandbox.open('#as=U0KIM');
	await kim.getByRole('navigation').getByRole('button', {name: 'Redeliver'}).click();
	await kim.getByRole('button', {name: 'Home', exact: true}).click();
	await kim.locator('.home').getByText('full, active members of this workspace only').waitFor();
	await kim.reload();
	await kim.locator('.home').getByText('full, active members of this workspace only').waitFor();
	await kim.getByRole('button', {name: 'Messages', exact: true}).click();
	await kim.getByText('You are Kim Vale').waitFor();
});

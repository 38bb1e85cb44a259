import {beforeEach, describe, expect, test} from 'vitest';
import {entriesOf, newest, startSandbox, type, unfold} from './sandbox.ts';

const sandbox = startSandbox();
beforeEach(sandbox.reset);

describe('a newcomer', () => {
	test('solves the first ticket by the one big button, Enter, and what the card advises', async () => {
		const page = await sandbox.open();
		await page.getByRole('button', {name: 'Take ticket 4711'}).click();
		await page.getByText('Enter sends it.').waitFor();
		await page.keyboard.press('Enter');
		await newest(page).getByRole('button', {name: 'Remove Suppression'}).click();
		await page.getByRole('dialog').getByRole('button', {name: 'Remove'}).click();
		await newest(page).getByText('Removed by @dana').waitFor();
		await entriesOf(page, 'Bounces').filter({hasText: 'ada@example.com'}).waitFor({state: 'detached'});

		await page.getByRole('listitem').filter({hasText: '#4711'}).getByRole('img', {name: 'looked at'}).waitFor();
		const other = await sandbox.open('#as=U0INES');
		await other.getByRole('button', {name: 'Take ticket 4712'}).waitFor();
	});

	test('can use the page at once', async () => {
		const page = await sandbox.open();
		const times: number[] = [];
		for (let round = 0; round < 3; round += 1) {
			const begin = performance.now();
			await page.reload({waitUntil: 'commit'});
			await page.locator('#composer-input:focus').waitFor();
			times.push(performance.now() - begin);
		}
		expect(Math.min(...times)).toBeLessThan(1000);
	});

	test('who is nobody of the team learns that there is nothing to get', async () => {
		const page = await sandbox.open('#as=U0RAFA');
		await page.getByText('Redeliver should tell you nothing').waitFor();
		expect(await page.getByRole('button', {name: /Take ticket/}).count()).toBe(0);
		expect(await page.getByRole('navigation').getByRole('button', {name: '#'}).allTextContents()).toEqual(['# partners']);
	});
});

describe('every ticket of the tour', () => {
	test('is answered by a card', async () => {
		const page = await sandbox.open();
		const tickets = page.getByRole('button', {name: /^Try it: ticket/});
		const count = await tickets.count();
		expect(count).toBeGreaterThan(20);
		const answers = page.locator('#messages .message.ephemeral');
		for (let index = 0; index < count; index += 1) {
			const before = await answers.count();
			await tickets.nth(index).click();
			await page.keyboard.press('Enter');
			await expect.poll(() => answers.count(), {timeout: 15_000}).toBeGreaterThan(before);
			// What is looked up is acknowledged first.
			await answers.last().filter({hasNotText: ' …'}).waitFor();
		}
		await page.getByText(`${count} of ${count}`, {exact: true}).waitFor();
		expect(await page.locator('#messages .unknown').count()).toBe(0);
	}, 180_000);
});

describe('the outside world shows', () => {
	test('the audit trail, and that it is sound', async () => {
		const page = await sandbox.open();
		await unfold(page, 'Audit trail');
		await type(page, '/suppression ada@example.com ticket:4711');
		await newest(page).getByText('On a suppression list now:').waitFor();
		const entry = page.getByRole('list', {name: 'Audit trail'}).getByRole('listitem').first();
		await entry.getByText('suppression-looked-up').waitFor();
		expect(await entry.textContent()).toContain('ada@example.com');
		expect(await entry.textContent()).toContain('by dana · ticket 4711');
		await page.getByRole('button', {name: 'Verify'}).click();
		await page.getByText(/^Sound: 1 entries, head [0-9a-f]{12}…$/).waitFor();
	});

	test('the log, and the mail that a resend brings', async () => {
		const page = await sandbox.open();
		await unfold(page, 'Mailgun log');
		const log = page.getByRole('list', {name: 'Mailgun log'}).getByRole('listitem');
		const newestLine = await log.first().textContent();
		await type(page, '/suppression log sofia@example.com ticket:4737');
		await newest(page).getByRole('button', {name: 'Resend Message'}).click();
		await page.getByRole('dialog').getByRole('button', {name: 'Send', exact: true}).click();
		await expect.poll(() => log.first().textContent(), {timeout: 15_000}).not.toBe(newestLine);
		await log.filter({hasText: 'delivered'}).filter({hasText: 'sofia@example.com'}).first().waitFor();
	});

	test('GitLab’s accounts; who never confirms is blocked after three days, and then deleted', async () => {
		const page = await sandbox.open();
		await unfold(page, 'GitLab accounts');
		const account = (name: string) => page.getByRole('list', {name: 'GitLab accounts'}).getByRole('listitem').filter({hasText: name});
		expect(await account('@lena').textContent()).toContain('primary, unconfirmed');
		await page.getByRole('button', {name: '+3 days'}).click();
		await account('@lena').getByText('blocked').waitFor();
		await page.getByRole('button', {name: '+1 day'}).click();
		await account('@lena').waitFor({state: 'detached'});
		expect(await account('@nadia').count()).toBe(1);
	});

	test('what changes in a folded section by a light at its count', async () => {
		const page = await sandbox.open();
		await page.emulateMedia({reducedMotion: 'reduce'});
		await type(page, '/suppression ada@example.com');
		await page.locator('summary', {hasText: 'Audit trail'}).locator('.count.fresh').waitFor();
		expect(await page.locator('summary', {hasText: 'GitLab accounts'}).locator('.count.fresh').count()).toBe(0);
	});
});

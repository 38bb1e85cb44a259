import {spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import {type Browser, chromium, type Page} from 'playwright-core';

/** Takes the pictures of the README from the real sandbox, each in light and in dark colours: `npm run pictures`. Needs Chromium. */

const demo = spawn(process.execPath, ['src/cli.ts', 'demo'], {stdio: ['ignore', 'pipe', 'inherit']});
const url = await new Promise<string>((resolve) => {
	createInterface({input: demo.stdout}).on('line', (line) => {
		const found = /http:\/\/\S+/.exec(line)?.[0];
		if (found !== undefined) resolve(found);
	});
});
const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--no-first-run']});
try {
	const dana = await openAs(browser, 'as=U0DANA');
	await takeTicket(dana);
	await takeBoth(dana, 'sandbox');
	await askForResend(dana);
	const ines = await openAs(browser, 'as=U0INES&in=C0APPROVE');
	await openReview(ines);
	await takeBoth(ines, 'review');
} finally {
	await browser.close();
	demo.kill('SIGTERM');
}

async function openAs(from: Browser, hash: string): Promise<Page> {
	const page = await from.newPage({viewport: {width: 1360, height: 820}, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce'});
	await page.goto(`${url}/#${hash}`);
	await page.locator('.welcome, .message').first().waitFor();
	return page;
}

async function takeTicket(page: Page): Promise<void> {
	await page.getByRole('button', {name: 'Try it: ticket 4727'}).click();
	await page.keyboard.press('Enter');
	await page.getByRole('button', {name: 'Remove Suppression'}).waitFor();
	await page.getByText('1 of', {exact: false}).waitFor();
}

async function askForResend(page: Page): Promise<void> {
	await page.getByRole('button', {name: 'Try it: ticket 4737'}).click();
	await page.keyboard.press('Enter');
	await page.getByRole('button', {name: 'Resend Message'}).click();
	const form = page.getByRole('dialog', {name: 'Resend message'});
	await form.getByLabel('Send to').fill('sofia.new@example.net');
	await form.getByLabel('Ownership verification').selectOption({label: 'Challenge passed and peer reviewed'});
	await form.getByLabel('Evidence').fill('Challenge in the ticket, reviewed by Milo');
	await form.getByLabel('Reason').fill('She lost the old mailbox');
	await form.getByRole('button', {name: 'Send', exact: true}).click();
	await form.getByText('Requested.').waitFor();
}

async function openReview(page: Page): Promise<void> {
	await page.getByRole('button', {name: /^\d repl/}).click();
	await page.getByRole('button', {name: 'Approve', exact: true}).click();
	await page.getByRole('button', {name: 'Approve and Send'}).waitFor();
}

async function takeBoth(page: Page, name: string): Promise<void> {
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({colorScheme});
		await page.screenshot({path: `docs/${name}${colorScheme === 'dark' ? '-dark' : ''}.png`});
	}
}

import {spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import {chromium} from 'playwright-core';

/** Takes the pictures of the README from the real sandbox: `npm run pictures`. Needs Chromium. */

const demo = spawn(process.execPath, ['src/cli.ts', 'demo'], {stdio: ['ignore', 'pipe', 'inherit']});
const url = await new Promise<string>((resolve) => {
	createInterface({input: demo.stdout}).on('line', (line) => {
		const found = /http:\/\/\S+/.exec(line)?.[0];
		if (found !== undefined) resolve(found);
	});
});
const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--no-first-run']});
try {
	const page = await browser.newPage({viewport: {width: 1360, height: 820}, locale: 'en-GB', timezoneId: 'UTC', colorScheme: 'light'});
	await page.goto(url);
	await page.locator('.welcome, .message').first().waitFor();
	await page.getByRole('button', {name: 'Try it'}).first().click();
	await page.keyboard.press('Enter');
	await page.getByRole('button', {name: 'Remove Suppression'}).waitFor();
	await page.screenshot({path: 'docs/sandbox.png'});
} finally {
	await browser.close();
	demo.kill('SIGTERM');
}

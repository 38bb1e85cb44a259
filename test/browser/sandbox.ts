import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {type Browser, chromium, type Locator, type Page} from 'playwright-core';
import {afterAll, beforeAll, expect, onTestFinished} from 'vitest';

const executablePath = '/usr/bin/chromium';
const flags = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--no-first-run',
];

/** One Chromium for all tests of the file. Opens a page in a window of its own; the test fails when that page reports an error. */
export function startBrowser(): (url: string) => Promise<Page> {
	let browser: Browser | undefined;
	beforeAll(async () => {
		if (!existsSync(executablePath)) throw new Error('install chromium: apt-get install chromium');
		browser = await chromium.launch({executablePath, args: flags});
	});
	afterAll(() => browser?.close());
	return async (url) => {
		if (browser === undefined) throw new Error('the browser did not start');
		const context = await browser.newContext({viewport: {width: 1440, height: 900}, locale: 'en-GB', timezoneId: 'Europe/Berlin'});
		context.setDefaultTimeout(10_000);
		const page = await context.newPage();
		const errors = listenForErrors(page);
		onTestFinished(async () => {
			await context.close();
			expect(errors).toEqual([]);
		});
		await page.goto(url);
		await page.locator('.welcome, .message').first().waitFor();
		return page;
	};
}

interface Sandbox {
	/** The sandbox in a window of its own, at this hash. */
	readonly open: (hash?: string) => Promise<Page>;
	/** A fresh world, for the next test. */
	readonly reset: () => Promise<void>;
}

/** The real demo as its own process, and a browser for it. */
export function startSandbox(): Sandbox {
	const open = startBrowser();
	let demo: {readonly child: ChildProcess; readonly url: string} | undefined;
	beforeAll(async () => {
		demo = await startDemo();
	});
	afterAll(() => {
		demo?.child.kill('SIGTERM');
	});
	const url = () => demo?.url ?? '';
	return {
		open: (hash = '') => open(`${url()}/${hash}`),
		reset: async () => {
			const headers = {origin: url(), 'content-type': 'application/json'};
			const response = await fetch(`${url()}/api/act`, {method: 'POST', headers, body: JSON.stringify({what: 'reset'})});
			expect(response.status).toBe(200);
		},
	};
}

function listenForErrors(page: Page): string[] {
	const errors: string[] = [];
	page.on('pageerror', (error) => errors.push(error.message));
	page.on('console', (message) => {
		if (message.type() === 'error') errors.push(message.text());
	});
	page.on('request', (request) => {
		if (new URL(request.url()).hostname !== '127.0.0.1') errors.push(`asked for ${request.url()}`);
	});
	return errors;
}

function startDemo(): Promise<{readonly child: ChildProcess; readonly url: string}> {
	const child = spawn(process.execPath, ['src/cli.ts', 'demo'], {env: {}, stdio: ['ignore', 'pipe', 'pipe']});
	const lines: string[] = [];
	child.stderr.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
	return new Promise((resolve, reject) => {
		child.once('exit', (code) => reject(new Error(`the demo ended with ${code}:\n${lines.join('')}`)));
		createInterface({input: child.stdout}).on('line', (line) => {
			const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
			if (url !== undefined) resolve({child, url});
		});
	});
}

/** Types into the message field and sends. */
export async function type(page: Page, text: string): Promise<void> {
	await page.getByLabel('Message to').fill(text);
	await page.getByLabel('Message to').press('Enter');
}

/** The newest message that the person sees. */
export function newest(page: Page): Locator {
	return page.locator('#messages .message').last();
}

/** The entries of one of Mailgun's lists, as the panel shows them. */
export function entriesOf(page: Page, list: string, domain = 'mg.gitlab.com'): Locator {
	return page.getByRole('list', {name: `${list} of ${domain}`}).getByRole('listitem');
}

/** The pane of the open thread. */
export function thread(page: Page): Locator {
	return page.getByRole('region', {name: 'Thread'});
}

/** A mailbox of the outside world, folded or not. */
export function mailboxOf(page: Page, address: string): Locator {
	return page.locator('ul.mailboxes > li', {has: page.locator('h4').getByText(address, {exact: true})});
}

/** A section of the outside world. */
export async function unfold(page: Page, name: string): Promise<void> {
	await page.getByRole('complementary').getByRole('heading', {name, exact: true}).click();
}

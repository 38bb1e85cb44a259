import type {Page} from 'playwright-core';
import {beforeEach, expect, test} from 'vitest';
import {naughty} from './naughty.ts';
import {mailboxOf, newest, startSandbox, thread, type, unfold} from './sandbox.ts';

const sandbox = startSandbox();
beforeEach(sandbox.reset);

const approvals = '&in=C0APPROVE';

async function askForResend(page: Page, {evidence = 'Challenge in the ticket', reason = 'She lost the old mailbox'} = {}): Promise<void> {
	await type(page, '/suppression log sofia@example.com ticket:4737');
	await newest(page).getByRole('button', {name: 'Resend Message'}).click();
	const form = page.getByRole('dialog', {name: 'Resend message'});
	await form.getByLabel('Send to').fill('sofia.new@example.net');
	await form.getByLabel('Ownership verification').selectOption({label: 'Challenge passed and peer reviewed'});
	await form.getByLabel('Evidence').fill(evidence);
	await form.getByLabel('Reason').fill(reason);
	await form.getByLabel('Ticket').fill('4737');
	await form.getByRole('button', {name: 'Send', exact: true}).click();
	await form.getByText('Requested.').waitFor();
}

async function openThread(page: Page): Promise<void> {
	await page
		.getByRole('button', {name: /^\d (reply|replies)$/})
		.last()
		.click();
}

test('two people in two windows, one request, one mail in the right mailbox', async () => {
	const dana = await sandbox.open('#as=U0DANA');
	const ines = await sandbox.open(`#as=U0INES${approvals}`);
	await askForResend(dana);
	await newest(ines).getByText('Waiting for a manager').waitFor({timeout: 1000});

	await openThread(ines);
	await thread(ines).getByText('@support-managers').waitFor();
	await thread(ines).getByRole('button', {name: 'Approve', exact: true}).click();
	const review = ines.getByRole('dialog', {name: 'Review resend request'});
	await review.getByText('sofia.new@example.net').first().waitFor();
	await review.getByRole('button', {name: 'Approve and Send'}).click();

	await ines
		.getByText(/Delivered/)
		.first()
		.waitFor({timeout: 40_000});
	const arrived = mailboxOf(dana, 'sofia.new@example.net').locator('details');
	await arrived.waitFor({state: 'attached'});
	expect(await arrived.count()).toBe(1);
	expect(await mailboxOf(dana, 'sofia@example.com').locator('details').count()).toBe(1);

	await dana.getByRole('button', {name: 'Close', exact: true}).click();
	await unfold(dana, 'Mailboxes');
	await arrived.getByText('Verify your identity').click();
	expect(await arrived.locator('pre').textContent()).toContain('481516');
});

test('who may not decide reads why, and the request goes on waiting', async () => {
	const dana = await sandbox.open('#as=U0DANA');
	const milo = await sandbox.open(`#as=U0MILO${approvals}`);
	await askForResend(dana);
	await openThread(milo);
	await thread(milo).getByRole('button', {name: 'Approve', exact: true}).click();
	const answer = milo.getByRole('dialog', {name: 'Review resend request'});
	await answer.getByText('Only a manager may decide this. Nothing was done.').waitFor();
	expect(await answer.getByRole('button', {name: 'Approve and Send'}).count()).toBe(0);
	await answer.getByRole('button', {name: 'Close', exact: true}).click();
	expect(await thread(milo).getByRole('button', {name: 'Approve', exact: true}).isVisible()).toBe(true);
	expect(await mailboxOf(milo, 'sofia.new@example.net').count()).toBe(0);
});

test('whatever is typed into a request stays text for everybody who reads it', async () => {
	const dana = await sandbox.open('#as=U0DANA');
	const ines = await sandbox.open(`#as=U0INES${approvals}`);
	const reason = naughty.join(' ');
	await askForResend(dana, {evidence: naughty.join('\n'), reason});
	await openThread(ines);
	await thread(ines).getByText('null undefined NaN').waitFor();
	await thread(ines).getByRole('button', {name: 'Approve', exact: true}).click();
	const review = ines.getByRole('dialog', {name: 'Review resend request'});
	await review.getByRole('button', {name: 'Approve and Send'}).waitFor();
	for (const text of naughty) expect(await review.textContent()).toContain(text);
	for (const page of [dana, ines]) {
		expect(await page.locator('script:not([src]), img, marquee, iframe').count()).toBe(0);
		expect(await page.title()).toBe('Redeliver sandbox');
	}
});

test('a request that nobody decides expires with the clock', async () => {
	const dana = await sandbox.open('#as=U0DANA');
	const ines = await sandbox.open(`#as=U0INES${approvals}`);
	await askForResend(dana);
	await openThread(ines);
	await ines.getByRole('button', {name: '+1 day'}).click();
	await thread(ines)
		.getByText(/expired/i)
		.first()
		.waitFor();
	await thread(ines).getByRole('button', {name: 'Approve', exact: true}).waitFor({state: 'detached'});
	expect(await mailboxOf(dana, 'sofia.new@example.net').count()).toBe(0);
});

test('whoever becomes a manager in the same window sees where something waits', async () => {
	const page = await sandbox.open('#as=U0DANA');
	await askForResend(page);
	await page.getByRole('button', {name: 'Close', exact: true}).click();
	await page.getByLabel('Act as').selectOption({label: 'Ines Okafor (Manager)'});
	const place = page.getByRole('button', {name: '# email-approvals'});
	await place.getByRole('img', {name: 'unread'}).waitFor();
	await place.click();
	await newest(page).getByText('Waiting for a manager').waitFor();
	expect(await place.getByRole('img', {name: 'unread'}).count()).toBe(0);
});

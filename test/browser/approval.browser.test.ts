import {beforeEach, expect, test} from 'vitest';
import {newest, startSandbox, type} from './sandbox.ts';

const sandbox = startSandbox();
beforeEach(sandbox.reset);

test('two people in two windows, one request, one mail in the right mailbox', async () => {
	const dana = await sandbox.open('#as=U0DANA');
	const ines = await sandbox.open('#as=U0INES');
	await ines
		.getByRole('link', {name: /email-approvals/})
		.or(ines.getByRole('button', {name: /email-approvals/}))
		.click();

	await type(dana, '/suppression log sofia@example.com ticket:4737');
	await newest(dana).getByRole('button', {name: 'Resend Message'}).click();
	const form = dana.getByRole('dialog', {name: 'Resend message'});
	await form.getByLabel('Send to').fill('sofia.new@example.net');
	await form.getByLabel('Ownership verification').selectOption({label: 'Challenge passed and peer reviewed'});
	await form.getByLabel('Evidence').fill('Challenge in the ticket, reviewed by Milo');
	await form.getByLabel('Reason').fill('She lost the old mailbox');
	await form.getByLabel('Ticket').fill('4737');
	await form.getByRole('button', {name: 'Send', exact: true}).click();

	await ines
		.getByText(/1 reply|2 replies/)
		.first()
		.click();
	await ines.getByRole('button', {name: 'Approve', exact: true}).click();
	const review = ines.getByRole('dialog', {name: 'Review resend request'});
	await review.getByText('sofia.new@example.net').first().waitFor();
	await review.getByRole('button', {name: 'Approve and Send'}).click();

	await ines
		.getByText(/Delivered/)
		.first()
		.waitFor({timeout: 40_000});
	const mailbox = (address: string) => dana.locator('ul.mailboxes > li', {has: dana.locator('h4', {hasText: new RegExp(`^${address}$`)})});
	await mailbox('sofia.new@example.net').waitFor({state: 'attached'});
	expect(await mailbox('sofia.new@example.net').locator('details').count()).toBe(1);
	expect(await mailbox('sofia@example.com').locator('details').count()).toBe(1);
});

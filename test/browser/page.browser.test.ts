import {beforeEach, describe, expect, test} from 'vitest';
import {naughty} from './naughty.ts';
import {newest, startSandbox, type} from './sandbox.ts';

const sandbox = startSandbox();
beforeEach(sandbox.reset);

describe('what people type shows as text', () => {
	test('mark-up, also in a command that the bot repeats', async () => {
		const page = await sandbox.open();
		const markup = '<script>document.title="taken"</script><img src=x onerror=document.title="taken"><b>bold</b> &lt; <!channel>';
		await type(page, markup);
		await page.locator('.message.own').waitFor();
		expect(await newest(page).locator('.text').textContent()).toBe(markup);
		await type(page, '/suppression <script>alert(1)</script>');
		await newest(page).getByText('<script>alert(1)</script>').waitFor();
		expect(await page.locator('#messages script, #messages img, #messages b').count()).toBe(0);
		expect(await page.title()).toBe('Redeliver sandbox');
	});

	test('3,000 characters, without a scroll bar across', async () => {
		const page = await sandbox.open();
		await type(page, 'ü'.repeat(3000));
		await page.locator('.message.own').waitFor();
		expect(await newest(page).locator('.text').textContent()).toBe('ü'.repeat(3000));
		expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
		expect(await page.evaluate('document.querySelector("#messages").scrollWidth <= document.querySelector("#messages").clientWidth')).toBe(
			true,
		);
	});

	test('naughty strings in every field of a dialog, thousands of characters long', async () => {
		const page = await sandbox.open();
		await page.getByRole('navigation').getByRole('button', {name: 'Check email delivery'}).click();
		const dialog = page.getByRole('dialog', {name: 'Check email delivery'});
		await dialog.getByLabel('Address or username').waitFor();
		const text = naughty.join(' ').repeat(10);
		const fields = dialog.locator('input[type=text], textarea');
		const typed: string[] = [];
		for (const field of await fields.all()) {
			await field.fill(text.slice(0, Number((await field.getAttribute('maxlength')) ?? 3000)));
			typed.push(await field.inputValue());
		}
		await dialog.getByRole('button', {name: 'Check', exact: true}).click();
		await dialog.locator('.error').first().waitFor();
		expect(await fields.evaluateAll((all) => all.map((field) => Reflect.get(field, 'value')))).toEqual(typed);
		expect(await dialog.locator('script, img, iframe, marquee').count()).toBe(0);
		expect(await page.title()).toBe('Redeliver sandbox');
	});

	test('Slack’s own marks are drawn', async () => {
		const page = await sandbox.open();
		await type(page, '*strong* _soft_ ~gone~ `code` snake_case_name 2*3*4');
		const text = page.locator('.message.own .text');
		expect(await text.locator('strong').textContent()).toBe('strong');
		expect(await text.locator('em').textContent()).toBe('soft');
		expect(await text.locator('s').textContent()).toBe('gone');
		expect(await text.locator('code').textContent()).toBe('code');
		expect(await text.textContent()).toContain('snake_case_name 2*3*4');
	});
});

describe('the message field', () => {
	test('offers the commands after a slash, and completes them by keyboard', async () => {
		const page = await sandbox.open();
		const input = page.getByLabel('Message to');
		await input.pressSequentially('/su');
		await page.getByRole('option', {name: '/suppression'}).waitFor();
		await page.keyboard.press('Tab');
		expect(await input.inputValue()).toBe('/suppression ');
		await page.getByText('/suppression address [ticket:12345]').last().waitFor();
		await page.keyboard.press('Enter');
		await page.getByRole('dialog', {name: 'Find suppressions'}).getByLabel('Address or domain').waitFor();
	});

	test('keeps a command that does not exist, and says which there are', async () => {
		const page = await sandbox.open();
		await type(page, '/frobnicate now');
		await page.locator('.toast').getByText('/frobnicate is not a command here. There is: /confirm, /suppression.').waitFor();
		expect(await page.getByLabel('Message to').inputValue()).toBe('/frobnicate now');
	});

	test('a thread takes replies, but no commands', async () => {
		const page = await sandbox.open();
		await type(page, 'question');
		await page.locator('.message.own').hover();
		await page.getByRole('button', {name: 'Reply in thread'}).click();
		const thread = page.getByRole('region', {name: 'Thread'});
		await thread.getByRole('textbox').fill('answer');
		await page.keyboard.press('Enter');
		await thread.getByText('answer', {exact: true}).waitFor();
		await page.locator('#messages').getByRole('button', {name: '1 reply'}).waitFor();
		await thread.getByRole('textbox').fill('/suppression ada@example.com');
		await page.keyboard.press('Enter');
		await page.getByText('/suppression does not work in threads').waitFor();
	});
});

test('the menu of a message checks the address that it names', async () => {
	const page = await sandbox.open();
	await type(page, 'dora@example.com writes again');
	await page.locator('.message.own').hover();
	await page.getByRole('group', {name: 'Message actions'}).getByRole('button', {name: 'Check email delivery'}).click();
	const answer = page.getByRole('dialog').or(page.locator('.message.ephemeral'));
	await answer.getByText('dora@example.com').first().waitFor();
});

describe('a reload in the middle keeps', () => {
	test('the person, the channel, the card and its buttons', async () => {
		const page = await sandbox.open();
		await page.getByLabel('Act as').selectOption({label: 'Ines Okafor (Manager)'});
		await page.getByRole('button', {name: '# email-approvals'}).click();
		await type(page, '/suppression ada@example.com');
		await newest(page).getByRole('button', {name: 'Remove Suppression'}).waitFor();
		await page.reload();
		expect(await page.getByRole('heading', {name: '# email-approvals'}).textContent()).toBe('# email-approvals');
		await newest(page).getByRole('button', {name: 'Remove Suppression'}).click();
		await page.getByRole('dialog').getByRole('button', {name: 'Remove'}).click();
		await newest(page).getByText('Removed by @ines').waitFor();
	});

	test('the open dialog with what was typed', async () => {
		const page = await sandbox.open();
		await type(page, '/suppression');
		await page.getByLabel('Address or domain').fill('ada@example.com');
		await page.reload();
		await page.getByLabel('Address or domain').waitFor();
		expect(await page.getByLabel('Address or domain').inputValue()).toBe('ada@example.com');
		await page.getByRole('button', {name: 'Find'}).click();
		await newest(page).getByText('On a suppression list now:').waitFor();
	});
});

describe('the outside world', () => {
	test('a fault shows in what the bot says, and goes with the knob', async () => {
		const page = await sandbox.open();
		const knob = page.getByLabel('Mailgun', {exact: true});
		await knob.selectOption('down');
		await type(page, '/suppression ada@example.com');
		await newest(page).getByText('Not known yet').waitFor({timeout: 15_000});
		expect(await newest(page).getByText('bounce list of mg.gitlab.com').isVisible()).toBe(true);
		await knob.selectOption('none');
		await page.reload();
		expect(await knob.inputValue()).toBe('none');
	});

	test('after a day the removal cannot be undone any more', async () => {
		const page = await sandbox.open();
		await type(page, '/suppression ada@example.com');
		await page.getByRole('button', {name: 'Remove Suppression'}).click();
		await page.getByRole('dialog').getByRole('button', {name: 'Remove'}).click();
		await page.getByRole('button', {name: 'Undo Removal'}).waitFor();
		await page.getByRole('button', {name: '+1 day'}).click();
		await page.getByText('The sandbox is 1 day later.').waitFor();
		await page.getByRole('button', {name: 'Undo Removal'}).click();
		await page.getByRole('button', {name: 'Put Back'}).click();
		await newest(page).getByText('this one is older').waitFor();
	});

	test('a reset begins anew in every window', async () => {
		const one = await sandbox.open('#as=U0DANA');
		const other = await sandbox.open('#as=U0MILO');
		await type(one, 'old news');
		await newest(other).getByText('old news').waitFor();
		await one.getByRole('button', {name: 'Reset the world'}).click();
		await one.getByRole('dialog').getByRole('button', {name: 'Reset'}).click();
		await one.getByText('You are Dana Reyes').waitFor({timeout: 30_000});
		await other.getByText('You are Milo Santos').waitFor();
		await type(other, 'new news');
		await newest(one).getByText('new news').waitFor();
	});

	test('the bot’s direct message answers, too', async () => {
		const page = await sandbox.open();
		await page.getByRole('button', {name: 'Redeliver'}).click();
		await page.getByRole('heading', {name: 'Redeliver', exact: true}).waitFor();
		await type(page, '/suppression help');
		await newest(page).getByText('what Redeliver did for this address').waitFor();
	});
});

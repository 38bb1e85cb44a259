import {describe, expect, test} from 'vitest';
import {agent, connectBot, openPage, support} from '../sandbox/page/page.ts';
import {newest, startBrowser, type} from './sandbox.ts';

const open = startBrowser();

const plain = (text: string) => ({type: 'plain_text', text});
const mrkdwn = (text: string) => ({type: 'mrkdwn', text});
const piece = (text: string, style: object = {}) => ({type: 'text', text, style});
const options = ['Delivered', 'Failed'].map((text) => ({text: plain(text), value: text, description: plain(`${text} mail`)}));
const naughty = '<img src=x onerror=alert(1)> & "quotes"';

const richText = {
	type: 'rich_text',
	elements: [
		{
			type: 'rich_text_section',
			elements: [
				piece('bold', {bold: true}),
				piece(naughty, {code: true}),
				{type: 'user', user_id: agent},
				{type: 'channel', channel_id: support},
				{type: 'usergroup', usergroup_id: 'S0AGENTS'},
				{type: 'broadcast', range: 'here'},
				{type: 'link', url: 'https://example.com/a?b=c', text: 'a link'},
				{type: 'link', url: 'javascript:alert(1)', text: 'no link'},
				{type: 'emoji', name: 'wave', unicode: '1f44b'},
				{type: 'date', timestamp: 1_790_000_000, format: '{date_num} at {time}', fallback: '2026'},
			],
		},
		{type: 'rich_text_preformatted', elements: [piece('two\nlines')]},
		{type: 'rich_text_quote', elements: [piece('said')]},
		{type: 'rich_text_list', style: 'ordered', offset: 2, elements: [{type: 'rich_text_section', elements: [piece('third')]}]},
	],
};

const everyBlock = [
	{type: 'header', text: plain(naughty)},
	richText,
	{type: 'divider'},
	{
		type: 'section',
		text: mrkdwn(
			`*bold* <https://example.org|there> <@${agent}> <#${support}> <!date^1790000000^{date_num}^https://example.com|x> &lt;b&gt;`,
		),
		fields: [plain('left'), mrkdwn('_right_')],
		accessory: {type: 'overflow', action_id: 'more', options: [{text: plain('Copy'), value: 'copy'}]},
	},
	{
		type: 'context',
		elements: [plain(naughty), mrkdwn('`code`'), {type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a graph'}],
	},
	{type: 'image', image_url: 'https://example.com/b.png', alt_text: 'a picture', title: plain('Title')},
	{type: 'markdown', text: '# not a heading'},
	{
		type: 'table',
		column_settings: [{align: 'left'}, {align: 'right'}],
		rows: [
			[
				{type: 'raw_text', text: 'Address'},
				{type: 'raw_text', text: 'Count'},
			],
			[
				{type: 'raw_text', text: naughty},
				{type: 'raw_number', value: 7, text: '7'},
			],
		],
	},
	{
		type: 'actions',
		block_id: 'row',
		elements: [
			{type: 'button', action_id: 'go', text: plain('Go'), style: 'primary'},
			{type: 'button', action_id: 'stop', text: plain('Stop'), style: 'danger'},
			{type: 'static_select', action_id: 'status', placeholder: plain('Status'), options},
			{type: 'checkboxes', action_id: 'boxes', options},
			{type: 'radio_buttons', action_id: 'radios', options},
		],
	},
];

async function openWith(...blocks: readonly object[]) {
	const page = await openPage();
	const bot = await connectBot(page.world());
	expect(await bot.call('chat.postMessage', {channel: support, text: 'card', blocks})).toMatchObject({ok: true});
	return {page, bot, tab: await open(page.url)};
}

describe('a message with every kind of block', () => {
	test('is drawn, and what came from outside stays text', async () => {
		const {tab} = await openWith(...everyBlock);
		const card = newest(tab);
		expect(await card.locator('.unknown').count()).toBe(0);
		expect(await card.locator('img, script').count()).toBe(0);
		expect(await card.getByRole('heading').textContent()).toBe(naughty);
		expect(await card.locator('.rich-text code').textContent()).toBe(naughty);
		expect(await card.locator('td').first().textContent()).toBe(naughty);
		expect(await card.locator('.markdown').textContent()).toBe('# not a heading');
		expect(await card.locator('.rich-text .section').first().textContent()).toBe(
			`bold${naughty}@dana#support@support-agents@herea linkno link👋2026-09-21 at 16:13`,
		);
		expect(await card.locator('.block-section .text').textContent()).toBe('bold there @dana #support 2026-09-21 <b>');
		expect(await card.locator('a').evaluateAll((links) => links.map(String))).toEqual([
			'https://example.com/a?b=c',
			'https://example.org/',
			'https://example.com/',
		]);
	});

	test('tells the bot which button and which option', async () => {
		const {tab, bot} = await openWith(...everyBlock);
		const card = newest(tab);
		await card.getByRole('button', {name: 'Stop'}).click();
		await expect.poll(() => bot.received.at(-1)).toMatchObject({actions: [{action_id: 'stop'}]});
		await card.getByRole('combobox', {name: 'Status'}).selectOption('Failed');
		await expect.poll(() => bot.received.at(-1)).toMatchObject({actions: [{action_id: 'status', selected_option: {value: 'Failed'}}]});
		await card.getByRole('button', {name: 'More actions'}).click();
		await card.getByRole('button', {name: 'Copy'}).click();
		await expect.poll(() => bot.received.at(-1)).toMatchObject({actions: [{action_id: 'more', selected_option: {value: 'copy'}}]});
	});

	test('follows an edit in place', async () => {
		const {page, tab, bot} = await openWith(...everyBlock);
		const ts = (await page.messages())[0]?.ts;
		await bot.call('chat.update', {channel: support, ts, text: 'Done', blocks: []});
		await newest(tab).getByText('Done').waitFor();
		expect(await newest(tab).getByText('(edited)').isVisible()).toBe(true);
		expect(await tab.locator('#messages .message').count()).toBe(1);
	});
});

test('what the real Slack would refuse is told in red', async () => {
	const page = await openPage();
	await connectBot(page.world(), () => ({text: 'x', blocks: [{type: 'jukebox'}]}));
	const tab = await open(page.url);
	await type(tab, '/suppression');
	await tab.getByRole('alert').getByText('Slack would refuse this:').waitFor();
	expect(await tab.getByRole('alert').textContent()).toContain('jukebox');
});

const input = (id: string, label: string, element: object, extra: object = {}) => ({
	type: 'input',
	block_id: id,
	label: plain(label),
	element: {action_id: id, ...element},
	...extra,
});

const form = {
	type: 'modal',
	title: plain('Everything'),
	submit: plain('Send'),
	blocks: [
		{type: 'alert', text: plain(naughty), level: 'warning'},
		input('line', 'Line', {type: 'plain_text_input', initial_value: naughty}, {hint: plain('One line.')}),
		input('text', 'Text', {type: 'plain_text_input', multiline: true, placeholder: plain('Several lines')}),
		input('mail', 'Recipient', {type: 'email_text_input'}, {optional: true}),
		input('count', 'Count', {type: 'number_input', is_decimal_allowed: false, min_value: '1'}),
		input('day', 'Day', {type: 'datepicker', initial_date: '2026-11-21'}),
		input('status', 'Status', {type: 'static_select', options}),
		input('found', 'Found', {type: 'radio_buttons', options, initial_option: options[0]}),
		input('kinds', 'Kinds', {type: 'checkboxes', options, initial_options: [options[1]]}, {optional: true}),
	],
};

async function openForm() {
	const page = await openPage();
	const bot = await connectBot(page.world());
	const tab = await open(page.url);
	await type(tab, '/suppression');
	await expect.poll(() => bot.received.length).toBe(1);
	expect(await bot.call('views.open', {trigger_id: bot.received[0]?.trigger_id, view: form})).toMatchObject({ok: true});
	const dialog = tab.getByRole('dialog', {name: 'Everything'});
	await dialog.waitFor();
	return {page, bot, tab, dialog};
}

describe('a dialog with every kind of input', () => {
	test('sends all of them as they were filled in', async () => {
		const {bot, dialog} = await openForm();
		expect(await dialog.locator('.unknown, img').count()).toBe(0);
		await dialog.getByLabel('Text').fill('two\nlines');
		await dialog.getByLabel('Recipient').fill('ada@example.com');
		await dialog.getByLabel('Count').fill('3');
		await dialog.getByLabel('Day').fill('2026-11-22');
		await dialog.getByLabel('Status').selectOption('Failed');
		await dialog.getByRole('radio', {name: 'Failed'}).check();
		await dialog.getByRole('checkbox', {name: 'Delivered'}).check();
		await dialog.getByRole('button', {name: 'Send'}).click();
		await dialog.waitFor({state: 'hidden'});
		expect(bot.received.at(-1)).toMatchObject({
			type: 'view_submission',
			view: {
				state: {
					values: {
						line: {line: {value: naughty}},
						text: {text: {value: 'two\nlines'}},
						mail: {mail: {value: 'ada@example.com'}},
						count: {count: {value: '3'}},
						day: {day: {selected_date: '2026-11-22'}},
						status: {status: {selected_option: {value: 'Failed'}}},
						found: {found: {selected_option: {value: 'Failed'}}},
						kinds: {kinds: {selected_options: [{value: 'Delivered'}, {value: 'Failed'}]}},
					},
				},
			},
		});
	});

	test('shows what Slack’s client finds wrong, keeps the rest, and leads to the first error', async () => {
		const {bot, tab, dialog} = await openForm();
		await dialog.getByLabel('Text').fill('kept');
		await dialog.getByLabel('Recipient').fill('nobody');
		await dialog.getByLabel('Count').fill('0');
		await dialog.getByRole('button', {name: 'Send'}).click();
		await dialog.getByText('Please enter a valid email address.').waitFor();
		expect(await dialog.getByText('Please enter at least 1.').isVisible()).toBe(true);
		expect(await dialog.getByText('Please complete this required field.').count()).toBe(1);
		expect(await dialog.getByLabel('Text').inputValue()).toBe('kept');
		await tab.locator('input[inputmode=email]:focus').waitFor();
		expect(bot.received).toHaveLength(1);
	});

	test('follows an update of its view, and keeps what was typed', async () => {
		const {page, bot, dialog} = await openForm();
		await dialog.getByLabel('Text').fill('half a sentence');
		const view = (await page.state()).modal;
		const next = {...form, blocks: [{type: 'header', text: plain('Next page')}, form.blocks[2]]};
		expect(await bot.call('views.update', {view_id: view?.id, hash: view?.hash, view: next})).toMatchObject({ok: true});
		await dialog.getByText('Next page').waitFor();
		expect(await dialog.getByLabel('Text').inputValue()).toBe('half a sentence');
		expect(await dialog.getByLabel('Count').count()).toBe(0);
	});
});

import {describe, expect, test} from 'vitest';
import {agent, connectBot, openPage, support} from './page.ts';

const plain = (text: string) => ({type: 'plain_text', text});
const button = (actionId: string, extra: object = {}) => ({type: 'button', action_id: actionId, text: plain('Remove'), ...extra});
const row = (blockId: string, ...elements: readonly object[]) => ({type: 'actions', block_id: blockId, elements});
const options = ['Delivered', 'Failed'].map((text) => ({text: plain(text), value: text.toLowerCase()}));
const confirm = {title: plain('Sure?'), text: plain('It goes.'), confirm: plain('Yes'), deny: plain('No')};

async function openCard(...blocks: readonly object[]) {
	const page = await openPage();
	const bot = await connectBot(page.world());
	expect(await bot.call('chat.postMessage', {channel: support, text: 'card', blocks})).toMatchObject({ok: true});
	const ts = (await page.messages())[0]?.ts ?? '';
	const click = (press: object) => page.act({what: 'click', as: agent, channel: support, ts, ...press});
	return {page, bot, ts, click};
}

describe('a press on a card', () => {
	test('means the very button, even where all have the same words', async () => {
		const {bot, click} = await openCard(row('first', button('remove')), row('second', button('remove'), button('other')));
		expect((await click({blockId: 'second', actionId: 'remove'})).status).toBe(200);
		expect((await click({blockId: 'second', actionId: 'other'})).status).toBe(200);
		expect(bot.received.map((payload) => payload.actions)).toMatchObject([
			[{block_id: 'second', action_id: 'remove'}],
			[{block_id: 'second', action_id: 'other'}],
		]);
	});

	test('counts a button whose words are another one’s name', async () => {
		const named = {type: 'button', action_id: 'x', text: plain('remove')};
		const {bot, click} = await openCard(row('first', named), row('second', button('remove')));
		await click({blockId: 'second', actionId: 'remove'});
		expect(bot.received).toMatchObject([{actions: [{block_id: 'second', action_id: 'remove'}]}]);
	});

	test('is not sent before its question is answered', async () => {
		const {bot, click} = await openCard(row('first', button('remove', {confirm})));
		expect((await click({blockId: 'first', actionId: 'remove'})).answer.error).toContain('asks for confirmation');
		expect(bot.received).toEqual([]);
		expect((await click({blockId: 'first', actionId: 'remove', confirm: true})).status).toBe(200);
		expect(bot.received).toHaveLength(1);
	});

	test('on a card that was replaced meanwhile says so', async () => {
		const {page, bot, ts, click} = await openCard(row('first', button('remove')));
		await bot.call('chat.update', {channel: support, ts, text: 'done', blocks: [row('next', button('undo'))]});
		const {status, answer} = await click({blockId: 'first', actionId: 'remove'});
		expect(status).toBe(409);
		expect(answer.error).toContain('has changed meanwhile');
		expect((await page.act({what: 'click', as: agent, channel: support, ts: '1.000001', blockId: 'a', actionId: 'b'})).status).toBe(409);
		expect(bot.received).toEqual([]);
	});

	test('chooses options of menus, wherever they stand', async () => {
		const menu = {type: 'static_select', action_id: 'status', options};
		const overflow = {type: 'overflow', action_id: 'more', options};
		const section = {type: 'section', block_id: 'words', text: plain('Status'), accessory: menu};
		const {bot, click} = await openCard(section, row('menus', overflow));
		await click({blockId: 'words', actionId: 'status', option: 'Failed'});
		await click({blockId: 'menus', actionId: 'more', option: 'Delivered'});
		expect(bot.received).toMatchObject([
			{actions: [{action_id: 'status', selected_option: {value: 'failed'}}]},
			{actions: [{action_id: 'more', selected_option: {value: 'delivered'}}]},
		]);
	});
});

const modal = {
	type: 'modal',
	callback_id: 'form',
	title: plain('Remove suppression'),
	submit: plain('Remove'),
	notify_on_close: true,
	blocks: [
		{
			type: 'input',
			block_id: 'request',
			label: plain('Request of the recipient'),
			element: {type: 'plain_text_input', action_id: 'request'},
		},
		{
			type: 'input',
			block_id: 'kinds',
			label: plain('Kinds'),
			optional: true,
			element: {type: 'checkboxes', action_id: 'kinds', options},
		},
		row('row', button('preview')),
	],
};

async function openModal(ack?: (payload: Readonly<Record<string, unknown>>) => unknown) {
	const page = await openPage();
	const bot = await connectBot(page.world(), ack);
	await page.act({what: 'command', as: agent, channel: support, command: '/suppression', text: ''});
	expect(await bot.call('views.open', {trigger_id: bot.received[0]?.trigger_id, view: modal})).toMatchObject({ok: true});
	const submit = (values: object) => page.act({what: 'submit', as: agent, values});
	return {page, bot, submit};
}

describe('a dialog', () => {
	test('stands in the state of the person who opened it, also after a reload', async () => {
		const {page} = await openModal();
		expect((await page.state()).modal?.view).toMatchObject({title: {text: 'Remove suppression'}});
		expect((await page.state()).modal?.view).toMatchObject({title: {text: 'Remove suppression'}});
		expect((await page.state('U0KIM')).modal).toBeUndefined();
	});

	test('with an empty required field stays, with the error at the field and no other words', async () => {
		const {page, bot, submit} = await openModal();
		expect((await submit({'Request of the recipient': ''})).answer).toEqual({ok: true});
		expect((await page.state()).modal?.errors).toEqual({request: 'Please complete this required field.'});
		expect(bot.received).toHaveLength(1);
	});

	test('shows the errors that the bot finds', async () => {
		const refuse = {response_action: 'errors', errors: {request: 'Too short.'}};
		const {page, submit} = await openModal((payload) => (payload.type === 'view_submission' ? refuse : undefined));
		expect((await submit({'Request of the recipient': 'no'})).answer).toEqual({ok: true});
		expect((await page.state()).modal?.errors).toEqual({request: 'Too short.'});
	});

	test('sends what was filled in, and closes', async () => {
		const {page, bot, submit} = await openModal();
		await submit({'Request of the recipient': '<b>please</b>', Kinds: ['Failed']});
		expect(bot.received.at(-1)).toMatchObject({
			type: 'view_submission',
			view: {state: {values: {request: {request: {value: '<b>please</b>'}}, kinds: {kinds: {selected_options: [{value: 'failed'}]}}}}},
		});
		expect((await page.state()).modal).toBeUndefined();
	});

	test('takes along what was typed when a button in it is pressed', async () => {
		const {page, bot} = await openModal();
		const values = {'Request of the recipient': 'half a sentence', Kinds: []};
		const {status} = await page.act({what: 'clickInModal', as: agent, blockId: 'row', actionId: 'preview', values});
		expect(status).toBe(200);
		expect(bot.received.at(-1)).toMatchObject({
			type: 'block_actions',
			actions: [{action_id: 'preview'}],
			view: {state: {values: {request: {request: {value: 'half a sentence'}}}}},
		});
	});

	test('is closed by the person, and the bot hears of it', async () => {
		const {page, bot} = await openModal();
		expect((await page.act({what: 'closeModal', as: agent})).answer).toEqual({ok: true});
		expect((await page.state()).modal).toBeUndefined();
		expect(bot.received.at(-1)).toMatchObject({type: 'view_closed'});
	});
});

import {describe, expect, test} from 'vitest';
import {cast} from '../../../src/sandbox/world.ts';
import {agent, connectBot, openPage, support} from './page.ts';

const guest = cast.guest.id;

describe('what one person sees', () => {
	test('without a name the first person looks', async () => {
		const {url} = await openPage();
		const state = (await (await fetch(`${url}/api/state`)).json()) as {readonly me: string};
		expect(state.me).toBe(agent);
	});

	test('only their own channels, and everybody who could sit at the keyboard', async () => {
		const page = await openPage();
		const state = await page.state(guest);
		expect(state.channels.map(({name}) => name)).toEqual(['support']);
		expect(state.people.map(({role}) => role)).toContain('Of another workspace');
	});

	test('an answer for one person’s eyes stays with that person', async () => {
		const page = await openPage();
		await connectBot(page.world(), () => ({text: 'Only for you'}));
		await page.act({what: 'command', as: agent, channel: support, command: '/suppression', text: 'ada@example.com'});
		expect(await page.messages()).toMatchObject([{text: 'Only for you', isEphemeral: true}]);
		expect(await page.messages(guest)).toEqual([]);
	});

	test('what the real Slack would have refused stands in everybody’s state', async () => {
		const page = await openPage();
		await connectBot(page.world(), () => ({text: 'x', blocks: [{type: 'jukebox'}]}));
		const {answer} = await page.act({what: 'command', as: agent, channel: support, command: '/suppression', text: ''});
		expect(answer.failure).toContain('invalid_command_response');
		expect((await page.state(guest)).complaints).toEqual([expect.stringContaining('jukebox')]);
	});
});

describe('what people do', () => {
	test('what they type reaches the others as text, not as mark-up', async () => {
		const page = await openPage();
		await page.act({what: 'say', as: agent, channel: support, text: '<!channel> & <script>'});
		expect(await page.messages(guest)).toMatchObject([{user: agent, text: '&lt;!channel&gt; &amp; &lt;script&gt;', isEphemeral: false}]);
	});

	test('they reply in threads', async () => {
		const page = await openPage();
		await page.act({what: 'say', as: agent, channel: support, text: 'question'});
		const ts = (await page.messages())[0]?.ts ?? '';
		expect((await page.act({what: 'say', as: guest, channel: support, text: 'answer', threadTs: ts})).status).toBe(200);
		expect(await page.messages()).toMatchObject([{text: 'question'}, {text: 'answer', threadTs: ts}]);
	});

	test('a command goes to the bot word for word', async () => {
		const page = await openPage();
		const bot = await connectBot(page.world());
		const typed = 'history <b>ada@example.com</b> ✓';
		const {answer} = await page.act({what: 'command', as: agent, channel: support, command: '/suppression', text: typed});
		expect(answer).toEqual({ok: true});
		expect(bot.received).toMatchObject([{command: '/suppression', text: typed, user_id: agent, channel_id: support}]);
	});

	test('when no bot answers, Slack’s own words come back', async () => {
		const page = await openPage();
		const {status, answer} = await page.act({what: 'command', as: agent, channel: support, command: '/suppression', text: ''});
		expect(status).toBe(200);
		expect(answer.failure).toContain('/suppression failed with the error "dispatch_failed"');
	});

	test('opening the direct message makes it', async () => {
		const page = await openPage();
		await connectBot(page.world());
		expect((await page.state()).channels.some(({kind}) => kind === 'im')).toBe(false);
		await page.act({what: 'openHome', as: agent});
		expect((await page.state()).channels.some(({kind}) => kind === 'im')).toBe(true);
	});

	test('shortcuts tell the bot which one, and on which message', async () => {
		const page = await openPage({shortcuts: [{name: 'Check email delivery', callbackId: 'check', type: 'message'}]});
		const bot = await connectBot(page.world());
		expect((await page.state()).shortcuts).toHaveLength(1);
		await page.act({what: 'say', as: agent, channel: support, text: 'ada@example.com gets nothing'});
		const ts = (await page.messages())[0]?.ts;
		await page.act({what: 'messageShortcut', as: agent, callbackId: 'check', channel: support, ts});
		await page.act({what: 'globalShortcut', as: agent, callbackId: 'check'});
		expect(bot.received).toMatchObject([
			{type: 'message_action', callback_id: 'check', message_ts: ts},
			{type: 'shortcut', callback_id: 'check'},
		]);
	});
});

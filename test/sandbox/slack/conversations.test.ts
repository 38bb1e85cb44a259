import {createHmac} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import {actions, button, openWorkspace, plain, respond, section, signingSecret, startReceiver, textAt} from './workspace.ts';

const option = (text: string) => ({text: plain(text), value: text.toLowerCase()});

describe('a slash command', () => {
	test('arrives as Slack sends it: signed, as a bare form', async () => {
		const {slack, agent} = await openWorkspace();
		const bot = await startReceiver(slack);
		const delivery = await agent.command('C0SUPPORT', '/suppression', 'ada@example.com ticket:1');
		expect(delivery).toMatchObject({status: 200});
		const [{headers, raw, content} = {headers: {}, raw: '', content: {}}] = bot.received;
		expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
		const timestamp = String(headers['x-slack-request-timestamp']);
		const digest = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${raw}`).digest('hex');
		expect(headers['x-slack-signature']).toBe(`v0=${digest}`);
		expect(content).toMatchObject({
			command: '/suppression',
			text: 'ada@example.com ticket:1',
			user_id: 'U0AGENT',
			user_name: 'ada',
			channel_id: 'C0SUPPORT',
			channel_name: 'support',
			team_id: slack.teamId,
			is_enterprise_install: 'false',
			response_url: expect.stringContaining(`${slack.origin}/response/commands/`),
			trigger_id: expect.any(String),
		});
		expect(slack.deliveries()).toEqual([{contentType: 'application/x-www-form-urlencoded', rawBody: raw}]);
	});

	test('names direct messages and private channels by their kind, and needs the person in the channel', async () => {
		const {slack, agent, manager, api} = await openWorkspace();
		const bot = await startReceiver(slack);
		await agent.command('C0SECRET', '/confirm', '');
		expect(bot.last()).toMatchObject({channel_name: 'privategroup', text: ''});
		const {channel} = await api('conversations.open', {users: 'U0AGENT'});
		await agent.command(textAt(channel, 'id'), '/confirm', '');
		expect(bot.last()).toMatchObject({channel_name: 'directmessage'});
		await expect(manager.command('C0SECRET', '/confirm', '')).rejects.toThrow('in no channel');
	});

	test('shows the text of its ack to the person alone', async () => {
		const {slack, agent, manager} = await openWorkspace();
		await startReceiver(slack, () => ({text: 'Checking …'}));
		await agent.command('C0SUPPORT', '/confirm', 'ada');
		expect(agent.messages('C0SUPPORT')).toMatchObject([{text: 'Checking …', ephemeralFor: 'U0AGENT', user: slack.botUserId}]);
		expect(manager.messages('C0SUPPORT')).toEqual([]);
	});

	test('shows an ack of type in_channel to everybody', async () => {
		const {slack, agent, manager} = await openWorkspace();
		await startReceiver(slack, () => ({json: {response_type: 'in_channel', text: 'Here', blocks: [section('Here')]}}));
		await agent.command('C0SUPPORT', '/confirm', 'ada');
		expect(manager.messages('C0SUPPORT')).toMatchObject([{text: 'Here', blocks: [section('Here')]}]);
	});

	test('fails visibly when the ack has an error, a wrong message, or nobody answers', async () => {
		const {slack, agent} = await openWorkspace();
		await startReceiver(slack, () => ({status: 500}));
		expect(await agent.command('C0SUPPORT', '/confirm', '')).toMatchObject({
			status: 500,
			failure: '/confirm failed with the error "dispatch_failed"',
		});
		await startReceiver(slack, () => ({json: {blocks: [{type: 'hologram'}]}}));
		expect((await agent.command('C0SUPPORT', '/confirm', '')).failure).toBe('/confirm failed with the error "invalid_command_response"');
		expect(slack.complaints()).toEqual(['ack of /confirm: blocks[0]: no type "hologram" here']);
		slack.deliverTo('http://127.0.0.1:9/slack/events');
		expect(await agent.command('C0SUPPORT', '/confirm', '')).toMatchObject({
			status: 0,
			failure: '/confirm failed with the error "dispatch_failed"',
		});
		expect(slack.allMessages('C0SUPPORT')).toEqual([]);
	});

	test('fails after three seconds without an ack', async () => {
		const {slack, agent} = await openWorkspace();
		await startReceiver(slack, () => ({afterMs: 3300}));
		const delivery = await agent.command('C0SUPPORT', '/suppression', '');
		expect(delivery).toMatchObject({status: 0, failure: '/suppression failed with the error "operation_timeout"'});
		expect(delivery.ms).toBeGreaterThan(2900);
	}, 10_000);
});

describe('the response URL of a slash command', () => {
	async function answered() {
		const workspace = await openWorkspace();
		const bot = await startReceiver(workspace.slack);
		await workspace.agent.command('C0SECRET', '/confirm', 'ada');
		return {...workspace, url: String(bot.last().response_url)};
	}

	test('answers to the person alone, also where the bot is not a member', async () => {
		const {agent, url, slack} = await answered();
		expect(await respond(url, {text: 'found'})).toEqual({status: 200, text: 'ok'});
		expect(agent.messages('C0SECRET')).toMatchObject([{text: 'found', ephemeralFor: 'U0AGENT'}]);
		expect(slack.responseUrlUses()).toMatchObject([{url, status: 200, body: {text: 'found'}}]);
	});

	test('an answer to a slash command cannot be replaced', async () => {
		const {agent, url} = await answered();
		await respond(url, {text: 'first'});
		await respond(url, {text: 'second', replace_original: true});
		expect(agent.messages('C0SECRET').map(({text}) => text)).toEqual(['first', 'second']);
	});

	test('an answer to a slash command cannot be deleted', async () => {
		const {agent, url, slack} = await answered();
		await respond(url, {text: 'first'});
		await respond(url, {delete_original: true});
		expect(agent.messages('C0SECRET')).toHaveLength(1);
		expect(slack.complaints()).toHaveLength(1);
	});

	test('answers to everybody when it says so', async () => {
		const {url, slack} = await answered();
		await respond(url, {text: 'public', response_type: 'in_channel'});
		expect(slack.allMessages('C0SECRET')[0]?.ephemeralFor).toBeUndefined();
	});

	test('works five times', async () => {
		const {url} = await answered();
		for (let use = 1; use <= 5; use += 1) expect((await respond(url, {text: `use ${use}`})).status).toBe(200);
		expect(await respond(url, {text: 'use 6'})).toEqual({status: 404, text: '{"ok":false,"error":"used_url"}'});
	});

	test('works for thirty minutes', async () => {
		const {url, advance} = await answered();
		advance(30 * 60_000 - 1);
		expect((await respond(url, {text: 'late'})).status).toBe(200);
		advance(1);
		expect(await respond(url, {text: 'later'})).toEqual({status: 404, text: '{"ok":false,"error":"expired_url"}'});
	});

	test('refuses what is no message, and a URL that nobody was given', async () => {
		const {url, slack} = await answered();
		expect(await respond(url, {})).toEqual({status: 400, text: '{"ok":false,"error":"no_text"}'});
		expect(await respond(url, {blocks: [{type: 'hologram'}]})).toEqual({status: 400, text: '{"ok":false,"error":"invalid_blocks"}'});
		expect((await respond(url, {text: 'form'}, 'text/plain')).status).toBe(400);
		expect((await respond(`${slack.origin}/response/commands/T/1/guess`, {text: 'a'})).status).toBe(404);
		expect(slack.complaints()).toHaveLength(3);
	});

	test('meets the fault board', async () => {
		const {url, faults, agent} = await answered();
		faults.add({service: 'slack', fault: 'unavailable', path: /^\/response\//, times: 1});
		expect((await respond(url, {text: 'lost'})).status).toBe(503);
		faults.add({service: 'slack', fault: 'server-error', path: /^\/response\//, times: 1, afterEffect: true});
		expect((await respond(url, {text: 'arrived'})).status).toBe(500);
		expect(agent.messages('C0SECRET').map(({text}) => text)).toEqual(['arrived']);
	});
});

describe('a click', () => {
	const confirm = {title: plain('Sure?'), text: plain('Really?'), confirm: plain('Yes'), deny: plain('No')};
	const card = [
		section('one entry'),
		actions(
			button('Remove Suppression', {value: 'request-1', style: 'primary'}),
			button('Delete All', {confirm}),
			button('Open Form', {url: 'https://example.com/form'}),
			{type: 'static_select', action_id: 'kind', placeholder: plain('Kind'), options: [option('Bounce'), option('Complaint')]},
			{type: 'overflow', action_id: 'more', options: [option('Share'), option('Escalate')]},
		),
		{...section('second'), accessory: button('Undo', {action_id: 'undo-2', value: 'second'})},
		{...section('third'), accessory: button('Undo', {action_id: 'undo-3', value: 'third'})},
	];

	async function posted(channel = 'C0SUPPORT') {
		const workspace = await openWorkspace();
		const bot = await startReceiver(workspace.slack);
		const {ts} = await workspace.api('chat.postMessage', {channel, text: 'card', blocks: card});
		const message = workspace.slack.allMessages(channel).find((one) => one.ts === String(ts));
		if (message === undefined) throw new Error('not posted');
		return {...workspace, bot, message};
	}

	test('on a public message carries the message, the action and a way to answer', async () => {
		const {agent, message, bot, slack} = await posted();
		await agent.click(message, 'Remove Suppression');
		expect(bot.last()).toMatchObject({
			type: 'block_actions',
			user: {id: 'U0AGENT', username: 'ada', team_id: slack.teamId},
			team: {id: slack.teamId},
			container: {type: 'message', message_ts: message.ts, channel_id: 'C0SUPPORT', is_ephemeral: false},
			channel: {id: 'C0SUPPORT', name: 'support'},
			message: {ts: message.ts, text: 'card', blocks: message.blocks},
			state: {values: {deeds: {kind: {type: 'static_select', selected_option: null}}}},
			response_url: expect.stringContaining('/response/actions/'),
			trigger_id: expect.any(String),
			actions: [
				{
					type: 'button',
					block_id: 'deeds',
					action_id: 'remove-suppression',
					value: 'request-1',
					style: 'primary',
					text: plain('Remove Suppression'),
					action_ts: expect.any(String),
				},
			],
		});
	});

	test('finds buttons by action id, and the nth of several with the same words', async () => {
		const {agent, message, bot} = await posted();
		await agent.click(message, 'remove-suppression');
		expect(bot.last()).toMatchObject({actions: [{value: 'request-1'}]});
		await agent.click(message, 'Undo');
		expect(bot.last()).toMatchObject({actions: [{value: 'second'}]});
		await agent.click(message, 'Undo', {nth: 1});
		expect(bot.last()).toMatchObject({actions: [{value: 'third'}]});
		await expect(agent.click(message, 'Undo', {nth: 2})).rejects.toThrow('no "Undo" to click');
	});

	test('chooses options of a select and of an overflow menu', async () => {
		const {agent, message, bot} = await posted();
		await agent.click(message, 'Complaint');
		expect(bot.last()).toMatchObject({
			actions: [{type: 'static_select', action_id: 'kind', selected_option: option('Complaint')}],
			state: {values: {deeds: {kind: {selected_option: option('Complaint')}}}},
		});
		await agent.click(message, 'Escalate');
		expect(bot.last()).toMatchObject({actions: [{type: 'overflow', action_id: 'more', selected_option: option('Escalate')}]});
	});

	test('on a button with a confirm dialog needs the confirmation', async () => {
		const {agent, message, bot} = await posted();
		await expect(agent.click(message, 'Delete All')).rejects.toThrow('asks for confirmation');
		expect(bot.received).toHaveLength(0);
		await agent.click(message, 'Delete All', {confirm: true});
		expect(bot.last()).toMatchObject({actions: [{action_id: 'delete-all', confirm}]});
	});

	test('on a link button is told to the bot too', async () => {
		const {agent, message, bot} = await posted();
		await agent.click(message, 'Open Form');
		expect(bot.last()).toMatchObject({actions: [{action_id: 'open-form', url: 'https://example.com/form'}]});
	});

	test('needs a button that is there and a message that the person sees', async () => {
		const {agent, manager, message, api} = await posted('C0CLOSED');
		await expect(agent.click(message, 'Approve')).rejects.toThrow('no "Approve" to click, there are: Remove Suppression, Delete All');
		await expect(manager.click(message, 'Remove Suppression')).rejects.toThrow('does not see');
		await api('chat.update', {channel: 'C0CLOSED', ts: message.ts, text: 'done', blocks: [section('done')]});
		await expect(agent.click(message, 'Remove Suppression')).rejects.toThrow('no "Remove Suppression" to click');
		await api('chat.delete', {channel: 'C0CLOSED', ts: message.ts});
		await expect(agent.click(message, 'Remove Suppression')).rejects.toThrow('does not see');
	});

	test('on an ephemeral message tells nothing of the message, and its response URL replaces it', async () => {
		const {slack, agent} = await openWorkspace();
		const bot = await startReceiver(slack, ({content}) => (content.command === undefined ? {} : {json: {text: 'card', blocks: card}}));
		await agent.command('C0SECRET', '/suppression', 'ada@example.com');
		const [message] = agent.messages('C0SECRET');
		if (message === undefined) throw new Error('no card');
		await agent.click(message, 'Remove Suppression');
		const click = bot.last();
		expect(click).toMatchObject({container: {is_ephemeral: true, message_ts: message.ts}});
		expect(click).not.toHaveProperty('message');
		await respond(String(click.response_url), {text: 'Removed', replace_original: true});
		expect(agent.messages('C0SECRET')).toMatchObject([{ts: message.ts, text: 'Removed', blocks: [], ephemeralFor: 'U0AGENT'}]);
		await respond(String(click.response_url), {text: 'one more'});
		expect(agent.messages('C0SECRET').map(({text}) => text)).toEqual(['Removed', 'one more']);
		await respond(String(click.response_url), {delete_original: 'true'});
		expect(agent.messages('C0SECRET').map(({text}) => text)).toEqual(['one more']);
		expect(await respond(String(click.response_url), {text: 'gone', replace_original: true})).toMatchObject({status: 404});
	});

	test('fails visibly when the bot does not take it', async () => {
		const {agent, message, slack} = await posted();
		await startReceiver(slack, () => ({status: 404}));
		expect(await agent.click(message, 'Undo')).toMatchObject({
			status: 404,
			failure: 'Slack could not complete this action: "dispatch_failed"',
		});
	});

	test('of a Grid or foreign person carries their team', async () => {
		const {slack, message, bot} = await posted();
		slack.addPerson({
			id: 'U0GRID',
			name: 'gina',
			realName: 'Gina',
			teamId: 'E0ORG',
			enterpriseUser: {enterpriseId: 'E0ORG', teams: [slack.teamId]},
		});
		slack.addPerson({id: 'U0ALIEN', name: 'al', realName: 'Al', teamId: 'T0OTHER', isStranger: true});
		slack.addChannel({id: 'C0SUPPORT', name: 'support', kind: 'public', members: ['U0GRID', 'U0ALIEN']});
		await slack.as('U0GRID').click(message, 'Undo');
		expect(bot.last()).toMatchObject({user: {team_id: 'E0ORG'}, team: {id: slack.teamId}});
		await slack.as('U0ALIEN').click(message, 'Undo');
		expect(bot.last()).toMatchObject({user: {team_id: 'T0OTHER'}, team: {id: 'T0OTHER'}});
	});
});

describe('shortcuts, events and raw deliveries', () => {
	test('a message shortcut carries the message, a global one only the person', async () => {
		const {slack, agent} = await openWorkspace();
		const bot = await startReceiver(slack);
		const question = agent.say('C0SUPPORT', 'no mail for ada@example.com');
		await agent.messageShortcut('check-message', question);
		expect(bot.last()).toMatchObject({
			type: 'message_action',
			callback_id: 'check-message',
			message: {text: 'no mail for ada@example.com', user: 'U0AGENT'},
			message_ts: question.ts,
			response_url: expect.stringContaining('/response/shortcuts/'),
		});
		await agent.globalShortcut('check');
		expect(bot.last()).toMatchObject({type: 'shortcut', callback_id: 'check', user: {id: 'U0AGENT'}});
		expect(bot.last()).not.toHaveProperty('response_url');
	});

	test('opening App Home is an event in JSON', async () => {
		const {slack, agent} = await openWorkspace();
		const bot = await startReceiver(slack);
		expect(await agent.openHome()).toMatchObject({status: 200});
		expect(bot.received[0]?.headers['content-type']).toBe('application/json');
		expect(bot.last()).toMatchObject({
			type: 'event_callback',
			event_id: expect.any(String),
			event: {type: 'app_home_opened', user: 'U0AGENT', tab: 'home'},
		});
		await agent.openHome('messages');
		expect(bot.last()).toMatchObject({event: {type: 'app_home_opened', tab: 'messages'}});
	});

	test('messages are told only where the bot is a member and may read', async () => {
		const silent = await openWorkspace();
		await startReceiver(silent.slack);
		silent.agent.say('C0CLOSED', 'not for bots');
		expect(silent.slack.deliveries()).toEqual([]);
		const {slack, agent} = await openWorkspace({scopes: ['groups:history']});
		await startReceiver(slack);
		agent.say('C0SECRET', 'not for this bot');
		agent.say('C0CLOSED', 'for the bot');
		await expect.poll(() => slack.deliveries().length).toBe(1);
		expect(slack.deliveries()[0]?.rawBody).toContain('for the bot');
	});

	test('a recorded body can be sent again, or with another signature', async () => {
		const {slack, agent} = await openWorkspace();
		const bot = await startReceiver(slack);
		await agent.command('C0SUPPORT', '/confirm', 'ada');
		const [first] = slack.deliveries();
		await slack.deliverRaw(first?.contentType ?? '', first?.rawBody ?? '');
		expect(bot.received[1]?.raw).toBe(bot.received[0]?.raw);
		await slack.deliverRaw('application/json', '{}', {'x-slack-signature': 'v0=forged', 'x-slack-retry-num': '1'});
		expect(bot.received[2]?.headers).toMatchObject({'x-slack-signature': 'v0=forged', 'x-slack-retry-num': '1'});
	});

	test('until waits for a change and gives up in time', async () => {
		const {slack, agent} = await openWorkspace();
		const seen = slack.until(() => agent.messages('C0SUPPORT').find(({text}) => text === 'now'));
		agent.say('C0SUPPORT', 'not yet');
		agent.say('C0SUPPORT', 'now');
		expect(await seen).toMatchObject({text: 'now'});
		await expect(slack.until(() => false, 20)).rejects.toThrow('within 20 ms');
		await expect(
			slack.until(() => {
				throw new Error('look failed');
			}),
		).rejects.toThrow('look failed');
	});
});

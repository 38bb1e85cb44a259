import type {AddressInfo} from 'node:net';
import {App, type BlockButtonAction, HTTPReceiver, LogLevel, SocketModeReceiver} from '@slack/bolt';
import type {ModalView} from '@slack/types';
import {describe, expect, onTestFinished, test} from 'vitest';
import {appToken, botToken, openWorkspace, signingSecret, type Workspace} from './workspace.ts';

const view: ModalView = {
	type: 'modal',
	callback_id: 'check',
	title: {type: 'plain_text', text: 'Check'},
	submit: {type: 'plain_text', text: 'Check'},
	blocks: [
		{
			type: 'input',
			block_id: 'address',
			label: {type: 'plain_text', text: 'Address'},
			element: {type: 'plain_text_input', action_id: 'value'},
		},
	],
};

/** One bot for both transports: a command with a card, a button that replaces it, a shortcut with a modal, App Home. */
function teach(app: App): void {
	app.command('/suppression', async ({ack, respond, command}) => {
		await ack('Checking …');
		const button = {type: 'button' as const, text: {type: 'plain_text' as const, text: 'Remove'}, action_id: 'remove', value: command.text};
		await respond({text: `card of ${command.text}`, blocks: [{type: 'actions', elements: [button]}]});
	});
	app.action<BlockButtonAction>('remove', async ({ack, respond, action}) => {
		await ack();
		await respond({text: `Removed ${action.value ?? ''}`, replace_original: true});
	});
	app.shortcut('check', async ({ack, client, body}) => {
		await ack();
		await client.views.open({trigger_id: body.trigger_id, view});
	});
	app.view('check', async ({ack, client, view: submitted, body}) => {
		const address = submitted.state.values.address?.value?.value ?? '';
		if (!address.includes('@')) return await ack({response_action: 'errors', errors: {address: 'No address'}});
		await ack();
		await client.chat.postMessage({channel: body.user.id, text: `Checked ${address}`});
	});
	app.event('app_home_opened', async ({event, client}) => {
		await client.views.publish({user_id: event.user, view: {type: 'home', blocks: [{type: 'divider'}]}});
	});
}

async function converse({slack, agent}: Workspace): Promise<void> {
	expect(await agent.command('C0SECRET', '/suppression', 'ada@example.com')).toMatchObject({status: 200});
	const card = await slack.until(() => agent.messages('C0SECRET').find(({text}) => text.startsWith('card')));
	expect(agent.messages('C0SECRET').map(({text}) => text)).toEqual(['Checking …', 'card of ada@example.com']);
	expect((await agent.click(card, 'Remove')).failure).toBeUndefined();
	await slack.until(() => agent.messages('C0SECRET').some(({text}) => text === 'Removed ada@example.com'));
	expect(agent.messages('C0SECRET')).toHaveLength(2);

	await agent.globalShortcut('check');
	await slack.until(() => agent.modal());
	await agent.submit({Address: 'ada'});
	expect(agent.modal()?.errors).toEqual({address: 'No address'});
	await agent.submit({Address: 'ada@example.com'});
	expect(agent.modal()).toBeUndefined();
	await slack.until(() => agent.messages('D0AGENT').some(({text}) => text === 'Checked ada@example.com'));

	await agent.openHome();
	await slack.until(() => agent.home());
	expect(slack.complaints()).toEqual([]);
}

describe('a real Bolt app', () => {
	test('talks over HTTP, and refuses a forged signature', async () => {
		const workspace = await openWorkspace();
		const {slack} = workspace;
		const receiver = new HTTPReceiver({signingSecret, endpoints: '/slack/events', logLevel: LogLevel.ERROR});
		const app = new App({
			token: botToken,
			receiver,
			clientOptions: {slackApiUrl: slack.apiUrl},
			deferInitialization: true,
			logLevel: LogLevel.ERROR,
		});
		teach(app);
		await app.init();
		const server = await receiver.start({port: 0, host: '127.0.0.1'});
		onTestFinished(async () => {
			server.closeAllConnections();
			await app.stop();
		});
		slack.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
		await converse(workspace);
		const [first] = slack.deliveries();
		expect(await slack.deliverRaw(first?.contentType ?? '', first?.rawBody ?? '', {'x-slack-signature': 'v0=00'})).toMatchObject({
			status: 401,
		});
	});

	test('talks over Socket Mode, and comes back after Slack recycles the connection', async () => {
		const workspace = await openWorkspace();
		const {slack, agent} = workspace;
		slack.deliverTo(undefined);
		expect(await agent.command('C0SUPPORT', '/suppression', 'a')).toMatchObject({
			status: 0,
			failure: expect.stringContaining('dispatch_failed'),
		});
		const clientOptions = {slackApiUrl: slack.apiUrl};
		const receiver = new SocketModeReceiver({appToken, logLevel: LogLevel.ERROR, installerOptions: {clientOptions}, clientPingTimeout: 50});
		const app = new App({token: botToken, receiver, socketMode: true, clientOptions, deferInitialization: true, logLevel: LogLevel.ERROR});
		teach(app);
		await app.init();
		await app.start();
		onTestFinished(async () => {
			await app.stop();
			await slack.until(() => slack.connections() === 0);
		});
		await converse(workspace);
		const opened = () => slack.apiCalls().filter(({method}) => method === 'apps.connections.open').length;
		slack.recycleConnections();
		await slack.until(() => opened() === 2 && slack.connections() === 1);
		expect((await agent.command('C0SECRET', '/suppression', 'again')).status).toBe(200);
		await slack.until(() => agent.messages('C0SECRET').some(({text}) => text === 'card of again'));
	}, 15_000);
});

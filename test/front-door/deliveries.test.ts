import {createServer} from 'node:http';
import {describe, expect, vi} from 'vitest';
import {amount} from '../support/amount.ts';
import {ask, channel, click, form, lastCard, readMessage, type Stage, test} from '../support/stage.ts';

const gitlab = 'mg.gitlab.com';

function lastBody(stage: Stage): string {
	return stage.world.slack.deliveries().at(-1)?.rawBody ?? '';
}

function deliver(stage: Stage, body: string, headers: Readonly<Record<string, string>> = {}) {
	return stage.world.slack.deliverRaw('application/x-www-form-urlencoded', body, headers);
}

const repeat = {'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout'};
const times = amount('REPLAYS', 60);

async function deliverAgain(stage: Stage): Promise<void> {
	const body = lastBody(stage);
	for (let sent = 0; sent < times; sent += 50) {
		const some = Array.from({length: Math.min(50, times - sent)}, (_unused, at) => deliver(stage, body, at % 2 ? repeat : {}));
		expect((await Promise.all(some)).filter(({status}) => status !== 200)).toEqual([]);
	}
}

describe('the same delivery, again and again', () => {
	test('a command is answered once', {timeout: 600_000}, async ({stage}) => {
		const agent = stage.as('agent');
		await ask(stage, agent, 'ada@example.com');
		await deliverAgain(stage);
		const history = readMessage(await ask(stage, agent, 'history ada@example.com'));
		expect(history.match(/looked it up/g)).toHaveLength(1);
		expect(agent.messages(channel).filter(({blocks}) => blocks.length > 0)).toHaveLength(2);
	});

	test('a click removes once, also when its repetitions overtake it', {timeout: 600_000}, async ({stage}) => {
		stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com'});
		const agent = stage.as('agent');
		stage.world.faults.add({service: 'mailgun', method: 'DELETE', fault: 'slow', delayMs: 300, times: 1});
		await agent.click(await ask(stage, agent, 'ada@example.com'), 'Remove Suppression', {confirm: true});
		await deliverAgain(stage);
		const card = await stage.world.slack.until(() => (/Removed by/.test(readMessage(lastCard(agent))) ? lastCard(agent) : undefined));
		await click(stage, agent, card, 'Undo Removal');
		await deliverAgain(stage);
		expect(stage.world.mailgun.entries(gitlab, 'bounces')).toHaveLength(1);
		const writes = stage.world.mailgun.requests().filter(({method, path}) => method !== 'GET' && !path.endsWith('/analytics/logs'));
		expect(writes.map(({method}) => method)).toEqual(['DELETE', 'POST']);
	});

	test('a submitted form is carried out once', {timeout: 600_000}, async ({stage}) => {
		const agent = stage.as('agent');
		await agent.command(channel, '/suppression', '');
		await form(stage, agent);
		await agent.submit({'Address or domain': 'ada@example.com'});
		await stage.world.slack.until(() => lastCard(agent));
		await deliverAgain(stage);
		const history = readMessage(await ask(stage, agent, 'history ada@example.com'));
		expect(history.match(/looked it up/g)).toHaveLength(1);
	});
});

/** A host that no answer may go to. */
async function openTrap() {
	let visits = 0;
	const server = createServer((_req, res) => res.end('ok'));
	server.on('connection', () => {
		visits += 1;
	});
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', () => resolve());
	});
	const address = server.address();
	const port = typeof address === 'object' && address !== null ? address.port : 0;
	return {port, visits: () => visits, [Symbol.dispose]: () => server.close()};
}

const elsewhere: readonly (readonly [string, (port: number, origin: string) => string])[] = [
	['another port', (port) => `http://127.0.0.1:${port}/response`],
	['another name of the host', (port) => `http://localhost:${port}/response`],
	['our origin as user name', (port, origin) => `${origin}@127.0.0.1:${port}/response`],
	['Slack as user name', (port) => `http://hooks.slack.com@127.0.0.1:${port}/response`],
	['a user name', (_port, origin) => origin.replace('http://', 'http://me:secret@')],
	['Slack without encryption', () => 'http://hooks.slack.com/commands/T0/1/x'],
	['Slack on another port', () => 'https://hooks.slack.com:8443/commands/T0/1/x'],
	['a domain that begins like Slack', () => 'https://hooks.slack.com.evil.example/x'],
	['a file', () => 'file:///etc/passwd'],
	['data', () => 'data:text/plain,x'],
	['no URL', () => 'response'],
];

describe('answers go to Slack, or nowhere', () => {
	test.for(elsewhere)('a response URL with %s gets none', async ([_name, forge], {stage}) => {
		using trap = await openTrap();
		const url = forge(trap.port, stage.world.slack.origin);
		await expectNoAnswer(stage, (body) => body.set('response_url', url));
		expect(trap.visits()).toBe(0);
	});

	test('a redirect is not followed', async ({stage}) => {
		using trap = await openTrap();
		const redirectTo = `http://127.0.0.1:${trap.port}/`;
		const divert = (body: URLSearchParams) => {
			body.set('text', 'help, please');
			stage.world.faults.add({service: 'slack', path: /^\/response/, fault: 'redirect', redirectTo});
		};
		await expectNoAnswer(stage, divert, 'the answer goes to the direct message');
		expect(trap.visits()).toBe(0);
	});

	test('a form that was asked for with such a URL answers nobody', async ({stage}) => {
		using trap = await openTrap();
		const agent = stage.as('agent');
		stage.world.slack.deliverTo(undefined);
		await agent.command(channel, '/suppression', '');
		stage.world.slack.deliverTo(`${stage.bot.url}/slack/events`);
		const body = new URLSearchParams(lastBody(stage));
		body.set('response_url', `http://127.0.0.1:${trap.port}/response`);
		await deliver(stage, String(body));
		await form(stage, agent);
		await agent.submit({'Address or domain': 'ada@example.com'});
		await untilLogged(stage, 'are not allowed');
		expect(trap.visits()).toBe(0);
	});
});

async function expectNoAnswer(
	stage: Stage,
	change: (body: URLSearchParams) => void,
	words = 'the person could not be told',
): Promise<void> {
	await ask(stage, stage.as('agent'), 'help');
	const answers = stage.world.slack.responseUrlUses().length;
	const body = new URLSearchParams(lastBody(stage));
	change(body);
	expect(await deliver(stage, String(body))).toMatchObject({status: 200});
	await untilLogged(stage, words);
	expect(stage.world.slack.responseUrlUses()).toHaveLength(answers);
}

function untilLogged(stage: Stage, words: string): Promise<void> {
	return vi.waitFor(() => expect(stage.log.join('')).toContain(words), 5000);
}

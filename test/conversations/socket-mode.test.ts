import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {ask, buttonsOf, channel, click, form, lastCard, openStage, readMessage} from '../support/stage.ts';

const gitlab = 'mg.gitlab.com';

let stage: Awaited<ReturnType<typeof openStage>>;

beforeEach(async () => {
	stage = await openStage({socketMode: true});
});
afterEach(() => stage.close());

async function deliverAgain(times: number): Promise<void> {
	const {contentType = '', rawBody = ''} = stage.world.slack.deliveries().at(-1) ?? {};
	const again = await Promise.all(Array.from({length: times}, () => stage.world.slack.deliverRaw(contentType, rawBody)));
	expect(again.filter(({status}) => status !== 200)).toEqual([]);
}

describe('in Socket Mode', () => {
	test('an address is looked up, its bounce removed and put back', async () => {
		stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com', code: '550', error: '5.1.1 No such mailbox'});
		const agent = stage.as('agent');
		const card = await ask(stage, agent, 'ada@example.com');
		expect(agent.messages(channel).map(({text}) => text)[0]).toMatch(/^Checking ada@example.com/);
		const removed = await click(stage, agent, card, 'Remove Suppression');
		expect(readMessage(removed)).toContain(`Removed by <@${agent.person.id}>`);
		expect(stage.world.mailgun.entries(gitlab, 'bounces')).toEqual([]);
		const restored = await click(stage, agent, removed, 'Undo Removal');
		expect(readMessage(restored)).toContain('Put back by');
		expect(stage.world.mailgun.entries(gitlab, 'bounces')).toHaveLength(1);
	});

	test('forms open, show what is wrong at the field, and are answered', async () => {
		stage.world.mailgun.addComplaint(gitlab, {address: 'grace@example.org'});
		const agent = stage.as('agent');
		await agent.command(channel, '/suppression', '');
		await form(stage, agent);
		await agent.submit({'Address or domain': 'grace'});
		expect(Object.keys(agent.modal()?.errors ?? {})).toEqual(['subject']);
		await agent.submit({'Address or domain': 'grace@example.org'});
		const card = await stage.world.slack.until(() => lastCard(agent));
		await agent.click(card, 'Remove Suppression');
		await form(stage, agent);
		await agent.submit({'Request of the recipient': 'Please write to me again', Ticket: '4712'});
		await stage.world.slack.until(() => buttonsOf(lastCard(agent)).includes('Undo Removal'));
		expect(stage.world.mailgun.entries(gitlab, 'complaints')).toEqual([]);
	});

	test('a person who may not is refused', async () => {
		const card = await ask(stage, stage.as('guest'), 'ada@example.com');
		expect(readMessage(card)).toContain('full, active members');
		expect(stage.world.mailgun.requests()).toEqual([]);
	});

	test('what Slack repeats is carried out once', async () => {
		stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com'});
		const agent = stage.as('agent');
		const card = await ask(stage, agent, 'ada@example.com');
		await deliverAgain(20);
		const removed = await click(stage, agent, card, 'Remove Suppression');
		await deliverAgain(20);
		await click(stage, agent, removed, 'Undo Removal');
		await deliverAgain(20);
		expect(stage.world.mailgun.entries(gitlab, 'bounces')).toHaveLength(1);
		expect(stage.world.mailgun.requests().filter(({method}) => method !== 'GET')).toHaveLength(2);
		const history = readMessage(await ask(stage, agent, 'history ada@example.com'));
		expect(history.match(/removed the entry/g)).toHaveLength(1);
	});

	test('Slack recycles the connection, and the next command is answered on the new one', async () => {
		const {slack} = stage.world;
		const opened = () => slack.apiCalls().filter(({method}) => method === 'apps.connections.open').length;
		slack.recycleConnections();
		await slack.until(() => opened() === 2 && slack.connections() === 1, 15_000);
		expect(readMessage(await ask(stage, stage.as('agent'), 'ada@example.com'))).toContain('No suppression');
	});

	test('the pages listen on PORT, and nothing is taken there', async () => {
		const status = async (path: string, init: RequestInit = {}) => (await fetch(`${stage.bot.url}${path}`, init)).status;
		expect(await status('/healthz')).toBe(200);
		expect(await status('/readyz')).toBe(200);
		expect(await status('/metrics')).toBe(200);
		expect(await status('/slack/events', {method: 'POST', body: new URLSearchParams({command: '/suppression'})})).toBe(404);
	});
});

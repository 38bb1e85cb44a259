import {sql} from 'kysely';
import {describe, expect} from 'vitest';
import {escalationStories} from '../../src/sandbox/escalation-stories.ts';
import type {FaultRule} from '../../src/sandbox/faults.ts';
import type {SlackMessage} from '../../src/sandbox/slack/types.ts';
import {tellStories} from '../../src/sandbox/stories.ts';
import {gitlabWrites} from '../../src/sandbox/world.ts';
import {amount} from '../support/amount.ts';
import {ago, check, day, hour} from '../support/confirming.ts';
import {recorded, resume} from '../support/replay.ts';
import {actsOf} from '../support/resending.ts';
import {ask, buttonsOf, form, readMessage, type Stage, testOn, test as unconfigured} from '../support/stage.ts';
import {becomes, compare} from '../support/support-pins.ts';

const test = testOn({environment: gitlabWrites});
const withZendesk = testOn({environment: gitlabWrites, zendesk: true});
const minutes = 60_000;
const shows = 'Unconfirmed, ravi@example.com; pending: ravi.studio@example.net\n/close';
const filled = {'What the admin page shows': shows, Ticket: '4750'};

/** The wacky state, and the card about it. */
function wackyCard(stage: Stage, username = 'ravi'): Promise<SlackMessage> {
	const {world} = stage;
	if (world.gitlab.users().every((user) => user.username !== username)) {
		const email = `${username}@example.com`;
		world.gitlab.addUser({username, email, unconfirmedEmail: `${username}.studio@example.net`, createdAt: ago(world, hour)});
	}
	return check(stage, `${username} ${username}.work@example.org`);
}

const issues = ({world}: Stage) => world.gitlab.openIssues();
const asked = ({world}: Stage) => world.gitlab.requests().filter(({method, path}) => method === 'POST' && path.endsWith('/issues')).length;

/** Fills the form in, and reads what the card says then. */
async function escalate(stage: Stage, card: SlackMessage, who: 'agent' | 'secondAgent' = 'agent', values = filled): Promise<SlackMessage> {
	const actor = stage.as(who);
	await actor.click(card, 'Escalate');
	await form(stage, actor);
	return becomes(stage, actor, card, () => actor.submit(values));
}

describe('Escalate', () => {
	test('opens one issue with what the console needs, and the card links to it', async ({stage}) => {
		const card = await wackyCard(stage);
		expect(buttonsOf(card).slice(0, 2)).toEqual(['Open Admin Page', 'Escalate']);
		expect(readMessage(card)).not.toContain('by hand');
		const after = await escalate(stage, card);
		const [issue] = issues(stage);
		expect(issues(stage)).toHaveLength(1);
		expect(readMessage(after)).toContain('The issue is open.');
		expect(readMessage(after)).toContain(issue?.webUrl);
		expect(readMessage(await wackyCard(stage))).toContain('Console escalation opened by');
		const {id} = stage.world.gitlab.users().find(({username}) => username === 'ravi') ?? {id: 0};
		expect(issue).toMatchObject({title: expect.stringContaining(`account ${id} `), confidential: true});
		for (const part of ['`unconfirmed_email`', '`nil`', `${stage.world.gitlab.origin}/admin/users/ravi`, 'Ticket: 4750', 'pending:'])
			expect(issue?.description).toContain(part);
		expect(JSON.stringify(issue)).not.toMatch(/ravi(?:\.studio)?@/);
		expect((await actsOf(stage)).filter((act) => act.startsWith('escalation'))).toEqual(['escalation-intended', 'escalation-opened']);
	});

	test('asks for the admin page and the ticket, at their fields', async ({stage}) => {
		const agent = stage.as('agent');
		await agent.click(await wackyCard(stage), 'Escalate');
		const labels = (await form(stage, agent)).blocks.flatMap((block) => ('label' in block ? [block.label.text] : []));
		expect(labels).toEqual(['What the admin page shows', 'Ticket']);
		await agent.submit({'What the admin page shows': '  x ', Ticket: 'none'});
		expect(agent.modal()?.errors).toEqual({admin_page: expect.stringContaining('admin page'), ticket: expect.stringContaining('neither')});
		expect(asked(stage)).toBe(0);
	});

	test('opens one for an account in a day, whoever asks; on the next day another', async ({stage}) => {
		const card = await wackyCard(stage);
		await escalate(stage, card);
		await stage.moveOn(hour);
		const other = await ask(stage, stage.as('secondAgent'), 'ravi ravi.work@example.org', '/confirm');
		expect(readMessage(await escalate(stage, other, 'secondAgent'))).toMatch(
			/an issue for this account of the last day already.*issues\/1/,
		);
		expect(issues(stage)).toHaveLength(1);
		await escalate(stage, await wackyCard(stage, 'noor'));
		expect(issues(stage)).toHaveLength(2);
		await stage.moveOn(day);
		await escalate(stage, await wackyCard(stage));
		expect(issues(stage)).toHaveLength(3);
	});

	test('two submissions at the same time open one', async ({stage}) => {
		const cards = [await wackyCard(stage), await wackyCard(stage)];
		const agent = stage.as('agent');
		await agent.click(cards[0] ?? (await wackyCard(stage)), 'Escalate');
		await form(stage, agent);
		const before = stage.world.slack.deliveries().length;
		await agent.submit(filled);
		const submission = stage.world.slack.deliveries()[before];
		if (submission === undefined) throw new Error('nothing was delivered');
		const copies = Array.from({length: 5}, (_unused, at) => submission.rawBody.replace(/trigger_id%22%3A%22/, `trigger_id%22%3A%22${at}`));
		await Promise.all(copies.map((body) => stage.world.slack.deliverRaw('application/x-www-form-urlencoded', body)));
		await stage.world.slack.until(() => issues(stage).length > 0);
		await stage.world.slack.until(() => stage.world.slack.responseUrlUses().length > 4, 10_000);
		expect([issues(stage).length, asked(stage)]).toEqual([1, 1]);
	});

	test('looks again before: a case that solved itself is not escalated', async ({stage}) => {
		const card = await wackyCard(stage);
		stage.world.gitlab.changeUser('ravi', {confirmedAt: ago(stage.world, 0), unconfirmedEmail: null});
		expect(readMessage(await escalate(stage, card))).toContain('no case for the console any more');
		expect(asked(stage)).toBe(0);
	});

	withZendesk('links to the ticket, which has to be there', async ({stage}) => {
		const card = await wackyCard(stage);
		const agent = stage.as('agent');
		await agent.click(card, 'Escalate');
		await form(stage, agent);
		await agent.submit(filled);
		expect(agent.modal()?.errors).toEqual({ticket: 'Zendesk knows no ticket 4750.'});
		stage.world.zendesk.addTicket({id: 4750, requester: 'ravi.work@example.org'});
		await becomes(stage, agent, card, () => agent.submit(filled));
		expect(issues(stage)[0]?.description).toContain(`Ticket: ${stage.world.zendesk.origin}/agent/tickets/4750`);
	});

	unconfigured('is not offered where no project takes it; then the card tells the way by hand', async ({stage}) => {
		const card = await wackyCard(stage);
		expect(buttonsOf(card)).not.toContain('Escalate');
		expect(readMessage(card)).toContain('ask for a console escalation by hand');
	});
});

test('the tour has a ticket for the console, and one with a Support PIN', async ({stage}) => {
	tellStories(stage.world);
	const [wacky, proven] = escalationStories.map(({command}) => command.replace('/confirm ', ''));
	expect(buttonsOf(await check(stage, wacky ?? ''))).toContain('Escalate');
	const card = await check(stage, proven ?? '');
	const told = /\d{6}/.exec(escalationStories[1]?.title ?? '')?.[0] ?? '';
	expect(readMessage(await compare(stage, card, told))).toContain('The Support PIN matches.');
});

test('resumed after a crash, the submission finds its issue, and opens none again', async ({stage}) => {
	const agent = stage.as('agent');
	const card = await wackyCard(stage);
	await agent.click(card, 'Escalate');
	await form(stage, agent);
	const submission = await recorded(stage, () => becomes(stage, agent, card, () => agent.submit(filled)));
	await sql`update escalation set state = 'opening', issue_url = null`.execute(stage.bot.database.db);
	await becomes(stage, agent, card, () => resume(stage, submission));
	expect(readMessage(agent.messages(card.channel).find(({ts}) => ts === card.ts))).toMatch(/of the last day already.*issues\/1/);
	expect([issues(stage).length, asked(stage)]).toEqual([1, 1]);
});

describe('a GitLab that fails', () => {
	test('when it surely took nothing, “no issue was opened”, and the next press opens one', async ({stage}) => {
		const card = await wackyCard(stage);
		stage.world.faults.add({service: 'gitlab', method: 'POST', path: /issues/, fault: 'rate-limited', retryAfter: '30', times: 1});
		expect(readMessage(await escalate(stage, card))).toMatch(/No issue was opened\. GitLab asks us to slow down/);
		await stage.moveOn(minutes);
		expect(readMessage(await escalate(stage, await wackyCard(stage)))).toContain('The issue is open.');
		expect((await actsOf(stage)).filter((act) => act.startsWith('escalation'))).toEqual([
			'escalation-intended',
			'escalation-failed',
			'escalation-intended',
			'escalation-opened',
		]);
	});

	test('when it does not answer for the account, no issue is opened, and the card says why', async ({stage}) => {
		const card = await wackyCard(stage);
		stage.world.faults.add({service: 'gitlab', path: /users\?/, fault: 'bad-gateway'});
		const text = readMessage(await escalate(stage, card));
		expect(text).toMatch(/No issue was opened: whether this is a case for the console, I cannot see now\. GitLab has trouble of its own/);
		expect(asked(stage)).toBe(0);
	});

	const mistaken = testOn({environment: {...gitlabWrites, GITLAB_ESCALATION_PROJECT: 'support/nowhere'}});
	mistaken('a wrong project is told with what the operator has to check', async ({stage}) => {
		const text = readMessage(await escalate(stage, await wackyCard(stage)));
		expect(text).toMatch(/No issue was opened\. GitLab said no \(404\).*GITLAB_ESCALATION_PROJECT/);
	});

	const losses: readonly Omit<FaultRule, 'service'>[] = [
		{fault: 'reset-in-body', afterEffect: true},
		{fault: 'server-error'},
		{fault: 'truncated', afterEffect: true},
		{fault: 'html'},
		{fault: 'bad-gateway', afterEffect: true},
		{fault: 'wrong-type'},
		{fault: 'down'},
		{fault: 'unavailable', afterEffect: true},
	];
	const tries = amount('LOST_ESCALATIONS', 4);
	test(`of ${tries} answers that get lost, each leads to one issue at most, also when the search fails too`, {
		timeout: 60_000 + tries * 6000,
	}, async ({stage}) => {
		for (let at = 0; at < tries; at += 1) await loseAnswer(stage, `ravi${at}`, losses[at % losses.length] ?? {fault: 'down'}, at % 3 === 1);
	});

	/** Pressed at once, again soon, and again later: what becomes of it. */
	async function loseAnswer(stage: Stage, name: string, loss: Omit<FaultRule, 'service'>, isSearchLost: boolean): Promise<void> {
		const press = async () => readMessage(await escalate(stage, await wackyCard(stage, name)));
		const opened = () => issues(stage).filter(({description}) => description?.includes(`/admin/users/${name}\n`)).length;
		const isThere = loss.afterEffect === true;
		stage.world.faults.add({service: 'gitlab', method: 'POST', path: /issues/, ...loss});
		if (isSearchLost) stage.world.faults.add({service: 'gitlab', method: 'GET', path: /issues/, fault: 'html'});
		expect(await press()).toContain(isThere && !isSearchLost ? 'The issue is open.' : 'Whether the issue was opened is not known.');
		stage.world.faults.clear();
		expect(opened()).toBe(Number(isThere));
		await stage.moveOn(5000);
		expect(await press()).toContain(isThere ? 'of the last day already' : 'It was asked for a moment ago');
		await stage.moveOn(3 * minutes);
		expect(await press()).toContain(isThere ? 'of the last day already' : 'The issue is open.');
		expect(opened()).toBe(1);
	}

	test('an issue that appears late is found, and not opened twice', async ({stage}) => {
		const card = await wackyCard(stage);
		stage.world.faults.add({service: 'gitlab', method: 'POST', path: /issues/, fault: 'reset-in-body', afterEffect: true});
		const hidden = stage.world.faults.add({service: 'gitlab', method: 'GET', path: /issues/, fault: 'html'});
		expect(readMessage(await escalate(stage, card))).toContain('is not known');
		hidden();
		expect(readMessage(await escalate(stage, await wackyCard(stage)))).toMatch(/of the last day already.*issues\/1/);
		expect(asked(stage)).toBe(1);
	});
});

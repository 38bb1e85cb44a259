import {sql} from 'kysely';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {parseConfig} from '../../src/config.ts';
import {createLogger} from '../../src/logger.ts';
import {startBot} from '../../src/main.ts';
import type {SlackActor, SlackMessage} from '../../src/sandbox/slack/types.ts';
import {cast, groups, places, sendingDomains, teamId} from '../../src/sandbox/world.ts';
import {amount} from '../support/amount.ts';
import {logCard, makeRequest, modalSays, newestCard, openResend, owner, proof, resentTo, sendCode} from '../support/resending.ts';
import {ask, channel, click, openStage, readMessage} from '../support/stage.ts';

const clicks = amount('REMOVALS', 62);
const {gitlab, portal} = sendingDomains;

let stage: Awaited<ReturnType<typeof openStage>>;

beforeEach(async () => {
	stage = await openStage({
		environment: {
			LIMIT_REMOVALS_PER_HOUR: '2',
			LIMIT_RESENDS_PER_HOUR: '1',
			LIMIT_REQUESTS_PER_HOUR: '1',
		},
	});
});
afterEach(() => stage.close());

/** A card of an address of its own, with an entry to remove. */
async function cardOf(actor: SlackActor, address: string, domains: readonly string[] = [gitlab]): Promise<SlackMessage> {
	for (const domain of domains) stage.world.mailgun.addBounce(domain, {address});
	return ask(stage, actor, address);
}

/** Two removals: all that one person may do within an hour. */
async function useUp(actor: SlackActor, address = 'first@example.com'): Promise<SlackMessage> {
	const card = await cardOf(actor, address, [gitlab, portal]);
	return click(stage, actor, await click(stage, actor, card, 'Remove Suppression'), 'Remove Suppression');
}

const isRefusal = (message: SlackMessage) => /reached the limit/.test(message.text);

function refusals(actor: SlackActor): readonly SlackMessage[] {
	return actor.messages(channel).filter(isRefusal);
}

/** Clicks, and waits for the words that refuse it. */
async function refused(actor: SlackActor, card: SlackMessage, button = 'Remove Suppression'): Promise<string> {
	const before = refusals(actor).length;
	await actor.click(card, button, {confirm: true});
	return readMessage(await stage.world.slack.until(() => refusals(actor)[before], 10_000));
}

function removedBy(actor: SlackActor): number {
	return actor.messages(channel).flatMap((message) => readMessage(message).match(/Removed by/g) ?? []).length;
}

function deletions(): number {
	return stage.world.mailgun.requests().filter(({method}) => method === 'DELETE').length;
}

function alerts(): readonly string[] {
	return stage.world.slack
		.allMessages(places.audit)
		.map(readMessage)
		.filter((text) => text.includes('Limit reached'));
}

/** Each is told a moment later. */
async function alertsOrdered(): Promise<number> {
	const jobs = sql.table(`${stage.place.jobsSchema}.job`);
	const {rows} = await sql<{count: number}>`select count(*) as count from ${jobs} where name = 'limit-alert'`.execute(
		stage.bot.database.db,
	);
	return Number(rows[0]?.count);
}

async function refusalsOnTrail(): Promise<number> {
	const {rows} = await sql<{count: number}>`select count(*) as count from audit_entry
		where act = 'refused' and after->>'reason' = 'limit'`.execute(stage.bot.database.db);
	return Number(rows[0]?.count);
}

describe('removals of one person', () => {
	test(`of ${clicks} clicks only as many as allowed are carried out; every other one is told, and one line goes to the audit channel`, async () => {
		const agent = stage.as('agent');
		const cards = [];
		for (let index = 0; index < clicks / 2; index += 1) cards.push(await cardOf(agent, `mass-${index}@example.com`, [gitlab, portal]));
		const presses = cards.flatMap((card) => [0, 1].map((nth) => ({card, nth}))).slice(0, clicks);
		// In waves: a burst of hundreds could honestly be answered with "not recorded in time".
		for (let wave = 0; wave < clicks; wave += 12) {
			const pressed = presses.slice(wave, wave + 12);
			await Promise.all(pressed.map(({card, nth}) => agent.click(card, 'Remove Suppression', {confirm: true, nth})));
			await stage.world.slack.until(() => refusals(agent).length >= wave + pressed.length - 2, 20_000);
		}
		await stage.world.slack.until(() => refusals(agent).length === clicks - 2 && removedBy(agent) === 2, 60_000);
		expect(deletions()).toBe(2);
		expect(await refusalsOnTrail()).toBe(clicks - 2);
		expect(await alertsOrdered()).toBe(1);
		await stage.world.slack.until(() => alerts().length > 0, 10_000);
		expect(alerts()[0]).toContain(`removals of suppressions, 2 in an hour by <@${agent.person.id}>`);
		expect(stage.log.filter((line) => line.includes('a limit is reached'))).toHaveLength(clicks - 2);
		expect(await stage.bot.metrics.text()).toContain(`redeliver_limit_refusals_total{act="removal",scope="person"} ${clicks - 2}`);
	});

	test('whoever is refused reads the limit, that nothing was changed, when it works again, whom to ask, and a reference', async () => {
		const agent = stage.as('agent');
		await useUp(agent);
		const card = await cardOf(agent, 'other@example.com');
		const text = await refused(agent, card);
		expect(text).toContain('You have reached the limit of removals of suppressions: 2 in an hour. Nothing was changed.');
		expect(text).toMatch(/It works again from \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
		expect(text).toContain('the operator of Redeliver can raise LIMIT_REMOVALS_PER_HOUR');
		const reference = /Reference ([0-9a-f]{8})/.exec(text)?.[1] ?? 'none';
		expect(stage.log.filter((line) => line.includes(reference))).toHaveLength(1);
		expect(readMessage(await ask(stage, agent, 'history other@example.com'))).toContain('was refused');
	});

	test('the same button works when the hour has passed, and not before; the limit is told anew then', async () => {
		const agent = stage.as('agent');
		await useUp(agent);
		const card = await cardOf(agent, 'other@example.com');
		await refused(agent, card);
		await stage.moveOn(59 * 60_000);
		await refused(agent, card);
		expect(deletions()).toBe(2);
		await stage.moveOn(61_000);
		expect(readMessage(await click(stage, agent, card, 'Remove Suppression'))).toContain('Removed by');
		await click(stage, agent, await cardOf(agent, 'third@example.com'), 'Remove Suppression');
		await refused(agent, await cardOf(agent, 'fourth@example.com'));
		await stage.world.slack.until(() => alerts().length === 2, 10_000);
	});

	test('do not use up another person’s, and an undo and a look-up count for nothing', async () => {
		const agent = stage.as('agent');
		const card = await useUp(agent);
		await refused(agent, await cardOf(agent, 'other@example.com'));
		const restored = await click(stage, agent, card, 'Undo Removal');
		expect(readMessage(restored)).toContain('Put back by');
		await refused(agent, restored);
		await useUp(stage.as('secondAgent'), 'second@example.com');
		expect(deletions()).toBe(4);
	});

	test('from the diagnosis card count with those from the suppression card', async () => {
		const agent = stage.as('agent');
		await useUp(agent);
		stage.world.mailgun.addBounce(gitlab, {address: 'other@example.com'});
		await refused(agent, await ask(stage, agent, 'other@example.com', '/confirm'));
		expect(deletions()).toBe(2);
	});

	test('that change nothing do not count: gone already, Mailgun silent, another click first', async () => {
		const [agent, other] = [stage.as('agent'), stage.as('secondAgent')];
		const late = await cardOf(agent, 'gone@example.com');
		await click(stage, other, await ask(stage, other, 'gone@example.com'), 'Remove Suppression');
		expect(readMessage(await click(stage, agent, late, 'Remove Suppression'))).toContain('Already gone');
		const silent = await cardOf(agent, 'silent@example.com');
		stage.world.faults.add({service: 'mailgun', path: /silent/, fault: 'rate-limited', retryAfter: '30', times: 1});
		expect(readMessage(await click(stage, agent, silent, 'Remove Suppression'))).toContain('nothing was changed');
		await stage.moveOn(31_000);
		await clickTwice(agent, await cardOf(agent, 'twice@example.com'));
		await click(stage, agent, await cardOf(agent, 'second@example.com'), 'Remove Suppression');
		await refused(agent, await cardOf(agent, 'third@example.com'));
		expect(deletions()).toBe(3);
	});
});

/** The second click comes while the first one is being carried out. */
async function clickTwice(agent: SlackActor, card: SlackMessage): Promise<void> {
	stage.world.faults.add({service: 'mailgun', method: 'DELETE', fault: 'slow', delayMs: 2000, times: 1});
	const shown = () => readMessage(agent.messages(channel).find(({ts}) => ts === card.ts));
	await agent.click(card, 'Remove Suppression', {confirm: true});
	const {db} = stage.bot.database;
	await expect.poll(() => db.selectFrom('removal').select('id').where('state', '=', 'removing').execute(), {timeout: 5000}).toHaveLength(1);
	await agent.click(card, 'Remove Suppression', {confirm: true});
	await stage.world.slack.until(() => shown().includes('Somebody clicked just before you'), 10_000);
	await stage.world.slack.until(() => shown().includes('and seen to be gone'), 10_000);
}

describe('everybody together', () => {
	/** Newcomers, more than enough to use up what all may do. */
	function hire(count: number): readonly SlackActor[] {
		const ids = Array.from({length: count}, (_unused, index) => `U0HIRED${index}`);
		for (const id of ids) stage.world.slack.addPerson({id, name: id.toLowerCase(), realName: id, teamId});
		stage.world.slack.setUserGroup(groups.agents, 'support-agents', [...ids, cast.agent.id]);
		stage.world.slack.addChannel({id: channel, name: 'support', kind: 'public', members: [...ids, cast.agent.id]});
		return ids.map((id) => stage.world.slack.as(id));
	}

	test('may do ten times what one may: then nobody can go on, and the words say so', async () => {
		const people = hire(10);
		for (const [index, person] of people.entries()) await useUp(person, `mass-${index}@example.com`);
		const text = await refused(stage.as('agent'), await cardOf(stage.as('agent'), 'last@example.com'));
		expect(text).toContain('Everybody together has reached the limit of removals of suppressions: 20 in an hour.');
		expect(deletions()).toBe(20);
		await stage.world.slack.until(() => alerts().length === 1, 10_000);
		expect(alerts()[0]).toContain(`for everybody together. First to be refused: <@${cast.agent.id}>`);
	});

	test('are counted by all processes, also by one that starts later', async () => {
		const agent = stage.as('agent');
		await useUp(agent);
		const {world, place} = stage;
		const later = await startBot({
			config: parseConfig({...world.environment, LIMIT_REMOVALS_PER_HOUR: '2'}),
			logger: createLogger({level: 'silent', secrets: []}),
			clock: world.clock.now,
			place: place.place,
			jobsSchema: place.jobsSchema,
		});
		try {
			world.slack.deliverTo(`${later.url}/slack/events`);
			await refused(agent, await cardOf(agent, 'other@example.com'));
			expect(deletions()).toBe(2);
		} finally {
			world.slack.deliverTo(`${stage.bot.url}/slack/events`);
			await later.stop();
		}
	});
});

describe('mail', () => {
	async function resend(actor: SlackActor, words: RegExp): Promise<string> {
		await openResend(stage, actor, await logCard(stage, actor));
		await actor.submit({});
		const text = await modalSays(stage, actor, words);
		await actor.closeModal();
		return text;
	}

	test('is sent again to the same address only so often; the dialog says so, and nothing leaves', async () => {
		sendCode(stage);
		await resend(stage.as('agent'), /Sent once more/);
		const text = await resend(stage.as('agent'), /reached the limit/);
		expect(text).toContain('resends of messages: 1 in an hour. Nothing was changed.');
		expect(text).toContain('LIMIT_RESENDS_PER_HOUR');
		expect(resentTo(stage)).toEqual([owner]);
		await resend(stage.as('secondAgent'), /Sent once more/);
		await stage.moveOn(60 * 60_000 + 1000);
		expect(await resend(stage.as('agent'), /Sent once more|reached the limit/)).toContain('Sent once more');
	});

	test('that does not come as far as being sent does not count', async () => {
		sendCode(stage);
		const clear = stage.world.faults.add({service: 'mailgun', path: /complaints/, fault: 'server-error'});
		await resend(stage.as('agent'), /Nothing was sent/);
		clear();
		await resend(stage.as('agent'), /Sent once more/);
	});

	test('for another address is asked for only so often; no second case is opened', async () => {
		sendCode(stage);
		const agent = stage.as('agent');
		const first = await makeRequest(stage, agent);
		await openResend(stage, agent);
		await agent.submit(proof);
		expect(await modalSays(stage, agent, /reached the limit/)).toContain('requests for approval: 1 in an hour');
		expect(newestCard(stage)?.ts).toBe(first.ts);
		await stage.world.slack.until(() => alerts().length === 1, 10_000);
		expect(alerts()[0]).toContain('requests for approval');
	});
});

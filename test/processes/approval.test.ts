import {sql} from 'kysely';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {SlackActor, SlackMessage} from '../../src/sandbox/slack/types.ts';
import {cast, createWorld, places, sendingDomains, type World} from '../../src/sandbox/world.ts';
import {createAuditStore} from '../../src/store/audit-trail.ts';
import {type Database, openDatabase} from '../../src/store/database.ts';
import {amount} from '../support/amount.ts';
import {createPlace, type TestPlace} from '../support/database.ts';
import {breaksOfL, breaksOfM, recipientsOf, resendsOf} from '../support/invariants.ts';
import {type BotProcess, spawnBot} from '../support/process.ts';
import {modalSays, proof, sendCode} from '../support/resending.ts';
import {signedHeaders} from '../support/sign.ts';
import {buttonsOf, readMessage} from '../support/stage.ts';

const rounds = amount('ROUNDS', 3);
const kills = amount('KILLS', 4);
const clicks = 20;
/** In seconds. */
const logLag = 3;
const messages = /\/messages\//;

let world: World;
let place: TestPlace;
let database: Database;
let environment: Readonly<Record<string, string>>;
let bots: BotProcess[] = [];

beforeEach(async () => {
	world = await createWorld();
	place = await createPlace();
	database = await openDatabase(place.place);
	environment = {...world.environment, ...place.environment, LOG_LAG: `${logLag}s`};
});

afterEach(async () => {
	await Promise.all(bots.map((bot) => bot.kill()));
	bots = [];
	world.faults.clear();
	const key = environment.MAILGUN_RESEND_API_KEY ?? '';
	const managers = [cast.manager.id, cast.secondManager.id];
	const breaks = await breaksOfM({mailgun: world.mailgun, db: database.db, managers, key});
	expect([...breaks, ...breaksOfL(world.mailgun, Object.values(sendingDomains))]).toEqual([]);
	expect(world.slack.complaints()).toEqual([]);
	expect(await createAuditStore({db: database.db, key: environment.AUDIT_KEY ?? ''}).verify()).toMatchObject({sound: true});
	await database.close();
	await world.close();
	await place.drop();
});

async function start(): Promise<BotProcess> {
	const bot = await spawnBot(environment);
	bots.push(bot);
	return bot;
}

interface Case {
	readonly id: string;
	readonly target: string;
	readonly card: SlackMessage;
}

/** A request of its own, posted and waiting. */
async function requestFor(agent: SlackActor, name: string): Promise<Case> {
	const owner = `${name}@example.com`;
	const target = `${name}.new@example.net`;
	sendCode({world}, {to: owner});
	await agent.command(places.support, '/suppression', `log ${owner}`);
	const log = await world.slack.until(
		() =>
			agent
				.messages(places.support)
				.find((message) => readMessage(message).includes(owner) && buttonsOf(message).includes('Resend Message')),
		15_000,
	);
	await agent.click(log, 'Resend Message');
	await untilForm(agent);
	await agent.submit({...proof, 'Send to': target});
	const id = /RQ-[0-9A-Z]{10}/.exec(await modalSays({world}, agent, /RQ-/))?.[0] ?? '';
	await agent.closeModal();
	const card = await world.slack.until(() =>
		world.slack
			.allMessages(places.approvals)
			.find((message) => readMessage(message).includes(id) && buttonsOf(message).includes('Approve')),
	);
	return {id, target, card};
}

function untilForm(actor: SlackActor): Promise<true> {
	return world.slack.until(() => {
		const view = actor.modal()?.view;
		return view?.type === 'modal' && view.submit !== undefined ? true : undefined;
	}, 10_000);
}

/** The submission of a manager's review, recorded and not delivered. */
async function recordApproval(manager: SlackActor, card: SlackMessage, listener: BotProcess): Promise<string> {
	await manager.click(card, 'Approve');
	await untilForm(manager);
	world.slack.deliverTo('http://127.0.0.1:9/');
	const known = world.slack.deliveries().length;
	await manager.submit({});
	world.slack.deliverTo(listener.eventsUrl);
	await manager.closeModal();
	return world.slack.deliveries()[known]?.rawBody ?? '';
}

/** The same submission as if it had been made once more: another trigger makes it another delivery. */
function another(rawBody: string, copy: number): string {
	const form = new URLSearchParams(rawBody);
	const payload = JSON.parse(form.get('payload') ?? '') as {trigger_id: string};
	payload.trigger_id = `${payload.trigger_id}.${copy}`;
	return new URLSearchParams({payload: JSON.stringify(payload)}).toString();
}

async function deliver(bot: BotProcess, rawBody: string): Promise<number> {
	const contentType = 'application/x-www-form-urlencoded';
	const headers = signedHeaders(environment.SLACK_SIGNING_SECRET ?? '', rawBody, contentType);
	return (await fetch(bot.eventsUrl, {method: 'POST', headers, body: rawBody})).status;
}

async function statesOf(ids: readonly string[]): Promise<Readonly<Record<string, string>>> {
	const rows = await database.db.selectFrom('approval_request').select(['id', 'state']).where('id', 'in', ids).execute();
	return Object.fromEntries(rows.map(({id, state}) => [id, state]));
}

async function countActs(deed: string, act: string): Promise<number> {
	const {rows} = await sql<{count: number}>`select count(*) as count from audit_entry where deed = ${deed} and act = ${act}`.execute(
		database.db,
	);
	return Number(rows[0]?.count ?? 0);
}

function mailsTo(target: string): number {
	return resendsOf(world.mailgun).filter((request) => request.status === 200 && recipientsOf(request).includes(target)).length;
}

test(
	`${rounds} rounds of ${clicks} simultaneous approvals by two managers in two processes send one mail each`,
	async () => {
		const [first, second] = await Promise.all([start(), start()]);
		const [agent, manager, secondManager] = [cast.agent.id, cast.manager.id, cast.secondManager.id].map((id) => world.slack.as(id)) as [
			SlackActor,
			SlackActor,
			SlackActor,
		];
		for (let round = 0; round < rounds; round += 1) {
			world.slack.deliverTo(first.eventsUrl);
			const request = await requestFor(agent, `round-${round}`);
			const bodies = [await recordApproval(manager, request.card, first), await recordApproval(secondManager, request.card, second)];
			const statuses = await Promise.all(
				Array.from({length: clicks}, (_unused, copy) =>
					deliver((copy >> 1) % 2 === 0 ? first : second, another(bodies[copy % 2] ?? '', copy)),
				),
			);
			expect(new Set(statuses)).toEqual(new Set([200]));
			await expect.poll(() => countActs(request.id, 'request-decision-lost'), {timeout: 30_000}).toBe(clicks - 1);
			await expect.poll(() => statesOf([request.id]), {timeout: 20_000}).toEqual({[request.id]: 'sent'});
			expect(mailsTo(request.target)).toBe(1);
			expect(await countActs(request.id, 'request-approved')).toBe(1);
			expect(await countActs(request.id, 'request-sent')).toBe(1);
		}
	},
	60_000 + rounds * 30_000,
);

/** Where a process is killed: held before the call, in it, after its effect, or at a random moment. */
const holds = [
	{service: 'gitlab', fault: 'hang', times: 1},
	{service: 'mailgun', method: 'POST', path: messages, fault: 'hang', times: 1},
	{service: 'mailgun', method: 'POST', path: messages, fault: 'hang', afterEffect: true, times: 1},
	undefined,
] as const;

test(
	`killed ${kills} times between approval and sending, no mail is lost or sent twice`,
	async () => {
		const agent = world.slack.as(cast.agent.id);
		const manager = world.slack.as(cast.manager.id);
		const cases: Case[] = [];
		for (let round = 0; round < kills; round += 1) {
			const bot = await start();
			world.slack.deliverTo(bot.eventsUrl);
			const request = await requestFor(agent, `kill-${round}`);
			cases.push(request);
			await manager.click(request.card, 'Approve');
			await untilForm(manager);
			const hold = holds[round % holds.length];
			const release = hold === undefined ? () => {} : world.faults.add(hold);
			const ack = await manager.submit({});
			expect(ack.status).toBe(200);
			await new Promise((resolve) => setTimeout(resolve, Math.random() * 250));
			await bot.kill();
			release();
			await manager.closeModal().catch(() => {});
		}
		await start();
		const ids = cases.map(({id}) => id);
		const isSettled = async () => Object.values(await statesOf(ids)).every((state) => state === 'sent' || state === 'unknown');
		await expect.poll(isSettled, {timeout: 30_000 + logLag * 1000, interval: 200}).toBe(true);
		for (const {id, target} of cases) {
			expect(mailsTo(target), id).toBeLessThanOrEqual(1);
			expect(await countActs(id, 'request-approved')).toBe(1);
			if ((await statesOf([id]))[id] === 'sent') expect(mailsTo(target)).toBe(1);
		}
	},
	60_000 + kills * 20_000,
);

test('killed while a mail goes to its own address once more, it is not sent twice, and its sender is told', async () => {
	const agent = world.slack.as(cast.agent.id);
	const owners: string[] = [];
	for (const [round, hold] of holds.entries()) {
		const bot = await start();
		world.slack.deliverTo(bot.eventsUrl);
		const owner = `same-${round}@example.com`;
		owners.push(owner);
		sendCode({world}, {to: owner});
		await agent.command(places.support, '/suppression', `log ${owner}`);
		const log = await world.slack.until(
			() =>
				agent
					.messages(places.support)
					.find((message) => readMessage(message).includes(owner) && buttonsOf(message).includes('Resend Message')),
			15_000,
		);
		await agent.click(log, 'Resend Message');
		await untilForm(agent);
		const release = hold === undefined ? () => {} : world.faults.add(hold);
		expect((await agent.submit({})).status).toBe(200);
		await new Promise((resolve) => setTimeout(resolve, Math.random() * 250));
		await bot.kill();
		release();
		await agent.closeModal().catch(() => {});
	}
	await start();
	const statesOfResends = async () => (await database.db.selectFrom('resend').select('state').execute()).map(({state}) => state);
	const isSettled = async () => {
		const states = await statesOfResends();
		return states.length === owners.length && states.every((state) => state === 'sent' || state === 'unknown');
	};
	await expect.poll(isSettled, {timeout: 40_000 + logLag * 1000, interval: 200}).toBe(true);
	for (const owner of owners) expect(mailsTo(owner), owner).toBeLessThanOrEqual(1);
	const told = () =>
		agent
			.messages(`D${cast.agent.id.slice(1)}`)
			.map(readMessage)
			.filter((text) => /Delivered|Nobody knows/.test(text));
	await world.slack.until(() => told().length >= owners.length, 20_000);
}, 120_000);

test('the harness notices a bot that sends blindly', async () => {
	const bot = await start();
	world.slack.deliverTo(bot.eventsUrl);
	const request = await requestFor(world.slack.as(cast.agent.id), 'control');
	const body = await recordApproval(world.slack.as(cast.manager.id), request.card, bot);
	await deliver(bot, body);
	await expect.poll(() => statesOf([request.id]), {timeout: 20_000}).toEqual({[request.id]: 'sent'});
	// What a bot without the conditional update would do after a crash: the intent is on record, so it sends once more.
	await sql`update approval_request set state = 'approved', next_at = present(), lease_until = now() where id = ${request.id}`.execute(
		database.db,
	);
	await expect.poll(() => mailsTo(request.target), {timeout: 20_000}).toBe(2);
});

import {afterEach, beforeEach, expect, test} from 'vitest';
import type {SlackActor} from '../../src/sandbox/slack/types.ts';
import {cast, createWorld, places, sendingDomains, type World} from '../../src/sandbox/world.ts';
import {createAuditStore} from '../../src/store/audit-trail.ts';
import {openDatabase} from '../../src/store/database.ts';
import {amount} from '../support/amount.ts';
import {createPlace, type TestPlace} from '../support/database.ts';
import {breaksOfL, resendsOf} from '../support/invariants.ts';
import {type BotProcess, spawnBot} from '../support/process.ts';
import {signedHeaders} from '../support/sign.ts';
import {readMessage} from '../support/stage.ts';

const kills = amount('KILLS', 20);
const copies = amount('COPIES', 100);
const {gitlab} = sendingDomains;

let world: World;
let place: TestPlace;
let environment: Readonly<Record<string, string>>;
let bots: BotProcess[] = [];

beforeEach(async () => {
	world = await createWorld();
	place = await createPlace();
	environment = {...world.environment, ...place.environment};
});

afterEach(async () => {
	await Promise.all(bots.map((bot) => bot.kill()));
	bots = [];
	expect([...resendsOf(world.mailgun), ...breaksOfL(world.mailgun, Object.values(sendingDomains))]).toEqual([]);
	expect(world.slack.complaints()).toEqual([]);
	expect(await onTrail((trail) => trail.verify())).toMatchObject({sound: true});
	await world.close();
	await place.drop();
});

async function start(): Promise<BotProcess> {
	const bot = await spawnBot(environment);
	bots.push(bot);
	return bot;
}

async function onTrail<T>(read: (trail: ReturnType<typeof createAuditStore>) => Promise<T>): Promise<T> {
	const database = await openDatabase(place.place);
	const trail = createAuditStore({db: database.db, key: environment.AUDIT_KEY ?? ''});
	return read(trail).finally(database.close);
}

/** A card of an address of its own, with an entry to remove. */
async function cardFor(agent: SlackActor, address: string) {
	world.mailgun.addBounce(gitlab, {address, code: '550'});
	await agent.command(places.support, '/suppression', address);
	return world.slack.until(
		() => agent.messages(places.support).find((message) => message.text.includes(address) && message.blocks.length > 0),
		15_000,
	);
}

function actsFor(address: string): Promise<readonly string[]> {
	return onTrail(async (trail) => (await trail.about(address, 100)).map((line) => line.act));
}

function removalsOf(address: string): number {
	const path = `/v3/${gitlab}/bounces/${encodeURIComponent(address)}`;
	return world.mailgun.requests().filter((request) => request.method === 'DELETE' && request.path === path).length;
}

test(`ten clicks, each delivered ${copies} times over two processes, remove once each`, async () => {
	const [first, second] = await Promise.all([start(), start()]);
	const agent = world.slack.as(cast.agent.id);
	world.slack.deliverTo(first.eventsUrl);
	const addresses = Array.from({length: 10}, (_unused, index) => `copy-${index}@example.com`);
	const cards = [];
	for (const address of addresses) cards.push(await cardFor(agent, address));
	// Recorded, not delivered: nobody listens there.
	world.slack.deliverTo('http://127.0.0.1:9/');
	const known = world.slack.deliveries().length;
	for (const card of cards) await agent.click(card, 'Remove Suppression', {confirm: true});
	const clicks = world.slack.deliveries().slice(known);
	const answered = world.slack.responseUrlUses().length;
	expect(clicks).toHaveLength(10);
	const statuses = new Set<number>();
	// In waves: one burst of a thousand could honestly be answered with "not recorded in time".
	for (let copy = 0; copy < copies; copy += 5) {
		const wave = Array.from({length: 5}, (_unused, index) => (index % 2 === 0 ? first : second));
		const answers = wave.flatMap((bot) => clicks.map((click) => deliver(bot, click)));
		for (const status of await Promise.all(answers)) statuses.add(status);
	}
	expect(statuses).toEqual(new Set([200]));
	await world.slack.until(() => addresses.every((address) => isTold(agent, address)), 30_000);
	expect(world.slack.responseUrlUses()).toHaveLength(answered + 10);
	for (const address of addresses) {
		expect(removalsOf(address)).toBe(1);
		expect((await actsFor(address)).filter((act) => act === 'suppression-removed')).toHaveLength(1);
	}
});

async function deliver(bot: BotProcess, {rawBody, contentType}: {readonly rawBody: string; readonly contentType: string}): Promise<number> {
	const headers = signedHeaders(environment.SLACK_SIGNING_SECRET ?? '', rawBody, contentType);
	return (await fetch(bot.eventsUrl, {method: 'POST', headers, body: rawBody})).status;
}

function isTold(agent: SlackActor, address: string): boolean {
	return agent.messages(places.support).some((message) => {
		const text = readMessage(message);
		return text.includes(address) && text.includes('Removed by');
	});
}

test(`killed ${kills} times between acknowledgement and removal, nothing is lost, done twice or half-told`, async () => {
	const agent = world.slack.as(cast.agent.id);
	const addresses: string[] = [];
	for (let round = 0; round < kills; round += 1) {
		const bot = await start();
		world.slack.deliverTo(bot.eventsUrl);
		const address = `kill-${round}@example.com`;
		addresses.push(address);
		const card = await cardFor(agent, address);
		// Each round holds another step: the look before, the removal itself, the look after it, or none.
		const hold = [
			{method: 'GET', times: 1},
			{method: 'DELETE', times: 1},
			{method: 'DELETE', times: 1, afterEffect: true},
			{method: 'PATCH', times: 1},
		][round % 4];
		const release = world.faults.add({service: 'mailgun', fault: 'hang', path: new RegExp(`kill-${round}%40`), ...hold});
		const ack = await agent.click(card, 'Remove Suppression', {confirm: true});
		expect(ack.status).toBe(200);
		await bot.kill();
		release();
	}
	const survivor = await start();
	await world.slack.until(() => addresses.every((address) => isTold(agent, address)), 45_000);
	expect(survivor.lines.some((line) => line.includes('resuming'))).toBe(true);
	for (const address of addresses) {
		expect(world.mailgun.entries(gitlab, 'bounces')).not.toContainEqual(expect.objectContaining({address}));
		expect((await actsFor(address)).filter((act) => act === 'suppression-removed')).toHaveLength(1);
	}
});

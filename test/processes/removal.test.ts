import {expect, test} from 'vitest';
import type {SlackActor} from '../../src/sandbox/slack/types.ts';
import {places, sendingDomains} from '../../src/sandbox/world.ts';
import {createAuditStore} from '../../src/store/audit-trail.ts';
import {amount} from '../support/amount.ts';
import {readMessage} from '../support/stage.ts';
import {deliver} from './cases.ts';
import {openScene, type Scene} from './scene.ts';

const kills = amount('KILLS', 6);
const copies = amount('COPIES', 100);
const {gitlab} = sendingDomains;

/** A card of an address of its own, with an entry to remove. */
async function cardFor({world}: Scene, agent: SlackActor, address: string) {
	world.mailgun.addBounce(gitlab, {address, code: '550'});
	await agent.command(places.support, '/suppression', address);
	return world.slack.until(
		() => agent.messages(places.support).find((message) => message.text.includes(address) && message.blocks.length > 0),
		15_000,
	);
}

async function removalsOnTrail(scene: Scene, address: string): Promise<number> {
	const lines = await scene.onDatabase((db) => createAuditStore({db, key: scene.environment.AUDIT_KEY ?? ''}).about(address, 100));
	return lines.filter(({act}) => act === 'suppression-removed').length;
}

function removalsOf({world}: Scene, address: string): number {
	const path = `/v3/${gitlab}/bounces/${encodeURIComponent(address)}`;
	return world.mailgun.requests().filter((request) => request.method === 'DELETE' && request.path === path).length;
}

function isTold(agent: SlackActor, address: string): boolean {
	return agent.messages(places.support).some((message) => {
		const text = readMessage(message);
		return text.includes(address) && text.includes('Removed by');
	});
}

test(`ten clicks, each delivered ${copies} times over two processes, remove once each`, {timeout: 120_000 + copies * 1000}, async () => {
	await using scene = await openScene();
	const {world} = scene;
	const bots = [await scene.start(), await scene.start()];
	const agent = scene.as('agent');
	const addresses = Array.from({length: 10}, (_unused, index) => `copy-${index}@example.com`);
	const cards = [];
	for (const address of addresses) cards.push(await cardFor(scene, agent, address));
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
		const wave = Array.from({length: 5}, () => bots)
			.flat()
			.slice(0, 5);
		const answers = wave.flatMap((bot) => clicks.map(({rawBody}) => deliver(scene, bot, rawBody)));
		for (const status of await Promise.all(answers)) statuses.add(status);
	}
	expect(statuses).toEqual(new Set([200]));
	await world.slack.until(() => addresses.every((address) => isTold(agent, address)), 30_000);
	expect(world.slack.responseUrlUses()).toHaveLength(answered + 10);
	for (const address of addresses) {
		expect(removalsOf(scene, address)).toBe(1);
		expect(await removalsOnTrail(scene, address)).toBe(1);
	}
});

test(`killed ${kills} times between acknowledgement and removal, nothing is lost, done twice or half-told`, {
	timeout: 60_000 + kills * 20_000,
}, async () => {
	await using scene = await openScene();
	const {world} = scene;
	const agent = scene.as('agent');
	const addresses: string[] = [];
	for (let round = 0; round < kills; round += 1) {
		const bot = await scene.start();
		const address = `kill-${round}@example.com`;
		addresses.push(address);
		const card = await cardFor(scene, agent, address);
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
	const survivor = await scene.start();
	await world.slack.until(() => addresses.every((address) => isTold(agent, address)), 45_000);
	expect(survivor.lines.some((line) => line.includes('resuming'))).toBe(true);
	for (const address of addresses) {
		expect(world.mailgun.entries(gitlab, 'bounces')).not.toContainEqual(expect.objectContaining({address}));
		expect(await removalsOnTrail(scene, address)).toBe(1);
	}
});

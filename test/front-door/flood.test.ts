import {once} from 'node:events';
import {expect, test} from 'vitest';
import {createWorld, places} from '../../src/sandbox/world.ts';
import {amount} from '../support/amount.ts';
import {spawnBot} from '../support/process.ts';
import {createFolder} from './cli.ts';
import {endless, form, post, trickle, untilClosed} from './post.ts';
import {randomParcels} from './random.ts';

const large = 'x'.repeat(5 * 1024 * 1024);

/** A process of its own, for its memory is what is measured. */
async function openBot() {
	const world = await createWorld();
	const folder = createFolder();
	const bot = await spawnBot({...world.environment, DATA_DIR: folder.path});
	world.slack.deliverTo(bot.eventsUrl);
	return {
		url: bot.url,
		command: () => world.slack.as('U0DANA').command(places.support, '/suppression', 'help'),
		memory: async () => {
			const text = await (await fetch(`${bot.url}/metrics`)).text();
			return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]) / 1024 / 1024;
		},
		[Symbol.asyncDispose]: async () => {
			await bot.kill();
			await world.close();
			folder[Symbol.dispose]();
		},
	};
}

/** After every hundred of them `between` has its turn. */
async function flood(url: string, count: number, between: () => Promise<void>): Promise<void> {
	const all = randomParcels(count);
	for (let at = 0; at < all.length; at += 50) {
		const statuses = await Promise.all(all.slice(at, at + 50).map((parcel) => post(url, parcel)));
		for (const status of statuses) expect(Math.floor(status / 100)).toBe(4);
		if (at % 100 === 0) await between();
	}
}

async function pour(url: string, count: number): Promise<void> {
	for (let at = 0; at < count; at += 1) {
		const headers = {'content-type': form, ...(at % 2 === 0 ? {} : {'transfer-encoding': 'chunked'})};
		expect([413, 0]).toContain(await post(url, {body: large, headers}));
	}
}

async function linger(url: string, count: number): Promise<void> {
	const sockets = Array.from({length: count}, (_unused, at) => trickle(url, endless(at)));
	await Promise.all(sockets.map((socket) => once(socket, 'connect')));
	for (const answer of await Promise.all(sockets.map(untilClosed))) expect(answer).toMatch(/^(?:HTTP\/1\.1 4\d\d |$)/);
}

test('whoever floods the door from outside neither fills the memory nor keeps an agent waiting', {timeout: 900_000}, async () => {
	await using bot = await openBot();
	const waits: number[] = [];
	// The database lives in the same process and takes memory for what it keeps: few commands, then.
	const command = async () => {
		const {failure, ms} = await bot.command();
		expect(failure).toBeUndefined();
		waits.push(ms);
	};
	const started = await bot.memory();
	await flood(bot.url, 1000, command);
	const before = Math.max(started, await bot.memory());
	waits.length = 0;
	await Promise.all([flood(bot.url, amount('RANDOM_REQUESTS', 500), command), pour(bot.url, 20), linger(bot.url, 200)]);
	const slowest = waits.sort((one, other) => one - other)[Math.floor(waits.length * 0.99)];
	expect(slowest).toBeLessThanOrEqual(amount('ANSWER_MS', 2000));
	// What was only garbage goes when somebody looks for it.
	await expect.poll(async () => (await bot.memory()) - before, {timeout: 30_000, interval: 100}).toBeLessThanOrEqual(32);
});

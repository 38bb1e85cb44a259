import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createWorld, places, sendingDomains, type World} from '../../src/sandbox/world.ts';
import {type BotProcess, spawnBot} from '../support/process.ts';
import {readMessage} from '../support/stage.ts';
import {createFolder, runCli} from './cli.ts';

const {gitlab} = sendingDomains;
let world: World;
let folder: ReturnType<typeof createFolder>;
let environment: Readonly<Record<string, string>>;
let bot: BotProcess;

beforeEach(async () => {
	world = await createWorld();
	folder = createFolder();
	environment = {...world.environment, DATA_DIR: folder.path};
	bot = await spawnBot(environment);
	world.slack.deliverTo(bot.eventsUrl);
	world.mailgun.addBounce(gitlab, {address: 'ada@example.com'});
});

afterEach(async () => {
	await bot.kill();
	expect(world.slack.complaints()).toEqual([]);
	await world.close();
	folder[Symbol.dispose]();
});

const agent = () => world.slack.as('U0DANA');
const cards = () =>
	agent()
		.messages(places.support)
		.filter(({blocks}) => blocks.length > 0);

async function clickRemove(): Promise<void> {
	await agent().command(places.support, '/suppression', 'ada@example.com');
	const card = await world.slack.until(() => cards().at(-1), 15_000);
	expect(await agent().click(card, 'Remove Suppression', {confirm: true})).toMatchObject({status: 200});
}

const isOpen = () =>
	fetch(`${bot.url}/healthz`).then(
		() => true,
		() => false,
	);

test('SIGTERM: nobody is let in any more, the acknowledged removal is finished and told, exit 0', {timeout: 60_000}, async () => {
	world.faults.add({service: 'mailgun', method: 'DELETE', fault: 'slow', delayMs: 2500, times: 1});
	await clickRemove();
	const started = performance.now();
	const ending = bot.terminate();
	await vi.waitFor(async () => expect(await isOpen()).toBe(false), 5000);
	expect(world.mailgun.entries(gitlab, 'bounces')).toHaveLength(1);
	expect(await ending).toBe(0);
	expect(performance.now() - started).toBeLessThan(10_000);
	expect(world.mailgun.entries(gitlab, 'bounces')).toEqual([]);
	expect(readMessage(cards().at(-1))).toContain('Removed by');
	expect(bot.lines.at(-1)).toContain('"msg":"stopped"');
	expect(await runCli(['audit', 'verify'], environment)).toMatchObject({code: 0});
});

test('SIGTERM while Mailgun hangs: exit 0 within ten seconds, nothing claimed that was not seen', {timeout: 60_000}, async () => {
	world.faults.add({service: 'mailgun', fault: 'hang', method: 'DELETE'});
	await clickRemove();
	const started = performance.now();
	expect(await bot.terminate()).toBe(0);
	expect(performance.now() - started).toBeLessThan(10_000);
	expect(world.mailgun.entries(gitlab, 'bounces')).toHaveLength(1);
	expect(readMessage(cards().at(-1))).not.toContain('Removed by');
	expect(await runCli(['audit', 'verify'], environment)).toMatchObject({code: 0});
});

test('a second process on the same folder is refused with clear words', {timeout: 60_000}, async () => {
	const second = await runCli(['start'], environment);
	expect(second.code).toBe(4);
	expect(second.stderr).toContain(`The embedded database in ${folder.path} is held by a running bot`);
	expect(second.stderr).not.toContain('    at ');
	expect(await isOpen()).toBe(true);
	await clickRemove();
	await world.slack.until(() => /Removed by/.test(readMessage(cards().at(-1))), 15_000);
});

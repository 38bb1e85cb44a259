import {existsSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {sendingDomains} from '../../src/sandbox/world.ts';
import {createFolder} from '../front-door/cli.ts';
import {amount} from '../support/amount.ts';
import {type BotProcess, spawnScript} from '../support/process.ts';
import {sendCode} from '../support/resending.ts';
import {approve, type Case, makeCase} from './cases.ts';
import {answerLate, atRandom} from './killing.ts';
import {actsOf, mailsTo, statesOf, threadOf, untilSettled} from './outcomes.ts';
import {openScene, type Scene} from './scene.ts';

const kills = amount('KILLS', 3);
/** In seconds. */
const logLag = 5;

const variants = [
	{name: 'one process on PostgreSQL', engine: 'postgresql', processes: 1},
	{name: 'two processes on PostgreSQL', engine: 'postgresql', processes: 2},
	{name: 'one process on the embedded database', engine: 'embedded', processes: 1},
] as const;

test.for(variants)(
	`killed ${kills} times between approval and watch, $name: no mail is lost, none sent twice`,
	{timeout: 120_000 + kills * 20_000},
	async ({engine, processes}, {annotate}) => {
		await using scene = await openScene({engine, environment: {LOG_LAG: `${logLag}s`}});
		answerLate(scene.world);
		const {cases, bots} = await killAgainAndAgain(scene, processes);
		const restarted = performance.now();
		await untilSettled(scene, cases, 30_000 + logLag * 1000);
		const settledAfter = Math.round(performance.now() - restarted);
		const sent = cases.filter(({target}) => mailsTo(scene, target) === 1);
		await scene.world.slack.until(() => sent.every((one) => threadOf(scene, one).some((text) => text.includes('Delivered'))), 30_000);
		await Promise.all(bots.map((bot) => bot.kill()));
		await expectOnceEach(scene, cases);
		await annotate(
			`${kills} kills: ${sent.length} sent, ${cases.length - sent.length} unknown and not sent, settled ${settledAfter} ms later`,
		);
	},
);

/** Each round one request is approved, and the process that took the click is killed and started again. */
async function killAgainAndAgain(
	scene: Scene,
	processes: number,
): Promise<{readonly cases: readonly Case[]; readonly bots: readonly BotProcess[]}> {
	const bots: BotProcess[] = [];
	while (bots.length < processes) bots.push(await scene.start());
	const cases: Case[] = [];
	for (let round = 0; round < kills; round += 1) {
		const [victim] = bots.splice(0, 1);
		if (victim === undefined) throw new Error('no process is left');
		scene.world.slack.deliverTo(victim.eventsUrl);
		const request = await makeCase(scene, `kill-${round}`);
		cases.push(request);
		await approve(scene, request);
		await atRandom(victim.kill);
		bots.push(await scene.start());
		await scene
			.as('manager')
			.closeModal()
			.catch(() => {});
	}
	return {cases, bots};
}

/** The log shows all that was accepted: what Mailgun took reads `sent`, and only that. */
async function expectOnceEach(scene: Scene, cases: readonly Case[]): Promise<void> {
	const ids = cases.map(({id}) => id);
	const mails = new Map(cases.map(({id, target}) => [id, mailsTo(scene, target)]));
	expect([...mails].filter(([, count]) => count > 1)).toEqual([]);
	expect(await statesOf(scene, ids)).toEqual(Object.fromEntries(ids.map((id) => [id, mails.get(id) === 1 ? 'sent' : 'unknown'])));
	const once = {'request-approved': 1, 'request-sending-intended': 1};
	expect(await actsOf(scene, ids)).toMatchObject(Object.fromEntries(ids.map((id) => [id, once])));
}

const naiveKills = Math.max(kills, 20);
const naiveSender = fileURLToPath(new URL('./naive-sender.ts', import.meta.url));

test(
	`a naive sender, killed ${naiveKills} times in the same way, sends twice at least every second time`,
	async ({annotate}) => {
		await using scene = await openScene();
		using folder = createFolder();
		answerLate(scene.world);
		const {mailgun} = scene.world;
		const script = [naiveSender, folder.path, mailgun.storageOrigin, scene.environment.MAILGUN_RESEND_API_KEY ?? ''];
		let twice = 0;
		for (let round = 0; round < naiveKills; round += 1) {
			const to = `naive-${round}@example.com`;
			const {storageKey} = sendCode(scene, {to});
			const sender = await spawnScript(script);
			const file = join(folder.path, `${round}`);
			writeFileSync(file, JSON.stringify({path: `/v3/domains/${sendingDomains.gitlab}/messages/${storageKey}`, to}));
			renameSync(file, `${file}.approved`);
			await atRandom(sender.kill);
			const next = await spawnScript(script);
			await expect.poll(() => mailsTo(scene, to), {timeout: 10_000, interval: 20}).toBeGreaterThanOrEqual(1);
			await expect.poll(() => existsSync(`${file}.sent`), {timeout: 10_000, interval: 20}).toBe(true);
			await next.kill();
			if (mailsTo(scene, to) > 1) twice += 1;
		}
		await annotate(`${twice} of ${naiveKills} kills led to a second mail`);
		expect(twice).toBeGreaterThanOrEqual(naiveKills / 2);
	},
	60_000 + naiveKills * 10_000,
);

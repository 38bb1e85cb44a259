import {expect, test} from 'vitest';
import {amount} from '../support/amount.ts';
import {launchBot} from '../support/process.ts';
import {approve, type Case, makeCase} from './cases.ts';
import {untilMet} from './holds.ts';
import {answerLate, atRandom} from './killing.ts';
import {actsOf, mailsTo, statesOf, titleOf, untilSettled} from './outcomes.ts';
import {openScene} from './scene.ts';

const terminations = amount('TERMINATIONS', 3);
/** In seconds. */
const logLag = 3;
const environment = {LOG_LAG: `${logLag}s`};

const engines = ['postgresql', 'embedded'] as const;

test.for(engines)(
	`SIGTERM ${terminations} times between approval and watch, %s: exit 0 within ten seconds, what was begun is finished, every mail goes out once`,
	{timeout: 120_000 + terminations * 40_000},
	async (engine, {annotate}) => {
		await using scene = await openScene({engine, environment});
		answerLate(scene.world);
		const cases: Case[] = [];
		let longest = 0;
		for (let round = 0; round < terminations; round += 1) {
			const bot = await scene.start();
			const request = await makeCase(scene, `term-${round}`);
			cases.push(request);
			await approve(scene, request);
			const took = await atRandom(async () => {
				const started = performance.now();
				expect(await bot.terminate()).toBe(0);
				return performance.now() - started;
			});
			longest = Math.max(longest, took);
			expect(titleOf(scene, request)).toMatch(/: Sent$/);
			await scene.as('manager').closeModal();
		}
		expect(longest).toBeLessThan(10_000);
		const last = await scene.start();
		await untilSettled(scene, cases, 30_000 + logLag * 1000);
		expect(await last.terminate()).toBe(0);
		const ids = cases.map(({id}) => id);
		expect(cases.map(({target}) => mailsTo(scene, target))).toEqual(cases.map(() => 1));
		expect(await statesOf(scene, ids)).toEqual(Object.fromEntries(ids.map((id) => [id, 'sent'])));
		const once = {'request-approved': 1, 'request-sending-intended': 1, 'request-sent': 1};
		expect(await actsOf(scene, ids)).toMatchObject(Object.fromEntries(ids.map((id) => [id, once])));
		await annotate(`the slowest of ${terminations} took ${Math.round(longest)} ms to end`);
	},
);

test.concurrent.for([
	{name: 'has not accepted it', afterEffect: false, mails: 0, state: 'unknown'},
	{name: 'has accepted it', afterEffect: true, mails: 1, state: 'sent'},
])(
	'SIGTERM while Mailgun hangs and $name: exit 0 within ten seconds, nothing goes out twice',
	{timeout: 90_000},
	async ({afterEffect, mails, state}) => {
		await using scene = await openScene({environment});
		const bot = await scene.start();
		const request = await makeCase(scene, 'hanging');
		await approve(scene, request, () =>
			untilMet(scene, {service: 'mailgun', method: 'POST', path: /\/messages\//, fault: 'hang', afterEffect}),
		);
		const started = performance.now();
		expect(await bot.terminate()).toBe(0);
		expect(performance.now() - started).toBeLessThan(10_000);
		await scene.start();
		await untilSettled(scene, [request], 30_000 + logLag * 1000);
		expect(mailsTo(scene, request.target)).toBe(mails);
		expect(await statesOf(scene, [request.id])).toEqual({[request.id]: state});
	},
);

test('SIGTERM while it is still starting, for Slack hangs: exit 0 within ten seconds', {timeout: 60_000}, async () => {
	await using scene = await openScene();
	const reached = untilMet(scene, {service: 'slack', path: /auth\.test$/, fault: 'hang', times: Number.POSITIVE_INFINITY});
	const bot = launchBot(scene.environment);
	const listening = expect(bot.listening).rejects.toThrow('before it listened');
	await reached;
	const started = performance.now();
	expect(await bot.terminate()).toBe(0);
	expect(performance.now() - started).toBeLessThan(10_000);
	await listening;
});

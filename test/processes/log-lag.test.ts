import {expect, test} from 'vitest';
import {approve, type Case, makeCase} from './cases.ts';
import {untilMet} from './holds.ts';
import {mailsTo, statesOf, threadOf, titleOf} from './outcomes.ts';
import {openScene, type Scene} from './scene.ts';

/** In seconds; the simulated log is up to a minute late, or never comes. */
const logLag = 120;
const second = 1000;

/** Mailgun took the mail, its answer was lost with the process, and the log shows it so late. */
async function loseAnswer(scene: Scene, lateBy: number): Promise<Case> {
	const bot = await scene.start();
	const request = await makeCase(scene, 'late');
	scene.world.mailgun.setLogLag(lateBy);
	await approve(scene, request, () =>
		untilMet(scene, {service: 'mailgun', method: 'POST', path: /\/messages\//, fault: 'hang', afterEffect: true}),
	);
	await bot.kill();
	await scene.start();
	return request;
}

async function reads(scene: Scene, request: Case, words: string): Promise<void> {
	await scene.world.slack.until(() => titleOf(scene, request).endsWith(words), 40_000);
}

/** Waits for one more look into the log, asked and answered from now on. */
async function looksAgain(scene: Scene): Promise<void> {
	await untilMet(scene, {service: 'mailgun', method: 'POST', path: /\/analytics\/logs/, fault: 'slow', delayMs: 0}, 2);
}

test.concurrent.for([0, 25, 60])(
	'the log shows the mail %i s late: it reads sent then, and is sent once',
	{timeout: 120_000},
	async (late) => {
		const lateBy = late * second;
		await using scene = await openScene({environment: {LOG_LAG: `${logLag}s`}});
		const request = await loseAnswer(scene, lateBy);
		if (lateBy > 0) {
			await reads(scene, request, 'Being sent');
			await looksAgain(scene);
			expect(await statesOf(scene, [request.id])).toEqual({[request.id]: 'sending'});
			await scene.world.clock.moveOn(lateBy);
		}
		await reads(scene, request, 'Sent');
		await scene.world.slack.until(() => threadOf(scene, request).some((text) => text.includes('Delivered')), 30_000);
		expect(mailsTo(scene, request.target)).toBe(1);
	},
);

test.concurrent('the log never shows the mail: a manager is asked, and nothing goes out again', {timeout: 120_000}, async () => {
	await using scene = await openScene({environment: {LOG_LAG: `${logLag}s`}});
	const request = await loseAnswer(scene, Number.POSITIVE_INFINITY);
	await reads(scene, request, 'Being sent');
	await scene.world.clock.moveOn(60 * second);
	await looksAgain(scene);
	expect(await statesOf(scene, [request.id])).toEqual({[request.id]: 'sending'});
	await scene.world.clock.moveOn((logLag - 60) * second);
	await reads(scene, request, 'Not known whether it was sent');
	// Another process, hours later: what nobody knows stays with the manager.
	await scene.world.clock.moveOn(2 * 3600 * second);
	await scene.start();
	const looks = await statesOf(scene, [request.id]);
	expect(looks).toEqual({[request.id]: 'unknown'});
	expect(mailsTo(scene, request.target)).toBe(1);
});

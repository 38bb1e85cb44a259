import {expect} from 'vitest';
import {parseConfig} from '../../src/config.ts';
import {createLogger} from '../../src/logger.ts';
import {type RunningBot, startBot} from '../../src/main.ts';
import {owner} from '../support/resending.ts';
import {type Stage, test} from '../support/stage.ts';
import {mail, minute, removed, tells, told, unfinishedWatches} from '../support/watching.ts';

/** Another process on the same database. */
async function anotherBot(stage: Stage): Promise<RunningBot> {
	const config = parseConfig(stage.world.environment);
	const logger = createLogger({level: 'error', secrets: [], write: () => {}});
	const {place, jobsSchema} = stage.place;
	return startBot({config, logger, clock: stage.world.clock.now, place, jobsSchema});
}

test('what came while none was running is told on the same message by the next ones, once', {timeout: 30_000}, async ({stage}) => {
	await removed(stage);
	const before = await tells(stage, /I watch the log/);
	await stage.bot.stop();
	mail(stage);
	await stage.moveOn(20 * minute);
	const bots = await Promise.all([anotherBot(stage), anotherBot(stage)]);
	try {
		expect((await tells(stage, /Delivered: /)).ts).toBe(before.ts);
		expect(told(stage)).toHaveLength(1);
		const updates = stage.world.slack.apiCalls().filter(({method}) => method === 'chat.update');
		expect(updates).toHaveLength(1);
	} finally {
		for (const bot of bots) await bot.stop();
	}
});

test('a post whose answer is lost is not repeated on the way; only the end is posted anew', {timeout: 30_000}, async ({stage}) => {
	stage.world.faults.add({service: 'slack', path: /chat\.postMessage/, fault: 'reset-in-body', afterEffect: true, times: 1});
	await removed(stage);
	await tells(stage, /I watch the log/);
	await expect.poll(() => unfinishedWatches(stage), {timeout: 10_000}).toEqual([{state: 'pending', told: 'pending'}]);
	stage.world.mailgun.setRecipient(owner, {kind: 'defer', code: 451, text: 'Greylisted'});
	mail(stage);
	await stage.moveOn(20_000);
	await expect.poll(() => unfinishedWatches(stage), {timeout: 10_000}).toEqual([{state: 'delayed', told: 'delayed'}]);
	expect(told(stage)).toHaveLength(1);
	stage.world.mailgun.setRecipient(owner, {kind: 'accept'});
	await stage.moveOn(11 * minute);
	await tells(stage, /Delivered: /);
	expect(told(stage)).toHaveLength(2);
});

test('a post that never reached Slack is made up for', async ({stage}) => {
	stage.world.faults.add({service: 'slack', path: /chat\.postMessage/, fault: 'rate-limited', times: 1});
	await removed(stage);
	await expect.poll(() => stage.log.join()).toContain('a round could not go on');
	await stage.moveOn(20_000);
	await tells(stage, /I watch the log/);
	expect(told(stage)).toHaveLength(1);
});

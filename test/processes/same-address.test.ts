import {expect, test} from 'vitest';
import {readMessage} from '../support/stage.ts';
import {openForm} from './cases.ts';
import {untilMet} from './holds.ts';
import {mailsTo} from './outcomes.ts';
import {openScene, type Scene} from './scene.ts';

/** In seconds. */
const logLag = 3;
const call = {service: 'mailgun', method: 'POST', path: /\/messages\//, fault: 'hang'} as const;

const points = [
	{name: 'Mailgun has the call and has not accepted it', rule: call, mails: 0, told: 'Nobody knows'},
	{name: 'Mailgun has accepted it and not answered', rule: {...call, afterEffect: true}, mails: 1, told: 'Delivered'},
	{name: 'half of Mailgun’s answer is there', rule: {...call, fault: 'hang-in-body'}, mails: 1, told: 'Delivered'},
	{
		name: 'the sender is being told',
		rule: {service: 'slack', path: /\/chat\.postMessage$/, fault: 'hang'},
		mails: 1,
		told: 'Delivered',
	},
] as const;

test.concurrent.for(points)(
	'killed with a mail to its own address while $name: it is not sent twice, and its sender is told',
	{timeout: 120_000},
	async ({rule, mails, told}) => {
		await using scene = await openScene({environment: {LOG_LAG: `${logLag}s`}});
		const bot = await scene.start();
		const owner = 'same@example.com';
		await openForm(scene, owner);
		const reached = untilMet(scene, rule);
		expect((await scene.as('agent').submit({})).status).toBe(200);
		await reached;
		await bot.kill();
		scene.world.faults.clear();
		await scene.start();
		await scene.world.slack.until(() => toldTo(scene).some((text) => text.includes(told)), 40_000 + logLag * 1000);
		expect(mailsTo(scene, owner)).toBe(mails);
		const states = await scene.onDatabase((db) => db.selectFrom('resend').select('state').execute());
		expect(states).toEqual([{state: mails === 1 ? 'sent' : 'unknown'}]);
	},
);

/** In the agent's direct message. */
function toldTo(scene: Scene): readonly string[] {
	const agent = scene.as('agent');
	return agent.messages(`D${agent.person.id.slice(1)}`).map(readMessage);
}

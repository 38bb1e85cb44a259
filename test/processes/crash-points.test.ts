import {expect, test} from 'vitest';
import type {FaultRule} from '../../src/sandbox/faults.ts';
import {approve, type Case, makeCase} from './cases.ts';
import {untilMet, untilTrailAwaited} from './holds.ts';
import {actsOf, mailsTo, statesOf, threadOf, untilSettled} from './outcomes.ts';
import {openScene, type Scene} from './scene.ts';

/** In seconds. */
const logLag = 3;

interface CrashPoint {
	readonly name: string;
	/** Resolves when the process stands there. The promise is for what ends with the process. */
	readonly reach: (scene: Scene, request: Case, killed: Promise<void>) => Promise<void>;
	/** Mailgun accepted nothing, and nobody can know it: a manager decides. Else: it goes out, once. */
	readonly unknown?: true;
}

const slack = (method: string): FaultRule => ({service: 'slack', path: new RegExp(`/${method}$`), fault: 'hang'});
const gitlab: FaultRule = {service: 'gitlab', fault: 'hang'};
const lists: FaultRule = {service: 'mailgun', method: 'GET', path: /\/complaints\//, fault: 'hang'};
const log: FaultRule = {service: 'mailgun', method: 'POST', path: /\/analytics\/logs/, fault: 'hang'};
const message = (method: string, {storageKey}: Case): FaultRule => ({
	service: 'mailgun',
	method,
	path: new RegExp(`/messages/${storageKey}$`),
	fault: 'hang',
});

const points: readonly CrashPoint[] = [
	{name: 'Slack is asked for the approver, before the decision', reach: (scene) => untilMet(scene, slack('users.info'))},
	{name: 'Slack is asked for the managers, before the decision', reach: (scene) => untilMet(scene, slack('usergroups.users.list'))},
	{name: 'the decision is being written', reach: (scene, _request, killed) => untilTrailAwaited(scene, killed)},
	{name: 'Slack is asked for the approver once more, before sending', reach: (scene) => untilMet(scene, slack('users.info'), 2)},
	{name: 'Slack is asked for the managers once more, before sending', reach: (scene) => untilMet(scene, slack('usergroups.users.list'), 2)},
	{name: 'the stored message is read once more', reach: (scene, request) => untilMet(scene, message('GET', request))},
	{name: 'the account is looked up once more', reach: (scene) => untilMet(scene, gitlab)},
	{name: 'the suppressions of the target are read once more', reach: (scene) => untilMet(scene, lists)},
	{
		name: 'the intent is being written',
		reach: async (scene, _request, killed) => {
			await untilMet(scene, {...gitlab, fault: 'slow', delayMs: 500});
			await untilTrailAwaited(scene, killed);
		},
	},
	{
		name: 'Mailgun has the call and has not accepted it',
		reach: (scene, request) => untilMet(scene, message('POST', request)),
		unknown: true,
	},
	{
		name: 'Mailgun has accepted it and not answered',
		reach: (scene, request) => untilMet(scene, {...message('POST', request), afterEffect: true}),
	},
	{
		name: 'half of Mailgun’s answer is there',
		reach: (scene, request) => untilMet(scene, {...message('POST', request), fault: 'hang-in-body'}),
	},
	{
		name: 'the outcome is being written',
		reach: async (scene, request, killed) => {
			await untilMet(scene, {...message('POST', request), fault: 'slow', delayMs: 500, afterEffect: true});
			await untilTrailAwaited(scene, killed);
		},
	},
	{name: 'the card is being edited', reach: (scene) => untilMet(scene, slack('chat.update'))},
	{name: 'the card is edited and Slack has not answered', reach: (scene) => untilMet(scene, {...slack('chat.update'), afterEffect: true})},
	{name: 'the thread is being told', reach: (scene) => untilMet(scene, slack('chat.postMessage'))},
	{name: 'the manager is being answered', reach: (scene) => untilMet(scene, slack('views.update'))},
	{name: 'the log is searched for the delivery', reach: (scene) => untilMet(scene, log)},
];

test.concurrent.for(points)(
	'killed while $name: it goes out once, or a manager is asked',
	{timeout: 120_000},
	async ({reach, unknown = false}) => {
		await using scene = await openScene({environment: {LOG_LAG: `${logLag}s`}});
		const bot = await scene.start();
		const request = await makeCase(scene, 'point');
		const killed = Promise.withResolvers<void>();
		await approve(scene, request, () => reach(scene, request, killed.promise));
		await bot.kill();
		killed.resolve();
		scene.world.faults.clear();
		await scene.start();
		await untilSettled(scene, [request], 30_000 + logLag * 1000);
		expect(mailsTo(scene, request.target)).toBe(unknown ? 0 : 1);
		expect(await statesOf(scene, [request.id])).toEqual({[request.id]: unknown ? 'unknown' : 'sent'});
		expect(await actsOf(scene, [request.id])).toMatchObject({[request.id]: {'request-approved': 1, 'request-sending-intended': 1}});
		if (unknown) return;
		await scene.world.slack.until(() => threadOf(scene, request).some((text) => text.includes('Delivered')), 20_000);
		expect(mailsTo(scene, request.target)).toBe(1);
	},
);

import {expect, test} from 'vitest';
import type {FaultRule} from '../../src/sandbox/faults.ts';
import {places} from '../../src/sandbox/world.ts';
import {createAuditStore} from '../../src/store/audit-trail.ts';
import {ago, day, hour} from '../support/confirming.ts';
import {buttonsOf, readMessage} from '../support/stage.ts';
import {untilMet, untilTrailAwaited} from './holds.ts';
import {openScene, type Scene} from './scene.ts';

const form = (method: string): FaultRule => ({service: 'gitlab', method, path: /^\/users\//, fault: 'hang'});

interface CrashPoint {
	readonly name: string;
	/** Resolves when the process stands there. */
	readonly reach: (scene: Scene, killed: Promise<void>) => Promise<void>;
	readonly mails: number;
	readonly says: RegExp;
	readonly outcome: 'sent' | 'unknown';
}

const points: readonly CrashPoint[] = [
	{
		name: 'the account is looked up, before anything is intended',
		reach: (scene) => untilMet(scene, {service: 'gitlab', path: /^\/api\//, fault: 'hang'}),
		mails: 1,
		says: /GitLab took the form/,
		outcome: 'sent',
	},
	{name: 'the form is fetched', reach: (scene) => untilMet(scene, form('GET')), mails: 0, says: /Not known/, outcome: 'unknown'},
	{
		name: 'GitLab has the form and has not taken it',
		reach: (scene) => untilMet(scene, form('POST')),
		mails: 0,
		says: /Not known/,
		outcome: 'unknown',
	},
	{
		name: 'GitLab has taken the form and not answered',
		reach: (scene) => untilMet(scene, {...form('POST'), afterEffect: true}),
		mails: 1,
		says: /the log shows the mail/,
		outcome: 'sent',
	},
	{
		name: 'the outcome is being written',
		reach: async (scene, killed) => {
			await untilMet(scene, {...form('POST'), fault: 'slow', delayMs: 500, afterEffect: true});
			await untilTrailAwaited(scene, killed);
		},
		mails: 1,
		says: /the log shows the mail/,
		outcome: 'sent',
	},
	{
		name: 'the agent is being answered',
		reach: (scene) => untilMet(scene, {service: 'slack', path: /^\/(?!api\/)/, fault: 'hang'}),
		mails: 1,
		says: /GitLab took the form/,
		outcome: 'sent',
	},
];

const kinds = [
	{kind: 'confirmation', button: 'Resend Confirmation', subject: 'Confirmation instructions', confirmedDays: undefined},
	{kind: 'reset', button: 'Send Password Reset', subject: 'Reset password instructions', confirmedDays: 90},
] as const;

async function cardWith({world, as}: Scene, button: string) {
	const agent = as('agent');
	await agent.command(places.support, '/confirm', 'ada mail:confirmation');
	return world.slack.until(() => agent.messages(places.support).find((message) => buttonsOf(message).includes(button)), 20_000);
}

async function actsAbout(scene: Scene, accountId: number): Promise<readonly string[]> {
	const lines = await scene.onDatabase((db) =>
		createAuditStore({db, key: scene.environment.AUDIT_KEY ?? ''}).about(`gitlab account ${accountId}`, 50),
	);
	return lines.map(({act}) => act).reverse();
}

test.concurrent.for(points.flatMap((point) => kinds.map((kind) => ({...point, ...kind}))))(
	'a $kind whose process is killed while $name is never posted again',
	{timeout: 120_000},
	async ({kind, button, subject, confirmedDays, reach, mails, says, outcome}) => {
		await using scene = await openScene({environment: {GITLAB_RESEND: 'form'}});
		const {world} = scene;
		const confirmedAt = confirmedDays === undefined ? null : ago(world, confirmedDays * day);
		const age = confirmedDays === undefined ? hour : (confirmedDays + 1) * day;
		const {id} = world.gitlab.addUser({username: 'ada', email: 'ada@example.com', createdAt: ago(world, age), confirmedAt});
		const bot = await scene.start();
		const card = await cardWith(scene, button);
		const killed = Promise.withResolvers<void>();
		const standing = reach(scene, killed.promise);
		await scene.as('agent').click(card, button, {confirm: true});
		await standing;
		await bot.kill();
		killed.resolve();
		world.faults.clear();
		await scene.start();
		const agent = scene.as('agent');
		await world.slack.until(() => agent.messages(places.support).some((message) => says.test(readMessage(message))), 40_000);
		const born = world.mailgun.log().filter((line) => line.event === 'accepted' && line.subject === subject);
		expect(born).toHaveLength(mails);
		expect(await actsAbout(scene, id)).toEqual([`${kind}-intended`, `${kind}-${outcome}`]);
	},
);

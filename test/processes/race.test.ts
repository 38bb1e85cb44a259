import {expect, test} from 'vitest';
import type {SlackActor} from '../../src/sandbox/slack/types.ts';
import {amount} from '../support/amount.ts';
import type {BotProcess} from '../support/process.ts';
import {readBlock} from '../support/stage.ts';
import {another, type Case, deliver, makeCase, recordApproval} from './cases.ts';
import {actsOf, mailsTo, statesOf} from './outcomes.ts';
import {openScene, type Scene} from './scene.ts';

const rounds = amount('ROUNDS', 5);
const clicks = amount('CLICKS', 20);

test(
	`${rounds} rounds of ${clicks} simultaneous approvals by two managers in two processes send one mail each, and everybody reads who won`,
	async () => {
		await using scene = await openScene();
		const bots: readonly [BotProcess, BotProcess] = [await scene.start(), await scene.start()];
		for (let round = 0; round < rounds; round += 1) {
			scene.world.slack.deliverTo(bots[round % 2]?.eventsUrl);
			await race(scene, bots, await makeCase(scene, `round-${round}`));
		}
	},
	60_000 + rounds * 30_000,
);

async function race(scene: Scene, bots: readonly [BotProcess, BotProcess], request: Case): Promise<void> {
	const managers: readonly [SlackActor, SlackActor] = [scene.as('manager'), scene.as('secondManager')];
	const bodies: string[] = [];
	for (const [index, manager] of managers.entries()) {
		scene.world.slack.deliverTo(bots[index]?.eventsUrl);
		bodies.push(await recordApproval(scene, manager, request));
	}
	const known = scene.world.slack.apiCalls().length;
	const copies = Array.from({length: clicks}, (_unused, copy) => copy);
	// Each manager's clicks arrive at both processes.
	const statuses = await Promise.all(
		copies.map((copy) => deliver(scene, bots[(copy >> 1) % 2] ?? bots[0], another(bodies[copy % 2] ?? '', copy))),
	);
	expect(new Set(statuses)).toEqual(new Set([200]));
	const answers = () => answersSince(scene, known, request.id);
	await expect.poll(() => answers().length, {timeout: 30_000}).toBe(clicks);
	await expect.poll(() => statesOf(scene, [request.id]), {timeout: 20_000}).toEqual({[request.id]: 'sent'});
	expect(mailsTo(scene, request.target)).toBe(1);
	const acts = {'request-approved': 1, 'request-sending-intended': 1, 'request-sent': 1, 'request-decision-lost': clicks - 1};
	expect(await actsOf(scene, [request.id])).toMatchObject({[request.id]: acts});
	await expectWinnerNamed(scene, request, answers());
	for (const manager of managers) await manager.closeModal();
}

/** What the managers' modals were filled with. */
function answersSince({world}: Scene, known: number, id: string): readonly string[] {
	return world.slack
		.apiCalls()
		.slice(known)
		.filter(({method, outcome}) => method === 'views.update' && outcome === 'ok')
		.map(({args}) => readBlock((args.view as {readonly blocks: unknown}).blocks))
		.filter((text) => text.includes(id));
}

async function expectWinnerNamed(scene: Scene, {id}: Case, answers: readonly string[]): Promise<void> {
	const winner = await scene.onDatabase((db) =>
		db.selectFrom('approval_request').select('decided_by').where('id', '=', id).executeTakeFirstOrThrow(),
	);
	for (const answer of answers) expect(answer).toContain(`<@${winner.decided_by}>`);
	const late = answers.filter((answer) => answer.includes('Your click changed nothing'));
	// The other manager's clicks: the winner's own repetitions read that it is done.
	expect(late).toHaveLength(Math.floor(clicks / 2));
}

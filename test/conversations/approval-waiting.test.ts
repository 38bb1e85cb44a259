import {createHmac} from 'node:crypto';
import {afterEach, describe, expect} from 'vitest';
import {parseConfig} from '../../src/config.ts';
import {createLogger} from '../../src/logger.ts';
import {startBot} from '../../src/main.ts';
import type {SlackMessage} from '../../src/sandbox/slack/types.ts';
import {cast, groups, places} from '../../src/sandbox/world.ts';
import {createAuditStore} from '../../src/store/audit-trail.ts';
import {createRequests} from '../../src/store/requests.ts';
import {amount} from '../support/amount.ts';
import {approve, cardSays, makeRequest, modalSays, newestCard, openCase, resentTo, sendCode, threadOf} from '../support/resending.ts';
import {buttonsOf, openStage, readMessage, type Stage, test} from '../support/stage.ts';

const hour = 3_600_000;
/** A third of the four hours that a request lives, and a second. */
const third = (4 * hour) / 3 + 1000;
const waiting = amount('WAITING', 100);

const remindersIn = (stage: Pick<Stage, 'world'>, card: SlackMessage) =>
	stage.world.slack
		.allMessages(places.approvals)
		.filter(({threadTs, blocks}) => threadTs === card.threadTs && readMessage({blocks, text: ''}).includes('Still waiting for a manager'));

const untilReminded = (stage: Pick<Stage, 'world'>, card: SlackMessage, times: number) =>
	stage.world.slack.until(() => remindersIn(stage, card).length >= times, 15_000);

const mentionsManagers = (message: SlackMessage | undefined) => JSON.stringify(message?.blocks).includes(groups.managers);

let special: Awaited<ReturnType<typeof openStage>> | undefined;
afterEach(async () => {
	await special?.close();
	special = undefined;
});

describe('a request that waits', () => {
	test('is brought back to mind in its thread after a third of its time, and to all managers after two thirds', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		await stage.moveOn(third);
		await untilReminded(stage, card, 1);
		const [first] = remindersIn(stage, card);
		expect(readMessage(first)).toContain(`<@${cast.agent.id}>`);
		expect(mentionsManagers(first)).toBe(false);
		await stage.moveOn(third);
		await untilReminded(stage, card, 2);
		expect(mentionsManagers(remindersIn(stage, card)[1])).toBe(true);
		await stage.moveOn(third);
		await cardSays(stage, card, /Expired/);
		expect(remindersIn(stage, card)).toHaveLength(2);
	});

	test('is so once each, however many processes look after it', async ({stage}) => {
		const {world, place} = stage;
		const others = await Promise.all(
			[1, 2].map(() =>
				startBot({
					config: parseConfig(world.environment),
					logger: createLogger({level: 'silent', secrets: []}),
					clock: world.clock.now,
					place: place.place,
					jobsSchema: place.jobsSchema,
					postPause: 0,
				}),
			),
		);
		try {
			const cards = [];
			for (const name of ['one', 'two', 'three']) cards.push((await openCase(stage, stage.as('agent'), name)).card);
			for (const [times, time] of [third, third].entries()) {
				await stage.moveOn(time);
				for (const card of cards) await untilReminded(stage, card, times + 1);
			}
			await stage.moveOn(third);
			for (const card of cards) {
				await cardSays(stage, card, /Expired/);
				expect(remindersIn(stage, card)).toHaveLength(2);
				await stage.world.slack.until(() => threadOf(stage, card).some((text) => text.includes('Expired')), 15_000);
				expect(threadOf(stage, card).filter((text) => text.includes('Expired'))).toHaveLength(1);
			}
		} finally {
			await Promise.all(others.map((other) => other.stop()));
		}
	}, 40_000);

	test('gets one reminder, the one for all managers, when nobody was there for both', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		await stage.restart({meanwhile: () => stage.moveOn(3 * hour)});
		await untilReminded(stage, card, 1);
		expect(mentionsManagers(remindersIn(stage, card)[0])).toBe(true);
		await stage.moveOn(hour);
		await cardSays(stage, card, /Expired/);
		expect(remindersIn(stage, card)).toHaveLength(1);
	});

	test('is not mentioned any more once it is decided', async ({stage}) => {
		const decided = await openCase(stage, stage.as('agent'), 'decided');
		const open = await openCase(stage, stage.as('agent'), 'open');
		await approve(stage, stage.as('manager'), decided.card);
		for (const times of [1, 2]) {
			await stage.moveOn(third);
			await untilReminded(stage, open.card, times);
		}
		expect(remindersIn(stage, decided.card)).toEqual([]);
	});

	test('mentions the managers one by one where they are listed', async () => {
		special = await openStage({environment: {SLACK_MANAGERS_USERGROUP: '', SLACK_MANAGERS: `${cast.manager.id},${cast.secondManager.id}`}});
		sendCode(special);
		const card = await makeRequest(special, special.as('agent'));
		await special.moveOn(2 * third);
		await untilReminded(special, card, 1);
		for (const {id} of [cast.manager, cast.secondManager]) expect(readMessage(remindersIn(special, card)[0])).toContain(`<@${id}>`);
	});

	test('is brought to mind later when Slack does not take the reminder', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		const taken = stage.world.faults.add({service: 'slack', path: /chat\.postMessage/, fault: 'rate-limited'});
		await stage.moveOn(third);
		await expect.poll(() => stage.log.some((line) => line.includes('a round could not go on')), {timeout: 10_000}).toBe(true);
		taken();
		await stage.moveOn(10_000);
		await untilReminded(stage, card, 1);
		await stage.moveOn(third);
		await untilReminded(stage, card, 2);
		expect(remindersIn(stage, card)).toHaveLength(2);
	});
});

describe('a request while nobody is there', () => {
	test('expires: the next start tells it, takes the buttons away, and a late click sends nothing', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		await stage.restart({meanwhile: () => stage.moveOn(4 * hour + 1000)});
		await stage.as('manager').click(card, 'Approve');
		await modalSays(stage, stage.as('manager'), /Expired/);
		await cardSays(stage, card, /Expired/);
		expect(buttonsOf(newestCard(stage))).toEqual([]);
		await stage.world.slack.until(() => threadOf(stage, card).some((text) => text.includes('Expired')));
		expect(remindersIn(stage, card)).toEqual([]);
		expect(resentTo(stage)).toEqual([]);
	});

	test(`does not hold up the start, were it one of ${waiting}, and can be decided as before`, async ({stage}) => {
		const {card} = await openCase(stage, stage.as('agent'), 'copied');
		const bare = await stage.restart();
		const some = (await copies(stage, waiting - 2)).filter((_id, index) => index % 5 === 0);
		const other = await openCase(stage, stage.as('agent'), 'other');
		expect(await stage.restart()).toBeLessThan(bare + 1000);
		for (const id of some) await cancel(stage, id);
		await stage.world.slack.until(() => threadOf(stage, card).filter((text) => text.includes('Cancelled')).length === some.length, 30_000);
		expect(await approve(stage, stage.as('manager'), other.card)).toContain('and sent');
		expect(resentTo(stage)).toEqual([other.target]);
	}, 60_000);
});

/** More requests like the first one, told in its thread. */
async function copies({bot, world}: Stage, count: number): Promise<readonly string[]> {
	const {db} = bot.database;
	const key = world.environment.AUDIT_KEY ?? '';
	const seal = (text: string) => createHmac('sha256', key).update(`request:${text}`).digest('hex');
	const requests = createRequests({db, audit: createAuditStore({db, key}), seal});
	const {id} = await db.selectFrom('approval_request').select('id').executeTakeFirstOrThrow();
	const first = await requests.find(id);
	if (first?.thread === undefined) throw new Error('the first request was not told');
	const ids: string[] = [];
	for (let copy = 0; copy < count; copy += 1) {
		const draft = {fields: first, lifeSeconds: 4 * 3600, place: first.place, delivery: `copy-${copy}`};
		const {request} = await requests.create(draft, {actor: cast.agent.id, act: 'request-created'});
		await requests.note(request.id, first.thread);
		await requests.told(request.id, 'pending');
		ids.push(request.id);
	}
	return ids;
}

async function cancel({world}: Stage, value: string): Promise<void> {
	const payload = {
		type: 'block_actions',
		user: {id: cast.agent.id, team_id: cast.agent.teamId},
		trigger_id: value,
		actions: [{type: 'button', action_id: 'cancel_request', block_id: 'b', value}],
	};
	const body = new URLSearchParams({payload: JSON.stringify(payload)}).toString();
	expect((await world.slack.deliverRaw('application/x-www-form-urlencoded', body)).status).toBe(200);
}

describe('the channel', () => {
	test('gets no more than one message a second', async () => {
		special = await openStage({postPause: 1000});
		sendCode(special);
		const card = await makeRequest(special, special.as('agent'));
		await approve(special, special.as('manager'), card);
		await special.world.slack.until(() => threadOf(special as Stage, card).some((text) => text.includes('Delivered')), 15_000);
		const posts = special.world.slack
			.apiCalls()
			.filter(({method, args}) => method === 'chat.postMessage' && args.channel === places.approvals)
			.map(({at}) => at.getTime());
		expect(posts.length).toBeGreaterThan(3);
		for (const [index, at] of posts.slice(1).entries()) expect(at - (posts[index] ?? 0)).toBeGreaterThanOrEqual(990);
	});
});

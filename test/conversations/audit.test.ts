import {describe, expect, vi} from 'vitest';
import {type AuditRecord, checkpointText} from '../../src/model/audit.ts';
import {cast, places, sendingDomains} from '../../src/sandbox/world.ts';
import {type AuditStore, createAuditStore} from '../../src/store/audit-trail.ts';
import {messageOf} from '../../src/store/resend-message.ts';
import {createResends} from '../../src/store/resends.ts';
import {tablesNaming} from '../support/dump.ts';
import {approve, cardSays, makeRequest, openReview, owner, proof, sendCode, stateOf, target, threadOf} from '../support/resending.ts';
import {ask, click, openStage, readMessage, type Stage, test} from '../support/stage.ts';

const address = 'grace@example.org';
const {agent, guest, manager} = cast;
const patience = 60_000;

function trailOf({bot, world}: Pick<Stage, 'bot' | 'world'>): AuditStore {
	return createAuditStore({db: bot.database.db, key: world.environment.AUDIT_KEY ?? ''});
}

async function recordsOf(stage: Stage): Promise<readonly AuditRecord[]> {
	const records: AuditRecord[] = [];
	for await (const page of trailOf(stage).read({from: undefined, until: undefined})) records.push(...page);
	return records;
}

/** As whoever reads an export: who, what, for whom, where to, for which ticket, before, after. */
function readable({actor, act, address: subject, target: to, ticket, before, after}: AuditRecord) {
	return {actor, act, subject, to, ticket, before: JSON.parse(before ?? '{}') as unknown, after: JSON.parse(after ?? '{}') as unknown};
}

/** Has the bot do at once what it does by the calendar. */
async function runJob({bot, place}: Stage, queue: string): Promise<void> {
	const boss = bot.database.createBoss(place.jobsSchema);
	await boss.start();
	await boss.send(queue, {});
	await boss.stop({graceful: false});
}

describe('the trail tells', () => {
	test(
		'who removed and put back which entry, for which ticket',
		async ({stage}) => {
			stage.world.mailgun.addBounce(sendingDomains.gitlab, {address, code: '550', error: `<${address}> unknown`});
			const card = await ask(stage, stage.as('agent'), `${address} ticket:4711`);
			const removed = await click(stage, stage.as('agent'), card, 'Remove Suppression');
			await click(stage, stage.as('agent'), removed, 'Undo Removal');
			const records = await recordsOf(stage);
			const deeds = records.filter(({act}) => /^suppression-(?!looked)/.test(act));
			const entry = {kind: 'bounce', sendingDomain: sendingDomains.gitlab, code: '550'};
			const common = {actor: agent.id, subject: address, to: undefined, ticket: '4711'};
			expect(deeds.map(readable)).toEqual([
				{...common, act: 'suppression-removal-intended', before: entry, after: {state: 'removing'}},
				{...common, act: 'suppression-removed', before: entry, after: {state: 'removed'}},
				{...common, act: 'suppression-restore-intended', before: {}, after: {...entry, state: 'restoring'}},
				{...common, act: 'suppression-restored', before: {}, after: {...entry, state: 'restored'}},
			]);
			expect(new Set(deeds.map(({deed}) => deed)).size).toBe(1);
			expect(records.map(readable)[0]).toMatchObject({...common, act: 'suppression-looked-up', after: {verdict: 'suppressed'}});
		},
		patience,
	);

	test(
		'who asked for a resend, who decided it, where it went, and what became of it',
		async ({stage}) => {
			sendCode(stage);
			const card = await makeRequest(stage, stage.as('agent'));
			await stage.as('agent').click(card, 'Approve');
			await vi.waitFor(async () => expect((await recordsOf(stage)).at(-1)?.act).toBe('refused'), 5000);
			await openReview(stage, stage.as('manager'), card);
			await stage.as('manager').closeModal();
			await approve(stage, stage.as('manager'), card);
			await cardSays(stage, card, /and sent/);
			await stage.world.slack.until(() => threadOf(stage, card).some((text) => text.includes('Delivered')), 10_000);
			const records = await recordsOf(stage);
			const id = records.find(({act}) => act === 'request-created')?.deed ?? '';
			const deeds = records.filter(({deed}) => deed === id).map(readable);
			const common = {subject: owner, to: target, ticket: proof.Ticket};
			const created = {verification: 'challenge', sendingDomain: sendingDomains.gitlab, state: 'pending'};
			expect(deeds.filter(({act}) => act.startsWith('request-'))).toMatchObject([
				{...common, act: 'request-created', actor: agent.id, after: created},
				{...common, act: 'request-approved', actor: manager.id, before: {state: 'pending'}, after: {state: 'approved'}},
				{...common, act: 'request-sending-intended', actor: 'redeliver', before: {state: 'approved'}, after: {state: 'sending'}},
				{
					...common,
					act: 'request-sent',
					actor: 'redeliver',
					before: {state: 'sending'},
					after: {state: 'sent', messageId: expect.any(String)},
				},
			]);
			expect(deeds.find(({act}) => act === 'refused')).toMatchObject({actor: agent.id, after: {entry: 'approve_request', deed: 'decide'}});
			expect(deeds.find(({act}) => act === 'delivery-seen')).toMatchObject({subject: target, after: {state: 'delivered'}});
		},
		patience,
	);

	test(
		'what was looked at, what expired, and who was turned away',
		async ({stage}) => {
			sendCode(stage);
			await makeRequest(stage, stage.as('agent'));
			await stage.moveOn(4 * 3_600_000 + 1000);
			await vi.waitFor(async () => expect(await stateOf(stage)).toBe('expired'), 15_000);
			await stage.as('guest').command(places.support, '/suppression', address);
			await ask(stage, stage.as('agent'), `history ${owner}`);
			await ask(stage, stage.as('agent'), `${owner} ticket:12`, '/confirm');
			const told = (await recordsOf(stage)).map(readable);
			expect(told).toContainEqual(
				expect.objectContaining({act: 'request-expired', actor: 'redeliver', subject: owner, ticket: proof.Ticket}),
			);
			expect(told).toContainEqual(
				expect.objectContaining({act: 'refused', actor: guest.id, after: expect.objectContaining({deed: 'look-up'})}),
			);
			for (const act of ['log-looked-up', 'history-looked-up', 'delivery-diagnosed']) {
				expect(told).toContainEqual(expect.objectContaining({act, actor: agent.id, subject: owner}));
			}
		},
		patience,
	);
});

describe('a checkpoint', () => {
	const postedIn = ({world}: Stage) =>
		world.slack.until(
			() => /Audit checkpoint (\d+:[0-9a-f]{64})/.exec(world.slack.allMessages(places.audit).map(readMessage).join('\n'))?.[1],
			20_000,
		);
	const loggedIn = ({log}: Pick<Stage, 'log'>) =>
		log.map((line) => JSON.parse(line) as {readonly checkpoint?: string}).find(({checkpoint}) => checkpoint !== undefined)?.checkpoint;

	async function fillTo(stage: Stage, count: number): Promise<void> {
		const trail = trailOf(stage);
		while ((await trail.head()).count < count) await trail.record({actor: agent.id, act: 'refused'});
	}

	test(
		'is posted and logged after every hundredth entry, and the trail is measured by it',
		async ({stage}) => {
			await fillTo(stage, 99);
			await ask(stage, stage.as('agent'), address);
			const posted = await postedIn(stage);
			expect(posted).toMatch(/^100:/);
			expect(loggedIn(stage)).toBe(posted);
			expect(await trailOf(stage).verify(checkpointText.parse(posted))).toMatchObject({sound: true});
		},
		patience,
	);

	test(
		'comes every night too',
		async ({stage}) => {
			await ask(stage, stage.as('agent'), address);
			const jobs = stage.bot.database.createBoss(stage.place.jobsSchema);
			await jobs.start();
			expect(await jobs.getSchedules()).toMatchObject([{name: 'housekeeping', cron: '17 3 * * *', timezone: 'UTC'}]);
			await jobs.stop({graceful: false});
			await runJob(stage, 'housekeeping');
			const {count, head} = await trailOf(stage).head();
			expect(await postedIn(stage)).toBe(`${count}:${head}`);
		},
		patience,
	);

	test(
		'that the channel refuses stands in the log, which says so, and the bot goes on',
		async () => {
			const stage = await openStage({environment: {SLACK_AUDIT_CHANNEL: 'C0NOWHERE'}});
			try {
				await fillTo(stage, 99);
				await ask(stage, stage.as('agent'), address);
				await vi.waitFor(() => expect(stage.log.join()).toContain('SLACK_AUDIT_CHANNEL takes no checkpoint'), 20_000);
				expect(loggedIn(stage)).toMatch(/^100:/);
				expect(readMessage(await ask(stage, stage.as('agent'), `history ${address}`))).toContain('looked it up');
			} finally {
				await stage.close();
			}
		},
		patience,
	);
});

test(
	'after the retention time addresses stand beside the trail alone',
	async ({stage}) => {
		stage.world.mailgun.addBounce(sendingDomains.gitlab, {address, error: `<${address}> unknown`});
		sendCode(stage);
		const people = stage.as('agent');
		await click(stage, people, await ask(stage, people, address), 'Remove Suppression');
		await ask(stage, people, address, '/confirm');
		const card = await makeRequest(stage, people);
		await people.click(card, 'Cancel Request', {confirm: true});
		await cardSays(stage, card, /Cancelled/);
		await keepResend(stage);
		const where = () => tablesNaming(stage.bot.database.db, [address, owner, target], stage.place.jobsSchema);
		expect(await where()).toEqual(
			expect.arrayContaining(['approval_request', 'delivery_watch', 'dialog', 'removal', 'resend', 'shown_message']),
		);
		await stage.moveOn(91 * 86_400_000);
		await runJob(stage, 'housekeeping');
		await stage.world.slack.until(() => stage.world.slack.allMessages(places.audit).length > 0, 20_000);
		expect(await where()).toEqual(['audit_subject']);
		expect(await trailOf(stage).verify()).toMatchObject({sound: true});
	},
	patience,
);

/** The record of one that was sent: the world has forgotten it, and nobody could say any more that it was allowed. */
async function keepResend(stage: Stage): Promise<void> {
	const {db} = stage.bot.database;
	const [shown] = await db.selectFrom('shown_message').select('message').execute();
	if (shown === undefined) throw new Error('no message was shown');
	const resends = createResends(db, trailOf(stage));
	const note = {actor: agent.id, act: 'resend-sent', subject: owner} as const;
	const draft = {message: messageOf(shown.message), by: agent.id, ticket: undefined, delivery: 'd'};
	const {resend} = await resends.begin(draft, {...note, act: 'resend-intended'});
	await resends.settle({id: resend.id, to: 'failed'}, {...note, act: 'resend-failed'});
	await resends.told(resend.id);
}

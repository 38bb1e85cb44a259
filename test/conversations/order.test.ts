import fc from 'fast-check';
import {sql} from 'kysely';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {arrows, type RequestState} from '../../src/model/approval.ts';
import type {SlackActor} from '../../src/sandbox/slack/types.ts';
import {type cast, places} from '../../src/sandbox/world.ts';
import {actions} from '../../src/slack/ids.ts';
import {amount} from '../support/amount.ts';
import {recipientsOf, resendsOf} from '../support/invariants.ts';
import {intercepted, type Payload, replay, untilDone} from '../support/replay.ts';
import {logCard, openResend, proof, sendCode} from '../support/resending.ts';
import {openStage, readBlock, withoutLimits} from '../support/stage.ts';

let stage: Awaited<ReturnType<typeof openStage>>;
beforeAll(async () => {
	stage = await openStage({environment: withoutLimits});
});
afterAll(() => stage.close());

/** One mail, and the two forms that its agent has open. */
interface Play {
	readonly address: string;
	readonly target: string;
	readonly forms: readonly Payload[];
}

let plays = 0;

async function begin(): Promise<Play> {
	plays += 1;
	const [address, target] = [`ada${plays}@example.com`, `new${plays}@example.net`];
	const agent = stage.as('agent');
	sendCode(stage, {to: address});
	const card = await logCard(stage, agent, address);
	const forms: Payload[] = [];
	for (const reason of ['The old mailbox is gone', 'Asked once more']) {
		// A trigger lives three seconds: on a busy machine one presses again.
		await openResend(stage, agent, card).catch(() => openResend(stage, agent, card));
		forms.push(await intercepted(stage, () => agent.submit({...proof, 'Send to': target, Reason: reason})));
		await agent.closeModal();
	}
	return {address, target, forms};
}

interface Row {
	readonly id: string;
	readonly state: RequestState;
	readonly requester_id: string;
}

async function requestsOf({target}: Play): Promise<readonly Row[]> {
	const {rows} = await sql<Row>`select id, state, requester_id from approval_request where target = ${target} order by created_at`.execute(
		stage.bot.database.db,
	);
	return rows;
}

/** A click on a button that may be gone by now, or not there yet: clients show what they saw last. Resolves with where it is answered. */
async function press(actor: SlackActor, actionId: string, requestId: string): Promise<string> {
	await actor.command(places.approvals, '/suppression', 'help');
	const latest = stage.world.slack.deliveries().findLast(({rawBody}) => rawBody.includes(`user_id=${actor.person.id}`));
	const {response_url = '', trigger_id} = Object.fromEntries(new URLSearchParams(latest?.rawBody));
	const {id, teamId} = actor.person;
	const click = {type: 'button', block_id: 'b', action_id: actionId, value: requestId};
	const who = {user: {id, team_id: teamId}, team: {id: teamId}, channel: {id: places.approvals}};
	expect(await replay(stage, {type: 'block_actions', ...who, response_url, trigger_id, actions: [click]})).toMatchObject({status: 200});
	return response_url;
}

const byNewest = (go: (requestId: string) => Promise<unknown>) => async (play: Play) => {
	const newest = (await requestsOf(play)).at(-1);
	if (newest !== undefined) await go(newest.id);
};
const pressing = (who: keyof typeof cast, actionId: string) => byNewest((id) => press(stage.as(who), actionId, id));

/** Until the dialog is filled, or the person reads why there is none. */
const opening = (who: keyof typeof cast, actionId: string) =>
	byNewest(async (id) => {
		const actor = stage.as(who);
		const before = actor.modal()?.id;
		const url = await press(actor, actionId, id);
		const isFilled = () => actor.modal()?.id !== before && readBlock(actor.modal()?.view.blocks ?? []) !== 'Checking …';
		const isAnswered = () => stage.world.slack.responseUrlUses().filter((use) => use.url === url).length > 1;
		await stage.world.slack.until(() => isFilled() || isAnswered(), 15_000);
	});

/** Submits whatever form the manager has open, if any. */
const submitting = (who: keyof typeof cast) => async () => {
	const view = stage.as(who).modal()?.view;
	if (view?.type !== 'modal' || view.submit === undefined) return;
	const payload = await intercepted(stage, () => stage.as(who).submit(view.title.text === 'Deny request' ? {Reason: 'Not enough'} : {}));
	await Promise.all([replay(stage, payload), replay(stage, payload)]);
};

const steps: Readonly<Record<string, (play: Play) => Promise<unknown>>> = {
	'the first form is submitted': ({forms}) => replay(stage, forms[0]),
	'the second form is submitted': ({forms}) => replay(stage, forms[1]),
	'a manager reviews': opening('manager', actions.reviewRequest.id),
	'another manager reviews': opening('secondManager', actions.reviewRequest.id),
	'a manager opens the denial': opening('manager', actions.denyRequest.id),
	'a manager submits': submitting('manager'),
	'another manager submits': submitting('secondManager'),
	'the requester cancels': pressing('agent', actions.cancelRequest.id),
	'a manager presses Cancel Request': pressing('manager', actions.cancelRequest.id),
	'a manager marks it as sent': pressing('manager', actions.markAsSent.id),
	'a manager sends it again': pressing('secondManager', actions.sendAgain.id),
	'Slack answers posts late': async () =>
		stage.world.faults.add({service: 'slack', path: /chat\.postMessage/, fault: 'slow', delayMs: 200, afterEffect: true, times: 2}),
	'its time is over': async () => stage.moveOn(4 * 3_600_000 + 1000),
};

const stateAfter: Readonly<Record<string, RequestState>> = {
	'request-created': 'pending',
	'request-approved': 'approved',
	'request-denied': 'denied',
	'request-cancelled': 'cancelled',
	'request-expired': 'expired',
	'request-voided': 'void',
	'request-sending-intended': 'sending',
	'request-returned': 'approved',
	'request-sent': 'sent',
	'request-failed': 'failed',
	'request-unknown': 'unknown',
	'request-marked-sent': 'sent',
	'request-marked-not-sent': 'failed',
	'request-send-again': 'approved',
};

const resting = new Set<RequestState>(['pending', 'unknown', 'sent', 'failed', 'denied', 'cancelled', 'expired', 'void']);

/** By the trail: each request went along the arrows, and as many mails left as calls were begun. */
async function expectOrder(play: Play): Promise<void> {
	const atRest = async () => (await requestsOf(play)).every(({state}) => resting.has(state));
	await expect.poll(atRest, {timeout: 15_000, interval: 20}).toBe(true);
	let sent = 0;
	for (const {id, state} of await requestsOf(play)) {
		const {rows} = await sql<{act: string}>`select act from audit_entry where deed = ${id} order by seq`.execute(stage.bot.database.db);
		const path = rows.flatMap(({act}) => stateAfter[act] ?? []);
		expect(path[0]).toBe('pending');
		for (const [at, next] of path.slice(1).entries()) expect(arrows[path[at] ?? 'void'], path.join(' → ')).toContain(next);
		expect(path.at(-1)).toBe(state);
		sent += path.filter((one) => one === 'sending').length;
	}
	const mails = resendsOf(stage.world.mailgun)
		.flatMap(recipientsOf)
		.filter((to) => to === play.target || to === play.address);
	expect(mails).toEqual(Array.from({length: sent}, () => play.target));
}

async function end(): Promise<void> {
	stage.world.faults.clear();
	for (const who of ['agent', 'manager', 'secondManager'] as const) {
		while (stage.as(who).modal() !== undefined) await stage.as(who).closeModal();
	}
}

/** Some at the same time, one after another. */
const schedules = fc.array(fc.array(fc.constantFrom(...Object.keys(steps)), {minLength: 1, maxLength: 3}), {minLength: 3, maxLength: 8});

async function perform(schedule: readonly (readonly string[])[]): Promise<readonly RequestState[]> {
	const play = await begin();
	for (const burst of schedule) {
		await Promise.all(burst.map((name) => steps[name]?.(play)));
		await untilDone(stage);
	}
	await expectOrder(play);
	await end();
	return (await requestsOf(play)).map(({state}) => state).sort();
}

const [asked, reviewed, submitted] = ['the first form is submitted', 'a manager reviews', 'a manager submits'] as const;
const usual = [[asked], [reviewed], [submitted]];
const second = ['another manager reviews', 'another manager submits'] as const;

test.for<readonly [what: string, schedule: readonly (readonly string[])[], ends: readonly (readonly RequestState[])[]]>([
	['as it should be', usual, [['sent']]],
	['submitted once more', [...usual, [submitted]], [['sent']]],
	['submitted after its time', [[asked], [reviewed], ['its time is over'], [submitted]], [['expired']]],
	['pressed before Slack has answered the post', [['Slack answers posts late'], [asked, reviewed], [reviewed], [submitted]], [['sent']]],
	[
		'two forms of the same message',
		[
			[asked, 'the second form is submitted'],
			[reviewed, second[0]],
			[submitted, second[1]],
		],
		[['pending', 'sent']],
	],
	[
		'approved, denied and cancelled at once',
		[[asked], [second[0], 'a manager opens the denial'], [submitted, second[1], 'the requester cancels']],
		[['sent'], ['denied'], ['cancelled']],
	],
	['the wrong way round', [[submitted], [reviewed], ['the requester cancels'], [asked]], [['pending']]],
	['sent again before it is sent', [[asked], ['a manager sends it again', 'a manager marks it as sent']], [['pending']]],
	['cancelled by somebody else', [[asked], ['a manager presses Cancel Request']], [['pending']]],
	['reviewed, then cancelled, then submitted', [[asked], [reviewed], ['the requester cancels'], [submitted]], [['cancelled']]],
])('%s: every step finds its state, or does nothing', {timeout: 60_000}, async ([_what, schedule, ends]) => {
	expect(ends).toContainEqual(await perform(schedule));
});

test('in whatever order things arrive, a request goes along its arrows, and no mail leaves but by them', {timeout: 7_200_000}, async () => {
	const property = fc.asyncProperty(schedules, async (schedule) => {
		await perform(schedule);
	});
	await fc.assert(property, {numRuns: amount('SCHEDULES', 5), endOnFailure: true});
});

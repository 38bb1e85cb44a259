import {sql} from 'kysely';
import {describe, expect} from 'vitest';
import {type RequestState, requestStates} from '../../src/model/approval.ts';
import {cast, teamId} from '../../src/sandbox/world.ts';
import {actions, modals} from '../../src/slack/ids.ts';
import {createBelongings} from '../support/belongings.ts';
import {actsOf, approve, makeRequest, modalSays, openReview, resentTo, sendCode, stateOf, target} from '../support/resending.ts';
import {readMessage, type Stage, test} from '../support/stage.ts';

type Deliver = (stage: Stage, requestId: string) => Promise<unknown>;

let count = 0;

async function deliver({world}: Stage, userId: string, payload: object): Promise<void> {
	count += 1;
	const person = {user: {id: userId, team_id: teamId}, team: {id: teamId}, trigger_id: `trigger-${count}`};
	const body = new URLSearchParams({payload: JSON.stringify({...person, ...payload})}).toString();
	expect((await world.slack.deliverRaw('application/x-www-form-urlencoded', body)).status).toBe(200);
}

/** A click on a card that is out of date, or that somebody made up. */
const click =
	(actionId: string, userId: string): Deliver =>
	(stage, value) =>
		deliver(stage, userId, {type: 'block_actions', actions: [{type: 'button', action_id: actionId, block_id: 'b', value}]});

/** The submission of a modal that was opened before. */
const submit =
	(callbackId: string, values: object): Deliver =>
	async (stage, request) => {
		const dialogId = await createBelongings(stage, cast.manager.id).dialog(callbackId, {request});
		const view = {id: 'V0GONE', type: 'modal', callback_id: callbackId, private_metadata: dialogId, state: {values}};
		await deliver(stage, cast.manager.id, {type: 'view_submission', view});
	};

const ways: Readonly<Record<string, {readonly from: RequestState; readonly by: string; readonly go: Deliver}>> = {
	approve: {from: 'pending', by: cast.manager.id, go: submit(modals.reviewRequest.id, {})},
	deny: {
		from: 'pending',
		by: cast.manager.id,
		go: submit(modals.denyRequest.id, {reason: {reason: {type: 'plain_text_input', value: 'Not enough evidence'}}}),
	},
	cancel: {from: 'pending', by: cast.agent.id, go: click(actions.cancelRequest.id, cast.agent.id)},
	'mark as sent': {from: 'unknown', by: cast.manager.id, go: click(actions.markAsSent.id, cast.manager.id)},
	'mark as not sent': {from: 'unknown', by: cast.manager.id, go: click(actions.markAsNotSent.id, cast.manager.id)},
	'send again': {from: 'unknown', by: cast.manager.id, go: click(actions.sendAgain.id, cast.manager.id)},
};

/** In a state that nobody goes on with. */
async function requestIn(stage: Stage, state: RequestState): Promise<string> {
	const id = await createBelongings(stage, cast.manager.id).request(cast.agent.id, state);
	await sql`update approval_request set told = state, lease_until = now() + interval '1 hour' where id = ${id}`.execute(
		stage.bot.database.db,
	);
	return id;
}

describe('what does not lead on from a state', () => {
	test.for(requestStates)('is refused when it is %s, and told as where it stands', async (state, {stage}) => {
		const {slack} = stage.world;
		const answers = (userId: string) => slack.allMessages(`D${userId.slice(1)}`);
		for (const [name, {from, by, go}] of Object.entries(ways)) {
			if (from === state) continue;
			const known = answers(by).length;
			await go(stage, await requestIn(stage, state));
			const answer = await slack.until(() => answers(by)[known], 10_000);
			expect(readMessage(answer), name).toContain('Already settled');
			expect(await stateOf(stage), name).toBe(state);
		}
		const tried = Object.values(ways).filter(({from}) => from !== state);
		expect((await actsOf(stage)).filter((act) => act === 'request-decision-lost')).toHaveLength(tried.length);
		expect(resentTo(stage)).toEqual([]);
	});
});

const rename = (stage: Stage, from: string, to: string) =>
	sql`alter table ${sql.table(from)} rename to ${sql.table(to)}`.execute(stage.bot.database.db);

describe('a decision that could not be written', () => {
	test('is none: the manager reads it, nothing is sent, and it can be made once more', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		const manager = stage.as('manager');
		await openReview(stage, manager, card);
		await rename(stage, 'audit_entry', 'audit_entry_gone');
		await manager.submit({});
		await modalSays(stage, manager, /could not write to my database.*Nothing was changed/);
		await rename(stage, 'audit_entry_gone', 'audit_entry');
		expect(await stateOf(stage)).toBe('pending');
		expect(resentTo(stage)).toEqual([]);
		await manager.closeModal();
		expect(await approve(stage, manager, card)).toContain('and sent');
		expect(resentTo(stage)).toEqual([target]);
	});

	test('is not made behind the manager’s back when the database is there again', async ({stage}) => {
		sendCode(stage);
		const manager = stage.as('manager');
		await openReview(stage, manager, await makeRequest(stage, stage.as('agent')));
		// Between the click, which is on record, and the decision.
		stage.world.faults.add({service: 'slack', path: /users\.info/, fault: 'slow', delayMs: 700, times: 1});
		await manager.submit({});
		await rename(stage, 'audit_entry', 'audit_entry_gone');
		await rename(stage, 'inbox', 'inbox_gone');
		await modalSays(stage, manager, /could not write to my database.*Nothing was changed/);
		const complaints = () => stage.log.filter((line) => line.includes('the inbox could not be read')).length;
		const before = complaints();
		await expect.poll(complaints, {timeout: 10_000}).toBeGreaterThan(before);
		await rename(stage, 'inbox_gone', 'inbox');
		await rename(stage, 'audit_entry_gone', 'audit_entry');
		const unfinished = async () => {
			const {rows} = await sql<{count: number}>`select count(*) as count from inbox where state = 'working'`.execute(stage.bot.database.db);
			return Number(rows[0]?.count);
		};
		await expect.poll(unfinished, {timeout: 10_000}).toBe(0);
		expect(await stateOf(stage)).toBe('pending');
		expect(resentTo(stage)).toEqual([]);
	});
});

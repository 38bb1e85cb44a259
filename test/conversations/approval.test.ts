import {sql} from 'kysely';
import {afterEach, describe, expect} from 'vitest';
import {cast, groups, places} from '../../src/sandbox/world.ts';
import {
	actsOf,
	approve,
	cardSays,
	cardText,
	logCard,
	makeRequest,
	modalSays,
	newestCard,
	openResend,
	openReview,
	owner,
	proof,
	resentTo,
	secretCode,
	sendCode,
	stateOf,
	target,
	threadOf,
} from '../support/resending.ts';
import {buttonsOf, lastCard, openStage, readMessage, type Stage, test} from '../support/stage.ts';

describe('a message goes to another address', () => {
	test('an agent asks, a manager approves, and exactly one mail reaches the right mailbox', async ({stage}) => {
		sendCode(stage);
		const log = await logCard(stage, stage.as('agent'));
		expect(buttonsOf(log)).toEqual(expect.arrayContaining(['Preview Message', 'Resend Message']));
		expect(readMessage(log)).toContain('Delivered');
		const card = await makeRequest(stage, stage.as('agent'));
		expect(buttonsOf(card)).toEqual(['Approve', 'Deny', 'Cancel Request']);
		expect(resentTo(stage)).toEqual([]);
		expect(readMessage(card)).not.toContain(owner);
		expect(readMessage(card)).not.toContain(target);
		const review = await openReview(stage, stage.as('manager'), card);
		for (const words of [
			owner,
			target,
			'another name before the @',
			'@ada',
			'Verify your identity',
			proof.Evidence,
			proof.Reason,
			'gives access to the account',
		]) {
			expect(review).toContain(words);
		}
		expect(review).not.toContain(secretCode);
		await stage.as('manager').closeModal();
		expect(await approve(stage, stage.as('manager'), card)).toContain('and sent');
		expect(resentTo(stage)).toEqual([target]);
		await cardSays(stage, card, /and sent/);
		await stage.world.slack.until(() => threadOf(stage, card).some((text) => text.includes('Delivered')), 10_000);
		expect(stage.world.mailgun.mailbox(target)).toHaveLength(1);
		expect(stage.world.mailgun.mailbox(owner)).toHaveLength(1);
		const acts = await actsOf(stage);
		for (const act of ['request-created', 'request-approved', 'request-sending-intended', 'request-sent']) {
			expect(acts.filter((other) => other === act)).toHaveLength(1);
		}
	});

	test('the case is one message that mirrors the state, the card its first reply, and the managers are mentioned once', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		const opening = stage.world.slack.allMessages(places.approvals).find(({ts}) => ts === card.threadTs);
		expect(readMessage(opening)).toContain('Waiting for a manager');
		expect(buttonsOf(opening)).toEqual([]);
		await approve(stage, stage.as('manager'), card);
		await cardSays(stage, card, /and sent/);
		const now = stage.world.slack.allMessages(places.approvals);
		expect(readMessage(now.find(({ts}) => ts === card.threadTs))).toContain('Sent');
		expect(buttonsOf(now.find(({ts}) => ts === card.ts))).toEqual([]);
		expect(now.filter((message) => JSON.stringify(message.blocks).includes(groups.managers))).toHaveLength(1);
	});

	test('a denial is told to the requester with its reason, and nothing is sent', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		await stage.as('manager').click(card, 'Deny');
		await modalSays(stage, stage.as('manager'), /Request RQ-/);
		await stage.as('manager').submit({Reason: 'The evidence is not enough, says joan@example.org'});
		await cardSays(stage, card, /Denied by/);
		const reply = await stage.world.slack.until(() => threadOf(stage, card).find((text) => text.includes('Denied')));
		expect(reply).toContain(`<@${cast.agent.id}>`);
		expect(reply).toContain('The evidence is not enough');
		expect(JSON.stringify(stage.world.slack.allMessages(places.approvals))).not.toContain('joan@example.org');
		expect(resentTo(stage)).toEqual([]);
	});

	test('the requester cancels', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		await stage.as('agent').click(card, 'Cancel Request', {confirm: true});
		await cardSays(stage, card, /Cancelled/);
		expect(buttonsOf(newestCard(stage))).toEqual([]);
		expect(resentTo(stage)).toEqual([]);
	});

	test('without a decision it expires by itself, also when the clock is moved on', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		await stage.moveOn(4 * 3_600_000 + 1000);
		await cardSays(stage, card, /Expired/, 20_000);
		expect(buttonsOf(newestCard(stage))).toEqual([]);
		expect(await actsOf(stage)).toContain('request-expired');
	}, 30_000);

	test('a review that was opened in time and submitted too late sends nothing', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		await openReview(stage, stage.as('manager'), card);
		await stage.moveOn(4 * 3_600_000 + 1000);
		await stage.as('manager').submit({});
		expect(await modalSays(stage, stage.as('manager'), /time of this request is over|Already settled/)).toBeDefined();
		expect(resentTo(stage)).toEqual([]);
		await expect.poll(() => stateOf(stage), {timeout: 12_000, interval: 50}).toBe('expired');
	});
});

describe('who may not decide', () => {
	test('an agent who is no manager is told why, and the trail has it', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		await stage.as('secondAgent').click(card, 'Approve');
		await modalSays(stage, stage.as('secondAgent'), /Only a manager/);
		expect((await actsOf(stage)).at(-1)).toBe('refused');
		expect(buttonsOf(newestCard(stage))).toEqual(['Approve', 'Deny', 'Cancel Request']);
	});

	test('nobody decides their own request, managers neither', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('manager'));
		for (const label of ['Approve', 'Deny']) {
			await stage.as('manager').click(card, label);
			await modalSays(stage, stage.as('manager'), /own request/);
			await stage.as('manager').closeModal();
		}
		expect((await actsOf(stage)).filter((act) => act === 'refused')).toHaveLength(2);
		expect(resentTo(stage)).toEqual([]);
	});

	test('only the requester cancels', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		const {slack} = stage.world;
		const answers = slack.responseUrlUses().length;
		await stage.as('manager').click(card, 'Cancel Request', {confirm: true});
		const answer = await slack.until(() => slack.responseUrlUses()[answers]);
		expect(JSON.stringify(answer.body)).toContain('Only the person who made this request');
		expect(await stateOf(stage)).toBe('pending');
	});

	test('whoever stopped being a manager a moment ago does not decide', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		await openReview(stage, stage.as('manager'), card);
		stage.world.slack.setUserGroup(groups.managers, 'support-managers', [cast.secondManager.id]);
		await stage.as('manager').submit({});
		await modalSays(stage, stage.as('manager'), /Only a manager|not on the list/);
		expect(resentTo(stage)).toEqual([]);
		expect(await stateOf(stage)).toBe('pending');
		stage.world.slack.setUserGroup(groups.managers, 'support-managers', [cast.manager.id, cast.secondManager.id]);
	});

	test('when Slack does not tell who is a manager, nobody is', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		await openReview(stage, stage.as('manager'), card);
		const clear = stage.world.faults.add({service: 'slack', path: /usergroups\.users\.list/, fault: 'server-error'});
		await stage.as('manager').submit({});
		await modalSays(stage, stage.as('manager'), /Nothing was done/);
		clear();
		expect(resentTo(stage)).toEqual([]);
		expect(await stateOf(stage)).toBe('pending');
	});

	test('the second manager reads who was first, and the trail has it', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		await openReview(stage, stage.as('secondManager'), card);
		await approve(stage, stage.as('manager'), card);
		await stage.as('secondManager').submit({});
		const text = await modalSays(stage, stage.as('secondManager'), /Already settled/);
		expect(text).toContain(`<@${cast.manager.id}>`);
		expect(resentTo(stage)).toEqual([target]);
		expect((await actsOf(stage)).filter((act) => act === 'request-decision-lost')).toHaveLength(1);
	});
});

let special: Awaited<ReturnType<typeof openStage>> | undefined;
afterEach(async () => {
	await special?.close();
	special = undefined;
});

async function open(environment: Readonly<Record<string, string>>) {
	special = await openStage({environment});
	sendCode(special);
	return special;
}

describe('where a case is told', () => {
	test('without managers it is off, and says what to set', async () => {
		const stage = await open({SLACK_MANAGERS_USERGROUP: ''});
		await openResend(stage, stage.as('agent'));
		await stage.as('agent').submit(proof);
		expect(await modalSays(stage, stage.as('agent'), /Nothing was sent/)).toContain('SLACK_MANAGERS');
	});

	test('without an approvals channel it is the channel of the command', async () => {
		const stage = await open({SLACK_APPROVALS_CHANNEL: ''});
		await openResend(stage, stage.as('agent'));
		await stage.as('agent').submit(proof);
		const card = await stage.world.slack.until(() => newestCard(stage, places.support), 10_000);
		expect(buttonsOf(card)).toContain('Approve');
		await approve(stage, stage.as('manager'), card);
		expect(resentTo(stage)).toEqual([target]);
	});

	test('a channel that Redeliver does not see is refused, with what to set', async () => {
		const stage = await open({SLACK_APPROVALS_CHANNEL: ''});
		const {slack} = stage.world;
		slack.addChannel({id: 'G0PRIVATE', name: 'private', kind: 'private', members: [cast.agent.id]});
		const agent = stage.as('agent');
		await agent.command('G0PRIVATE', '/suppression', `log ${owner}`);
		const log = await slack.until(() => agent.messages('G0PRIVATE').find((message) => buttonsOf(message).includes('Resend Message')));
		await openResend(stage, agent, log);
		await agent.submit(proof);
		expect(await modalSays(stage, agent, /Nothing was sent/)).toContain('SLACK_APPROVALS_CHANNEL');
		expect(lastCard(agent)).toBeUndefined();
	});

	test('a case that cannot be posted is void, and its requester is told', async ({stage}) => {
		sendCode(stage);
		const {slack} = stage.world;
		slack.addChannel({id: places.approvals, name: 'email-approvals', kind: 'private', members: [cast.manager.id]});
		await openResend(stage, stage.as('agent'));
		await stage.as('agent').submit(proof);
		expect(await modalSays(stage, stage.as('agent'), /Nothing was sent/)).toContain('void');
		expect(await stateOf(stage)).toBe('void');
	});
});

/** Whoever was working on it gave up: it is anybody's again. */
const letGo = ({bot}: Stage) => sql`update approval_request set lease_until = now() - interval '1 second'`.execute(bot.database.db);

describe('while Slack takes no messages', () => {
	test('a request is made once, and told as soon as it does', async ({stage}) => {
		sendCode(stage);
		const {slack} = stage.world;
		await openResend(stage, stage.as('agent'));
		const taken = stage.world.faults.add({service: 'slack', path: /chat\.postMessage/, fault: 'unavailable'});
		await stage.as('agent').submit(proof);
		expect(await modalSays(stage, stage.as('agent'), /Requested\./)).toContain('Please do not ask twice');
		taken();
		await letGo(stage);
		const card = await slack.until(() => newestCard(stage), 15_000);
		expect(buttonsOf(card)).toEqual(['Approve', 'Deny', 'Cancel Request']);
		expect(slack.allMessages(places.approvals)).toHaveLength(2);
	});

	test('a decision stands and is carried out, and is told as soon as it does', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		const taken = stage.world.faults.add({service: 'slack', path: /chat\.update/, fault: 'unavailable'});
		expect(await approve(stage, stage.as('manager'), card)).toContain('and sent');
		expect(cardText(stage, card)).not.toContain('and sent');
		taken();
		await letGo(stage);
		await cardSays(stage, card, /and sent/);
		expect(resentTo(stage)).toEqual([target]);
	});

	test('a card that somebody took away keeps nobody from reading what became of it', async ({stage}) => {
		sendCode(stage);
		const {slack, environment} = stage.world;
		const card = await makeRequest(stage, stage.as('agent'));
		const manager = stage.as('manager');
		await openReview(stage, manager, card);
		await fetch(`${slack.apiUrl}chat.delete`, {
			method: 'POST',
			headers: {authorization: `Bearer ${environment.SLACK_BOT_TOKEN}`},
			body: new URLSearchParams({channel: card.channel, ts: card.ts}),
		});
		expect(newestCard(stage)).toBeUndefined();
		await manager.submit({});
		await slack.until(() => threadOf(stage, card).some((text) => text.includes('and sent')), 10_000);
		expect(await actsOf(stage)).toContain('request-sent');
	});
});

describe('the card as it is read', () => {
	test('an address or a code among the words of the requester is masked for the channel, not for the manager', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'), {Reason: 'Moved from joan@example.org, code 771122'});
		expect(cardText(stage, card)).not.toContain('joan@example.org');
		expect(cardText(stage, card)).not.toContain('771122');
		expect(await openReview(stage, stage.as('manager'), card)).toContain('joan@example.org');
	});
});

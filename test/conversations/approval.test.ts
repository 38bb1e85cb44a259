import {sql} from 'kysely';
import {afterEach, describe, expect} from 'vitest';
import {cast, groups, places} from '../../src/sandbox/world.ts';
import {
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
	target,
	threadOf,
} from '../support/resending.ts';
import {buttonsOf, lastCard, openStage, readMessage, type Stage, test} from '../support/stage.ts';

const messages = /\/messages\//;

async function actsOf(stage: Stage): Promise<readonly string[]> {
	const {rows} = await sql<{act: string}>`select act from audit_entry order by seq`.execute(stage.bot.database.db);
	return rows.map(({act}) => act);
}

async function stateOf(stage: Stage): Promise<string | undefined> {
	const {rows} = await sql<{state: string}>`select state from approval_request order by created_at desc limit 1`.execute(
		stage.bot.database.db,
	);
	return rows[0]?.state;
}

async function untilState(stage: Stage, wanted: string): Promise<void> {
	await expect.poll(() => stateOf(stage), {timeout: 12_000, interval: 50}).toBe(wanted);
}

describe('a message goes to another address', () => {
	test('an agent asks, a manager approves, and exactly one mail reaches the right mailbox', async ({stage}) => {
		sendCode(stage);
		const log = await logCard(stage, stage.as('agent'));
		expect(buttonsOf(log)).toEqual(['Preview Message', 'Resend Message']);
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
		await stage.as('manager').submit({Reason: 'The evidence is not enough'});
		await cardSays(stage, card, /Denied by/);
		const reply = await stage.world.slack.until(() => threadOf(stage, card).find((text) => text.includes('Denied')));
		expect(reply).toContain(`<@${cast.agent.id}>`);
		expect(reply).toContain('The evidence is not enough');
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
		await untilState(stage, 'expired');
	});

	test.for([
		['the target', sql`update approval_request set target = 'mallory@example.org'`],
		['the evidence', sql`update approval_request set evidence = 'none'`],
		['the time of expiry', sql`update approval_request set expires_at = expires_at + interval '1 day'`],
		['the requester', sql`update approval_request set requester_id = 'U0MILO'`],
		['the message', sql`update approval_request set message = jsonb_set(message, '{storageKey}', '"other"')`],
	] as const)('when somebody changed %s in the database, the decision is void', async ([_what, change], {stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		await change.execute(stage.bot.database.db);
		await openReview(stage, stage.as('manager'), card);
		await stage.as('manager').submit({});
		expect(await modalSays(stage, stage.as('manager'), /changed since/)).toContain('Nothing was sent');
		expect(resentTo(stage)).toEqual([]);
		expect(await stateOf(stage)).toBe('void');
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

/** Approved, and not sent yet, for GitLab does not answer. */
async function heldBack(stage: Stage) {
	sendCode(stage);
	const card = await makeRequest(stage, stage.as('agent'));
	const release = stage.world.faults.add({service: 'gitlab', fault: 'unavailable'});
	expect(await approve(stage, stage.as('manager'), card)).toContain('not sent yet');
	expect(await stateOf(stage)).toBe('approved');
	return {card, release};
}

describe('right before it is sent, everything is asked once more', () => {
	test('what does not answer is asked again, and then it is sent', async ({stage}) => {
		const {card, release} = await heldBack(stage);
		release();
		await stage.moveOn(30_000);
		await cardSays(stage, card, /and sent/);
		expect(resentTo(stage)).toEqual([target]);
	});

	test.for([
		[
			'the approver is no manager any more',
			'no manager any more',
			(stage: Stage) => stage.world.slack.setUserGroup(groups.managers, 'support-managers', [cast.secondManager.id]),
		],
		[
			'the approver was deactivated',
			'no manager any more',
			(stage: Stage) => stage.world.slack.changePerson(cast.manager.id, {deleted: true}),
		],
		['the target is suppressed', 'suppressed', (stage: Stage) => stage.world.mailgun.addBounce('mg.gitlab.com', {address: target})],
		['the account is another one', 'another account', (stage: Stage) => stage.world.gitlab.removeUser('ada')],
		[
			'the record was changed',
			'changed after it was shown',
			(stage: Stage) => sql`update approval_request set target = 'mallory@example.org'`.execute(stage.bot.database.db),
		],
	] as const)('when %s, nothing is sent', async ([_what, words, change], {stage}) => {
		const {card, release} = await heldBack(stage);
		await change(stage);
		release();
		await stage.moveOn(30_000);
		const text = await cardSays(stage, card, /Void/);
		expect(text).toContain(words);
		expect(resentTo(stage)).toEqual([]);
		stage.world.slack.setUserGroup(groups.managers, 'support-managers', [cast.manager.id, cast.secondManager.id]);
	});

	test('Slack’s silence about managers voids nothing: it waits', async ({stage}) => {
		const {card, release} = await heldBack(stage);
		const answered = stage.world.faults.add({service: 'slack', path: /usergroups\.users\.list/, fault: 'server-error'});
		release();
		await stage.moveOn(30_000);
		await expect.poll(() => stage.log.some((line) => line.includes('"source":"managers"')), {timeout: 10_000}).toBe(true);
		expect(await stateOf(stage)).toBe('approved');
		answered();
		await stage.moveOn(30_000);
		await cardSays(stage, card, /and sent/);
		expect(resentTo(stage)).toEqual([target]);
	});

	test('approved in time and still not sent when its time is over, it expires', async ({stage}) => {
		const {card, release} = await heldBack(stage);
		await stage.moveOn(4 * 3_600_000 + 1000);
		await cardSays(stage, card, /Expired/);
		release();
		expect(resentTo(stage)).toEqual([]);
	});
});

describe('exactly one mail', () => {
	test('after a 429 it is tried once more', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		stage.world.faults.add({service: 'mailgun', method: 'POST', path: messages, fault: 'rate-limited', times: 1});
		await approve(stage, stage.as('manager'), card);
		expect(await stateOf(stage)).toBe('approved');
		await stage.moveOn(10_000);
		await cardSays(stage, card, /and sent/);
		expect(stage.world.mailgun.mailbox(target).length + resentTo(stage).length).toBeGreaterThan(0);
		expect(resentTo(stage)).toEqual([target]);
	});

	test('after the second refusal it has failed', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		stage.world.faults.add({service: 'mailgun', method: 'POST', path: messages, fault: 'rate-limited', times: 2});
		await approve(stage, stage.as('manager'), card);
		await stage.moveOn(10_000);
		await cardSays(stage, card, /but not sent/);
		expect(await stateOf(stage)).toBe('failed');
		expect(resentTo(stage)).toEqual([]);
	});

	test('a key without the right is told as what to set', async () => {
		const stage = await open({MAILGUN_RESEND_API_KEY: 'sandbox-mailgun-support-key'});
		const card = await makeRequest(stage, stage.as('agent'));
		await approve(stage, stage.as('manager'), card);
		await stage.moveOn(10_000);
		expect(await cardSays(stage, card, /but not sent/)).toContain('MAILGUN_RESEND_API_KEY');
	});

	test('an answer that is lost after the mail went out is found in the log', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		stage.world.faults.add({service: 'mailgun', method: 'POST', path: messages, fault: 'reset-in-body', afterEffect: true, times: 1});
		await approve(stage, stage.as('manager'), card);
		await cardSays(stage, card, /and sent/);
		expect(stage.world.mailgun.requests().filter(({method, path}) => method === 'POST' && messages.test(path))).toHaveLength(1);
		await stage.world.slack.until(() => threadOf(stage, card).some((text) => text.includes('Delivered')), 10_000);
		expect(stage.world.mailgun.mailbox(target)).toHaveLength(1);
	});

	async function lost(stage: Stage) {
		const card = await makeRequest(stage, stage.as('agent'));
		stage.world.mailgun.setLogLag(Number.POSITIVE_INFINITY);
		stage.world.faults.add({service: 'mailgun', method: 'POST', path: messages, fault: 'reset-in-body', afterEffect: true, times: 1});
		await approve(stage, stage.as('manager'), card);
		await stage.moveOn(20_000);
		await stage.moveOn(20_000);
		await cardSays(stage, card, /Not known whether it was sent/);
		return stage.world.slack.until(() => {
			const shown = newestCard(stage);
			return shown !== undefined && buttonsOf(shown).length === 3 ? shown : undefined;
		});
	}

	test.for([
		['Mark as Sent', /and sent/, 'sent', 1],
		['Mark as Not Sent', /but not sent/, 'failed', 1],
		['Send Again', /and sent/, 'sent', 2],
	] as const)('what the log never shows is not known: "%s" by a manager', async ([label, words, state, mails]) => {
		const stage = await open({LOG_LAG: '30s'});
		const card = await lost(stage);
		expect(buttonsOf(card)).toEqual(['Mark as Sent', 'Mark as Not Sent', 'Send Again']);
		await expect(stage.as('secondManager').click(card, label)).rejects.toThrow(/confirm/);
		const {slack} = stage.world;
		const answers = slack.responseUrlUses().length;
		await stage.as('agent').click(card, label, {confirm: true});
		await slack.until(() => slack.responseUrlUses()[answers]);
		expect(await stateOf(stage)).toBe('unknown');
		await stage.as('secondManager').click(card, label, {confirm: true});
		await cardSays(stage, card, words);
		await untilState(stage, state);
		await expect.poll(() => stage.world.mailgun.mailbox(target).length, {timeout: 5000}).toBe(mails);
	});
});

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

describe('the card as it is read', () => {
	test('an address or a code among the words of the requester is masked for the channel, not for the manager', async ({stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'), {Reason: 'Moved from joan@example.org, code 771122'});
		expect(cardText(stage, card)).not.toContain('joan@example.org');
		expect(cardText(stage, card)).not.toContain('771122');
		expect(await openReview(stage, stage.as('manager'), card)).toContain('joan@example.org');
	});
});

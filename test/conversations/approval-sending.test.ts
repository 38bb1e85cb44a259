import {afterEach, describe, expect} from 'vitest';
import {approve, cardSays, makeRequest, newestCard, resentTo, sendCode, stateOf, target, threadOf} from '../support/resending.ts';
import {buttonsOf, openStage, type Stage, test} from '../support/stage.ts';

const messages = /\/messages\//;

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

	/** Asked for by a manager, approved by the other one. */
	async function lost(stage: Stage) {
		const card = await makeRequest(stage, stage.as('manager'));
		stage.world.mailgun.setLogLag(Number.POSITIVE_INFINITY);
		stage.world.faults.add({service: 'mailgun', method: 'POST', path: messages, fault: 'reset-in-body', afterEffect: true, times: 1});
		await approve(stage, stage.as('secondManager'), card);
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
		const answered = (index: number) => JSON.stringify(slack.responseUrlUses()[index]?.body ?? '');
		await stage.as('agent').click(card, label, {confirm: true});
		await slack.until(() => answered(answers).includes('Only a manager'));
		await stage.as('manager').click(card, label, {confirm: true});
		await slack.until(() => answered(answers + 1).includes('own request'));
		expect(await stateOf(stage)).toBe('unknown');
		await stage.as('secondManager').click(card, label, {confirm: true});
		await cardSays(stage, card, words);
		await expect.poll(() => stateOf(stage), {timeout: 12_000, interval: 50}).toBe(state);
		await expect.poll(() => stage.world.mailgun.mailbox(target).length, {timeout: 5000}).toBe(mails);
	});
});

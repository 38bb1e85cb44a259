import {describe, expect} from 'vitest';
import type {FaultRule} from '../../src/sandbox/faults.ts';
import type {SlackActor} from '../../src/sandbox/slack/types.ts';
import {sendingDomains} from '../../src/sandbox/world.ts';
import {
	approve,
	cardSays,
	cardText,
	makeRequest,
	modalSays,
	openResend,
	openReview,
	owner,
	proof,
	resentTo,
	sendCode,
	stateOf,
	target,
	threadOf,
} from '../support/resending.ts';
import {ask, form, lastCard, readMessage, type Stage, testOn, test as withoutZendesk} from '../support/stage.ts';

const test = testOn({zendesk: true});
const {gitlab} = sendingDomains;
const wish = {'Request of the recipient': 'I marked it by mistake, please write to me again'};

/** Grace's complaint, with the form for it open; from the card of this command. */
async function openWish(stage: Stage, word = '/suppression'): Promise<SlackActor> {
	stage.world.mailgun.addComplaint(gitlab, {address: 'grace@example.org'});
	const agent = stage.as('agent');
	await agent.click(await ask(stage, agent, 'grace@example.org', word), 'Remove Suppression');
	const says = JSON.stringify((await form(stage, agent)).blocks);
	expect(says).toContain('I look it up in Zendesk');
	expect(says).not.toContain('No ticket system is connected');
	return agent;
}

function deletions({world}: Stage): number {
	return world.mailgun.requests().filter(({method}) => method === 'DELETE').length;
}

/** At the field `Ticket`, and nowhere else. */
function expectAtTicket(actor: SlackActor, words: string): void {
	const errors = Object.entries(actor.modal()?.errors ?? {});
	expect(errors).toEqual([['ticket', expect.stringContaining(words)]]);
}

describe('a wish of the recipient counts in a ticket that they wrote themselves', () => {
	test('then the entry is removed', async ({stage}) => {
		stage.world.zendesk.addTicket({id: 4712, requester: 'grace@example.org'});
		const agent = await openWish(stage);
		await agent.submit({...wish, Ticket: '4712'});
		await stage.world.slack.until(() => /Removed by/.test(readMessage(lastCard(agent))));
		expect(agent.modal()).toBeUndefined();
		expect(stage.world.mailgun.entries(gitlab, 'complaints')).toEqual([]);
	});

	test('the ticket of anybody else, and one that does not exist, are refused at the field', async ({stage}) => {
		const agent = await openWish(stage);
		const others = ['eve@example.org', 'grace+gitlab@example.org', 'grace@example.org.example.net', null];
		for (const requester of others) {
			const {id} = stage.world.zendesk.addTicket({requester});
			await agent.submit({...wish, Ticket: String(id)});
			expectAtTicket(agent, `requester of ticket ${id} is not the recipient`);
		}
		expect(JSON.stringify(agent.modal())).not.toContain('eve@example.org');
		await agent.submit({...wish, Ticket: '9999'});
		expectAtTicket(agent, 'knows no ticket 9999');
		expect(deletions(stage)).toBe(0);
	});

	test('the form from the card of a diagnosis asks the same', async ({stage}) => {
		stage.world.zendesk.addTicket({id: 4712, requester: 'grace@example.org'});
		stage.world.zendesk.addTicket({id: 4713, requester: 'eve@example.org'});
		const agent = await openWish(stage, '/confirm');
		await agent.submit({...wish, Ticket: '4713'});
		expectAtTicket(agent, 'is not the recipient');
		await agent.submit({...wish, Ticket: '4712'});
		await stage.world.slack.until(() => stage.world.mailgun.entries(gitlab, 'complaints').length === 0);
	});

	const silences: readonly (readonly [Omit<FaultRule, 'service'>, string])[] = [
		[{fault: 'down'}, 'could not be reached'],
		[{fault: 'hang'}, 'did not answer in time'],
		[{fault: 'bad-gateway'}, 'has trouble of its own'],
		[{fault: 'html', path: /tickets/}, 'not an answer'],
		[{fault: 'wrong-type', path: /tickets/}, 'not an answer'],
		[{fault: 'rate-limited', retryAfter: '60'}, 'asks us to slow down'],
	];
	test('a Zendesk that does not answer is no yes, whatever it does instead', async ({stage}) => {
		stage.world.zendesk.addTicket({id: 4712, requester: 'grace@example.org'});
		const agent = await openWish(stage);
		for (const [rule, words] of silences) {
			await agent.submit({...wish, Ticket: '9999'});
			expectAtTicket(agent, 'knows no ticket 9999');
			const clear = stage.world.faults.add({service: 'zendesk', ...rule});
			await agent.submit({...wish, Ticket: '4712'});
			expectAtTicket(agent, words);
			expectAtTicket(agent, 'without that nothing is removed');
			clear();
		}
		expect(deletions(stage)).toBe(0);
	});

	test('what changes between the field and the removal is seen, and stands in the trail', async ({stage}) => {
		const {zendesk, faults, mailgun} = stage.world;
		zendesk.addTicket({id: 4712, requester: 'grace@example.org'});
		const agent = await openWish(stage);
		const change = () => zendesk.changeTicket(4712, {requester: 'eve@example.org'});
		faults.add({service: 'mailgun', method: 'GET', path: /complaints/, fault: 'slow', delayMs: 50, times: 1, onMet: change});
		await agent.submit({...wish, Ticket: '4712'});
		await stage.world.slack.until(() => /is not the recipient of this entry/.test(readMessage(lastCard(agent))));
		expect(deletions(stage)).toBe(0);
		expect(mailgun.entries(gitlab, 'complaints')).toHaveLength(1);
		expect(readMessage(await ask(stage, stage.as('secondAgent'), 'history grace@example.org'))).toContain('ticket 4712');
	});

	test('whoever may not remove has nobody asked', async ({stage}) => {
		stage.world.zendesk.addTicket({id: 4712, requester: 'grace@example.org'});
		const agent = await openWish(stage);
		stage.world.slack.changePerson(agent.person.id, {deleted: true});
		await stage.moveOn(61_000);
		await agent.submit({...wish, Ticket: '4712'});
		await stage.world.slack.until(() => JSON.stringify(stage.world.slack.apiCalls()).includes('Slack did not confirm that you are one'));
		expect(stage.world.zendesk.requests()).toEqual([]);
		expect(deletions(stage)).toBe(0);
	});

	withoutZendesk('without a ticket system the form says that this was not checked', async ({stage}) => {
		stage.world.mailgun.addComplaint(gitlab, {address: 'grace@example.org'});
		const agent = stage.as('agent');
		await agent.click(await ask(stage, agent, 'grace@example.org'), 'Remove Suppression');
		expect(JSON.stringify((await form(stage, agent)).blocks)).toContain('was not checked');
		await agent.submit({...wish, Ticket: '4712'});
		await stage.world.slack.until(() => /Removed by/.test(readMessage(lastCard(agent))));
		expect(stage.world.zendesk.requests()).toEqual([]);
	});
});

describe('Resend message', () => {
	test('a ticket that does not exist is told at the field, to whichever address', async ({stage}) => {
		sendCode(stage);
		const agent = stage.as('agent');
		await openResend(stage, agent);
		for (const values of [{Ticket: '9999'}, {...proof, Ticket: '9999'}]) {
			await agent.submit(values);
			expectAtTicket(agent, 'knows no ticket 9999');
		}
		expect(resentTo(stage)).toEqual([]);
	});

	test('to the same address a silent Zendesk stops nothing', async ({stage}) => {
		sendCode(stage);
		const agent = stage.as('agent');
		await openResend(stage, agent);
		stage.world.faults.add({service: 'zendesk', fault: 'down'});
		await agent.submit({Ticket: '4711'});
		await modalSays(stage, agent, /Sent once more/);
		expect(resentTo(stage)).toEqual([owner]);
	});

	test('to another address a silent Zendesk means no request', async ({stage}) => {
		sendCode(stage);
		const agent = stage.as('agent');
		await openResend(stage, agent);
		stage.world.faults.add({service: 'zendesk', fault: 'down'});
		await agent.submit(proof);
		expect(await modalSays(stage, agent, /Zendesk/)).toContain('no request was made');
		expect(await stateOf(stage)).toBeUndefined();
	});
});

test('a manager reads who wrote the ticket', async ({stage}) => {
	const {zendesk, faults} = stage.world;
	zendesk.addTicket({id: 4711, requester: target});
	sendCode(stage);
	const card = await makeRequest(stage, stage.as('agent'));
	const manager = stage.as('manager');
	const review = async () => {
		const text = await openReview(stage, manager, card);
		await manager.closeModal();
		return text;
	};
	const fine = await review();
	expect(fine).toContain('Ticket’s requester: has the target address');
	expect(fine).not.toContain('Risk:');
	zendesk.changeTicket(4711, {requester: 'eve@example.org'});
	const foreign = await review();
	expect(foreign).toContain('Risk: whoever wrote the ticket does not have the target address.');
	expect(foreign).not.toContain('eve@example.org');
	const clear = faults.add({service: 'zendesk', fault: 'down'});
	expect(await review()).toContain('Risk: Zendesk does not tell now who wrote the ticket.');
	clear();
	zendesk.removeTicket(4711);
	expect(await review()).toContain('Risk: Zendesk knows no such ticket now.');
});

describe('what was approved holds at the moment of sending', () => {
	test('a ticket as it was lets the mail go', async ({stage}) => {
		stage.world.zendesk.addTicket({id: 4711, requester: target});
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		stage.world.zendesk.changeTicket(4711, {status: 'pending', tags: ['seen']});
		await approve(stage, stage.as('manager'), card);
		await cardSays(stage, card, /Sent|sent/);
		expect(resentTo(stage)).toEqual([target]);
	});

	test.for([
		['has another requester', (stage: Stage) => stage.world.zendesk.changeTicket(4711, {requester: 'eve@example.org'})],
		['is gone', (stage: Stage) => stage.world.zendesk.removeTicket(4711)],
	] as const)('a ticket that %s makes it void', async ([_how, happens], {stage}) => {
		stage.world.zendesk.addTicket({id: 4711, requester: target});
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		happens(stage);
		await approve(stage, stage.as('manager'), card);
		const reply = await stage.world.slack.until(() => threadOf(stage, card).find((text) => text.includes('Void')), 15_000);
		for (const words of ['changed since', 'The ticket has another requester', 'Nothing was sent']) expect(reply).toContain(words);
		expect(cardText(stage, card)).not.toContain('eve@example.org');
		expect(resentTo(stage)).toEqual([]);
	});

	test('while Zendesk is silent it waits, and then goes', async ({stage}) => {
		stage.world.zendesk.addTicket({id: 4711, requester: target});
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		const clear = stage.world.faults.add({service: 'zendesk', fault: 'unavailable'});
		expect(await approve(stage, stage.as('manager'), card)).toContain('not sent yet');
		expect(await stateOf(stage)).toBe('approved');
		expect(resentTo(stage)).toEqual([]);
		clear();
		await stage.moveOn(30_000);
		await stage.world.slack.until(() => resentTo(stage).length > 0, 15_000);
		expect(resentTo(stage)).toEqual([target]);
	});
});

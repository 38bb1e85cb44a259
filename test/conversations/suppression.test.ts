import {describe, expect} from 'vitest';
import type {World} from '../../src/sandbox/world.ts';
import {ask, buttonsOf, channel, click, form, lastCard, readMessage, test} from '../support/stage.ts';

const gitlab = 'mg.gitlab.com';
const portal = 'customers.gitlab.com';

describe('an agent looks an address up', () => {
	test('a bounce is shown word for word, with its list, domain, code and text, and one button', async ({stage}) => {
		stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com', code: '550', error: '5.1.1 No such mailbox'});
		const card = await ask(stage, stage.as('agent'), 'ada@example.com');
		const text = readMessage(card);
		expect(text).toContain('bounce list (mg.gitlab.com)');
		expect(text).toContain('550');
		expect(text).toContain('mailbox-unknown');
		expect(text).toContain('5.1.1 No such mailbox');
		expect(text).not.toMatch(/no suppression/i);
		expect(buttonsOf(card)).toEqual(['Remove Suppression', 'Add Ticket Note', 'Share to Channel']);
		expect(card.ephemeralFor).toBe(stage.as('agent').person.id);
	});

	test('an address on no list reads "No suppression", with the lists and domains that were asked', async ({stage}) => {
		const card = await ask(stage, stage.as('agent'), 'nobody@example.com');
		const text = readMessage(card);
		expect(text).toContain('No suppression');
		expect(text).toContain('mg.gitlab.com (bounces, complaints, unsubscribes)');
		expect(text).toContain('customers.gitlab.com (bounces, complaints, unsubscribes)');
		expect(buttonsOf(card)).toEqual(['Add Ticket Note', 'Share to Channel']);
	});

	test('the acknowledgement carries one line, and then exactly one card comes', async ({stage}) => {
		const agent = stage.as('agent');
		await ask(stage, agent, 'ada@example.com');
		expect(agent.messages(channel).map((message) => message.text)).toEqual([
			'Checking ada@example.com on the lists of mg.gitlab.com and customers.gitlab.com …',
			'No suppression ada@example.com',
		]);
	});

	test('entries on every list of both sending domains are found, each with a button of its own', async ({stage}) => {
		const {mailgun} = stage.world;
		for (const domain of [gitlab, portal]) {
			mailgun.addBounce(domain, {address: 'linus@example.net'});
			mailgun.addComplaint(domain, {address: 'linus@example.net'});
			mailgun.addUnsubscribe(domain, {address: 'linus@example.net', tags: ['newsletter']});
		}
		const card = await ask(stage, stage.as('agent'), 'linus@example.net');
		expect(buttonsOf(card)).toEqual([...Array.from({length: 6}, () => 'Remove Suppression'), 'Add Ticket Note', 'Share to Channel']);
		expect(readMessage(card)).toContain('newsletter');
	});

	test('the allowlist is read too, for the address and for its whole domain', async ({stage}) => {
		stage.world.mailgun.allow(gitlab, {value: 'example.org', type: 'domain', reason: 'asked for by their administrator'});
		const text = readMessage(await ask(stage, stage.as('agent'), 'grace@example.org'));
		expect(text).toContain('On the allowlist of mg.gitlab.com: example.org, reason: asked for by their administrator');
		expect(text).toContain('No suppression');
	});

	test.for([
		['as Slack pastes it', '<mailto:ada@example.com|ada@example.com>'],
		['in capital letters', 'ADA@Example.COM'],
		['with a ticket before it', 'ticket:12345 ada@example.com'],
		['with the URL of a ticket', 'ada@example.com <https://brightwater.zendesk.example.com/agent/tickets/12345|#12345>'],
		['with a kind of mail', 'ada@example.com mail:confirmation'],
	] as const)('an address %s is understood', async ([_how, words], {stage}) => {
		stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com'});
		expect(buttonsOf(await ask(stage, stage.as('agent'), words))).toEqual(['Remove Suppression', 'Add Ticket Note', 'Share to Channel']);
	});

	test('a plus address is another address than the one without', async ({stage}) => {
		stage.world.mailgun.addBounce(gitlab, {address: 'joan@example.com'});
		stage.world.mailgun.addBounce(gitlab, {address: 'kate+gitlab@example.com'});
		expect(readMessage(await ask(stage, stage.as('agent'), 'joan+gitlab@example.com'))).toContain('No suppression');
		const card = await ask(stage, stage.as('agent'), 'kate+gitlab@example.com');
		await click(stage, stage.as('agent'), card, 'Remove Suppression');
		expect(stage.world.mailgun.entries(gitlab, 'bounces')).toMatchObject([{address: 'joan@example.com'}]);
	});
});

describe('help', () => {
	test.for([
		['help', 'Mailgun drops mail'],
		['HELP', 'Mailgun drops mail'],
		['histori', 'Did you mean history?'],
		['ada@@example.com', 'more than one @'],
		['ada@example.com,eve@example.com', 'character 16 is “,”'],
		['ada@example.com eve@example.com', 'one address at a time'],
		['ada@example.com ticket:abc', 'neither the number nor the URL of a ticket'],
		['ada@example.com mail:spam', 'I know these kinds of mail'],
		['history', 'history needs one address'],
		['ada', '/confirm and the username'],
		['reset ada', '/confirm reset'],
		['ada@example.com color:red', 'I do not know the option “color:”'],
	] as const)('"%s" is answered with %s, and nothing is done', async ([words, answer], {stage}) => {
		const text = readMessage(await ask(stage, stage.as('agent'), words));
		expect(text).toContain(answer);
		expect(text).toContain('/suppression ada@example.com');
		expect(stage.world.mailgun.requests()).toEqual([]);
	});
});

describe('an agent removes a bounce', () => {
	test('the next step is the first button: the confirmation is asked for, or the diagnosis says why not', async ({stage}) => {
		stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com', code: '550', error: '5.1.1 No such mailbox'});
		const agent = stage.as('agent');
		const removed = await click(stage, agent, await ask(stage, agent, 'ada@example.com'), 'Remove Suppression');
		const diagnosis = readMessage(await click(stage, agent, removed, 'Resend Confirmation'));
		expect(diagnosis).toContain('verdict: no-account');
		expect(diagnosis).toContain('Not sent');
	});

	test('after the click the entry reads "Removed by", is gone at Mailgun, and can be put back', async ({stage}) => {
		stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com', code: '550', error: '5.1.1 No such mailbox'});
		const agent = stage.as('agent');
		const card = await ask(stage, agent, 'ada@example.com');
		const removed = await click(stage, agent, card, 'Remove Suppression');
		expect(readMessage(removed)).toContain(`Removed by <@${agent.person.id}>`);
		expect(buttonsOf(removed)).toEqual(['Resend Confirmation', 'Undo Removal', 'Add Ticket Note', 'Share to Channel']);
		expect(stage.world.mailgun.entries(gitlab, 'bounces')).toEqual([]);
		const restored = await click(stage, agent, removed, 'Undo Removal');
		expect(readMessage(restored)).toContain(`Put back by <@${agent.person.id}>`);
		expect(stage.world.mailgun.entries(gitlab, 'bounces')).toMatchObject([
			{address: 'ada@example.com', code: '550', error: '5.1.1 No such mailbox'},
		]);
		expect(buttonsOf(restored)).toEqual(['Remove Suppression', 'Add Ticket Note', 'Share to Channel']);
	});

	test('the button asks for confirmation first', async ({stage}) => {
		stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com'});
		const card = await ask(stage, stage.as('agent'), 'ada@example.com');
		await expect(stage.as('agent').click(card, 'Remove Suppression')).rejects.toThrow(/confirm/);
	});

	test('an entry that is gone already is no error', async ({stage}) => {
		stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com'});
		const mine = await ask(stage, stage.as('agent'), 'ada@example.com');
		const theirs = await ask(stage, stage.as('secondAgent'), 'ada@example.com');
		await click(stage, stage.as('agent'), mine, 'Remove Suppression');
		const late = readMessage(await click(stage, stage.as('secondAgent'), theirs, 'Remove Suppression'));
		expect(late).toContain('Already gone');
		expect(late).toContain(`Removed by <@${stage.as('agent').person.id}>`);
		expect(late).not.toContain('went wrong');
	});

	test('a removal is seen by the next one who asks, and can be undone for 24 hours only', async ({stage}) => {
		stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com'});
		await click(stage, stage.as('agent'), await ask(stage, stage.as('agent'), 'ada@example.com'), 'Remove Suppression');
		const later = await ask(stage, stage.as('secondAgent'), 'ada@example.com');
		expect(readMessage(later)).toContain(`Removed by <@${stage.as('agent').person.id}>`);
		expect(readMessage(later)).toContain('No suppression');
		await stage.moveOn(25 * 3_600_000);
		const tooLate = await click(stage, stage.as('secondAgent'), later, 'Undo Removal');
		expect(readMessage(tooLate)).toContain('for 24 hours');
		expect(stage.world.mailgun.entries(gitlab, 'bounces')).toEqual([]);
	});

	test('an undo of what came back by itself does nothing twice', async ({stage}) => {
		stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com'});
		const removed = await click(stage, stage.as('agent'), await ask(stage, stage.as('agent'), 'ada@example.com'), 'Remove Suppression');
		stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com', code: '551'});
		const card = await click(stage, stage.as('agent'), removed, 'Undo Removal');
		expect(readMessage(card)).toContain('holds the entry already');
		expect(stage.world.mailgun.requests().filter((request) => request.method === 'POST')).toEqual([]);
	});

	test('when Mailgun refuses, the card names the manual way and keeps the button', async ({stage}) => {
		stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com'});
		const card = await ask(stage, stage.as('agent'), 'ada@example.com');
		stage.world.faults.add({service: 'mailgun', method: 'DELETE', fault: 'server-error', times: 1});
		const text = readMessage(await click(stage, stage.as('agent'), card, 'Remove Suppression'));
		expect(text).toContain('Not removed');
		expect(text).toContain('choose the domain mg.gitlab.com');
		expect(text).toContain('Delete');
		expect(buttonsOf(lastCard(stage.as('agent')))).toEqual(['Remove Suppression', 'Add Ticket Note', 'Share to Channel']);
		expect(stage.world.mailgun.entries(gitlab, 'bounces')).toHaveLength(1);
	});

	test('an answer that is lost after the removal took effect is not told as a failure', async ({stage}) => {
		stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com'});
		const card = await ask(stage, stage.as('agent'), 'ada@example.com');
		stage.world.faults.add({service: 'mailgun', method: 'DELETE', fault: 'reset-in-body', afterEffect: true});
		const text = readMessage(await click(stage, stage.as('agent'), card, 'Remove Suppression'));
		expect(text).toContain('Removed by');
		expect(stage.world.mailgun.requests().filter((request) => request.method === 'DELETE')).toHaveLength(1);
	});

	test('a removal that could not be seen is told as such, and the next look finishes it', async ({stage}) => {
		stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com'});
		const card = await ask(stage, stage.as('agent'), 'ada@example.com');
		stage.world.faults.add({service: 'mailgun', method: 'DELETE', fault: 'reset-in-body', afterEffect: true});
		const clear = failReadsAfterRemoval(stage.world);
		const unsure = await click(stage, stage.as('agent'), card, 'Remove Suppression');
		expect(readMessage(unsure)).toContain('could not see whether it did');
		expect(readMessage(unsure)).toContain('Not answered: bounce list of mg.gitlab.com');
		clear();
		await stage.moveOn(120_000);
		const sure = await click(stage, stage.as('agent'), unsure, 'Check Again');
		expect(readMessage(sure)).toContain('Removed by');
		expect(buttonsOf(sure)).toEqual(['Resend Confirmation', 'Undo Removal', 'Watch Delivery', 'Add Ticket Note', 'Share to Channel']);
	});
});

/** Every reading of the bounce list fails once the removal was accepted. */
function failReadsAfterRemoval({mailgun, faults}: World): () => void {
	let clear = () => {};
	const stop = mailgun.onChange(() => {
		stop();
		clear = faults.add({service: 'mailgun', method: 'GET', path: /mg\.gitlab\.com\/bounces/, fault: 'server-error'});
	});
	return () => clear();
}

describe('a complaint or an unsubscribe is the wish of the recipient', () => {
	test('it is removed by the modal only, with the recipient’s request and a ticket', async ({stage}) => {
		stage.world.mailgun.addComplaint(gitlab, {address: 'grace@example.org'});
		const agent = stage.as('agent');
		const card = await ask(stage, agent, 'grace@example.org');
		await agent.click(card, 'Remove Suppression');
		expect((await form(stage, agent)).title.text).toBe('Remove suppression');
		await agent.submit({'Request of the recipient': 'x', Ticket: 'none'});
		expect(Object.values(agent.modal()?.errors ?? {})).toHaveLength(2);
		expect(stage.world.mailgun.entries(gitlab, 'complaints')).toHaveLength(1);
		await agent.submit({'Request of the recipient': 'I marked it by mistake, please write to me again', Ticket: '#4712'});
		const removed = await stage.world.slack.until(() => (/Removed by/.test(readMessage(lastCard(agent))) ? lastCard(agent) : undefined));
		expect(agent.modal()).toBeUndefined();
		expect(stage.world.mailgun.entries(gitlab, 'complaints')).toEqual([]);
		expect(buttonsOf(removed)).toEqual(['Resend Confirmation', 'Undo Removal', 'Add Ticket Note', 'Share to Channel']);
	});

	test('an unsubscribe with tags comes back with its tags', async ({stage}) => {
		stage.world.mailgun.addUnsubscribe(gitlab, {address: 'grace@example.org', tags: ['newsletter', 'tips']});
		const agent = stage.as('agent');
		await agent.click(await ask(stage, agent, 'grace@example.org ticket:4712'), 'Remove Suppression');
		await form(stage, agent);
		await agent.submit({'Request of the recipient': 'Please send me everything again'});
		const removed = await stage.world.slack.until(() => (/Removed by/.test(readMessage(lastCard(agent))) ? lastCard(agent) : undefined));
		await click(stage, agent, removed, 'Undo Removal');
		expect(stage.world.mailgun.entries(gitlab, 'unsubscribes')).toMatchObject([
			{address: 'grace@example.org', tags: ['newsletter', 'tips']},
		]);
	});
});

describe('the form', () => {
	test('/suppression without words opens it, and its answer is the card', async ({stage}) => {
		stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com'});
		const agent = stage.as('agent');
		await agent.command(channel, '/suppression', '');
		expect((await form(stage, agent)).title.text).toBe('Find suppressions');
		await agent.submit({'Address or domain': 'ada@example', Ticket: 'x'});
		expect(Object.values(agent.modal()?.errors ?? {}).join(' ')).toMatch(/not a domain that mail can be sent to.*ticket/);
		await agent.submit({'Address or domain': 'ada@example.com', Ticket: ''});
		const card = await stage.world.slack.until(() => lastCard(agent));
		expect(buttonsOf(card)).toEqual(['Remove Suppression', 'Add Ticket Note', 'Share to Channel']);
	});
});

describe('history', () => {
	test('it tells who did what, for which ticket, from the trail', async ({stage}) => {
		stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com'});
		const agent = stage.as('agent');
		await click(stage, agent, await ask(stage, agent, 'ada@example.com ticket:4711'), 'Remove Suppression');
		const text = readMessage(await ask(stage, stage.as('secondAgent'), 'history ada@example.com'));
		expect(text).toContain(`<@${agent.person.id}> removed the entry (bounce, mg.gitlab.com), ticket 4711`);
		expect(text).toContain('looked it up');
	});

	test('an address that nobody asked for has none', async ({stage}) => {
		expect(readMessage(await ask(stage, stage.as('agent'), 'history eve@example.com'))).toContain('has done nothing');
	});
});

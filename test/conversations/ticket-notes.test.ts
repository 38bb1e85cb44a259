import type {ModalView} from '@slack/types';
import {describe, expect} from 'vitest';
import type {FaultRule} from '../../src/sandbox/faults.ts';
import type {SlackActor, SlackMessage} from '../../src/sandbox/slack/types.ts';
import type {ZendeskTicket} from '../../src/sandbox/zendesk/types.ts';
import {amount} from '../support/amount.ts';
import {check, confirmed, mailed, suppress, unconfirmed} from '../support/confirming.ts';
import {modalSays} from '../support/resending.ts';
import {ask, click, form, readBlock, type Stage, testOn, test as withoutZendesk} from '../support/stage.ts';

const test = testOn({zendesk: true});
const button = 'Add Ticket Note';

const ids = (stage: Stage) => {
	const {environment} = stage.world;
	return {
		form: Number(environment.ZENDESK_FORM_ID),
		portalForm: Number(environment.ZENDESK_PORTAL_FORM_ID),
		problemType: Number(environment.ZENDESK_PROBLEM_TYPE_FIELD),
		category: Number(environment.ZENDESK_CATEGORY_FIELD),
		subcategory: Number(environment.ZENDESK_SUBCATEGORY_FIELD),
		address: Number(environment.ZENDESK_ADDRESS_FIELD),
	};
};

/** A ticket that says all that it has to. */
function triaged(stage: Stage, id: number, requester = 'ada@example.com'): void {
	const {form: formId, problemType, category, subcategory, address} = ids(stage);
	const fields = new Map([
		[problemType, 'did_not_receive_confirmation_email'],
		[category, 'cannot_receive_emails'],
		[subcategory, 'cannot_get_confirmation_emails'],
		[address, requester],
	]);
	stage.world.zendesk.addTicket({id, requester, formId, fields});
}

const ticket = ({world}: Stage, id: number): ZendeskTicket | undefined => world.zendesk.tickets().find((one) => one.id === id);
const notes = (stage: Stage, id = 4711) => (ticket(stage, id)?.comments ?? []).slice(1);
const puts = ({world}: Stage) => world.zendesk.requests().filter(({method}) => method === 'PUT');
const shows = (view: ModalView) => view.blocks.map(readBlock).join('\n');

/** Clicks, and reads the form. */
async function openNote(stage: Stage, agent: SlackActor, card: SlackMessage): Promise<string> {
	await agent.click(card, button);
	return shows(await form(stage, agent));
}

async function addNote(stage: Stage, agent: SlackActor, card: SlackMessage, words: RegExp): Promise<string> {
	await openNote(stage, agent, card);
	await agent.submit({});
	return modalSays(stage, agent, words);
}

describe('Add Ticket Note on a diagnosis', () => {
	test('writes one internal note, with the verdict, its evidence in UTC and a link, once for the same findings', async ({stage}) => {
		const {world} = stage;
		triaged(stage, 4711);
		unconfirmed(world);
		suppress(world);
		mailed(world, 'ada@example.com', 'Confirmation instructions', 60_000);
		const agent = stage.as('agent');
		const card = await check(stage, 'ada@example.com ticket:4711');
		const shown = await openNote(stage, agent, card);
		for (const words of ['which the customer does not see', 'Verdict: suppressed-bounce', 'nothing else of it changes']) {
			expect(shown).toContain(words);
		}
		expect(notes(stage)).toEqual([]);
		await agent.submit({});
		expect(await modalSays(stage, agent, /Added to ticket 4711/)).toContain('one internal note');
		const [note, ...more] = notes(stage);
		expect([note?.isPublic, more]).toEqual([false, []]);
		const text = note?.body ?? '';
		for (const words of [
			'Email delivery of ada@example.com',
			'Verdict: suppressed-bounce',
			'550',
			'5.1.1 No such mailbox',
			`${world.gitlab.origin}/admin/users/ada`,
		]) {
			expect(text).toContain(words);
			expect(shown).toContain(words);
		}
		expect(text).toMatch(/GitLab · \d{4}-\d\d-\d\d \d\d:\d\d UTC · account @ada/);
		await agent.closeModal();
		expect(await addNote(stage, agent, card, /holds this/)).toContain('Nothing was written a second time');
		const again = await ask(stage, stage.as('secondAgent'), 'ada@example.com ticket:4711', '/confirm');
		await addNote(stage, stage.as('secondAgent'), again, /holds this/);
		expect(notes(stage)).toHaveLength(1);
		expect(ticket(stage, 4711)?.status).toBe('open');
	});

	test('of an account tells its primary address to nobody', async ({stage}) => {
		const {world} = stage;
		triaged(stage, 4711, 'somebody@example.net');
		confirmed(world);
		suppress(world);
		mailed(world, 'ada@example.com', 'Reset password instructions', 60_000);
		const agent = stage.as('agent');
		const card = await check(stage, 'ada ticket:4711');
		await addNote(stage, agent, card, /Added to ticket/);
		const removed = await click(stage, agent, card, 'Remove Suppression');
		await agent.closeModal();
		await addNote(stage, agent, removed, /Added to ticket/);
		expect(notes(stage)).toHaveLength(2);
		expect(notes(stage)[1]?.body).toContain('Removed from the bounce list of mg.gitlab.com by Dana Reyes');
		for (const {body} of notes(stage)) expect(body).not.toMatch(/ada@|example\.com/);
	});

	test('asks for the ticket when the card has none', async ({stage}) => {
		triaged(stage, 4711);
		unconfirmed(stage.world);
		const agent = stage.as('agent');
		const card = await check(stage, 'ada@example.com');
		await openNote(stage, agent, card);
		for (const [typed, words] of [
			['nonsense', 'neither the number nor the URL'],
			['9999', 'knows no ticket 9999'],
		] as const) {
			await agent.submit({Ticket: typed});
			expect(agent.modal()?.errors).toEqual({ticket: expect.stringContaining(words)});
		}
		await agent.submit({Ticket: 'https://brightwater.zendesk.example.com/agent/tickets/4711'});
		await modalSays(stage, agent, /Added to ticket 4711/);
		expect(notes(stage)).toHaveLength(1);
		expect(stage.world.zendesk.requests().filter(({path}) => path.includes('macros'))).toEqual([]);
	});
});

describe('form and fields', () => {
	test('that are wrong are shown first, and set with the note, by one request', async ({stage}) => {
		const {world} = stage;
		const {form: formId, portalForm, problemType, category, subcategory, address} = ids(stage);
		const fields = new Map([
			[category, 'cannot_sign_in'],
			[address, 'eve@example.org'],
		]);
		world.zendesk.addTicket({id: 4711, requester: 'ada@example.com', fields, tags: ['vip']});
		world.zendesk.addTicket({id: 4712, requester: 'eve@example.org', formId: portalForm, fields});
		unconfirmed(world);
		const agent = stage.as('agent');
		const card = await check(stage, 'ada@example.com ticket:4711');
		const says = card.blocks.map(readBlock).join('\n');
		expect(says).toContain('Wrong in ticket 4711: Form (empty), Problem type (empty), Category (cannot_sign_in), Subcategory (empty)');
		expect(says).not.toContain('eve@example.org');
		const shown = await openNote(stage, agent, card);
		expect(shown).toContain('Category: cannot_sign_in, should be cannot_receive_emails');
		expect(shown).toContain('Impacted email address: another address, should be ada@example.com');
		await agent.submit({});
		await modalSays(stage, agent, /Added to ticket/);
		expect(puts(stage)).toHaveLength(1);
		const set = ticket(stage, 4711);
		expect(set?.formId).toBe(formId);
		expect(Object.fromEntries(set?.fields ?? [])).toEqual({
			[problemType]: 'did_not_receive_confirmation_email',
			[category]: 'cannot_receive_emails',
			[subcategory]: 'cannot_get_confirmation_emails',
			[address]: 'ada@example.com',
		});
		expect(set?.tags).toContain('vip');
		expect(set?.tags).not.toContain('cannot_sign_in');
		await agent.closeModal();

		await openNote(stage, agent, card);
		await agent.submit({Ticket: '4712'});
		const second = shows(await form(stage, agent));
		expect(second).toContain('Nothing was written yet. Read what changes in this ticket');
		expect(second).toContain('requester of ticket 4712 has another address');
		expect(second).not.toContain('Form: ');
		expect(notes(stage, 4712)).toEqual([]);
		await agent.submit({});
		await modalSays(stage, agent, /Added to ticket 4712/);
		expect(ticket(stage, 4712)?.formId).toBe(portalForm);
		expect(ticket(stage, 4712)?.fields.get(category)).toBe('cannot_receive_emails');
	});

	test('stay as they are for whoever chooses so', async ({stage}) => {
		stage.world.zendesk.addTicket({id: 4711, requester: 'ada@example.com'});
		unconfirmed(stage.world);
		const agent = stage.as('agent');
		await openNote(stage, agent, await check(stage, 'ada@example.com ticket:4711'));
		await agent.submit({'Form and fields': 'Leave them as they are'});
		await modalSays(stage, agent, /Added to ticket/);
		expect(ticket(stage, 4711)).toMatchObject({formId: null, tags: []});
		expect([...(ticket(stage, 4711)?.fields.values() ?? [])]).toEqual([]);
	});

	test('that changed while somebody read are shown once more', async ({stage}) => {
		triaged(stage, 4711);
		unconfirmed(stage.world);
		const agent = stage.as('agent');
		await openNote(stage, agent, await check(stage, 'ada@example.com ticket:4711'));
		stage.world.zendesk.changeTicket(4711, {formId: null});
		await agent.submit({});
		expect(shows(await form(stage, agent))).toContain('Wrong in ticket 4711');
		expect(puts(stage)).toEqual([]);
	});

	test('that a colleague sets at the same moment stay theirs, and are shown before anything is written', async ({stage}) => {
		const {world} = stage;
		const {address} = ids(stage);
		triaged(stage, 4711);
		world.zendesk.changeTicket(4711, {fields: new Map()});
		unconfirmed(world);
		const agent = stage.as('agent');
		/** A colleague enters an address right before the note is written. */
		const entered = (theirs: string) => {
			const enter = () => world.zendesk.changeTicket(4711, {fields: new Map([[address, theirs]])});
			const onMet = () => void world.clock.moveOn(2000).then(enter);
			world.faults.add({service: 'zendesk', method: 'PUT', fault: 'slow', delayMs: 500, times: 1, onMet});
		};
		expect(await openNote(stage, agent, await check(stage, 'ada@example.com ticket:4711'))).toContain('address: empty');
		entered('colleague@example.com');
		await agent.submit({});
		const shown = await modalSays(stage, agent, /Nothing was written yet\. Read what changes|Added to ticket/);
		expect(shown).toContain('Impacted email address: another address, should be ada@example.com');
		expect([notes(stage), ticket(stage, 4711)?.fields.get(address)]).toEqual([[], 'colleague@example.com']);

		entered('another@example.com');
		await agent.submit({'Form and fields': 'Leave them as they are'});
		await modalSays(stage, agent, /Added to ticket/);
		expect([notes(stage).length, ticket(stage, 4711)?.fields.get(address)]).toEqual([1, 'another@example.com']);
		expect(puts(stage).map(({status}) => status)).toEqual([409, 409, 200]);
	});
});

describe('Add Ticket Note on a suppression card', () => {
	test('holds the entry word for word, before the removal and after it', async ({stage}) => {
		triaged(stage, 4711);
		suppress(stage.world);
		const agent = stage.as('agent');
		const card = await ask(stage, agent, 'ada@example.com ticket:4711');
		const block = card.blocks.map(readBlock).find((text) => text.startsWith('list:')) ?? '';
		expect(block).toContain('5.1.1 No such mailbox');
		await addNote(stage, agent, card, /Added to ticket/);
		await agent.closeModal();
		const after = await click(stage, agent, card, 'Remove Suppression');
		await addNote(stage, agent, after, /Added to ticket/);
		await agent.closeModal();
		await addNote(stage, agent, after, /holds this/);
		const [before, done, ...more] = notes(stage).map(({body}) => body);
		expect(more).toEqual([]);
		for (const note of [before, done]) expect(note).toContain(block);
		expect(before).toContain('bounce list of mg.gitlab.com: an entry');
		expect(done).toContain('Removed from the bounce list of mg.gitlab.com by Dana Reyes');
		expect(done).toContain('No suppression');
	});
});

const faults: readonly (readonly [string, Omit<FaultRule, 'service'>, RegExp, string])[] = [
	['429', {fault: 'rate-limited', method: 'PUT', retryAfter: '1'}, /slow down/, 'Nothing was written'],
	['500', {fault: 'server-error', method: 'PUT'}, /trouble of its own/, 'nobody knows'],
	['a cut before anything was read', {fault: 'down', method: 'PUT'}, /could not be reached/, 'nobody knows'],
	['a ticket that cannot be read', {fault: 'html', method: 'GET', path: /comments/}, /not an answer/, 'Nothing was written'],
	[
		'an answer of another shape, after it took effect',
		{fault: 'wrong-type', method: 'PUT', afterEffect: true},
		/Added to ticket/,
		'one internal note',
	],
];

describe('a Zendesk in trouble', () => {
	test('says what was written and what was not, and never writes twice', async ({stage}) => {
		const {world} = stage;
		triaged(stage, 4711);
		unconfirmed(world);
		const agent = stage.as('agent');
		const card = await check(stage, 'ada@example.com ticket:4711');
		for (const [name, rule, words, fate] of faults) {
			await openNote(stage, agent, card);
			const clear = world.faults.add({service: 'zendesk', ...rule});
			await agent.submit({});
			expect(await modalSays(stage, agent, words), name).toContain(fate);
			clear();
			await agent.closeModal();
			await stage.moveOn(120_000);
		}
		expect(notes(stage)).toHaveLength(1);
		expect(JSON.stringify(world.slack.apiCalls())).not.toContain(world.environment.ZENDESK_CLIENT_SECRET);
	});

	test('two people at the same moment write one note', async ({stage}) => {
		triaged(stage, 4711);
		unconfirmed(stage.world);
		const people = [stage.as('agent'), stage.as('secondAgent')];
		for (const person of people) {
			await openNote(stage, person, await ask(stage, person, 'ada@example.com ticket:4711', '/confirm'));
		}
		stage.world.faults.add({service: 'zendesk', method: 'PUT', fault: 'slow', delayMs: 200, afterEffect: true});
		await Promise.all(people.map((person) => person.submit({})));
		const read = await Promise.all(people.map((person) => modalSays(stage, person, /Added to ticket|Nothing was written a second time/)));
		expect(read.filter((text) => text.includes('Added to ticket'))).toHaveLength(1);
		expect(notes(stage)).toHaveLength(1);
	});

	test('a ticket that is closed, gone or being changed, and credentials that count no more, are explained, with the note for copying', async ({
		stage,
	}) => {
		const {world} = stage;
		triaged(stage, 4711);
		unconfirmed(world);
		const agent = stage.as('agent');
		const card = await check(stage, 'ada@example.com ticket:4711');
		const change = () => world.zendesk.changeTicket(4711, {tags: ['busy']});
		const slowly = {
			service: 'zendesk',
			fault: 'slow',
			delayMs: 1,
			method: 'GET',
			path: /comments/,
			onMet: () => void world.clock.moveOn(2000).then(change),
		} as const;
		const atTheWriting = (onMet: () => void) => world.faults.add({service: 'zendesk', fault: 'slow', delayMs: 1, method: 'PUT', onMet});
		const close = () => void world.zendesk.changeTicket(4711, {status: 'closed'});
		for (const [arrange, words] of [
			[() => world.faults.add({...slowly, times: 4}), /Somebody else was changing the ticket/],
			[() => atTheWriting(world.zendesk.revokeTokens), /does not accept our API key \(401\)/],
			[() => atTheWriting(close), /Zendesk said no \(422\): Status: closed prevents ticket update/],
			[close, /is closed/],
			[() => atTheWriting(() => world.zendesk.removeTicket(4711)), /Zendesk said no \(404\)/],
		] as const) {
			world.zendesk.changeTicket(4711, {status: 'open'});
			await openNote(stage, agent, card);
			arrange();
			await agent.submit({});
			const says = await modalSays(stage, agent, words);
			for (const more of ['Nothing was written', 'Email delivery of ada@example.com']) expect(says).toContain(more);
			await agent.closeModal();
			world.faults.clear('zendesk');
		}
		expect(notes(stage)).toEqual([]);
	});

	test('however often an answer is lost, at most one comment is written for each act', async ({stage}) => {
		const rounds = amount('LOST_NOTES', 4);
		const kinds = ['reset-in-body', 'gateway-timeout', 'truncated', 'server-error'] as const;
		unconfirmed(stage.world);
		for (let round = 0; round < rounds; round += 1) {
			const id = 5000 + round;
			triaged(stage, id);
			// Zendesk counts requests by the minute.
			if (round % 20 === 19) await stage.moveOn(60_000);
			const card = await check(stage, `ada@example.com ticket:${id}`);
			const fault = kinds[round % kinds.length] ?? 'truncated';
			await addAndLose(stage, card, fault, /Added to ticket/);
			await addAndLose(stage, card, fault, /holds this/);
			expect(notes(stage, id), `ticket ${id}`).toHaveLength(1);
		}
	});
});

/** The note is written, and the answer to it is lost. */
async function addAndLose(stage: Stage, card: SlackMessage, fault: FaultRule['fault'], says: RegExp): Promise<void> {
	const agent = stage.as('agent');
	await openNote(stage, agent, card);
	const clear = stage.world.faults.add({service: 'zendesk', method: 'PUT', fault, afterEffect: true, times: 1});
	await agent.submit({});
	await modalSays(stage, agent, says);
	clear();
	await agent.closeModal();
}

withoutZendesk('without a ticket system the note is there for copying', async ({stage}) => {
	unconfirmed(stage.world);
	const agent = stage.as('agent');
	const card = await check(stage, 'ada@example.com ticket:4711');
	await agent.click(card, button);
	const says = await modalSays(stage, agent, /Copy this note/);
	expect(says).toContain('Email delivery of ada@example.com');
	expect(agent.modal()?.view).not.toHaveProperty('submit');
	expect(stage.world.zendesk.requests()).toEqual([]);
});

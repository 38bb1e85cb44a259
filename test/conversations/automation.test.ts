import {describe, expect} from 'vitest';
import {places, sendingDomains, type World} from '../../src/sandbox/world.ts';
import {acting, call, cards, ended, looked, newcomer, open, suggesting, ticketNow, trailOf, written} from '../support/automating.ts';
import {buttonsOf, form, readMessage, type Stage} from '../support/stage.ts';

const {gitlab} = sendingDomains;
const bounced = ({world}: Pick<Stage, 'world'>) => world.mailgun.entries(gitlab, 'bounces').length;
const deletions = (world: World) => world.mailgun.requests().filter(({method}) => method === 'DELETE').length;
const puts = (world: World) => world.zendesk.requests().filter(({method}) => method === 'PUT').length;

/** Newest first, for eyes of this person alone. */
const answerTo = (stage: Stage, who: 'agent' | 'secondAgent' | 'guest' | 'manager', words: RegExp) =>
	stage.world.slack.until(() =>
		stage
			.as(who)
			.messages(places.support)
			.findLast((message) => message.ephemeralFor !== undefined && words.test(readMessage(message))),
	);

describe('suggest', () => {
	suggesting('posts one masked card and one internal note, and its buttons answer the agent who presses them', async ({stage}) => {
		const {world} = stage;
		newcomer(world, {bounced: true});
		open(world);
		const says = await looked(stage);
		for (const words of ['Ticket 4711 is about mail that did not arrive', 'a•••@example.com', 'verdict: suppressed-bounce']) {
			expect(says).toContain(words);
		}
		const [card] = cards(stage);
		expect(JSON.stringify(cards(stage))).not.toContain('ada@example.com');
		const [note, ...more] = written(stage);
		expect(note).toMatch(/^internal: Email delivery of ada@example\.com[\s\S]*Verdict: suppressed-bounce[\s\S]*5\.1\.1 No such mailbox/);
		expect([more, bounced(stage), ticketNow(stage).status]).toEqual([[], 1, 'open']);
		expect(await trailOf(stage)).toEqual(['redeliver automation-begun 4711', 'redeliver automation-ended 4711 suggested']);
		if (card === undefined) throw new Error('no card');
		expect(buttonsOf(card)).toEqual(['Remove Suppression', 'Resend Confirmation', 'Draft Reply', 'Open Card', 'Add Ticket Note']);

		await stage.as('guest').click(card, 'Remove Suppression', {confirm: true});
		await answerTo(stage, 'guest', /serves full, active members/);
		expect(bounced(stage)).toBe(1);

		const milo = stage.as('secondAgent');
		await milo.click(card, 'Open Card');
		expect(readMessage(await answerTo(stage, 'secondAgent', /verdict:/))).toContain('ada@example.com');
		await milo.click(card, 'Draft Reply');
		expect(JSON.stringify((await form(stage, milo)).blocks)).toContain('new confirmation email');
		await milo.closeModal();
		await milo.click(card, 'Remove Suppression', {confirm: true});
		expect(readMessage(await answerTo(stage, 'secondAgent', /Removed by <@U0MILO>/))).toContain('ticket 4711');
		expect(bounced(stage)).toBe(0);
		// What everybody reads stays as it was.
		expect(readMessage(cards(stage)[0])).toBe(says);
	});

	suggesting('tells the same findings once, also when its own note sets off the trigger again', async ({stage}) => {
		newcomer(stage.world);
		open(stage.world);
		expect(await looked(stage)).toContain('verdict: not-sent');
		await stage.moveOn(2000);
		expect(await looked(stage)).toBe('');
		stage.world.zendesk.reply(4711, 'Any news?');
		expect(await looked(stage)).toBe('');
		expect(written(stage).filter((comment) => comment.startsWith('internal'))).toHaveLength(1);
		expect((await trailOf(stage)).filter((line) => line.includes('unchanged'))).toHaveLength(2);
	});

	suggesting(
		'leaves alone what is no open ticket about missing mail, in the trail alone; the address may be the requester’s',
		async ({stage}) => {
			const {world} = stage;
			open(world, {fields: new Map()}, 1);
			open(world, {status: 'solved'}, 2);
			open(world, {status: 'pending'}, 3);
			open(world, {requester: null, fields: withoutAddress(world)}, 4);
			open(world, {}, 5);
			await call(stage, 5);
			world.zendesk.removeTicket(5);
			for (const id of [1, 2, 3, 4]) await call(stage, id);
			await ended(stage);
			expect(cards(stage)).toEqual([]);
			expect(puts(world)).toBe(0);
			newcomer(world);
			open(world, {fields: withoutAddress(world)}, 6);
			expect(await looked(stage, 6)).toContain('a•••@example.com');
			expect(written(stage, 6)[0]).toContain('Email delivery of ada@example.com');
			const left = (await trailOf(stage))
				.filter((line) => line.includes('left-alone'))
				.map((line) => line.replace('redeliver automation-left-alone ', ''));
			expect(left.toSorted()).toEqual(expect.arrayContaining(['1 other-kind', '2 not-open', '3 not-open', '4 no-address']));
		},
	);
});

describe('act', () => {
	acting('removes the bounce of the requester’s own address, notes it, answers, and sets the ticket to solved', async ({stage}) => {
		const {world} = stage;
		newcomer(world, {bounced: true});
		open(world);
		const says = await looked(stage);
		expect(says).toContain('I removed what blocked the mail, answered the customer, and set ticket 4711 to solved.');
		expect(says).toMatch(/Removed by redeliver/);
		expect([bounced(stage), ticketNow(stage).status]).toEqual([0, 'solved']);
		const [note, answer, ...more] = written(stage);
		expect(note).toMatch(/^internal: [\s\S]*Removed from the bounce list of mg\.gitlab\.com by redeliver[\s\S]*5\.1\.1 No such mailbox/);
		expect(answer).toMatch(/^public: Hello,[\s\S]*We have just removed it[\s\S]*new confirmation email/);
		expect(more).toEqual([]);
		const order = await acts(stage);
		expect(order.filter((act) => /removal-intended|suppression-removed|comment|automation/.test(act))).toEqual([
			'automation-begun',
			'suppression-removal-intended',
			'suppression-removed',
			'ticket-comment-intended',
			'ticket-comment-written',
			'ticket-comment-intended',
			'ticket-comment-written',
			'automation-ended',
		]);
		const [card] = cards(stage);
		if (card === undefined) throw new Error('no card');
		await stage.as('agent').click(card, 'Undo Removal', {confirm: true});
		await answerTo(stage, 'agent', /Put back by <@U0DANA>/);
		expect(bounced(stage)).toBe(1);
	});

	acting('answers once in a ticket where nothing blocks, sets it to pending, and leaves what follows to people', async ({stage}) => {
		newcomer(stage.world);
		open(stage.world);
		expect(await looked(stage)).toContain('I answered the customer, and set ticket 4711 to pending.');
		expect(ticketNow(stage).status).toBe('pending');
		expect(written(stage).map((comment) => comment.split(':')[0])).toEqual(['internal', 'public']);
		await stage.moveOn(5000);
		stage.world.zendesk.reply(4711, 'I am out of the office.');
		newcomer(stage.world, {bounced: true});
		const says = await looked(stage);
		expect(says).toContain('I answered in this ticket before, and the customer wrote again.');
		expect(written(stage).filter((comment) => comment.startsWith('public'))).toHaveLength(2);
		expect([ticketNow(stage).status, bounced(stage)]).toEqual(['open', 1]);
	});

	acting('leaves a complaint, another requester, and a step for people to people, and the tickets open', async ({stage}) => {
		const {world} = stage;
		newcomer(world, {bounced: true});
		open(world, {requester: 'ADA@example.com.example.net'}, 1);
		expect(await looked(stage, 1)).toMatch(
			/Ticket 1 needs you\. The requester of the ticket has another address[\s\S]*Nothing is removed or answered/,
		);
		world.mailgun.addComplaint(gitlab, {address: 'ada@example.com'});
		open(world, {}, 2);
		expect(await looked(stage, 2)).toMatch(/only at the recipient’s own request/);
		for (const id of [1, 2]) {
			expect(ticketNow(stage, id).status).toBe('open');
			expect(written(stage, id).map((comment) => comment.split(':')[0])).toEqual(['internal']);
		}
		expect(deletions(world)).toBe(0);
	});

	acting(
		'begins nothing while GitLab is silent, stops where Zendesk fails, and answers once when only its word was lost',
		async ({stage}) => {
			const {world} = stage;
			newcomer(world, {bounced: true});
			open(world, {}, 3);
			const wake = world.faults.add({service: 'gitlab', fault: 'down'});
			const why = await looked(stage, 3);
			expect(why).toContain('Not every source answered, so there is no verdict.');
			expect(why).toContain('Not answered: GitLab');
			expect([bounced(stage), ticketNow(stage, 3).status, written(stage, 3)]).toEqual([1, 'open', []]);
			wake();
			open(world, {}, 1);
			const mend = world.faults.add({service: 'zendesk', method: 'PUT', fault: 'down'});
			const says = await looked(stage, 1);
			expect(says).toMatch(/The internal note could not be added\. What blocked the mail is removed; nothing else is changed\./);
			expect([bounced(stage), ticketNow(stage, 1).status, written(stage, 1)]).toEqual([0, 'open', []]);
			mend();
			open(world, {}, 2);
			world.faults.add({service: 'zendesk', method: 'PUT', fault: 'slow', delayMs: 0, times: 1});
			world.faults.add({service: 'zendesk', method: 'PUT', fault: 'reset-in-body', afterEffect: true, times: 1});
			expect(await looked(stage, 2)).toContain('I answered the customer');
			expect(written(stage, 2).filter((comment) => comment.startsWith('public'))).toHaveLength(1);
			expect(puts(world)).toBe(2);
		},
	);

	acting('does not answer a ticket that somebody took up meanwhile', async ({stage}) => {
		const {world} = stage;
		newcomer(world);
		open(world);
		world.faults.add({
			service: 'zendesk',
			method: 'PUT',
			fault: 'slow',
			delayMs: 0,
			times: 1,
			afterEffect: true,
			onMet: () => void world.zendesk.changeTicket(4711, {status: 'hold'}),
		});
		expect(await looked(stage)).toContain('Somebody changed the ticket while I looked.');
		expect(written(stage).filter((comment) => comment.startsWith('public'))).toEqual([]);
	});
});

async function acts({bot}: Pick<Stage, 'bot'>): Promise<readonly string[]> {
	return (await bot.database.db.selectFrom('audit_entry').select('act').orderBy('seq').execute()).map(({act}) => act);
}

function withoutAddress({environment}: World): ReadonlyMap<number, string> {
	return new Map([
		[Number(environment.ZENDESK_PROBLEM_TYPE_FIELD), 'did_not_receive_confirmation_email'],
		[Number(environment.ZENDESK_CATEGORY_FIELD), 'cannot_receive_emails'],
		[Number(environment.ZENDESK_SUBCATEGORY_FIELD), 'cannot_get_confirmation_emails'],
	]);
}

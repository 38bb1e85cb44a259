import {sql} from 'kysely';
import {describe, expect} from 'vitest';
import {sendingDomains} from '../../src/sandbox/world.ts';
import {acting, cards, ended, looked, newcomer, number, open, ticketNow, trailOf, written} from '../support/automating.ts';
import {readMessage, type Stage} from '../support/stage.ts';

const bounced = ({world}: Pick<Stage, 'world'>) => world.mailgun.entries(sendingDomains.gitlab, 'bounces').length;
const publicly = (stage: Pick<Stage, 'world'>) => written(stage).filter((comment) => comment.startsWith('public'));
const puts = ({world}: Pick<Stage, 'world'>) =>
	world.zendesk
		.requests()
		.filter(({method}) => method === 'PUT')
		.map(({status}) => status);
const changed = 'Somebody changed the ticket while I looked.';

/** As after a crash: the look is gone on with, by whatever process. */
async function resume(stage: Pick<Stage, 'bot'>): Promise<void> {
	await sql`update automation_run set state = 'begun', lease_until = now() - interval '1 hour', next_at = present()`.execute(
		stage.bot.database.db,
	);
	await ended(stage);
}

describe('a ticket that changes hands, or that an agent takes up, gets no answer', () => {
	acting('when it happens right before the answer is written; reopened, it gets one', async ({stage}) => {
		const {world} = stage;
		newcomer(world);
		open(world);
		const takenUp = () => world.zendesk.changeTicket(number, {requester: 'eve@example.net', status: 'hold'});
		// The first is the internal note.
		world.faults.add({service: 'zendesk', method: 'PUT', fault: 'slow', delayMs: 0, times: 1});
		world.faults.add({
			service: 'zendesk',
			method: 'PUT',
			fault: 'slow',
			delayMs: 500,
			times: 1,
			onMet: () => void world.clock.moveOn(2000).then(takenUp),
		});
		expect(await looked(stage)).toContain(`${changed} Nothing is removed or answered.`);
		expect([publicly(stage), ticketNow(stage).status, puts(stage)]).toEqual([[], 'hold', [200, 409]]);
		expect((await trailOf(stage)).at(-1)).toBe('redeliver automation-ended 4711 ticket-changed');

		await stage.moveOn(2000);
		world.zendesk.changeTicket(number, {requester: 'ada@example.com', status: 'open'});
		expect(await looked(stage)).toContain('I answered the customer');
		expect([publicly(stage).length, ticketNow(stage).status]).toEqual([1, 'pending']);
	});

	acting('when it happens while the ticket is read for the answer', async ({stage}) => {
		const {world} = stage;
		newcomer(world);
		open(world);
		const changesHands = () => void world.zendesk.changeTicket(number, {requester: 'eve@example.net'});
		const comments = {service: 'zendesk', method: 'GET', path: /comments/, fault: 'slow', delayMs: 0, times: 1} as const;
		// Looked through for the note, and then for the answer.
		world.faults.add(comments);
		world.faults.add({...comments, onMet: changesHands});
		world.faults.add({service: 'zendesk', method: 'GET', path: /tickets\/4711\.json/, fault: 'slow', delayMs: 300});
		expect(await looked(stage)).toContain(changed);
		expect([publicly(stage), ticketNow(stage).status, puts(stage)]).toEqual([[], 'open', [200]]);
	});

	acting('when it happened between the intent to answer and a crash; our own answer is no such change', async ({stage}) => {
		const {world, bot} = stage;
		newcomer(world);
		open(world);
		await sql`insert into automation_run (id, delivery, ticket, state, stamp, answering, begun_at, next_at, received_at)
			values ('look', 'before', '4711', 'begun', 'before', true, present(), present() + interval '1 day', present())`.execute(
			bot.database.db,
		);
		world.zendesk.changeTicket(number, {status: 'solved'});
		await resume(stage);
		expect([publicly(stage), ticketNow(stage).status]).toEqual([[], 'solved']);
		expect(cards(stage).map(readMessage).at(-1)).toContain(changed);

		await stage.moveOn(2000);
		world.zendesk.changeTicket(number, {status: 'open'});
		await resume(stage);
		expect(ticketNow(stage).status).toBe('pending');
		await resume(stage);
		expect([publicly(stage).length, ticketNow(stage).status]).toEqual([1, 'pending']);
		expect(cards(stage).map(readMessage).at(-1)).toContain('I answered the customer');
	});
});

acting('a ticket that changed hands during the look leaves what blocks the mail on the list', async ({stage}) => {
	const {world} = stage;
	newcomer(world, {bounced: true});
	open(world);
	const solved = () => void world.zendesk.changeTicket(number, {requester: 'eve@example.net', status: 'solved'});
	world.faults.add({service: 'mailgun', path: /bounces/, fault: 'slow', delayMs: 10, times: 1, onMet: solved});
	expect(await looked(stage)).toContain(`${changed} Nothing is removed or answered.`);
	expect([bounced(stage), written(stage), ticketNow(stage).status]).toEqual([1, [], 'solved']);
});

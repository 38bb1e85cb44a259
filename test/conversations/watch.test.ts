import {sql} from 'kysely';
import {describe, expect} from 'vitest';
import type {SlackActor, SlackMessage} from '../../src/sandbox/slack/types.ts';
import {approve, makeRequest, modalSays, owner, sendCode, target, threadOf} from '../support/resending.ts';
import {ask, buttonsOf, click, form, readMessage, type Stage, test} from '../support/stage.ts';
import {confirmation, gitlab, mail, minute, removed, reset, tells, told, unfinishedWatches} from '../support/watching.ts';

function newcomer({world}: Pick<Stage, 'world'>, confirmedAt?: Date) {
	const createdAt = new Date(world.clock.now().getTime() - 60 * minute);
	world.gitlab.addUser({username: 'ada', email: owner, createdAt, ...(confirmedAt === undefined ? {} : {confirmedAt})});
}

async function endsOf({bot}: Pick<Stage, 'bot'>) {
	const {rows} = await sql<{state: string; subject: string | null; ticket: string | null}>`select after->>'state' as state, subject, ticket
		from audit_entry where act = 'delivery-seen' order by seq`.execute(bot.database.db);
	return rows;
}

function logCalls({world}: Pick<Stage, 'world'>): number {
	return world.mailgun.requests().filter(({path}) => path.endsWith('/analytics/logs')).length;
}

async function checked(stage: Stage, words: string): Promise<SlackMessage> {
	return ask(stage, stage.as('agent'), words, '/confirm');
}

function answers({world}: Pick<Stage, 'world'>, actor: SlackActor, words: RegExp): Promise<SlackMessage> {
	return world.slack.until(
		() =>
			world.slack
				.channels()
				.flatMap(({id}) => actor.messages(id))
				.find((message) => message.ephemeralFor !== undefined && words.test(readMessage(message))),
		10_000,
	);
}

describe('after a removal', () => {
	const full = {kind: 'reject', code: 552, enhancedCode: '5.2.2', text: 'Mailbox of <ada@example.com> is over its quota'} as const;

	test('each end is told in its own words and with its next step, in one direct message that is edited in place', {
		timeout: 40_000,
	}, async ({stage}) => {
		const {mailgun} = stage.world;
		const people = ['taken', 'full', 'again', 'later', 'never'].map((name) => `${name}@example.com`);
		const [taken = '', overQuota = '', again = '', later = '', never = ''] = people;
		for (const address of people) await removed(stage, address);
		const opened = await Promise.all(people.map((address) => tells(stage, /I watch the log for the next mail/, address)));
		expect(buttonsOf(opened[0])).toEqual(['Resend Confirmation', 'Check Again']);
		mailgun.setRecipient(overQuota, full);
		mailgun.setRecipient(later, {kind: 'defer', code: 451, text: 'Greylisted'});
		mailgun.addComplaint(gitlab, {address: again});
		for (const address of [taken, overQuota, again, later]) mail(stage, address);
		await stage.moveOn(10_000);
		expect(readMessage(await tells(stage, /Delivered: /, taken))).toContain('spam folder');
		const failed = await tells(stage, /Failed: /, overQuota);
		expect(readMessage(failed)).toContain('The mailbox was full');
		expect(readMessage(failed)).toContain('552 5.2.2');
		expect(readMessage(await tells(stage, /Dropped: /, again))).toContain(`complaint list of ${gitlab}`);
		expect(readMessage(await tells(stage, /Delayed: /, later))).toContain('tries again by itself');
		await stage.moveOn(61 * minute);
		expect(readMessage(await tells(stage, /No news: within 60 minutes/, never))).toContain('Was it sent at all?');
		const unfinished = await tells(stage, /No end yet: /, later);
		expect(
			told(stage)
				.map(({ts}) => ts)
				.toSorted(),
		).toEqual(opened.map(({ts}) => ts).toSorted());
		const labels = await Promise.all([taken, overQuota, again, never].map(async (address) => buttonsOf(await tells(stage, /./, address))));
		expect([...labels, buttonsOf(unfinished)]).toEqual([
			['Draft Reply', 'Add Ticket Note'],
			['Draft Reply', 'Check Again', 'Add Ticket Note'],
			['Check Again', 'Add Ticket Note'],
			['Check Again', 'Add Ticket Note'],
			['Draft Reply', 'Check Again', 'Add Ticket Note'],
		]);
		const ends = await endsOf(stage);
		expect(ends.map(({state}) => state).sort()).toEqual(['delivered', 'dropped', 'failed', 'silent', 'unfinished']);
		expect(ends.every(({subject, ticket}) => subject !== null && ticket === '4711')).toBe(true);
		await expect.poll(() => unfinishedWatches(stage)).toEqual([]);
	});

	test('an undo ends it: the message says so, and later mail is not followed', async ({stage}) => {
		const card = await removed(stage);
		await tells(stage, /I watch the log/);
		await click(stage, stage.as('agent'), card, 'Undo Removal');
		expect(buttonsOf(await tells(stage, /Stopped: the entry was put back/))).toEqual([]);
		expect((await endsOf(stage)).map(({state}) => state)).toEqual(['stopped']);
		const calls = logCalls(stage);
		mail(stage);
		await stage.moveOn(30 * minute);
		await removed(stage, 'eve@example.com');
		await tells(stage, /I watch the log/, 'eve@example.com');
		expect(logCalls(stage)).toBe(calls);
	});

	test('two entries of one sending domain are one watch, and the button is back when it has ended', async ({stage}) => {
		const {mailgun} = stage.world;
		const agent = stage.as('agent');
		mailgun.addBounce(gitlab, {address: owner});
		mailgun.addUnsubscribe(gitlab, {address: owner, tags: ['*']});
		const first = await click(stage, agent, await ask(stage, agent, owner), 'Remove Suppression');
		await agent.click(first, 'Remove Suppression');
		await modalSays(stage, agent, /wish of the recipient/);
		await agent.submit({'Request of the recipient': 'They ask for our mail again', Ticket: '4711'});
		await expect.poll(() => mailgun.entries(gitlab, 'unsubscribes').length).toBe(0);
		await tells(stage, /I watch the log/);
		mail(stage);
		await stage.moveOn(10_000);
		await tells(stage, /Delivered: /);
		expect(told(stage)).toHaveLength(1);
		const card = await ask(stage, agent, owner);
		expect(buttonsOf(card)).toEqual([
			'Resend Confirmation',
			'Undo Removal',
			'Watch Delivery',
			'Undo Removal',
			'Watch Delivery',
			'Add Ticket Note',
			'Share to Channel',
		]);
		await agent.click(card, 'Watch Delivery');
		await answers(stage, agent, /I watch the log for 60 minutes/);
		await agent.click(card, 'Watch Delivery', {nth: 1});
		await answers(stage, agent, /watched already/);
		await stage.world.slack.until(() => told(stage).length === 2);
	});

	test('its buttons answer beside it: the message of the watch stays', async ({stage}) => {
		newcomer(stage);
		await removed(stage);
		const agent = stage.as('agent');
		const watch = await tells(stage, /I watch the log/);
		await agent.click(watch, 'Resend Confirmation');
		expect(buttonsOf(await answers(stage, agent, /paste this address/))[0]).toBe('Open Confirmation Form');
		stage.world.mailgun.addBounce(gitlab, {address: owner});
		mail(stage);
		await stage.moveOn(10_000);
		const dropped = await tells(stage, /Dropped: /);
		await agent.click(dropped, 'Check Again');
		expect(buttonsOf(await answers(stage, agent, /verdict: suppressed-bounce/))).toContain('Remove Suppression');
		expect(told(stage).map(readMessage)).toEqual([readMessage(dropped)]);
	});
});

describe('after a form', () => {
	test('opening the confirmation form watches for a confirmation, once', async ({stage}) => {
		newcomer(stage);
		const agent = stage.as('agent');
		const card = await click(stage, agent, await checked(stage, owner), 'Resend Confirmation');
		for (let press = 0; press < 2; press += 1) expect((await agent.click(card, 'Open Confirmation Form')).failure).toBeUndefined();
		await tells(stage, /I watch the log for the confirmation mail/);
		expect(buttonsOf(await checked(stage, owner))).not.toContain('Watch Delivery');
		await agent.click(card, 'Watch Delivery');
		await answers(stage, agent, /watched already/);
		mail(stage, owner, 'Welcome');
		stage.world.mailgun.setLogLag(5 * minute);
		mail(stage);
		await stage.moveOn(8 * minute);
		expect(readMessage(await tells(stage, /Delivered: /))).toContain(confirmation);
		expect(told(stage)).toHaveLength(1);
	});

	test('a reset that was sent is followed to the undisclosed address, which nobody reads anywhere', async ({stage}) => {
		const {slack, clock} = stage.world;
		newcomer(stage, clock.now());
		const agent = stage.as('agent');
		const steps = await click(stage, agent, await checked(stage, 'ada mail:confirmation'), 'Send Password Reset');
		mail(stage, owner, reset);
		await click(stage, agent, steps, 'I Have Sent It');
		await stage.moveOn(10_000);
		const delivered = await tells(stage, /Delivered: /, '•••');
		expect(readMessage(delivered)).toContain('the primary address of @ada');
		await agent.click(delivered, 'Draft Reply');
		expect(JSON.stringify(await form(stage, agent))).toMatch(/we cannot tell which address.*took it on \d/);
		expect(JSON.stringify([slack.apiCalls(), slack.responseUrlUses(), agent.modal()])).not.toMatch(/example\.com/);
		expect(await endsOf(stage)).toEqual([{state: 'delivered', subject: null, ticket: null}]);
	});
});

describe('by hand', () => {
	test('a mail that is under way is followed to its end', async ({stage}) => {
		newcomer(stage);
		const {mailgun} = stage.world;
		mailgun.setRecipient(owner, {kind: 'defer', code: 451, text: 'Greylisted'});
		mail(stage);
		await stage.moveOn(5 * minute);
		const agent = stage.as('agent');
		const card = await checked(stage, `${owner} ticket:4711`);
		for (const words of [/I watch the log for 60 minutes/, /watched already/]) {
			await agent.click(card, 'Watch Delivery');
			await answers(stage, agent, words);
		}
		await tells(stage, /Delayed: /);
		mailgun.setRecipient(owner, {kind: 'accept'});
		await stage.moveOn(10 * minute);
		await tells(stage, /Delivered: /);
		expect(told(stage)).toHaveLength(1);
	});

	test('a log that does not answer is no silence', async ({stage}) => {
		newcomer(stage);
		const agent = stage.as('agent');
		await agent.click(await checked(stage, owner), 'Watch Delivery');
		await tells(stage, /I watch the log/);
		stage.world.faults.add({service: 'mailgun', path: /analytics\/logs/, fault: 'server-error'});
		await stage.moveOn(61 * minute);
		expect(readMessage(await tells(stage, /Not known: /))).not.toContain('No news');
	});
});

describe('in the thread of a request', () => {
	test('addresses are masked, and the buttons are the requester’s', async ({stage}) => {
		sendCode(stage);
		stage.world.mailgun.setRecipient(target, {kind: 'reject', code: 550, text: `No mailbox ${target} here`});
		const card = await makeRequest(stage, stage.as('agent'));
		await approve(stage, stage.as('manager'), card);
		const failed = await stage.world.slack.until(
			() => stage.world.slack.allMessages(card.channel).find((message) => readMessage(message).startsWith('Failed: ')),
			12_000,
		);
		expect(failed.threadTs).toBe(card.threadTs);
		expect(readMessage(failed)).toContain('a•••@example.net');
		expect(threadOf(stage, card).join('\n')).not.toContain(target);
		expect(told(stage)).toEqual([]);
		await stage.as('manager').closeModal();
		await stage.as('manager').click(failed, 'Draft Reply');
		await modalSays(stage, stage.as('manager'), /somebody else’s/);
		await stage.as('agent').click(failed, 'Draft Reply');
		expect(JSON.stringify(await form(stage, stage.as('agent')))).toContain(`Our email with the verification code to ${target} was refused`);
	});
});

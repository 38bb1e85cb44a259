import {describe, expect} from 'vitest';
import {places} from '../../src/sandbox/world.ts';
import {check, confirmation, hour, mailed, suppress, unconfirmed} from '../support/confirming.ts';
import {ask, buttonsOf, channel, click, form, readMessage, type Stage, test} from '../support/stage.ts';

const forEverybody = ({world}: Pick<Stage, 'world'>, where: string = channel) =>
	world.slack.allMessages(where).filter(({ephemeralFor, user}) => ephemeralFor === undefined && user === world.slack.botUserId);

const share = 'Share to Channel';

describe('a card is shared with its channel', () => {
	test('a diagnosis masked, without buttons, with the name of whoever did it', async ({stage}) => {
		unconfirmed(stage.world);
		suppress(stage.world);
		mailed(stage.world, 'ada@example.com', `${confirmation} | for ada@example.com`, hour);
		mailed(stage.world, 'ada@example.com', 'A secret project was renamed', hour);
		const card = await check(stage, 'ada@example.com');
		expect(JSON.stringify(card.blocks)).toContain('#support');
		const after = await click(stage, stage.as('agent'), card, share);
		expect(readMessage(after)).toContain('Shared with this channel');
		const [shared, ...more] = forEverybody(stage);
		expect(more).toEqual([]);
		const text = readMessage(shared);
		expect(text).toContain('a•••@example.com');
		expect(text).toContain(`Shared by <@${stage.as('agent').person.id}>`);
		expect(text).toContain('verdict: suppressed-bounce');
		expect(JSON.stringify(shared)).not.toMatch(/ada@|secret project|No such mailbox/);
		expect(buttonsOf(shared)).toEqual([]);
	});

	test('the entries of an address, without what servers wrote', async ({stage}) => {
		stage.world.mailgun.addBounce('mg.gitlab.com', {address: 'ada@example.com', code: '550', error: '5.1.1 <ada@example.com> unknown'});
		stage.world.mailgun.allow('mg.gitlab.com', {value: 'ada@example.com', type: 'address', reason: 'a friend of ada@example.com'});
		stage.world.faults.add({service: 'mailgun', path: /complaints/, fault: 'html'});
		const after = await click(stage, stage.as('agent'), await ask(stage, stage.as('agent'), 'ada@example.com'), share);
		expect(readMessage(after)).toContain('Shared with this channel');
		const [shared] = forEverybody(stage);
		const text = readMessage(shared);
		expect(text).toContain('a•••@example.com');
		expect(text).toContain('On the bounce list of mg.gitlab.com');
		expect(text).toContain('mailbox-unknown');
		expect(text).toContain('Not answered: complaint list of mg.gitlab.com');
		expect(JSON.stringify(shared)).not.toContain('ada@');
		expect(buttonsOf(shared)).toEqual([]);
		expect(readMessage(await ask(stage, stage.as('agent'), 'history ada@example.com'))).toContain('shared the card with a channel');
	});

	test('a card that was asked for by a form, too', async ({stage}) => {
		const agent = stage.as('agent');
		await agent.command(channel, '/suppression', '');
		await form(stage, agent);
		await agent.submit({'Address or domain': 'ada@example.com'});
		const card = await stage.world.slack.until(() => agent.messages(channel).find((message) => buttonsOf(message).includes(share)));
		await click(stage, agent, card, share);
		expect(readMessage(forEverybody(stage)[0])).toContain('No suppression a•••@example.com');
	});

	test('asks first', async ({stage}) => {
		const card = await check(stage, 'ada');
		await expect(stage.as('agent').click(card, share)).rejects.toThrow(/confirm/);
		expect(forEverybody(stage)).toEqual([]);
	});
});

describe('nothing is shared', () => {
	test('once people of another organisation came into the channel', async ({stage}) => {
		const card = await check(stage, 'ada@example.com');
		const {slack} = stage.world;
		const known = slack.channels().find(({id}) => id === channel);
		if (known === undefined) throw new Error('there is no such channel');
		slack.addChannel({...known, isExtShared: true});
		await stage.moveOn(61_000);
		await stage.as('agent').click(card, share, {confirm: true});
		await slack.until(() =>
			stage
				.as('agent')
				.messages(channel)
				.some((message) => readMessage(message).includes('another organisation')),
		);
		expect(forEverybody(stage)).toEqual([]);
	});

	test('in a private channel that the bot does not see: it asks to be invited', async ({stage}) => {
		const {slack} = stage.world;
		const agent = stage.as('agent');
		slack.addChannel({id: 'C0CLOSED', name: 'closed', kind: 'private', members: [agent.person.id]});
		await agent.command('C0CLOSED', '/suppression', 'ada@example.com');
		const card = await slack.until(() => agent.messages('C0CLOSED').find((message) => buttonsOf(message).includes(share)));
		expect(JSON.stringify(card.blocks)).toContain('this private channel');
		await agent.click(card, share, {confirm: true});
		await slack.until(() => agent.messages('C0CLOSED').some((message) => readMessage(message).includes('invite me with /invite')));
		expect(forEverybody(stage, 'C0CLOSED')).toEqual([]);
	});

	test('in a direct message: there is no button', async ({stage}) => {
		const agent = stage.as('agent');
		await agent.globalShortcut('check_email_delivery');
		await form(stage, agent);
		await agent.submit({'Address or username': 'ada@example.com'});
		const direct = () => stage.world.slack.channels().filter(({kind, members}) => kind === 'im' && members.includes(agent.person.id));
		const card = await stage.world.slack.until(() =>
			direct()
				.flatMap(({id}) => agent.messages(id))
				.find((message) => readMessage(message).includes('verdict:')),
		);
		expect(buttonsOf(card)).not.toContain(share);
		expect(forEverybody(stage, places.support)).toEqual([]);
	});
});

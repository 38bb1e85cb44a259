import {describe, expect} from 'vitest';
import type {SlackActor} from '../../src/sandbox/slack/types.ts';
import {places} from '../../src/sandbox/world.ts';
import {shortcuts} from '../../src/slack/ids.ts';
import {unconfirmed, verdictOf} from '../support/confirming.ts';
import {channel, form, readMessage, type Stage, test} from '../support/stage.ts';

const {check, checkMessage} = shortcuts;

const said = (stage: Stage, text: string, where: string = channel) => stage.as('agent').say(where, text);

/** All of the open modal. */
const shown = (actor: SlackActor) => JSON.stringify(actor.modal()?.view ?? '');

const answer = (stage: Stage) =>
	stage.world.slack.until(() =>
		stage
			.as('agent')
			.messages(channel)
			.find((message) => verdictOf(readMessage(message)) !== undefined),
	);

describe('the message shortcut', () => {
	test('looks up the one address of the message, and answers beside it, for one person only', async ({stage}) => {
		unconfirmed(stage.world);
		const agent = stage.as('agent');
		await agent.messageShortcut(checkMessage.id, said(stage, 'Help: <mailto:ada@example.com|ada@example.com> gets nothing'));
		const card = await answer(stage);
		expect(readMessage(card)).toContain('ada@example.com');
		expect(card.ephemeralFor).toBe(agent.person.id);
		await stage.world.slack.until(() => shown(agent).includes('stands in the conversation'));
	});

	test('asks which, when there are several', async ({stage}) => {
		const agent = stage.as('agent');
		await agent.messageShortcut(checkMessage.id, said(stage, 'ada@example.com or eve@example.org?'));
		const view = await form(stage, agent);
		expect([view.title.text, view.submit?.text]).toEqual(['Choose address', 'Check']);
		expect(stage.world.gitlab.requests()).toEqual([]);
		await agent.submit({Address: 'eve@example.org'});
		expect(readMessage(await answer(stage))).toContain('eve@example.org');
		expect(readMessage(await answer(stage))).not.toContain('ada@example.com');
	});

	test('says that there is none, and offers the form; its answer stands beside the message', async ({stage}) => {
		const agent = stage.as('agent');
		await agent.messageShortcut(checkMessage.id, said(stage, 'nothing arrives, says <@U0SAM>'));
		const view = await form(stage, agent);
		expect(JSON.stringify(view)).toContain('I found no address in this message');
		await agent.submit({'Address or username': 'ada@example.com'});
		expect((await answer(stage)).ephemeralFor).toBe(agent.person.id);
	});

	test('refuses in the modal whoever may not, and channels of others', async ({stage}) => {
		const guest = stage.as('guest');
		const message = said(stage, 'ada@example.com');
		await guest.messageShortcut(checkMessage.id, message);
		await stage.world.slack.until(() => shown(guest).includes('Nothing was done'));
		const agent = stage.as('agent');
		await agent.messageShortcut(checkMessage.id, said(stage, 'ada@example.com', places.partners));
		await stage.world.slack.until(() => shown(agent).includes('People of another organisation'));
		expect([...stage.world.gitlab.requests(), ...stage.world.mailgun.requests()]).toEqual([]);
	});
});

test('the global shortcut opens the form, which is answered in the direct message', async ({stage}) => {
	const agent = stage.as('agent');
	await agent.globalShortcut(check.id);
	await form(stage, agent);
	await agent.submit({'Address or username': 'ada@example.com'});
	const direct = await stage.world.slack.until(() =>
		stage.world.slack
			.channels()
			.filter(({kind}) => kind === 'im')
			.flatMap(({id}) => agent.messages(id))
			.find((message) => verdictOf(readMessage(message)) !== undefined),
	);
	expect(readMessage(direct)).toContain('ada@example.com');
	expect(agent.messages(channel)).toEqual([]);
});

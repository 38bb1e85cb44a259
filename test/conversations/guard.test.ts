import {afterEach, describe, expect, test, vi} from 'vitest';
import type {Deed} from '../../src/model/person.ts';
import type {SlackActor, SlackPerson} from '../../src/sandbox/slack/types.ts';
import {cast, groups, places, teamId} from '../../src/sandbox/world.ts';
import {actions, commands, modals} from '../../src/slack/ids.ts';
import {ask, channel, openStage, readBlock, readMessage} from '../support/stage.ts';

const gitlab = 'mg.gitlab.com';
const id = 'U0TESTED';
const room = 'C0EVERYBODY';
const grid = (teams: readonly string[]) => ({teamId: 'E0GRID', enterpriseUser: {enterpriseId: 'E0GRID', teams}});

type Role = 'agent' | 'manager' | 'nobody';

interface Kind {
	readonly kind: string;
	readonly role: Role;
	readonly person?: Partial<SlackPerson>;
	readonly in?: readonly (keyof typeof groups)[];
	/** In `SLACK_AGENTS`. */
	readonly listed?: boolean;
	readonly environment?: Readonly<Record<string, string>>;
	readonly trouble?: RegExp;
}

const kinds: readonly Kind[] = [
	{kind: 'an agent of the group', role: 'agent', in: ['agents']},
	{kind: 'an agent of the list', role: 'agent', listed: true},
	{kind: 'a manager who is no agent', role: 'manager', in: ['managers']},
	{kind: 'a manager who is an agent too', role: 'manager', in: ['agents', 'managers']},
	{kind: 'a member who is not listed', role: 'nobody'},
	{kind: 'a guest of one channel', role: 'nobody', in: ['agents'], person: {isRestricted: true, isUltraRestricted: true}},
	{kind: 'a guest of many channels', role: 'nobody', in: ['agents', 'managers'], person: {isRestricted: true}},
	{kind: 'a bot', role: 'nobody', in: ['agents'], person: {isBot: true}},
	{kind: 'somebody deactivated', role: 'nobody', listed: true, person: {deleted: true}},
	{kind: 'somebody of another workspace', role: 'nobody', listed: true, person: {teamId: 'T0OTHER'}},
	{kind: 'a stranger', role: 'nobody', listed: true, person: {isStranger: true}},
	{kind: 'somebody of our organisation, who works here', role: 'agent', in: ['agents'], person: grid([teamId])},
	{kind: 'somebody of an organisation, who works elsewhere', role: 'nobody', listed: true, person: grid(['T0OTHER'])},
	{kind: 'an agent whom users.info does not know', role: 'nobody', in: ['agents'], trouble: /users\.info/},
	{kind: 'an agent whose group does not answer', role: 'nobody', in: ['agents'], trouble: /usergroups\.users\.list/},
	{kind: 'an agent of the list, while the groups do not answer', role: 'agent', listed: true, trouble: /usergroups\.users\.list/},
	{kind: 'anybody while the group is empty', role: 'nobody', environment: {SLACK_AGENTS_USERGROUP: 'S0EMPTY'}},
	{kind: 'a full member, if everyone may', role: 'agent', environment: {SLACK_AGENTS: 'everyone'}},
	{kind: 'a guest, although everyone may', role: 'nobody', person: {isRestricted: true}, environment: {SLACK_AGENTS: 'everyone'}},
];

/** The table of the specification, for requests that are not one's own. */
const may: Readonly<Record<Role, readonly Deed[]>> = {
	agent: ['look-up', 'act', 'request'],
	manager: ['look-up', 'act', 'request', 'decide'],
	nobody: [],
};

const refusal = /Redeliver serves full, active members|You are not on the list|Only a manager|Only the person who made this request/;

let stage: Awaited<ReturnType<typeof openStage>>;
afterEach(() => stage.close());

async function enter(kind: Kind): Promise<SlackActor> {
	stage = await openStage({environment: {...(kind.listed ? {SLACK_AGENTS: `U0OTHER, ${id}`} : {}), ...kind.environment}});
	const {slack, faults} = stage.world;
	slack.addPerson({id, name: 'lee', realName: 'Lee Tander', teamId, ...kind.person});
	slack.addChannel({id: room, name: 'everybody', kind: 'public', members: [cast.agent.id, id]});
	slack.setUserGroup('S0EMPTY', 'empty', []);
	for (const group of kind.in ?? []) slack.setUserGroup(groups[group], group, [cast.agent.id, id]);
	stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com'});
	if (kind.trouble !== undefined) faults.add({service: 'slack', path: kind.trouble, fault: 'server-error'});
	return slack.as(id);
}

interface Way {
	readonly name: string;
	readonly deed: Deed;
	/** Resolves with the words that the person reads at last, or undefined when Slack lets nobody write to them. */
	readonly go: (actor: SlackActor) => Promise<string | undefined>;
}

const texts = ['', 'help', 'ada@example.com', 'ada@example.com ticket:1', 'history ada@example.com', 'example.com', 'nonsense'];

/** Links: Slack's client opens them by itself, and the click is only acknowledged. */
const links = new Set(['open_admin_page', 'open_confirmation_form']);

/** What is typed into a form so that it may go out. A new form is tried once its fields stand here. */
const filled: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	[modals.findSuppressions.id]: {subject: 'ada@example.com', ticket: ''},
	[modals.removeSuppression.id]: {request: 'They asked for it', ticket: '4711'},
};

function ways(removalId: string): readonly Way[] {
	const lines = Object.values(commands).flatMap((word) => texts.map((text) => ({word, text})));
	return [
		...lines.map(({word, text}): Way => ({name: `${word} ${text}`, deed: 'look-up', go: (actor) => command(actor, text, word)})),
		...Object.values(actions).map(({id: name, deed}): Way => ({name, deed, go: (actor) => press(actor, name, removalId)})),
		...Object.values(modals)
			.filter(({id: name}) => name in filled)
			.map(({id: name, deed}): Way => ({name, deed, go: (actor) => submit(actor, name)})),
	];
}

const refusals = async () => {
	const rows = await stage.bot.database.db
		.selectFrom('audit_entry')
		.select(['actor', 'after'])
		.where('act', '=', 'refused')
		.orderBy('seq')
		.execute();
	return rows.filter(({actor}) => actor === id);
};
const directWords = (actor: SlackActor) => actor.messages(`D${id.slice(1)}`).map(readMessage);
const modalWords = (actor: SlackActor) => readBlock(actor.modal()?.view.blocks ?? []).replace(/^Checking …$/, '');
const answersAt = (url: string) => stage.world.slack.responseUrlUses().filter((use) => use.url === url);

async function wordsAt(actor: SlackActor, url: string, known = 0): Promise<string> {
	return stage.world.slack.until(() => {
		const answer = answersAt(url)[known]?.body as {readonly text?: string; readonly response_type?: string} | undefined;
		if (answer !== undefined) expect(answer.response_type).toBe('ephemeral');
		return answer?.text ?? modalWords(actor);
	}, 15_000);
}

async function command(actor: SlackActor, text: string, word: string = commands.suppression): Promise<string> {
	if (actor.modal() !== undefined) await actor.closeModal();
	expect((await actor.command(room, word, text)).failure).toBeUndefined();
	return wordsAt(actor, lastFields().response_url);
}

function lastFields(): {readonly response_url: string; readonly trigger_id: string} {
	const fields = new URLSearchParams(stage.world.slack.deliveries().at(-1)?.rawBody);
	return {response_url: fields.get('response_url') ?? '', trigger_id: fields.get('trigger_id') ?? ''};
}

const who = ({person}: SlackActor) => ({user: {id, team_id: person.teamId}, team: {id: teamId}});
const deliver = (payload: object) =>
	stage.world.slack.deliverRaw('application/x-www-form-urlencoded', String(new URLSearchParams({payload: JSON.stringify(payload)})));

/** A click as this person's client would send it, although they were shown no such button. */
async function press(actor: SlackActor, actionId: string, value: string, channelId = room): Promise<string> {
	const greeting = await command(actor, 'help');
	const {response_url, trigger_id} = lastFields();
	const known = answersAt(response_url).length;
	const click = {type: 'button', block_id: 'b', action_id: actionId, value};
	const message = {type: 'block_actions', ...who(actor), channel: {id: channelId}, response_url, trigger_id, actions: [click]};
	expect(await deliver(message)).toMatchObject({status: 200});
	if (!links.has(actionId) || refusal.test(greeting)) return wordsAt(actor, response_url, known);
	return '';
}

async function submit(actor: SlackActor, callbackId: string): Promise<string | undefined> {
	const [told, refused] = [directWords(actor).length, (await refusals()).length];
	const values = Object.fromEntries(
		Object.entries(filled[callbackId] ?? {}).map(([field, value]) => [field, {[field]: {type: 'plain_text_input', value}}]),
	);
	const view = {id: 'V1', callback_id: callbackId, private_metadata: 'nothing', state: {values}};
	expect(await deliver({type: 'view_submission', ...who(actor), trigger_id: 'x', view})).toMatchObject({status: 200});
	if (actor.person.isBot === true || actor.person.deleted === true) {
		await vi.waitFor(async () => expect((await refusals()).length).toBe(refused + 1), 5000);
		return undefined;
	}
	return stage.world.slack.until(() => directWords(actor)[told], 15_000);
}

describe('who may do what', {timeout: 60_000}, () => {
	test.each(kinds)('$kind: as the table says, for every command, button and form', async (kind) => {
		const actor = await enter(kind);
		const [removal] = await offeredTo(kind);
		for (const way of ways(removal ?? 'nothing')) {
			const before = {refused: (await refusals()).length, asked: stage.world.mailgun.requests().length};
			const permitted = may[kind.role].includes(way.deed);
			const words = await way.go(actor).catch((error: unknown) => {
				throw new Error(`no answer to ${way.name}`, {cause: error});
			});
			expect(words === undefined || refusal.test(words), `${way.name}: ${words}`).toBe(!permitted);
			if (permitted) continue;
			expect((await refusals()).length).toBeGreaterThan(before.refused);
			expect((await refusals()).at(-1)?.after).toMatchObject({deed: way.deed});
			expect(stage.world.mailgun.requests(), way.name).toHaveLength(before.asked);
		}
		expect(openWords()).toEqual([]);
		if (kind.role === 'nobody') expect(stage.world.mailgun.entries(gitlab, 'bounces')).toHaveLength(1);
		const wrongly = (await refusals()).filter(({after}) => may[kind.role].some((deed) => deed === after?.deed));
		expect(wrongly).toEqual([]);
	});
});

/** The removal that an agent was offered before, as far as there is an agent at all. */
async function offeredTo(kind: Kind): Promise<readonly string[]> {
	if (kind.trouble !== undefined || kind.environment?.SLACK_AGENTS_USERGROUP !== undefined) return [];
	const card = await ask(stage, stage.as('agent'), 'ada@example.com');
	return card.blocks.flatMap((block) =>
		block.type === 'actions' ? block.elements.flatMap((element) => ('value' in element ? [String(element.value)] : [])) : [],
	);
}

/** What the bot said in a channel for everybody's eyes. */
function openWords(): readonly string[] {
	return [room, channel]
		.flatMap((place) => stage.world.slack.allMessages(place))
		.filter((message) => message.user === stage.world.slack.botUserId && message.ephemeralFor === undefined)
		.map(readMessage);
}

describe('a channel that another organisation sees', () => {
	test('commands and clicks are refused there, with words and in the trail', async () => {
		const actor = await enter({kind: 'an agent', role: 'agent', in: ['agents']});
		const {slack, mailgun} = stage.world;
		slack.addChannel({id: places.partners, name: 'partners', kind: 'public', members: [id, cast.outsider.id], isExtShared: true});
		for (const text of texts) {
			await actor.command(places.partners, '/suppression', text);
			expect(await wordsAt(actor, lastFields().response_url)).toContain('People of another organisation');
			if (actor.modal() !== undefined) await actor.closeModal();
		}
		expect(await press(actor, actions.removeSuppression.id, 'x', places.partners)).toContain('People of another organisation');
		expect((await refusals()).map(({after}) => after?.reason)).toEqual(Array.from({length: texts.length + 1}, () => 'shared-channel'));
		expect(mailgun.requests()).toEqual([]);
	});
});

describe('membership is kept for a minute', () => {
	test('who leaves the group is refused after it', async () => {
		const actor = await enter({kind: 'an agent', role: 'agent', in: ['agents']});
		expect(await command(actor, 'help')).not.toMatch(refusal);
		stage.world.slack.setUserGroup(groups.agents, 'agents', []);
		await stage.moveOn(61_000);
		expect(await command(actor, 'help')).toMatch(refusal);
	});
});

test('a button, a form, a command and a shortcut that nobody knows are answered, not left to time out', async () => {
	const actor: SlackActor = await enter({kind: 'an agent', role: 'agent', in: ['agents']});
	expect(await press(actor, 'from_the_past', 'x')).toContain('another version');
	const view = {id: 'V1', callback_id: 'from_the_past', private_metadata: '', state: {values: {}}};
	const submission = await deliver({type: 'view_submission', ...who(actor), trigger_id: 'x', view});
	expect(submission).toMatchObject({status: 200, body: {response_action: 'update'}});
	expect(JSON.stringify(await actor.command(room, '/unknown', ''))).toContain('another version');
	expect(await actor.globalShortcut('from_the_past')).toMatchObject({status: 200});
	await stage.world.slack.until(() => directWords(actor).some((words) => words.includes('another version')));
});

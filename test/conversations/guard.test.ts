import {afterEach, describe, expect, test, vi} from 'vitest';
import type {Deed} from '../../src/model/person.ts';
import type {SlackActor, SlackPerson} from '../../src/sandbox/slack/types.ts';
import {cast, groups, places, teamId} from '../../src/sandbox/world.ts';
import {actions, commands, modals, shortcuts} from '../../src/slack/ids.ts';
import {createBelongings} from '../support/belongings.ts';
import {carriedBy, filledForm} from '../support/pressable.ts';
import {channel, openStage, readBlock, readMessage, withoutLimits} from '../support/stage.ts';

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
	{kind: 'a manager of the list', role: 'manager', environment: {SLACK_MANAGERS: id}},
	{kind: 'a manager whose group does not answer', role: 'nobody', in: ['managers'], trouble: /usergroups\.users\.list/},
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

/** The table of the specification: what one may do to other people's requests, or with no request at all, and to one's own. */
const may: Readonly<Record<Role, {readonly others: readonly Deed[]; readonly own: readonly Deed[]}>> = {
	agent: {others: ['look-up', 'act', 'request'], own: ['cancel']},
	manager: {others: ['look-up', 'act', 'request', 'decide'], own: ['cancel']},
	nobody: {others: [], own: []},
};

const isPermitted = (role: Role, {deed, own}: Way) => (own ? may[role].own : may[role].others).includes(deed);

const refusal =
	/Redeliver serves full, active members|You are not on the list|Only a manager|Nobody decides their own request|Only the person who made this request/;

let stage: Awaited<ReturnType<typeof openStage>>;
afterEach(() => stage.close());

async function enter(kind: Kind): Promise<SlackActor> {
	pass = undefined;
	stage = await openStage({environment: {...withoutLimits, ...(kind.listed ? {SLACK_AGENTS: `U0OTHER, ${id}`} : {}), ...kind.environment}});
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
	/** The command with its text, or the id of the button or form. */
	readonly name: string;
	readonly deed: Deed;
	/** Whether it is about a request of one's own. */
	readonly own: boolean;
}

/** A command or a click: resolves with the words that the person reads at last. */
interface Step extends Way {
	readonly go: (actor: SlackActor) => Promise<string>;
}

const texts = ['', 'help', 'ada@example.com', 'ada@example.com ticket:1', 'history ada@example.com', 'example.com', 'nonsense'];

/** Acknowledged and nothing more: links open by themselves, and a finished draft goes nowhere. */
const silent = new Set<string>([
	actions.openAdminPage.id,
	actions.openConfirmationForm.id,
	actions.openPortalConfirmation.id,
	actions.openPortalSignIn.id,
	modals.draftReply.id,
]);

/** What is decided or cancelled is tried on one's own request, and on somebody else's. */
const ownings = (deed: Deed) => (deed === 'decide' || deed === 'cancel' ? [true, false] : [false]);
const requesterOf = ({own}: Pick<Way, 'own'>) => (own ? id : cast.secondAgent.id);

function steps(): readonly Step[] {
	const lines = Object.values(commands).flatMap((word) => texts.map((text) => ({word, text})));
	return [
		...lines.map(
			({word, text}): Step => ({name: `${word} ${text}`, deed: 'look-up', own: false, go: (actor) => command(actor, text, word)}),
		),
		...Object.values(actions).flatMap(({id: name, deed}) =>
			ownings(deed).map((own): Step => ({name, deed, own, go: (actor) => pressIt(actor, name, own)})),
		),
		...Object.values(shortcuts).map(({id: name, deed}): Step => ({name, deed, own: false, go: (actor) => callShortcut(actor, name)})),
	];
}

function forms(): readonly Way[] {
	return Object.values(modals).flatMap(({id: name, deed}) => ownings(deed).map((own) => ({name, deed, own})));
}

async function pressIt(actor: SlackActor, name: string, own: boolean): Promise<string> {
	return press(actor, name, await carriedBy(name, createBelongings(stage, id), requesterOf({own})));
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

interface Pass {
	readonly url: string;
	readonly trigger: string;
	readonly isRefused: boolean;
	presses: number;
}

let pass: Pass | undefined;

/** A response URL can be used five times, a trigger once. */
async function passOf(actor: SlackActor): Promise<Pass> {
	if (pass === undefined || pass.presses === 3 || actor.modal() !== undefined) {
		const isRefused = refusal.test(await command(actor, 'help'));
		const {response_url: url, trigger_id: trigger} = lastFields();
		pass = {url, trigger, isRefused, presses: 0};
	}
	pass.presses += 1;
	return pass;
}

/** A click as this person's client would send it, although they were shown no such button. */
async function press(actor: SlackActor, actionId: string, value: string, channelId = room): Promise<string> {
	const {url, trigger, isRefused} = await passOf(actor);
	const known = answersAt(url).length;
	const actions = [{type: 'button', block_id: 'b', action_id: actionId, value}];
	const click = {type: 'block_actions', ...who(actor), channel: {id: channelId}, response_url: url, trigger_id: trigger, actions};
	expect(await deliver(click)).toMatchObject({status: 200});
	return silent.has(actionId) && !isRefused ? '' : wordsAt(actor, url, known);
}

/** On a message that names no address, or on none. */
async function callShortcut(actor: SlackActor, callbackId: string): Promise<string> {
	const {url, trigger} = await passOf(actor);
	const known = answersAt(url).length;
	const call = {...who(actor), callback_id: callbackId, trigger_id: trigger, action_ts: '1.1'};
	const message = {message: {type: 'message', text: 'nothing', ts: '1.1'}, message_ts: '1.1', response_url: url, channel: {id: room}};
	const payload = callbackId === shortcuts.check.id ? {type: 'shortcut', ...call} : {type: 'message_action', ...call, ...message};
	expect(await deliver(payload)).toMatchObject({status: 200});
	return wordsAt(actor, url, known);
}

/** A filled form as this person's client would send it, although no such modal is open. */
async function submit(actor: SlackActor, {name, own}: Way): Promise<void> {
	const {metadata, values} = await filledForm(name, createBelongings(stage, id), requesterOf({own}));
	const view = {id: `V-${name}`, callback_id: name, private_metadata: metadata, state: {values}};
	const ack = await deliver({type: 'view_submission', ...who(actor), trigger_id: own ? 'own' : 'other', view});
	expect(ack, name).toMatchObject({status: 200});
	expect(JSON.stringify(ack.body ?? ''), name).not.toContain('"errors"');
}

/** All at once; resolves with that many answers, or with none for those whom Slack lets nobody write to. */
async function submitAll(actor: SlackActor, ways: readonly Way[], answers = ways.length): Promise<readonly string[]> {
	const told = directWords(actor).length;
	await Promise.all(ways.map((way) => submit(actor, way)));
	if (actor.person.isBot === true || actor.person.deleted === true) return [];
	return stage.world.slack.until(() => directWords(actor).length >= told + answers && directWords(actor).slice(told), 15_000);
}

describe('who may do what', {timeout: 60_000}, () => {
	test.each(kinds)('$kind: as the table says, for every command, button, shortcut and form', async (kind) => {
		const actor = await enter(kind);
		const permitted = (way: Way) => isPermitted(kind.role, way);
		const refused = (way: Way) => !permitted(way);
		await expectRefused(actor, steps().filter(refused), forms().filter(refused));
		if (kind.role === 'nobody') expect(stage.world.mailgun.entries(gitlab, 'bounces')).toHaveLength(1);
		else await expectServed(actor, steps().filter(permitted), forms().filter(permitted));
		expect(openWords()).toEqual([]);
	});
});

const words = new Set<string>(Object.values(commands));
/** The buttons and forms that were refused so far. */
const refusedEntries = async () =>
	(await refusals())
		.map(({after}) => `${after?.entry}: ${after?.deed}`)
		.filter((entry) => !words.has(entry.replace(/: .*/, '')))
		.sort();

async function expectRefused(actor: SlackActor, clicks: readonly Step[], filledForms: readonly Way[]): Promise<void> {
	const before = stage.world.mailgun.requests().length;
	for (const {name, go} of clicks) expect(await go(actor), name).toMatch(refusal);
	for (const answer of await submitAll(actor, filledForms)) expect(answer).toMatch(refusal);
	const entries = [...clicks, ...filledForms].filter(({name}) => !name.startsWith('/')).map(({name, deed}) => `${name}: ${deed}`);
	await vi.waitFor(async () => expect(await refusedEntries()).toEqual(entries.sort()), 5000);
	expect(stage.world.mailgun.requests()).toHaveLength(before);
}

async function expectServed(actor: SlackActor, clicks: readonly Step[], filledForms: readonly Way[]): Promise<void> {
	const before = await refusals();
	for (const {name, go} of clicks) expect(await go(actor), name).not.toMatch(refusal);
	const answered = filledForms.filter(({name}) => !silent.has(name));
	for (const answer of await submitAll(actor, filledForms, answered.length)) expect(answer).not.toMatch(refusal);
	expect(await refusals()).toEqual(before);
}

/** What the bot said in a channel for everybody's eyes. Only what somebody shares belongs there, masked. */
function openWords(): readonly string[] {
	return [room, channel]
		.flatMap((place) => stage.world.slack.allMessages(place))
		.filter((message) => message.user === stage.world.slack.botUserId && message.ephemeralFor === undefined)
		.map(readMessage)
		.filter((words) => !words.includes(`Shared by <@${id}>`) || words.includes('ada@'));
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

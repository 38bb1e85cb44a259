import {inspect} from 'node:util';
import {describe, expect, onTestFinished, test, vi} from 'vitest';
import {createDirectory, type DirectoryOptions} from '../../src/clients/slack-directory/directory.ts';
import {createAnswering, createSlackWeb, identify, isRepeatableSlackCall, slackLane} from '../../src/clients/slack-directory/web.ts';
import {ServiceRefused} from '../../src/model/errors.ts';
import {stranger} from '../../src/model/person.ts';
import type {FaultRule} from '../../src/sandbox/faults.ts';
import {failureOf, openServer} from './server.ts';

const token = 'xoxb-token-that-nobody-may-see';
const noon = new Date('2026-11-21T12:00:00.000Z');

type Answers = Record<string, unknown>;

/** A Slack that gives one raw answer to each method. */
async function openSlack(answers: Answers = {}) {
	const server = await openServer(({path}) => ({status: 200, json: answers[path.slice('/api/'.length)] ?? {ok: true}}));
	const send = server.transport({service: 'Slack', isRepeatable: isRepeatableSlackCall, laneOf: slackLane});
	return {...server, send, web: createSlackWeb(token, `${server.origin}/api`, send)};
}

describe('a message is posted once, whatever Slack does', () => {
	test.each<Pick<FaultRule, 'fault' | 'retryAfter'>>([
		{fault: 'server-error'},
		{fault: 'bad-gateway'},
		{fault: 'unavailable'},
		{fault: 'down'},
		{fault: 'reset-in-body'},
		{fault: 'truncated'},
		{fault: 'html'},
		{fault: 'rate-limited', retryAfter: '1'},
		{fault: 'redirect'},
	])('$fault', async (fault) => {
		const {faults, web, arrivals} = await openSlack();
		faults.add({service: 'mailgun', ...fault});
		const error: unknown = await web.chat.postMessage({channel: 'C0SUPPORT', text: 'Hello'}).catch((reason: unknown) => reason);
		expect(error).toBeInstanceOf(Error);
		expect(inspect(error, {depth: 10})).not.toContain(token);
		expect(arrivals).toEqual(['POST /api/chat.postMessage']);
	});

	test('and an answer to a response URL too', async () => {
		const {origin, faults, send, arrivals} = await openSlack();
		faults.add({service: 'mailgun', fault: 'down'});
		await failureOf(createAnswering(send)(`${origin}/commands/T0/1`, {text: 'Hello'}));
		expect(arrivals).toEqual(['POST /commands/T0/1']);
	});
});

test('the SDK prints nothing by itself', async () => {
	const printed = (['debug', 'info', 'warn', 'error', 'log'] as const).map((level) => vi.spyOn(globalThis.console, level));
	onTestFinished(() => {
		for (const spy of printed) spy.mockRestore();
	});
	const metadata = {messages: ['[ERROR] no', '[WARN] hm'], warnings: ['old']};
	const {web} = await openSlack({'chat.postMessage': {ok: false, error: 'invalid_blocks', response_metadata: metadata}});
	await expect(web.chat.postMessage({channel: 'C0SUPPORT', blocks: [], text: ''})).rejects.toThrow('invalid_blocks');
	expect(printed.flatMap((spy) => spy.mock.calls)).toEqual([]);
});

test('a reading method is asked twice when the first answer gets lost', async () => {
	const {faults, web, arrivals} = await openSlack({'auth.test': {ok: true, team_id: 'T0BRIGHT', user_id: 'U0BOT', bot_id: 'B0BOT'}});
	faults.add({service: 'mailgun', fault: 'down', times: 1});
	expect(await identify(web)).toEqual({teamId: 'T0BRIGHT', enterpriseId: undefined, botUserId: 'U0BOT', botId: 'B0BOT'});
	expect(arrivals).toHaveLength(2);
});

test('the rate limit of one method leaves the others alone', async () => {
	const {faults, web, arrivals} = await openSlack();
	faults.add({service: 'mailgun', fault: 'rate-limited', retryAfter: '60', path: /postMessage/});
	for (let count = 0; count < 3; count += 1) await web.chat.postMessage({channel: 'C0', text: 'x'}).catch(() => {});
	await web.chat.update({channel: 'C0', ts: '1.2', text: 'x'});
	expect(arrivals).toEqual(['POST /api/chat.postMessage', 'POST /api/chat.update']);
});

test('a response URL that is used up is refused', async () => {
	const server = await openServer(() => ({status: 404, text: 'used_url'}));
	await expect(createAnswering(server.transport())(`${server.origin}/actions/T0/1`, {})).rejects.toThrow(ServiceRefused);
});

describe('the directory', () => {
	const person = {userId: 'U0DANA', teamId: 'T0BRIGHT'};
	const dana = {id: 'U0DANA', team_id: 'T0BRIGHT', deleted: false, is_bot: false, is_restricted: false};
	const roles = {agents: undefined, agentsGroup: 'S0AGENTS', managers: undefined, managersGroup: 'S0MANAGERS'};
	const lists = {ok: true, users: ['U0DANA']};
	const known: Answers = {'users.info': {ok: true, user: dana}, 'usergroups.users.list': lists};

	async function openDirectory(answers: Answers, more: Partial<DirectoryOptions> = {}) {
		const slack = await openSlack(answers);
		const troubles: string[] = [];
		const directory = createDirectory({
			web: slack.web,
			identity: {teamId: 'T0BRIGHT', enterpriseId: undefined, botUserId: 'U0BOT', botId: undefined},
			roles,
			clock: () => noon,
			onTrouble: (source) => troubles.push(source),
			...more,
		});
		return {...slack, directory, troubles};
	}

	test('knows a full member by both groups', async () => {
		const {directory} = await openDirectory(known);
		expect(await directory.standingOf(person)).toEqual({isFullMember: true, isAgent: true, isManager: true});
	});

	test.each<[string, object]>([
		['deactivated', {deleted: true}],
		['a bot', {is_bot: true}],
		['a guest', {is_restricted: true}],
		['a guest of one channel', {is_ultra_restricted: true}],
		['a stranger', {is_stranger: true}],
		['of another workspace', {team_id: 'T0OTHER'}],
		['of no workspace', {team_id: null}],
		['somebody else than asked for', {id: 'U0MILO'}],
	])('who is %s is nobody', async (_what, marks) => {
		const {directory} = await openDirectory({...known, 'users.info': {ok: true, user: {...dana, ...marks}}});
		expect(await directory.standingOf(person)).toEqual(stranger);
	});

	test.each([undefined, 'T0OTHER', 'E0GRID'])('a payload of the workspace %s is not ours', async (teamId) => {
		const {directory} = await openDirectory(known);
		expect(await directory.standingOf({userId: 'U0DANA', teamId})).toEqual(stranger);
	});

	test('a payload that names our organisation is ours', async () => {
		const identity = {teamId: 'T0BRIGHT', enterpriseId: 'E0GRID', botUserId: 'U0BOT', botId: undefined};
		const {directory} = await openDirectory(known, {identity});
		expect(await directory.standingOf({userId: 'U0DANA', teamId: 'E0GRID'})).toMatchObject({isFullMember: true});
	});

	test.each<[string, Answers, object, string[]]>([
		['users.info says no', {'users.info': {ok: false, error: 'user_not_found'}}, stranger, ['users.info']],
		['users.info cannot be read', {'users.info': {ok: true, user: {}}}, stranger, ['users.info']],
		[
			'a group says no',
			{'usergroups.users.list': {ok: false, error: 'no_such_subteam'}},
			{isFullMember: true, isAgent: false, isManager: false},
			['usergroups.users.list S0AGENTS', 'usergroups.users.list S0MANAGERS'],
		],
		['a group is empty', {'usergroups.users.list': {ok: true, users: []}}, {isFullMember: true, isAgent: false, isManager: false}, []],
	])('%s: it contributes nobody', async (_what, answers, standing, told) => {
		const {directory, troubles} = await openDirectory({...known, ...answers});
		expect(await directory.standingOf(person)).toEqual(standing);
		expect(troubles.sort()).toEqual(told);
	});

	test('keeps an answer for a minute, and asks at once for a decision', async () => {
		let now = noon;
		const {directory, arrivals} = await openDirectory(known, {roles: {...roles, managersGroup: undefined}, clock: () => now});
		await Promise.all([directory.standingOf(person), directory.standingOf(person)]);
		now = new Date(noon.getTime() + 59_999);
		await directory.standingOf(person);
		expect(arrivals).toHaveLength(2);
		await directory.standingOf(person, {fresh: true});
		expect(arrivals).toHaveLength(4);
		now = new Date(now.getTime() + 60_000);
		await directory.standingOf(person);
		expect(arrivals).toHaveLength(6);
	});

	test('keeps no failure', async () => {
		const answers: Answers = {...known, 'users.info': {ok: false, error: 'fatal_error'}};
		const {directory} = await openDirectory(answers);
		expect(await directory.standingOf(person)).toEqual(stranger);
		answers['users.info'] = {ok: true, user: dana};
		expect(await directory.standingOf(person)).toMatchObject({isFullMember: true});
	});

	test.each<[string, unknown, boolean | undefined]>([
		['shared with another organisation', {ok: true, channel: {is_ext_shared: true}}, true],
		['about to be shared', {ok: true, channel: {is_pending_ext_shared: true}}, true],
		['our own', {ok: true, channel: {is_ext_shared: false}}, false],
		['hidden from us', {ok: false, error: 'channel_not_found'}, undefined],
	])('a channel that is %s', async (_what, answer, isShared) => {
		const {directory} = await openDirectory({'conversations.info': answer});
		expect(await directory.isShared('C0SUPPORT')).toBe(isShared);
	});
});

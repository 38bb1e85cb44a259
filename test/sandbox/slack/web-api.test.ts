import {WebClient} from '@slack/web-api';
import {describe, expect, test} from 'vitest';
import {actions, appToken, botToken, button, modal, openWorkspace, plain, scopes, section, textAt} from './workspace.ts';

describe('tokens and scopes', () => {
	test('a call without a token, with a wrong one, or of the wrong kind is refused', async () => {
		const {api} = await openWorkspace();
		expect(await api('auth.test', {}, '')).toEqual({ok: false, error: 'not_authed'});
		expect(await api('auth.test', {}, 'xoxb-other')).toEqual({ok: false, error: 'invalid_auth'});
		expect(await api('auth.test', {}, appToken)).toEqual({ok: false, error: 'not_allowed_token_type'});
		expect(await api('apps.connections.open')).toEqual({ok: false, error: 'not_allowed_token_type'});
	});

	test('the real client learns who it is and which scopes it has', async () => {
		const {slack} = await openWorkspace();
		const identity = await new WebClient(botToken, {slackApiUrl: slack.apiUrl}).auth.test();
		expect(identity).toMatchObject({ok: true, user_id: slack.botUserId, team_id: slack.teamId, is_enterprise_install: false});
		expect(identity.response_metadata?.scopes).toEqual(scopes);
	});

	test.each([
		['users.info', {user: 'U0AGENT'}, 'users:read'],
		['usergroups.users.list', {usergroup: 'S0MANAGERS'}, 'usergroups:read'],
		['conversations.info', {channel: 'C0SUPPORT'}, 'channels:read'],
		['conversations.info', {channel: 'C0CLOSED'}, 'groups:read'],
		['conversations.open', {users: 'U0AGENT'}, 'im:write'],
		['chat.postMessage', {channel: 'C0SUPPORT', text: 'hello'}, 'chat:write'],
		['files.getUploadURLExternal', {filename: 'a.csv', length: '1'}, 'files:write'],
	])('%s needs its scope, and a missing one is a complaint', async (method, args, needed) => {
		const {api, slack} = await openWorkspace({scopes: ['commands']});
		expect(await api(method, args)).toEqual({ok: false, error: 'missing_scope', needed, provided: 'commands'});
		expect(slack.complaints()).toEqual([`${method}: the bot has no scope ${needed}`]);
	});

	test('an unknown method and bodies of another shape are refused', async () => {
		const {api, slack} = await openWorkspace();
		expect(await api('chat.shout')).toEqual({ok: false, error: 'unknown_method', req_method: 'chat.shout'});
		const send = async (body: string, type: string) => {
			const headers = {'content-type': type, authorization: `Bearer ${botToken}`};
			return await (await fetch(`${slack.apiUrl}chat.postMessage`, {method: 'POST', headers, body})).json();
		};
		expect(await send('{', 'application/json')).toMatchObject({error: 'invalid_json'});
		expect(await send('[]', 'application/json')).toMatchObject({error: 'json_not_object'});
		expect(await send('<a/>', 'text/xml')).toMatchObject({error: 'invalid_post_type'});
		expect(await send('channel=C0SUPPORT&blocks=%5B', 'application/x-www-form-urlencoded')).toMatchObject({error: 'invalid_blocks_format'});
		expect(await send(JSON.stringify({channel: 'C0SUPPORT', text: 'in JSON'}), 'application/json')).toMatchObject({ok: true});
	});

	test('every call is on record with its outcome, without the token', async () => {
		const {api, slack} = await openWorkspace();
		await api('users.info', {user: 'U0NOBODY', token: botToken}, '');
		expect(slack.apiCalls()).toEqual([
			{at: new Date('2026-11-21T10:00:00Z'), method: 'users.info', args: {user: 'U0NOBODY'}, outcome: 'user_not_found'},
		]);
	});

	test('a rate limit from the fault board is a 429 with Retry-After', async () => {
		const {faults, slack} = await openWorkspace();
		faults.add({service: 'slack', fault: 'rate-limited', path: /chat\.postMessage/, retryAfter: '7', times: 1});
		const client = new WebClient(botToken, {slackApiUrl: slack.apiUrl, rejectRateLimitedCalls: true});
		await expect(client.chat.postMessage({channel: 'C0SUPPORT', text: 'hello'})).rejects.toMatchObject({retryAfter: 7});
		expect((await client.chat.postMessage({channel: 'C0SUPPORT', text: 'hello'})).ok).toBe(true);
	});
});

describe('posting', () => {
	test('a message appears to the members of the channel, with ids given to nameless blocks', async () => {
		const {api, slack, agent} = await openWorkspace();
		slack.addPerson({id: 'U0OTHER', name: 'olga', realName: 'Olga', teamId: slack.teamId});
		const posted = await api('chat.postMessage', {channel: 'C0SUPPORT', text: 'hello', blocks: [section('hello')]});
		expect(posted).toMatchObject({
			ok: true,
			channel: 'C0SUPPORT',
			ts: '1795255200.000100',
			message: {text: 'hello', bot_id: expect.any(String)},
		});
		const [message] = agent.messages('C0SUPPORT');
		expect(message).toMatchObject({ts: posted.ts, user: slack.botUserId, edited: false});
		expect(message?.blocks[0]?.block_id).toMatch(/^b/);
		expect(slack.as('U0OTHER').messages('C0SUPPORT')).toEqual([]);
	});

	test('timestamps increase, also when the clock stands still or goes back', async () => {
		const {api, advance, slack} = await openWorkspace();
		for (const ms of [0, 0, 5000, -60_000]) {
			advance(ms);
			await api('chat.postMessage', {channel: 'C0SUPPORT', text: 'tick'});
		}
		const stamps = slack.allMessages('C0SUPPORT').map(({ts}) => ts);
		expect(stamps).toEqual(['1795255200.000100', '1795255200.000200', '1795255205.000100', '1795255205.000200']);
	});

	test('a private channel without the bot does not exist for it', async () => {
		const {api} = await openWorkspace();
		for (const channel of ['C0SECRET', 'C0NOWHERE']) {
			expect(await api('chat.postMessage', {channel, text: 'hello'})).toEqual({ok: false, error: 'channel_not_found'});
			expect(await api('conversations.info', {channel})).toMatchObject({ok: false});
		}
		expect(await api('chat.postMessage', {channel: 'C0CLOSED', text: 'hello'})).toMatchObject({ok: true});
	});

	test('a public channel needs membership or chat:write.public', async () => {
		const {api} = await openWorkspace({scopes: ['chat:write']});
		expect(await api('chat.postMessage', {channel: 'C0SUPPORT', text: 'hello'})).toEqual({ok: false, error: 'not_in_channel'});
	});

	test('a person id opens the direct message', async () => {
		const {api, agent} = await openWorkspace();
		const {channel} = await api('chat.postMessage', {channel: 'U0AGENT', text: 'psst'});
		expect(await api('conversations.open', {users: 'U0AGENT'})).toEqual({ok: true, channel: {id: channel}});
		expect(agent.messages(String(channel))).toHaveLength(1);
	});

	test('a reply needs a message of that channel', async () => {
		const {api, agent} = await openWorkspace();
		const {ts} = agent.say('C0SUPPORT', 'question');
		const reply = (thread: string, channel = 'C0SUPPORT') => api('chat.postMessage', {channel, text: 'answer', thread_ts: thread});
		const answered = await reply(ts);
		expect(answered).toMatchObject({ok: true, message: {thread_ts: ts}});
		expect(await reply('1.000100')).toEqual({ok: false, error: 'thread_not_found'});
		expect(await reply(ts, 'C0CLOSED')).toEqual({ok: false, error: 'thread_not_found'});
		expect(await reply(String(answered.ts))).toEqual({ok: false, error: 'cannot_reply_to_message'});
	});

	test('content beyond the limits is refused and is a complaint', async () => {
		const {api, slack} = await openWorkspace();
		const post = (content: object) => api('chat.postMessage', {channel: 'C0SUPPORT', ...content});
		expect(await post({})).toMatchObject({error: 'no_text'});
		expect(await post({text: 'x'.repeat(40_001)})).toMatchObject({error: 'msg_too_long'});
		const long = await post({text: 'a', blocks: [actions(button('x'.repeat(82)))]});
		expect(long).toMatchObject({
			error: 'invalid_blocks',
			response_metadata: {messages: ['[ERROR] blocks[0].elements[0].text: 82 characters, Slack allows 75']},
		});
		expect(await post({text: 'a', blocks: Array.from({length: 5}, () => section('x'.repeat(3000)))})).toMatchObject({
			error: 'msg_blocks_too_long',
		});
		expect(await post({text: 'a', blocks: {}})).toMatchObject({error: 'invalid_blocks'});
		expect(slack.complaints()).toHaveLength(5);
		expect(slack.allMessages('C0SUPPORT')).toEqual([]);
	});

	test('an ephemeral message is for one member of the channel, and out of reach for the Web API', async () => {
		const {api, agent, manager} = await openWorkspace();
		const whisper = (user: string, channel = 'C0CLOSED') => api('chat.postEphemeral', {channel, user, text: 'only you'});
		const {message_ts: ts} = await whisper('U0AGENT');
		expect(agent.messages('C0CLOSED')).toHaveLength(1);
		expect(manager.messages('C0CLOSED')).toEqual([]);
		expect(await whisper('U0MANAGER')).toEqual({ok: false, error: 'user_not_in_channel'});
		expect(await whisper('U0AGENT', 'C0SUPPORT')).toEqual({ok: false, error: 'not_in_channel'});
		expect(await api('chat.update', {channel: 'C0CLOSED', ts, text: 'changed'})).toEqual({ok: false, error: 'message_not_found'});
		expect(await api('chat.delete', {channel: 'C0CLOSED', ts})).toEqual({ok: false, error: 'message_not_found'});
	});

	test('an update keeps blocks that it does not name, and touches only own messages', async () => {
		const {api, slack, agent} = await openWorkspace();
		const {ts} = await api('chat.postMessage', {channel: 'C0SUPPORT', text: 'old', blocks: [section('old')]});
		const update = (change: object) => api('chat.update', {channel: 'C0SUPPORT', ts, ...change});
		expect(await update({text: 'new'})).toMatchObject({ok: true, text: 'new'});
		expect(slack.allMessages('C0SUPPORT')[0]).toMatchObject({text: 'new', edited: true, blocks: [section('old')]});
		await update({text: 'bare', blocks: []});
		expect(slack.allMessages('C0SUPPORT')[0]?.blocks).toEqual([]);
		expect(await update({text: 'x'.repeat(4001)})).toEqual({ok: false, error: 'msg_too_long'});
		const own = agent.say('C0SUPPORT', 'mine');
		expect(await api('chat.update', {channel: 'C0SUPPORT', ts: own.ts, text: 'a'})).toEqual({ok: false, error: 'cant_update_message'});
		expect(await api('chat.delete', {channel: 'C0SUPPORT', ts: own.ts})).toEqual({ok: false, error: 'cant_delete_message'});
		expect(await api('chat.delete', {channel: 'C0SUPPORT', ts})).toMatchObject({ok: true});
		expect(await api('chat.getPermalink', {channel: 'C0SUPPORT', message_ts: ts})).toEqual({ok: false, error: 'message_not_found'});
	});

	test('a permalink names the channel and the time', async () => {
		const {api} = await openWorkspace();
		const {ts} = await api('chat.postMessage', {channel: 'C0SUPPORT', text: 'old'});
		const {permalink} = await api('chat.getPermalink', {channel: 'C0SUPPORT', message_ts: ts});
		expect(permalink).toBe(`https://sandbox.slack.com/archives/C0SUPPORT/p${String(ts).replace('.', '')}`);
	});
});

describe('people, groups and channels', () => {
	test('a person is told with all flags', async () => {
		const {api, slack} = await openWorkspace();
		slack.addPerson({
			id: 'U0GRID',
			name: 'gina',
			realName: 'Gina',
			teamId: 'E0ORG',
			enterpriseUser: {enterpriseId: 'E0ORG', teams: [slack.teamId]},
		});
		slack.changePerson('U0AGENT', {isRestricted: true});
		expect(await api('users.info', {user: 'U0AGENT'})).toMatchObject({
			user: {is_restricted: true, is_ultra_restricted: false, deleted: false},
		});
		slack.changePerson('U0AGENT', {deleted: true});
		const {user} = await api('users.info', {user: 'U0AGENT'});
		expect(user).toMatchObject({id: 'U0AGENT', deleted: true});
		expect(user).not.toHaveProperty('is_restricted');
		expect(await api('users.info', {user: 'U0GRID'})).toMatchObject({user: {team_id: 'E0ORG', enterprise_user: {teams: [slack.teamId]}}});
		expect(await api('users.info', {user: slack.botUserId})).toMatchObject({user: {is_bot: true}});
		expect(await api('users.info', {user: 'U0NOBODY'})).toEqual({ok: false, error: 'user_not_found'});
		expect(await api('users.info')).toMatchObject({error: 'invalid_arguments'});
	});

	test('a user group is its living members', async () => {
		const {api, slack} = await openWorkspace();
		expect(await api('usergroups.users.list', {usergroup: 'S0MANAGERS'})).toEqual({ok: true, users: ['U0MANAGER']});
		slack.changePerson('U0MANAGER', {deleted: true});
		expect(await api('usergroups.users.list', {usergroup: 'S0MANAGERS'})).toEqual({ok: true, users: []});
		expect(await api('usergroups.users.list', {usergroup: 'S0NONE'})).toEqual({ok: false, error: 'no_such_subteam'});
		expect(await api('usergroups.list', {include_users: 'true'})).toMatchObject({usergroups: [{handle: 'managers', users: ['U0MANAGER']}]});
	});

	test('people come in pages', async () => {
		const {slack} = await openWorkspace();
		const client = new WebClient(botToken, {slackApiUrl: slack.apiUrl});
		const first = await client.users.list({limit: 2});
		const second = await client.users.list({limit: 2, cursor: first.response_metadata?.next_cursor ?? ''});
		expect(second.response_metadata?.next_cursor).toBe('');
		const names = [first, second].flatMap(({members = []}) => members.map(({name}) => name));
		expect(names).toEqual(['ada', 'max', 'redeliver']);
		await expect(client.users.list({cursor: 'nonsense'})).rejects.toMatchObject({data: {error: 'invalid_cursor'}});
	});

	test('a channel tells whether it is shared and whether the bot is in it', async () => {
		const {api, slack} = await openWorkspace();
		slack.addChannel({id: 'C0SHARED', name: 'shared', kind: 'public', members: [slack.botUserId], isExtShared: true});
		expect(await api('conversations.info', {channel: 'C0SHARED'})).toMatchObject({channel: {is_ext_shared: true, is_member: true}});
		expect(await api('conversations.info', {channel: 'C0SUPPORT'})).toMatchObject({channel: {is_ext_shared: false, is_member: false}});
		expect(await api('conversations.members', {channel: 'C0SUPPORT'})).toMatchObject({members: ['U0AGENT', 'U0MANAGER']});
		const {channel} = await api('conversations.open', {users: 'U0AGENT'});
		expect(await api('conversations.info', {channel: textAt(channel, 'id')})).toMatchObject({error: 'missing_scope', needed: 'im:read'});
		slack.changePerson('U0MANAGER', {deleted: true});
		expect(await api('conversations.open', {users: 'U0MANAGER'})).toEqual({ok: false, error: 'user_disabled'});
	});
});

describe('files', () => {
	test('the real client shares a file with a comment', async () => {
		const {slack, agent} = await openWorkspace();
		const client = new WebClient(botToken, {slackApiUrl: slack.apiUrl});
		await client.filesUploadV2({
			channel_id: 'C0CLOSED',
			filename: 'sweep.csv',
			title: 'Sweep',
			content: 'address,kind\nada@example.com,bounce\n',
			initial_comment: 'Here it is',
		});
		expect(agent.messages('C0CLOSED')).toMatchObject([
			{text: 'Here it is', files: [{name: 'sweep.csv', title: 'Sweep', content: 'address,kind\nada@example.com,bounce\n'}]},
		]);
	});

	test('a file that was not uploaded, or not as announced, is not shared', async () => {
		const {api, slack} = await openWorkspace();
		const {upload_url: url, file_id: id} = await api('files.getUploadURLExternal', {filename: 'a.csv', length: '3'});
		const complete = (channel: string) => api('files.completeUploadExternal', {files: [{id, title: 'A'}], channel_id: channel});
		expect(await complete('C0CLOSED')).toEqual({ok: false, error: 'file_not_found'});
		expect((await fetch(String(url), {method: 'POST', body: 'long'})).status).toBe(400);
		expect((await fetch(String(url), {method: 'POST', body: 'csv'})).status).toBe(200);
		expect(await complete('C0SUPPORT')).toEqual({ok: false, error: 'not_in_channel'});
		expect(await complete('C0CLOSED')).toMatchObject({ok: true, files: [{id}]});
		expect(slack.complaints()).toEqual(['upload: 4 bytes came, 3 were announced']);
	});
});

describe('App Home', () => {
	test('is refused while the app has no Home tab', async () => {
		const {slack, api, agent} = await openWorkspace();
		slack.setHomeTab(false);
		expect(await api('views.publish', {user_id: 'U0AGENT', view: {type: 'home', blocks: [section('a')]}})).toEqual({
			ok: false,
			error: 'not_enabled',
		});
		expect(agent.home()).toBeUndefined();
	});

	test('is published to one person, and a stale hash is refused', async () => {
		const {api, agent, manager} = await openWorkspace();
		const view = {type: 'home', blocks: [section('Nothing to do')]};
		const published = await api('views.publish', {user_id: 'U0AGENT', view});
		expect(agent.home()?.blocks).toMatchObject(view.blocks);
		expect(manager.home()).toBeUndefined();
		const stale = textAt(published, 'view', 'hash');
		expect(await api('views.publish', {user_id: 'U0AGENT', view, hash: stale})).toMatchObject({ok: true});
		expect(await api('views.publish', {user_id: 'U0AGENT', view, hash: stale})).toEqual({ok: false, error: 'hash_conflict'});
		expect(await api('views.publish', {user_id: 'U0AGENT', view: modal([section('a')])})).toMatchObject({error: 'invalid_arguments'});
		expect(await api('views.publish', {user_id: 'U0AGENT', view: {type: 'home', blocks: [], title: plain('a')}})).toMatchObject({
			error: 'invalid_arguments',
		});
	});
});

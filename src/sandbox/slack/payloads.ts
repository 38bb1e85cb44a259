import type {OpenView, SlackState} from './state.ts';
import {issueResponseUrl, issueTrigger} from './triggers.ts';
import type {SlackChannel, SlackMessage, SlackPerson} from './types.ts';
import type {StateValues} from './view-values.ts';
import {viewOutput} from './views.ts';

export type Payload = Readonly<Record<string, unknown>>;

/** People of an Enterprise Grid carry the org's id, but work in the workspace that the app is installed in. */
function workspaceOf(state: SlackState, person: SlackPerson): string {
	return person.enterpriseUser?.teams.includes(state.identity.teamId) ? state.identity.teamId : person.teamId;
}

function channelName(channel: SlackChannel): string {
	if (channel.kind === 'im') return 'directmessage';
	return channel.kind === 'private' ? 'privategroup' : channel.name;
}

/** The form fields of a slash command (docs.slack.dev/interactivity/implementing-slash-commands). */
export function commandFields(
	state: SlackState,
	person: SlackPerson,
	channel: SlackChannel,
	typed: {readonly command: string; readonly text: string},
) {
	return {
		token: state.identity.verificationToken,
		team_id: workspaceOf(state, person),
		team_domain: state.identity.teamDomain,
		channel_id: channel.id,
		channel_name: channelName(channel),
		user_id: person.id,
		user_name: person.name,
		command: typed.command,
		text: typed.text,
		api_app_id: state.identity.appId,
		is_enterprise_install: 'false',
		response_url: issueResponseUrl(state, {kind: 'commands', channel: channel.id, user: person.id}),
		trigger_id: issueTrigger(state, person.id),
	};
}

function interaction(state: SlackState, person: SlackPerson, type: string): Payload {
	return {
		type,
		token: state.identity.verificationToken,
		api_app_id: state.identity.appId,
		team: {id: workspaceOf(state, person), domain: state.identity.teamDomain},
		user: {id: person.id, username: person.name, name: person.name, team_id: person.teamId},
		enterprise: person.enterpriseUser === undefined ? null : {id: person.enterpriseUser.enterpriseId, name: 'Example Grid'},
		is_enterprise_install: false,
	};
}

/** A message as Slack hands it out, in answers of the Web API and in payloads. */
export function messageOutput(state: SlackState, message: SlackMessage): Payload {
	const {teamId, botId, botUserId, appId} = state.identity;
	return {
		type: 'message',
		user: message.user,
		ts: message.ts,
		...(message.user === botUserId ? {bot_id: botId, app_id: appId} : {}),
		text: message.text,
		team: teamId,
		blocks: message.blocks,
		...(message.threadTs === undefined ? {} : {thread_ts: message.threadTs}),
		...(message.edited ? {edited: {user: message.user, ts: message.ts}} : {}),
		...(message.files === undefined ? {} : {files: message.files.map(({id, name, title}) => ({id, name, title}))}),
	};
}

/** A press or choice on a message. Slack leaves the message itself out when it is ephemeral. */
export function messageActionPayload(
	state: SlackState,
	person: SlackPerson,
	message: SlackMessage,
	action: {readonly payload: Payload; readonly values: StateValues},
): Payload {
	const channel = state.channels.get(message.channel);
	const isEphemeral = message.ephemeralFor !== undefined;
	const thread = message.threadTs === undefined ? {} : {thread_ts: message.threadTs};
	return {
		...interaction(state, person, 'block_actions'),
		container: {type: 'message', message_ts: message.ts, channel_id: message.channel, is_ephemeral: isEphemeral, ...thread},
		trigger_id: issueTrigger(state, person.id),
		channel: {id: message.channel, name: channel === undefined ? '' : channelName(channel)},
		...(isEphemeral ? {} : {message: messageOutput(state, message)}),
		state: {values: action.values},
		response_url: issueResponseUrl(state, {kind: 'actions', channel: message.channel, user: person.id, messageTs: message.ts}),
		actions: [action.payload],
	};
}

export function viewActionPayload(state: SlackState, person: SlackPerson, view: OpenView, action: Payload): Payload {
	return {
		...interaction(state, person, 'block_actions'),
		container: {type: 'view', view_id: view.id},
		trigger_id: issueTrigger(state, person.id, view.id),
		view: viewOutput(state, view),
		actions: [action],
	};
}

export function submissionPayload(state: SlackState, person: SlackPerson, view: OpenView): Payload {
	return {
		...interaction(state, person, 'view_submission'),
		trigger_id: issueTrigger(state, person.id, view.id),
		view: viewOutput(state, view),
		response_urls: [],
	};
}

export function closedPayload(state: SlackState, person: SlackPerson, view: OpenView, isCleared: boolean): Payload {
	return {...interaction(state, person, 'view_closed'), view: viewOutput(state, view), is_cleared: isCleared};
}

export function globalShortcutPayload(state: SlackState, person: SlackPerson, callbackId: string): Payload {
	return {
		...interaction(state, person, 'shortcut'),
		action_ts: state.nextTs(),
		callback_id: callbackId,
		trigger_id: issueTrigger(state, person.id),
	};
}

export function messageShortcutPayload(state: SlackState, person: SlackPerson, message: SlackMessage, callbackId: string): Payload {
	const channel = state.channels.get(message.channel);
	return {
		...interaction(state, person, 'message_action'),
		action_ts: state.nextTs(),
		callback_id: callbackId,
		trigger_id: issueTrigger(state, person.id),
		response_url: issueResponseUrl(state, {kind: 'shortcuts', channel: message.channel, user: person.id, messageTs: message.ts}),
		message_ts: message.ts,
		channel: {id: message.channel, name: channel === undefined ? '' : channelName(channel)},
		message: messageOutput(state, message),
	};
}

/** The envelope of the Events API (docs.slack.dev/apis/events-api). */
export function eventPayload(state: SlackState, event: Payload): Payload {
	const {teamId, appId, botUserId, verificationToken} = state.identity;
	return {
		token: verificationToken,
		team_id: teamId,
		api_app_id: appId,
		event,
		type: 'event_callback',
		event_id: state.nextId('Ev'),
		event_time: Math.floor(state.clock().getTime() / 1000),
		authorizations: [{enterprise_id: null, team_id: teamId, user_id: botUserId, is_bot: true, is_enterprise_install: false}],
		is_ext_shared_channel: false,
	};
}

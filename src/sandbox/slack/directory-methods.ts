import {
	type ApiAnswer,
	type ApiMethod,
	ApiRefusal,
	type Arguments,
	isYes,
	knownPerson,
	page,
	required,
	textOf,
	visibleChannel,
} from './api-call.ts';
import {directMessage, isBotIn} from './messages.ts';
import type {SlackState, UserGroup} from './state.ts';
import type {SlackChannel, SlackPerson} from './types.ts';

/** docs.slack.dev/reference/objects/user-object: a deactivated person keeps few fields. */
function userObject(person: SlackPerson): ApiAnswer {
	const {enterpriseUser: grid} = person;
	const roles = {
		is_admin: false,
		is_owner: false,
		is_primary_owner: false,
		is_restricted: person.isRestricted ?? false,
		is_ultra_restricted: person.isUltraRestricted ?? false,
	};
	return {
		id: person.id,
		team_id: person.teamId,
		name: person.name,
		deleted: person.deleted ?? false,
		...(person.deleted === true ? {} : {real_name: person.realName, tz: 'Etc/UTC', tz_label: 'UTC', tz_offset: 0, ...roles}),
		profile: {real_name: person.realName, display_name: person.name, team: person.teamId},
		is_bot: person.isBot ?? false,
		is_app_user: false,
		...(person.isStranger === true ? {is_stranger: true} : {}),
		...(grid === undefined
			? {}
			: {enterprise_user: {id: person.id, enterprise_id: grid.enterpriseId, enterprise_name: 'Example Grid', teams: grid.teams}}),
	};
}

function listUsers(state: SlackState, given: Arguments): ApiAnswer {
	const members = [...state.people.values()].filter((person) => person.isStranger !== true);
	const {items, ...rest} = page([...members, knownPerson(state, state.identity.botUserId)], given);
	return {members: items.map(userObject), ...rest};
}

function groupObject(state: SlackState, group: UserGroup, withUsers: boolean): ApiAnswer {
	return {
		id: group.id,
		team_id: state.identity.teamId,
		is_usergroup: true,
		name: group.handle,
		handle: group.handle,
		description: '',
		is_external: false,
		date_delete: 0,
		user_count: group.members.length,
		...(withUsers ? {users: group.members} : {}),
	};
}

function listGroupMembers(state: SlackState, given: Arguments): ApiAnswer {
	const group = state.groups.get(required(given, 'usergroup'));
	if (group === undefined) throw new ApiRefusal('no_such_subteam');
	// Deactivated people leave their groups.
	return {users: group.members.filter((id) => state.people.get(id)?.deleted !== true)};
}

function channelObject(state: SlackState, channel: SlackChannel): ApiAnswer {
	const base = {id: channel.id, created: 1, is_archived: false, is_org_shared: false, context_team_id: state.identity.teamId};
	if (channel.kind === 'im') {
		const user = channel.members.find((id) => id !== state.identity.botUserId);
		return {...base, is_im: true, user, is_user_deleted: state.people.get(user ?? '')?.deleted ?? false, is_open: true};
	}
	const isExternal = channel.isExtShared ?? false;
	return {
		...base,
		name: channel.name,
		name_normalized: channel.name,
		is_channel: channel.kind === 'public',
		is_group: false,
		is_im: false,
		is_mpim: false,
		is_private: channel.kind === 'private',
		is_member: isBotIn(state, channel),
		is_shared: isExternal,
		is_ext_shared: isExternal,
		is_pending_ext_shared: false,
		is_general: false,
	};
}

function channelScope(state: SlackState, given: Arguments): string | undefined {
	const kind = state.channels.get(textOf(given, 'channel') ?? '')?.kind;
	if (kind === undefined) return undefined;
	return {public: 'channels:read', private: 'groups:read', im: 'im:read'}[kind];
}

function info(state: SlackState, given: Arguments): ApiAnswer {
	const channel = visibleChannel(state, required(given, 'channel'));
	const count = isYes(given, 'include_num_members') ? {num_members: channel.members.length} : {};
	return {channel: {...channelObject(state, channel), ...count}};
}

function channelMembers(state: SlackState, given: Arguments): ApiAnswer {
	const channel = visibleChannel(state, required(given, 'channel'));
	const {items, ...rest} = page(channel.members, given);
	return {members: items, ...rest};
}

function openConversation(state: SlackState, given: Arguments): ApiAnswer {
	const known = textOf(given, 'channel');
	if (known !== undefined) return {no_op: true, already_open: true, channel: {id: visibleChannel(state, known).id}};
	const users = required(given, 'users').split(',');
	const [first = ''] = users;
	if (users.length > 1) throw new ApiRefusal('missing_scope', {needed: 'mpim:write', provided: state.scopes.join(',')});
	const person = knownPerson(state, first);
	if (person.id === state.identity.botUserId || person.isBot === true) throw new ApiRefusal('cannot_dm_bot');
	if (person.deleted === true) throw new ApiRefusal('user_disabled');
	const channel = directMessage(state, person.id);
	return {channel: isYes(given, 'return_im') ? channelObject(state, channel) : {id: channel.id}};
}

export const directoryMethods: Readonly<Record<string, ApiMethod>> = {
	'users.info': {scope: 'users:read', call: (state, given) => ({user: userObject(knownPerson(state, required(given, 'user')))})},
	'users.list': {scope: 'users:read', call: listUsers},
	'usergroups.list': {
		scope: 'usergroups:read',
		call: (state, given) => ({
			usergroups: [...state.groups.values()].map((group) => groupObject(state, group, isYes(given, 'include_users'))),
		}),
	},
	'usergroups.users.list': {scope: 'usergroups:read', call: listGroupMembers},
	'conversations.info': {scope: channelScope, call: info},
	'conversations.members': {scope: channelScope, call: channelMembers},
	'conversations.open': {scope: 'im:write', call: openConversation},
};

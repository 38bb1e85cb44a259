import type {WebClient} from '@slack/web-api';
import type {Config} from '../config.ts';
import {type Check, Wrong} from './check.ts';

const neededScopes = [
	'commands',
	'chat:write',
	'chat:write.public',
	'users:read',
	'usergroups:read',
	'channels:read',
	'groups:read',
	'files:write',
];

export function slackChecks(config: Config, web: WebClient): readonly Check[] {
	return [
		{
			subject: 'SLACK_BOT_TOKEN',
			mend: 'Take the bot token from OAuth & Permissions of your Slack app; after a change of scopes install the app again.',
			look: async () => {
				const answer = await web.auth.test();
				const scopes = answer.response_metadata?.scopes ?? [];
				const missing = scopes.length === 0 ? [] : neededScopes.filter((scope) => !scopes.includes(scope));
				if (missing.length > 0) throw new Wrong(`The scopes ${missing.join(', ')} are missing.`);
				return `speaks as ${answer.user ?? 'the bot'} in ${answer.team ?? 'the workspace'}`;
			},
		},
		...(config.SLACK_APP_TOKEN === undefined ? [] : [socketCheck(config.SLACK_APP_TOKEN, web)]),
		...groupCheck(web, 'SLACK_AGENTS_USERGROUP', config.SLACK_AGENTS_USERGROUP),
		...groupCheck(web, 'SLACK_MANAGERS_USERGROUP', config.SLACK_MANAGERS_USERGROUP),
		managersCheck(config),
		...channelCheck(web, 'SLACK_APPROVALS_CHANNEL', config.SLACK_APPROVALS_CHANNEL),
		...channelCheck(web, 'SLACK_AUDIT_CHANNEL', config.SLACK_AUDIT_CHANNEL),
		...channelCheck(web, 'SLACK_SUPPORT_CHANNEL', config.SLACK_SUPPORT_CHANNEL),
	];
}

function socketCheck(token: string, web: WebClient): Check {
	return {
		subject: 'SLACK_APP_TOKEN',
		mend: 'Make an app-level token with the scope connections:write, and switch Socket Mode on.',
		look: async () => {
			await web.apps.connections.open({token});
			return 'opens a Socket Mode connection';
		},
	};
}

function groupCheck(web: WebClient, subject: string, group: string | undefined): readonly Check[] {
	if (group === undefined) return [];
	return [
		{
			subject,
			mend: 'Take the id of the user group (S…) from its page in Slack, and let only administrators edit it.',
			look: async () => {
				const {users} = await web.usergroups.users.list({usergroup: group});
				if (users === undefined || users.length === 0) throw new Wrong('The user group has no members.');
				return `${users.length} people`;
			},
		},
	];
}

function managersCheck(config: Config): Check {
	const configured = config.SLACK_MANAGERS !== undefined || config.SLACK_MANAGERS_USERGROUP !== undefined;
	const text = configured
		? 'somebody may decide'
		: 'nobody may decide, so what needs approval is off (set SLACK_MANAGERS_USERGROUP or SLACK_MANAGERS)';
	return {subject: 'managers', mend: '', look: async () => text};
}

function channelCheck(web: WebClient, subject: string, channel: string | undefined): readonly Check[] {
	if (channel === undefined) return [];
	return [
		{
			subject,
			mend: 'Take the id from the channel’s details, and invite the bot if the channel is private.',
			look: async () => {
				const answer = await web.conversations.info({channel});
				if (answer.channel?.is_ext_shared === true) throw new Wrong('The channel is shared with another organisation.');
				return `#${answer.channel?.name ?? channel}`;
			},
		},
	];
}

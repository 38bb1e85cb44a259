import {WebAPIPlatformError, type WebClient} from '@slack/web-api';
import {readsAsAdministrator} from './clients/gitlab/accounts.ts';
import type {Send} from './clients/http.ts';
import {createDomainReader} from './clients/mailgun/domains.ts';
import type {ZendeskAccess} from './clients/zendesk/authorization.ts';
import type {Config} from './config.ts';
import {databasePlace} from './data-place.ts';
import {lookIntoZendesk} from './doctor-zendesk.ts';
import {ServiceRefused, ServiceUnavailable} from './model/errors.ts';
import {buildClients} from './outside.ts';
import {DatabaseHeld, openDatabase} from './store/database.ts';
import {migrationState} from './store/migrations.ts';

export interface Finding {
	readonly subject: string;
	readonly ok: boolean;
	/** What is, or what is wrong and how to mend it. */
	readonly text: string;
}

interface Check {
	readonly subject: string;
	readonly look: () => Promise<string>;
	readonly mend: string;
}

/** Something that was found to be wrong, in words for the operator. */
class Wrong extends Error {}

/** Reads, and only reads, whether everything that the configuration names is there and lets us in. */
export async function examine(config: Config): Promise<readonly Finding[]> {
	const {web, mailgunSend, gitlabSend, zendesk} = buildClients(config, () => new Date(), {onCall: () => {}});
	const domains = createDomainReader({
		baseUrl: config.MAILGUN_URL,
		apiKey: config.MAILGUN_API_KEY,
		sendingDomains: config.sendingDomains,
		send: mailgunSend,
	});
	const checks = [
		...slackChecks(config, web),
		...config.sendingDomains.flatMap((name) => mailgunChecks(domains, name)),
		resendKeyCheck(config, mailgunSend),
		gitlabCheck(config, gitlabSend),
		zendeskCheck(config, zendesk),
		databaseCheck(config),
	];
	return Promise.all(checks.map(run));
}

async function run({subject, look, mend}: Check): Promise<Finding> {
	try {
		return {subject, ok: true, text: await look()};
	} catch (error) {
		return {subject, ok: false, text: `${reasonOf(error)} ${mend}`};
	}
}

function reasonOf(error: unknown): string {
	if (error instanceof Wrong) return error.message;
	if (error instanceof WebAPIPlatformError) return `Slack says ${error.data.error}.`;
	for (let inner = error; inner instanceof Error; inner = inner.cause) {
		if (inner instanceof ServiceUnavailable || inner instanceof ServiceRefused) return `${inner.message}.`;
	}
	return 'It does not answer.';
}

const neededScopes = ['commands', 'chat:write', 'chat:write.public', 'users:read', 'usergroups:read', 'channels:read', 'groups:read'];

function slackChecks(config: Config, web: WebClient): readonly Check[] {
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

function mailgunChecks(domains: ReturnType<typeof createDomainReader>, name: string): readonly Check[] {
	return [
		{
			subject: `Mailgun domain ${name}`,
			mend: 'Check MAILGUN_API_KEY, MAILGUN_URL (EU accounts: https://api.eu.mailgun.net) and the name of the domain.',
			look: async () => {
				const {state, messageLife} = await domains.read(name);
				if (state !== 'active') throw new Wrong(`The domain is ${state}.`);
				return messageLife === undefined ? 'active' : `active, keeps messages for ${Math.round(messageLife / 86_400)} days`;
			},
		},
		{
			subject: `Mailgun suppressions of ${name}`,
			mend: 'Give MAILGUN_API_KEY the role Support (or Developer, or Admin).',
			look: async () => {
				await domains.touchBounces(name);
				return 'readable';
			},
		},
	];
}

function gitlabCheck(config: Config, send: Send): Check {
	return {
		subject: 'GITLAB_TOKEN',
		mend: 'Make a personal access token of an administrator with the scope read_user (with Admin Mode on also admin_mode), and check GITLAB_URL.',
		look: async () => {
			const sees = await readsAsAdministrator({baseUrl: config.GITLAB_URL, token: config.GITLAB_TOKEN, send});
			if (!sees) throw new Wrong('The token is not an administrator’s: it finds no account by its address.');
			return 'reads accounts as an administrator';
		},
	};
}

function zendeskCheck(config: Config, access: ZendeskAccess | undefined): Check {
	return {
		subject: 'Zendesk',
		mend: 'Make an OAuth client in the Admin Center under APIs, let an agent own it, and take the numbers of forms, fields and macros from there.',
		look: async () => {
			const {text, problems} = await lookIntoZendesk(config, access);
			if (problems.length > 0) throw new Wrong(problems.join(' '));
			return text;
		},
	};
}

/** Whether the key may send shows only when it sends: its role is nowhere to be read. */
function resendKeyCheck(config: Config, send: Send): Check {
	const apiKey = config.MAILGUN_RESEND_API_KEY ?? config.MAILGUN_API_KEY;
	const domains = createDomainReader({baseUrl: config.MAILGUN_URL, apiKey, sendingDomains: config.sendingDomains, send});
	return {
		subject: 'MAILGUN_RESEND_API_KEY',
		mend: 'Make a key of the role Developer or Admin in the Mailgun panel under API Security.',
		look: async () => {
			await domains.read(config.MAILGUN_DOMAIN);
			if (config.MAILGUN_RESEND_API_KEY !== undefined) return 'accepted; whether its role may send shows at the first resend';
			return 'not set, so MAILGUN_API_KEY is used: resends need the role Developer or Admin';
		},
	};
}

function databaseCheck(config: Config): Check {
	return {
		subject: config.DATABASE_URL === undefined ? `embedded database in ${config.DATA_DIR}` : 'DATABASE_URL',
		mend: 'Check that the database runs and lets us in.',
		look: async () => {
			try {
				const database = await openDatabase(databasePlace(config));
				const {pending} = await migrationState(database.db).finally(database.close);
				if (pending.length > 0 && database.engine === 'postgresql') throw new Wrong('The schema is old: run migrate.');
				return `${database.engine}, ready`;
			} catch (error) {
				if (error instanceof DatabaseHeld) return 'in use by a running bot';
				throw error;
			}
		},
	};
}

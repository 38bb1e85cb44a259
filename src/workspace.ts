import {setTimeout as delay} from 'node:timers/promises';
import {WebAPIPlatformError, type WebClient} from '@slack/web-api';
import type {Door} from './app.ts';
import type {Send} from './clients/http.ts';
import {createDirectory, type SlackIdentity} from './clients/slack-directory/directory.ts';
import {identify, slackClientOptions} from './clients/slack-directory/web.ts';
import {type Config, ConfigurationError} from './config.ts';
import type {Logger} from './logger.ts';
import type {Clock} from './model/clock.ts';
import type {Clients} from './outside.ts';

export interface WorkspaceParts {
	readonly config: Config;
	readonly clients: Clients;
	readonly identity: SlackIdentity;
	readonly clock: Clock;
	readonly logger: Logger;
}

/** Who is who in the workspace. An approvals channel that outsiders can see stops the start. */
export async function buildDirectory({config, clients, identity, clock, logger}: WorkspaceParts) {
	const directory = createDirectory({
		web: clients.web,
		identity,
		roles: {
			agents: config.SLACK_AGENTS,
			agentsGroup: config.SLACK_AGENTS_USERGROUP,
			managers: config.SLACK_MANAGERS,
			managersGroup: config.SLACK_MANAGERS_USERGROUP,
		},
		clock,
		onTrouble: (source, error) => logger.warn({source, err: error}, 'a source of people did not answer and contributes nobody'),
	});
	await refuseSharedApprovals(config, directory);
	return directory;
}

/** How deliveries come in. */
export function doorOf(config: Config, send: Send): Door {
	return config.SLACK_APP_TOKEN === undefined
		? {kind: 'http', signingSecret: config.SLACK_SIGNING_SECRET ?? ''}
		: {kind: 'socket', appToken: config.SLACK_APP_TOKEN, clientOptions: slackClientOptions(config.SLACK_API_URL, send)};
}

/** A wrong token stops the start at once; a Slack that does not answer gets some seconds. */
export async function identifyPatiently(web: WebClient, logger: Logger): Promise<SlackIdentity> {
	for (let attempt = 1; ; attempt += 1) {
		try {
			return await identify(web);
		} catch (error) {
			if (error instanceof WebAPIPlatformError) {
				throw new ConfigurationError([
					`SLACK_BOT_TOKEN is not accepted by Slack (${error.data.error}). It is the bot token under OAuth & Permissions of your Slack app.`,
				]);
			}
			if (attempt === 5) throw error;
			logger.warn({attempt}, 'Slack does not answer yet');
			await delay(1000);
		}
	}
}

async function refuseSharedApprovals(
	config: Config,
	directory: {readonly isShared: (channel: string) => Promise<boolean | undefined>},
): Promise<void> {
	if (config.SLACK_APPROVALS_CHANNEL === undefined || (await directory.isShared(config.SLACK_APPROVALS_CHANNEL)) !== true) return;
	throw new ConfigurationError([
		'SLACK_APPROVALS_CHANNEL is shared with another organisation. Approvals need a channel of your own workspace.',
	]);
}

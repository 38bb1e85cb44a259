import type {WebClient} from '@slack/web-api';
import {createTransport, type Send} from './clients/http.ts';
import {createStorageSend} from './clients/mailgun/stored-messages.ts';
import {createSlackWeb, isRepeatableSlackCall, slackLane, uploadOrigin} from './clients/slack-directory/web.ts';
import type {ZendeskAccess} from './clients/zendesk/authorization.ts';
import type {Config} from './config.ts';
import type {Clock} from './model/clock.ts';
import {buildSources, mailgunManners, type OnCall, type Sources} from './sources.ts';
import {zendeskAccess} from './ticketing.ts';

/** The clients of the outside services, as the configuration describes them. */
export interface Clients extends Sources {
	readonly slackSend: Send;
	readonly web: WebClient;
	/** To the hosts that keep messages. */
	readonly storageSend: Send;
	/** To GitLab's own pages. */
	readonly formsSend: Send;
	/** Undefined when there is no Zendesk. */
	readonly zendesk: ZendeskAccess | undefined;
}

export function buildClients(config: Config, clock: Clock, {onCall}: {readonly onCall: OnCall}): Clients {
	const slackSend = createTransport({
		service: 'Slack',
		origins: config.slackAnswerOrigins.concat(new URL(config.SLACK_API_URL).origin, uploadOrigin),
		clock,
		isRepeatable: isRepeatableSlackCall,
		laneOf: slackLane,
		deadline: 6000,
		onCall,
	});
	const storage = {baseUrl: config.MAILGUN_URL, storageOrigins: storageOrigins(config)};
	const storageSend = createStorageSend(storage, (origin) => createTransport({...mailgunManners(clock, onCall), origins: [origin]}));
	const formsSend = createTransport({
		service: 'GitLab',
		origins: [new URL(config.GITLAB_URL).origin],
		clock,
		takesRedirects: true,
		onCall,
	});
	const web = createSlackWeb(config.SLACK_BOT_TOKEN, config.SLACK_API_URL, slackSend);
	return {slackSend, web, storageSend, formsSend, zendesk: zendeskAccess(config, clock, onCall), ...buildSources(config, clock, onCall)};
}

export function storageOrigins(config: Config): readonly string[] {
	return (config.MAILGUN_STORAGE_ORIGINS ?? []).map((url) => new URL(url).origin);
}

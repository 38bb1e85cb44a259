import type {WebClient} from '@slack/web-api';
import {createTransport, type Send} from './clients/http.ts';
import {isRepeatableMailgunCall, mailgunLane} from './clients/mailgun/lanes.ts';
import {createStorageSend} from './clients/mailgun/stored-messages.ts';
import {createSlackWeb, isRepeatableSlackCall, slackLane} from './clients/slack-directory/web.ts';
import type {Config} from './config.ts';
import type {Metrics} from './metrics.ts';
import type {Clock} from './model/clock.ts';

/** The clients of the outside services, as the configuration describes them. */
export interface Clients {
	readonly slackSend: Send;
	readonly web: WebClient;
	readonly mailgunSend: Send;
	/** To the hosts that keep messages. */
	readonly storageSend: Send;
	readonly gitlabSend: Send;
}

export function buildClients(config: Config, clock: Clock, metrics: Pick<Metrics, 'onCall'>): Clients {
	const slackSend = createTransport({
		service: 'Slack',
		origins: config.slackAnswerOrigins.concat(new URL(config.SLACK_API_URL).origin),
		clock,
		isRepeatable: isRepeatableSlackCall,
		laneOf: slackLane,
		deadline: 6000,
		onCall: metrics.onCall,
	});
	const mailgun = {service: 'Mailgun', clock, onCall: metrics.onCall, isRepeatable: isRepeatableMailgunCall, laneOf: mailgunLane};
	const mailgunSend = createTransport({...mailgun, origins: [new URL(config.MAILGUN_URL).origin]});
	const storage = {baseUrl: config.MAILGUN_URL, storageOrigins: storageOrigins(config)};
	const storageSend = createStorageSend(storage, (origin) => createTransport({...mailgun, origins: [origin]}));
	const gitlabSend = createTransport({service: 'GitLab', origins: [new URL(config.GITLAB_URL).origin], clock, onCall: metrics.onCall});
	return {slackSend, web: createSlackWeb(config.SLACK_BOT_TOKEN, config.SLACK_API_URL, slackSend), mailgunSend, storageSend, gitlabSend};
}

export function storageOrigins(config: Config): readonly string[] {
	return (config.MAILGUN_STORAGE_ORIGINS ?? []).map((url) => new URL(url).origin);
}

import type {WebClient} from '@slack/web-api';
import {createTransport, type Send} from './clients/http.ts';
import {createSlackWeb, isRepeatableSlackCall, slackLane} from './clients/slack-directory/web.ts';
import type {Config} from './config.ts';
import type {Metrics} from './metrics.ts';
import type {Clock} from './model/clock.ts';

/** The clients of the outside services, as the configuration describes them. */
export interface Clients {
	readonly slackSend: Send;
	readonly web: WebClient;
	readonly mailgunSend: Send;
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
	const mailgunSend = createTransport({service: 'Mailgun', origins: [new URL(config.MAILGUN_URL).origin], clock, onCall: metrics.onCall});
	return {slackSend, web: createSlackWeb(config.SLACK_BOT_TOKEN, config.SLACK_API_URL, slackSend), mailgunSend};
}

import {createTransport, type Send, type TransportOptions} from './clients/http.ts';
import {isRepeatableMailgunCall, mailgunLane} from './clients/mailgun/lanes.ts';
import type {Config} from './config.ts';
import type {Clock} from './model/clock.ts';

export type OnCall = NonNullable<TransportOptions['onCall']>;

/** The ways to what a diagnosis asks, as the configuration describes them. */
export interface Sources {
	readonly mailgunSend: Send;
	readonly gitlabSend: Send;
}

export function buildSources(config: Config, clock: Clock, onCall: OnCall): Sources {
	return {
		mailgunSend: createTransport({...mailgunManners(clock, onCall), origins: [new URL(config.MAILGUN_URL).origin]}),
		gitlabSend: createTransport({service: 'GitLab', origins: [new URL(config.GITLAB_URL).origin], clock, onCall}),
	};
}

/** How Mailgun is asked at whichever of its hosts. */
export function mailgunManners(clock: Clock, onCall: OnCall): Omit<TransportOptions, 'origins'> {
	return {service: 'Mailgun', clock, onCall, isRepeatable: isRepeatableMailgunCall, laneOf: mailgunLane};
}

import type {Config} from './config.ts';
import type {Clock} from './model/clock.ts';
import {afterCall, type SystemCall, type SystemHealth} from './model/health.ts';
import type {Health} from './workflows/ports.ts';

/** What the transports of this process saw of the systems that it is configured for. */
export function createHealth(config: Config, clock: Clock): Health & {readonly onCall: (call: SystemCall) => void} {
	const names = ['Slack', 'Mailgun', 'GitLab', ...(config.ZENDESK_URL === undefined ? [] : ['Zendesk'])];
	const systems = new Map<string, SystemHealth>(names.map((system) => [system, {system, state: 'unasked'}]));
	return {
		onCall: (call) => {
			const before = systems.get(call.service);
			if (before !== undefined) systems.set(call.service, afterCall(before, call, clock()));
		},
		systems: () => [...systems.values()],
	};
}

import {createHmac} from 'node:crypto';
import type {Payload} from './payloads.ts';
import type {SocketMode} from './socket-mode.ts';
import type {SlackState} from './state.ts';
import type {Delivery} from './types.ts';

/** Slack waits 3 s of real time for the ack (docs.slack.dev/interactivity/handling-user-interaction). */
const ackWithinMs = 3000;
const formType = 'application/x-www-form-urlencoded';

export interface Deliveries {
	readonly command: (fields: Readonly<Record<string, string>>) => Promise<Delivery>;
	readonly interaction: (payload: Payload) => Promise<Delivery>;
	readonly event: (payload: Payload) => Promise<Delivery>;
	readonly raw: (contentType: string, rawBody: string, headers?: Readonly<Record<string, string>>) => Promise<Delivery>;
}

export function createDeliveries(state: SlackState, sockets: SocketMode): Deliveries {
	const raw: Deliveries['raw'] = async (contentType, rawBody, headers = {}) => {
		state.deliveries.push({contentType, rawBody});
		const started = performance.now();
		const outcome = await (state.requestUrl === undefined
			? sendToSocket(sockets, contentType, rawBody)
			: sendToUrl(state, state.requestUrl, {'content-type': contentType, ...headers}, rawBody));
		const ms = Math.round(performance.now() - started);
		return outcome.error === undefined ? {...outcome, ms} : {status: outcome.status, body: outcome.body, ms, failure: outcome.error};
	};
	return {
		raw,
		command: async (fields) =>
			worded(await raw(formType, new URLSearchParams(fields).toString()), `${fields.command} failed with the error`),
		interaction: async (payload) =>
			worded(
				await raw(formType, new URLSearchParams({payload: JSON.stringify(payload)}).toString()),
				'Slack could not complete this action:',
			),
		event: async (payload) => worded(await raw('application/json', JSON.stringify(payload)), 'the event was not taken:'),
	};
}

function worded(delivery: Delivery, words: string): Delivery {
	return delivery.failure === undefined ? delivery : {...delivery, failure: `${words} "${delivery.failure}"`};
}

interface Outcome {
	readonly status: number;
	readonly body: unknown;
	readonly error?: string;
}

async function sendToUrl(state: SlackState, url: string, headers: Readonly<Record<string, string>>, rawBody: string): Promise<Outcome> {
	try {
		const response = await fetch(url, {
			method: 'POST',
			redirect: 'manual',
			headers: {...signature(state, rawBody), 'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)', ...headers},
			body: rawBody,
			signal: AbortSignal.timeout(ackWithinMs),
		});
		const body = decoded(response.headers.get('content-type') ?? '', await response.text());
		return response.ok ? {status: response.status, body} : {status: response.status, body, error: 'dispatch_failed'};
	} catch (error) {
		const isLate = error instanceof Error && error.name === 'TimeoutError';
		return {status: 0, body: undefined, error: isLate ? 'operation_timeout' : 'dispatch_failed'};
	}
}

/** Request signing, version v0 (docs.slack.dev/authentication/verifying-requests-from-slack): always by the real clock, as Slack's own. */
function signature(state: SlackState, rawBody: string): Readonly<Record<string, string>> {
	const timestamp = String(Math.floor(Date.now() / 1000));
	const digest = createHmac('sha256', state.signingSecret).update(`v0:${timestamp}:${rawBody}`).digest('hex');
	return {'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${digest}`};
}

function decoded(contentType: string, text: string): unknown {
	if (!contentType.startsWith('application/json')) return text;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

async function sendToSocket(sockets: SocketMode, contentType: string, rawBody: string): Promise<Outcome> {
	const {type, payload} = enveloped(contentType, rawBody);
	const answer = await sockets.send(type, payload, ackWithinMs);
	if (answer === undefined) return {status: 0, body: undefined, error: 'dispatch_failed'};
	return answer === 'timeout' ? {status: 0, body: undefined, error: 'operation_timeout'} : {status: 200, body: answer.body ?? ''};
}

function enveloped(contentType: string, rawBody: string): {readonly type: string; readonly payload: unknown} {
	if (contentType !== formType) return {type: 'events_api', payload: JSON.parse(rawBody)};
	const fields = new URLSearchParams(rawBody);
	const payload = fields.get('payload');
	return payload === null
		? {type: 'slash_commands', payload: Object.fromEntries(fields)}
		: {type: 'interactive', payload: JSON.parse(payload)};
}

import {type Logger, LogLevel, WebClient} from '@slack/web-api';
import {z} from 'zod';
import {ServiceRefused, ServiceUnavailable} from '../../model/errors.ts';
import {asFetch} from '../fetch.ts';
import type {OutgoingRequest, Send} from '../http.ts';
import type {SlackIdentity} from './directory.ts';

const readMethods = /\/(?:auth\.test|users\.info|usergroups\.users\.list|conversations\.info)$/;

/** Slack's writes are sent once: its SDK would post a message again after a 500 or a timeout. */
export function isRepeatableSlackCall(request: OutgoingRequest): boolean {
	return readMethods.test(new URL(request.url).pathname);
}

/** Slack limits each method by itself; all response URLs are one lane. */
export function slackLane(request: OutgoingRequest): string {
	const {pathname} = new URL(request.url);
	return /\/api\/([\w.]+)$/.exec(pathname)?.[1] ?? (pathname.startsWith('/upload/') ? 'uploads' : 'answers');
}

/** What the SDK logs it also throws, and by itself it would print lines that are no JSON, past our redaction. */
const silent: Logger = {
	debug: () => {},
	info: () => {},
	warn: () => {},
	error: () => {},
	setLevel: () => {},
	getLevel: () => LogLevel.ERROR,
	setName: () => {},
};

/** For the client that Bolt makes and for ours alike: our transport, no blind retries, no waiting in a queue. */
export function slackClientOptions(apiUrl: string, send: Send) {
	return {
		slackApiUrl: `${apiUrl}/`,
		fetch: asFetch(send),
		retryConfig: {retries: 0},
		rejectRateLimitedCalls: true,
		timeout: 6000,
		logger: silent,
	};
}

export function createSlackWeb(token: string, apiUrl: string, send: Send): WebClient {
	return new WebClient(token, slackClientOptions(apiUrl, send));
}

const authAnswer = z.object({team_id: z.string(), user_id: z.string(), bot_id: z.string().nullish(), enterprise_id: z.string().nullish()});

/** https://docs.slack.dev/reference/methods/auth.test */
export async function identify(web: WebClient): Promise<SlackIdentity> {
	const answer = authAnswer.parse(await web.auth.test());
	return {
		teamId: answer.team_id,
		enterpriseId: answer.enterprise_id ?? undefined,
		botUserId: answer.user_id,
		botId: answer.bot_id ?? undefined,
	};
}

/** Where files.getUploadURLExternal sends us to. */
export const uploadOrigin = 'https://files.slack.com';

/** The bytes of a file as they are. https://docs.slack.dev/messaging/working-with-files */
export function createUploading(send: Send): (url: string, content: string) => Promise<void> {
	return async (url, content) => {
		const answer = await send({method: 'POST', url, headers: {'content-type': 'application/octet-stream'}, body: content});
		if (answer.status >= 300) throw new ServiceRefused('Slack', answer.status, answer.text.slice(0, 100));
	};
}

/** Posts to a response URL. https://docs.slack.dev/interactivity/handling-user-interaction */
export function createAnswering(send: Send): (url: string, message: object) => Promise<void> {
	return async (url, message) => {
		const answer = await send({method: 'POST', url, headers: {'content-type': 'application/json'}, body: JSON.stringify(message)});
		if (answer.status >= 300) throw new ServiceRefused('Slack', answer.status, answer.text.slice(0, 100));
		if (!isTaken(answer.text)) throw new ServiceUnavailable({service: 'Slack', cause: 'unreadable', status: answer.status});
	};
}

/** Slack says `ok`, or the same in JSON; a page in between says something else. */
function isTaken(text: string): boolean {
	const said = text.trim();
	return said === '' || said === 'ok' || /^\{"ok":\s*true\b/.test(said);
}

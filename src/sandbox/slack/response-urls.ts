import type {SimulatedAnswer, SimulatedRequest} from '../http.ts';
import {isObject, messageContent} from './message-content.ts';
import {findMessage, postMessage, removeMessage, replaceMessage} from './messages.ts';
import type {ResponseUrl, SlackState} from './state.ts';
import type {SlackMessage} from './types.ts';

const usesAllowed = 5;

type Body = Readonly<Record<string, unknown>>;

/** Answers a POST to a response URL: five uses within 30 minutes (docs.slack.dev/interactivity/handling-user-interaction). */
export function answerResponseUrl(state: SlackState, request: SimulatedRequest): SimulatedAnswer {
	const body = parsed(request);
	const answer = use(state, state.responseUrls.get(request.path), request, body);
	state.responseUrlUses.push({at: state.clock(), url: `${state.origin}${request.path}`, body, status: answer.status});
	state.changed();
	return answer;
}

function parsed(request: SimulatedRequest): unknown {
	try {
		return JSON.parse(request.body.toString());
	} catch {
		return request.body.toString();
	}
}

function refused(status: number, error: string): SimulatedAnswer {
	return {status, json: {ok: false, error}};
}

function use(state: SlackState, url: ResponseUrl | undefined, request: SimulatedRequest, body: unknown): SimulatedAnswer {
	if (request.method !== 'POST') return refused(405, 'method_not_allowed');
	if (url === undefined) return refused(404, 'no_service');
	if (state.clock().getTime() >= url.expiresAt) return refused(404, 'expired_url');
	if (url.uses >= usesAllowed) return refused(404, 'used_url');
	if (!isBody(request, body)) {
		state.complain(`response URL: body is not a JSON object of type application/json: ${request.body.toString().slice(0, 200)}`);
		return refused(400, 'invalid_payload');
	}
	url.uses += 1;
	return carryOut(state, url, body);
}

function isBody(request: SimulatedRequest, body: unknown): body is Body {
	return (request.headers['content-type'] ?? '').startsWith('application/json') && isObject(body);
}

function carryOut(state: SlackState, url: ResponseUrl, body: Body): SimulatedAnswer {
	if (isYes(body.delete_original)) return withOriginal(state, url, (message) => removeMessage(state, message));
	const {text, blocks, problems} = messageContent(body);
	for (const problem of problems) state.complain(`response URL: ${problem}`);
	if (problems.length > 0) return refused(400, text === '' && blocks.length === 0 ? 'no_text' : 'invalid_blocks');
	// An answer to a slash command cannot be replaced (confirmed by Slack in the trackers of Bolt): there it is one message more.
	if (isYes(body.replace_original) && url.kind === 'actions') {
		return withOriginal(state, url, (message) => replaceMessage(state, message, text, blocks));
	}
	const {response_type: type, thread_ts: threadTs} = body;
	postMessage(state, {
		channel: url.channel,
		user: state.identity.botUserId,
		text,
		blocks,
		...(type === 'in_channel' ? {} : {ephemeralFor: url.user}),
		...(typeof threadTs === 'string' ? {threadTs} : {}),
	});
	return {status: 200, text: 'ok'};
}

function isYes(value: unknown): boolean {
	return value === true || value === 'true';
}

function withOriginal(state: SlackState, url: ResponseUrl, change: (message: SlackMessage) => void): SimulatedAnswer {
	const original = url.messageTs === undefined ? undefined : findMessage(state, url.channel, url.messageTs);
	if (original === undefined || original.user !== state.identity.botUserId) {
		if (url.kind !== 'actions') state.complain(`response URL: a URL of kind ${url.kind} has no original to delete`);
		return url.kind === 'actions' ? refused(404, 'message_not_found') : {status: 200, text: 'ok'};
	}
	change(original);
	return {status: 200, text: 'ok'};
}

import type {SimulatedAnswer, SimulatedRequest} from '../http.ts';
import {type ApiAnswer, type ApiMethod, ApiRefusal, type Arguments} from './api-call.ts';
import {chatMethods} from './chat-methods.ts';
import {directoryMethods} from './directory-methods.ts';
import {fileMethods} from './file-methods.ts';
import {isObject} from './message-content.ts';
import {issueSocketUrl} from './socket-mode.ts';
import type {SlackState} from './state.ts';
import {viewMethods} from './view-methods.ts';

const methods: Readonly<Record<string, ApiMethod>> = {
	'api.test': {token: 'none', call: (_state, given) => ({args: given})},
	'auth.test': {call: whoAmI},
	'apps.connections.open': {token: 'app', scope: 'connections:write', call: (state) => ({url: issueSocketUrl(state)})},
	...chatMethods,
	...directoryMethods,
	...fileMethods,
	...viewMethods,
};

function whoAmI({identity}: SlackState): ApiAnswer {
	return {
		url: `https://${identity.teamDomain}.slack.com/`,
		team: 'Sandbox',
		user: 'redeliver',
		team_id: identity.teamId,
		user_id: identity.botUserId,
		bot_id: identity.botId,
		is_enterprise_install: false,
	};
}

/** Answers `/api/METHOD`: errors have HTTP status 200 too, as Slack's do. */
export async function answerApi(state: SlackState, request: SimulatedRequest): Promise<SimulatedAnswer> {
	const name = request.path.slice('/api/'.length);
	const {given, problem} = await argumentsOf(request);
	const {token: inBody, ...args} = given;
	const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? (typeof inBody === 'string' ? inBody : undefined);
	const answer = problem === undefined ? carryOut(state, name, token, args) : refusal(new ApiRefusal(problem));
	state.apiCalls.push({at: state.clock(), method: name, args, outcome: answer.ok === true ? 'ok' : String(answer.error)});
	state.changed();
	return {status: 200, headers: token === state.botToken ? scopeHeaders(state, name, args) : {}, json: answer};
}

function refusal(error: ApiRefusal): ApiAnswer {
	return {ok: false, error: error.message, ...error.details};
}

function scopeOf(state: SlackState, {scope}: ApiMethod, args: Arguments): string | undefined {
	return typeof scope === 'function' ? scope(state, args) : scope;
}

function scopeHeaders(state: SlackState, name: string, args: Arguments): Record<string, string> {
	const method = methods[name];
	const needed = method === undefined ? undefined : scopeOf(state, method, args);
	return {'x-oauth-scopes': state.scopes.join(','), ...(needed === undefined ? {} : {'x-accepted-oauth-scopes': needed})};
}

function carryOut(state: SlackState, name: string, token: string | undefined, args: Arguments): ApiAnswer {
	try {
		const method = methods[name];
		if (method === undefined) {
			state.complain(`${name}: no such method in the simulator`);
			throw new ApiRefusal('unknown_method', {req_method: name});
		}
		checkToken(state, method, token);
		checkScope(state, name, method, args);
		return {ok: true, ...method.call(state, args)};
	} catch (error) {
		if (error instanceof ApiRefusal) return refusal(error);
		throw error;
	}
}

function checkToken(state: SlackState, method: ApiMethod, token: string | undefined): void {
	if (method.token === 'none') return;
	if (token === undefined) throw new ApiRefusal('not_authed');
	if (token !== state.botToken && token !== state.appToken) throw new ApiRefusal('invalid_auth');
	if (token !== (method.token === 'app' ? state.appToken : state.botToken)) throw new ApiRefusal('not_allowed_token_type');
}

function checkScope(state: SlackState, name: string, method: ApiMethod, args: Arguments): void {
	const needed = scopeOf(state, method, args);
	if (needed === undefined || method.token === 'app' || state.scopes.includes(needed)) return;
	state.complain(`${name}: the bot has no scope ${needed}`);
	throw new ApiRefusal('missing_scope', {needed, provided: state.scopes.join(',')});
}

interface Parsed {
	readonly given: Arguments;
	readonly problem?: string;
}

async function argumentsOf(request: SimulatedRequest): Promise<Parsed> {
	const type = request.headers['content-type'] ?? '';
	if (request.method === 'GET' || request.body.length === 0) return fromForm([...request.query]);
	if (type.startsWith('application/json')) return fromJson(request.body.toString());
	if (type.startsWith('application/x-www-form-urlencoded')) return fromForm([...new URLSearchParams(request.body.toString())]);
	if (!type.startsWith('multipart/form-data')) return {given: {}, problem: 'invalid_post_type'};
	const form = await new Response(new Uint8Array(request.body), {headers: {'content-type': type}}).formData();
	return fromForm([...form].map(([key, value]) => [key, typeof value === 'string' ? value : '']));
}

function fromJson(text: string): Parsed {
	try {
		const given: unknown = JSON.parse(text);
		return isObject(given) ? {given} : {given: {}, problem: 'json_not_object'};
	} catch {
		return {given: {}, problem: 'invalid_json'};
	}
}

const structured = new Set(['blocks', 'view', 'files', 'metadata', 'attachments']);

/** In a form, what has a structure comes as JSON text. */
function fromForm(fields: readonly (readonly [string, string])[]): Parsed {
	const given: Record<string, unknown> = {};
	for (const [name, value] of fields) {
		try {
			given[name] = structured.has(name) ? JSON.parse(value) : value;
		} catch {
			return {given: {...given, [name]: value}, problem: name === 'blocks' ? 'invalid_blocks_format' : 'invalid_arguments'};
		}
	}
	return {given};
}

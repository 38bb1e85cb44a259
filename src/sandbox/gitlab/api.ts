import {randomUUID} from 'node:crypto';
import type {SimulatedAnswer, SimulatedRequest} from '../http.ts';
import {frameworkRefusal, Refusal, unauthorized, withHeaders} from './answers.ts';
import {type Caller, findCaller, readToken, requireScope} from './auth.ts';
import {readParams} from './params.ts';
import {findRoute} from './routes.ts';
import {type Throttle, tooManyOfEndpoint} from './throttles.ts';
import type {World} from './world.ts';

export interface Api {
	readonly world: World;
	/** By owner of the token. */
	readonly authenticated: Throttle;
	/** By network address. */
	readonly unauthenticated: Throttle;
	readonly countUserLookup: (discriminator: string) => void;
}

/** From the request to the answer: rate, route, token, scope, deed. The rate is counted before anything is looked at. */
export async function answerApi(api: Api, request: SimulatedRequest): Promise<SimulatedAnswer> {
	const reading = readRate(api, request);
	const id = {'x-request-id': randomUUID()};
	if (!reading.permitted) return withHeaders(reading.refused, id);
	const answer = await answerOrRefuse(api, request);
	return withHeaders(answer, answer === tooManyOfEndpoint ? id : {...reading.headers, ...id});
}

function readRate(api: Api, request: SimulatedRequest) {
	const secret = readToken(request);
	const owner = [...api.world.owners].find(([token]) => token.token === secret)?.[1];
	return owner === undefined ? api.unauthenticated.count('127.0.0.1') : api.authenticated.count(String(owner.user.id));
}

async function answerOrRefuse(api: Api, request: SimulatedRequest): Promise<SimulatedAnswer> {
	try {
		return await answerKnown(api, request);
	} catch (error) {
		if (error instanceof Refusal) return error.answer;
		throw error;
	}
}

async function answerKnown({world, countUserLookup}: Api, request: SimulatedRequest): Promise<SimulatedAnswer> {
	const segments = decodeSegments(request.path);
	const route = segments === undefined ? undefined : findRoute(segments);
	if (route === undefined) throw frameworkRefusal(404, '404 Not Found');
	const answer = route.methods[request.method];
	if (answer === undefined) throw notAllowed(Object.keys(route.methods));
	const caller = findCaller(world, readToken(request));
	if (caller !== undefined) requireScope(caller, route.area, request.method);
	requireTokenToWrite(caller, request.method);
	const params = await readParams(request, route.path);
	return answer({world, caller, params, url: `${world.origin}${request.path}`, query: request.query, countUserLookup});
}

function notAllowed(methods: readonly string[]): Refusal {
	const {answer} = frameworkRefusal(405, '405 Not Allowed');
	return new Refusal(withHeaders(answer, {allow: ['OPTIONS', ...methods].join(', ')}));
}

function requireTokenToWrite(caller: Caller | undefined, method: string): void {
	if (caller === undefined && method !== 'GET') throw unauthorized();
}

/** Without `/api/v4`; a slash inside a segment is written `%2F`. Undefined for a broken escape. */
function decodeSegments(path: string): readonly string[] | undefined {
	try {
		return path.slice('/api/v4/'.length).split('/').map(decodeURIComponent);
	} catch {
		return undefined;
	}
}

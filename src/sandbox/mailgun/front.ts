import type {SimulatedAnswer, SimulatedRequest} from '../http.ts';
import {BadRequest, pageNotFound, refusal, withHeaders} from './answers.ts';
import {findKey, keyId, mayUse, unauthorized} from './auth.ts';
import type {Host} from './message-routes.ts';
import {type RateReading, rateHeaders} from './rate.ts';
import {findRoute, type Route} from './routes.ts';
import type {MailgunKey} from './types.ts';
import type {World} from './world.ts';

export interface Front {
	readonly world: World;
	readonly keys: readonly MailgunKey[];
	/** One bucket for suppressions and domains, one for messages: each shared by the whole account. */
	readonly takeRequest: () => RateReading;
	readonly takeMessage: () => RateReading;
}

/** From the path to the answer: known URL, key, rate, rights, domain, deed. */
export async function answerRequest(front: Front, host: Host, request: SimulatedRequest): Promise<SimulatedAnswer> {
	if (request.path === '/' && host === 'base') return {status: 200, text: 'Mailgun Magnificent API'};
	const segments = decodePath(request.path);
	if (segments === undefined) return {status: 400, text: '400 Bad Request'};
	const route = findRoute(host, segments);
	if (route === undefined) return pageNotFound;
	const key = findKey(front.keys, request.headers.authorization);
	if (key === undefined) return unauthorized(route.area);
	return withHeaders(await answerKnown(front, route, {request, key}), {'x-mailgun-key-id': keyId(key)});
}

/** Mailgun reads a path as a form: `+` is a space (met by users of mailgun-ruby). Undefined for a broken escape. */
function decodePath(path: string): readonly string[] | undefined {
	try {
		return path
			.slice(1)
			.split('/')
			.map((segment) => decodeURIComponent(segment.replaceAll('+', ' ')));
	} catch {
		return undefined;
	}
}

interface Asked {
	readonly request: SimulatedRequest;
	readonly key: MailgunKey;
}

/** The recorded answers of the Logs API show no rate headers; its limit is unknown. */
async function answerKnown(front: Front, route: Route, asked: Asked): Promise<SimulatedAnswer> {
	if (route.area === 'logs') return answerPermitted(front.world, route, asked);
	const isMessage = route.area === 'messages';
	const reading = isMessage ? front.takeMessage() : front.takeRequest();
	const headers = rateHeaders(isMessage ? 'x-ratelimit' : 'x-request', reading);
	if (!reading.permitted) return refusal(429, rateSentence(front.world, route, asked, reading), headers);
	return withHeaders(await answerPermitted(front.world, route, asked), headers);
}

function rateSentence(world: World, route: Route, {request}: Asked, {reset}: RateReading): string {
	if (route.area !== 'messages' || request.method !== 'POST') return 'Too Many Requests';
	const seconds = Math.ceil((reset - world.clock().getTime()) / 1000);
	return `Domain ${route.domain} is not allowed to send: account-requests-per-sec limit exceeded, try again after ${seconds} seconds`;
}

async function answerPermitted(world: World, route: Route, {request, key}: Asked): Promise<SimulatedAnswer> {
	const method = route.methods[request.method];
	if (method === undefined) return refusal(405, 'Method not allowed', {allow: Object.keys(route.methods).join(', ')});
	if (!mayUse(key.role, route.area, method.access)) return refusal(403, 'Forbidden');
	if (route.domain !== undefined && !world.domains.has(route.domain)) return refusal(404, 'Domain not found');
	try {
		return await method.answer({world, request, apiKeyId: keyId(key)});
	} catch (error) {
		if (error instanceof BadRequest) return refusal(400, error.message);
		throw error;
	}
}

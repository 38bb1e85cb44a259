import {randomBytes} from 'node:crypto';
import {z} from 'zod';
import type {SimulatedAnswer, SimulatedRequest} from '../http.ts';
import {answerOf, deadToken, forbidden, missingScope, oauthRefusal, unauthenticated} from './answers.ts';
import type {ZendeskApiToken, ZendeskClient, ZendeskScope, ZendeskUser} from './types.ts';
import {findUser, type World} from './world.ts';

export interface Credentials {
	readonly clients: readonly ZendeskClient[];
	readonly apiTokens: readonly ZendeskApiToken[];
	/** Of a token; `Infinity`: it does not expire, and its answer names no time. */
	readonly tokenLifeSeconds: number;
}

/** Who asks, and what the credentials are good for. */
export interface Caller {
	readonly user: ZendeskUser;
	readonly scopes: readonly ZendeskScope[];
}

const scopes: readonly ZendeskScope[] = ['read', 'write'];

const grantSchema = z.object({
	grant_type: z.string(),
	client_id: z.string(),
	client_secret: z.string(),
	scope: z.string().optional(),
});

/** `POST /oauth/tokens` of the grant `client_credentials`: a new token each time. */
export function grantToken(world: World, credentials: Credentials, request: SimulatedRequest): SimulatedAnswer {
	const grant = grantSchema.safeParse(readBody(request));
	if (!grant.success) throw oauthRefusal(400, 'invalid_request', 'The request is missing a required parameter.');
	const {grant_type: type, client_id: id, client_secret: secret, scope = ''} = grant.data;
	const client = credentials.clients.find((one) => one.id === id && one.secret === secret);
	if (client === undefined) throw oauthRefusal(401, 'invalid_client', 'Client authentication failed.');
	if (type !== 'client_credentials') throw oauthRefusal(400, 'unsupported_grant_type', 'The grant type is not supported.');
	const wanted = scope.split(' ').filter((word) => word !== '');
	const granted = scopes.filter((one) => wanted.includes(one));
	if (granted.length === 0 || granted.length < wanted.length) {
		throw oauthRefusal(400, 'invalid_scope', 'The requested scope is invalid, unknown, or malformed.');
	}
	const user = findUser(world, client.actsAs);
	if (user === undefined) throw oauthRefusal(401, 'invalid_client', 'Client authentication failed.');
	const token = randomBytes(16).toString('hex');
	const life = credentials.tokenLifeSeconds;
	const isEndless = life === Number.POSITIVE_INFINITY;
	const expiresAt = isEndless ? undefined : new Date(world.clock().getTime() + life * 1000);
	world.accessTokens.set(token, {userId: user.id, scopes: granted, expiresAt});
	return answerOf({access_token: token, token_type: 'bearer', scope: granted.join(' '), ...(isEndless ? {} : {expires_in: life})});
}

function readBody(request: SimulatedRequest): unknown {
	const text = request.body.toString('utf8');
	if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return Object.fromEntries(new URLSearchParams(text));
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** @throws Refusal for whoever is nobody: passwords count no more. */
export function findCaller(world: World, {apiTokens}: Credentials, authorization: string | undefined): Caller {
	const [, kind = '', value = ''] = /^(Bearer|Basic)\s+(\S+)$/i.exec(authorization ?? '') ?? [];
	if (kind.toLowerCase() === 'bearer') return bearer(world, value);
	const [, email = '', token = ''] = /^(.+)\/token:(.+)$/.exec(Buffer.from(value, 'base64').toString('utf8')) ?? [];
	const known = apiTokens.some((one) => one.email.toLowerCase() === email.toLowerCase() && one.token === token);
	const user = known ? findUser(world, email) : undefined;
	if (user === undefined) throw unauthenticated();
	return {user, scopes};
}

function bearer(world: World, value: string): Caller {
	const token = world.accessTokens.get(value);
	const user = world.users.get(token?.userId ?? 0);
	const isDead = token?.expiresAt !== undefined && token.expiresAt <= world.clock();
	if (token === undefined || user === undefined || isDead) throw deadToken();
	return {user, scopes: token.scopes};
}

/** Tickets, forms and macros are the agents': customers have other endpoints. */
export function requireAgent({user}: Caller): void {
	if (user.role === 'end-user') throw forbidden();
}

export function requireScope(caller: Caller, method: string): void {
	const scope = method === 'GET' ? 'read' : 'write';
	if (!caller.scopes.includes(scope)) throw missingScope(scope);
}

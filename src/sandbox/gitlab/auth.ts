import type {SimulatedRequest} from '../http.ts';
import {forbidden, jsonAnswer, Refusal, unauthorized} from './answers.ts';
import type {GitlabScope, GitlabToken} from './types.ts';
import type {Account, World} from './world.ts';

/** Which scopes an endpoint knows, beside `api` and, for reading, `read_api`. */
export type Area = 'users' | 'other' | 'token-itself';

/** Who asks: the token, its owner, and what both together may do. */
export interface Caller {
	readonly token: GitlabToken;
	readonly owner: Account;
	readonly isAdministrator: boolean;
	/** Administrators and auditors read all that there is. */
	readonly readsAll: boolean;
}

/** Either header, or the parameter. */
export function readToken({headers, query}: SimulatedRequest): string | undefined {
	const own = headers['private-token'];
	if (typeof own === 'string' && own !== '') return own;
	const bearer = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
	return bearer ?? query.get('private_token') ?? undefined;
}

/**
 * Undefined: nobody. @throws Refusal for a token that is unknown or dead.
 */
export function findCaller(world: World, secret: string | undefined): Caller | undefined {
	if (secret === undefined) return undefined;
	const [token, owner] = [...world.owners].find(([one]) => one.token === secret) ?? [];
	if (token === undefined || owner === undefined) throw unauthorized();
	if (token.state === 'expired') {
		throw invalidToken('Token is expired. You can either do re-authorization or token refresh.');
	}
	if (token.state === 'revoked') throw invalidToken('Token was revoked. You have to re-authorize from the user.');
	const isAdministrator = token.administrator && (!world.settings.adminMode || token.scopes.includes('admin_mode'));
	return {token, owner, isAdministrator, readsAll: isAdministrator || token.auditor === true};
}

function invalidToken(description: string): Refusal {
	return new Refusal(jsonAnswer(401, {error: 'invalid_token', error_description: description}));
}

/** @throws Refusal when no scope of the token opens the endpoint. */
export function requireScope({token}: Caller, area: Area, method: string): void {
	if (area === 'token-itself') return;
	const scopes: GitlabScope[] = ['api'];
	if (method === 'GET') scopes.push('read_api', ...(area === 'users' ? ['read_user' as const] : []));
	if (scopes.some((scope) => token.scopes.includes(scope))) return;
	throw new Refusal(
		jsonAnswer(403, {
			error: 'insufficient_scope',
			error_description: 'The request requires higher privileges than provided by the access token.',
			scope: area === 'users' ? 'api read_user' : 'api read_api',
		}),
	);
}

/** @throws Refusal: 401 for nobody, 403 for anybody else. */
export function requireAdministrator(caller: Caller | undefined): Caller {
	if (caller === undefined) throw unauthorized();
	if (!caller.isAdministrator) throw forbidden();
	return caller;
}

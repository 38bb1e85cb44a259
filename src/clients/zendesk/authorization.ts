import {z} from 'zod';
import type {Clock} from '../../model/clock.ts';
import type {Send} from '../http.ts';
import {readAnswer} from './answers.ts';

export type ZendeskCredentials =
	| {readonly kind: 'oauth'; readonly clientId: string; readonly clientSecret: string}
	/** The old way. */
	| {readonly kind: 'api-token'; readonly email: string; readonly token: string};

export interface ZendeskAccess {
	/** Without `/api/v2`. */
	readonly baseUrl: string;
	readonly credentials: ZendeskCredentials;
	readonly send: Send;
	readonly clock: Clock;
}

/** The value of the header; after a 401, another one than the one that it refused. Undefined: there is no other. */
export type Authorize = (refused?: string) => Promise<string | undefined>;

export function createAuthorization(access: ZendeskAccess): Authorize {
	const {credentials} = access;
	if (credentials.kind === 'oauth') return createTokens(access, credentials);
	const header = `Basic ${Buffer.from(`${credentials.email}/token:${credentials.token}`).toString('base64')}`;
	return async (refused) => (refused === undefined ? header : undefined);
}

/** What no error may repeat. */
export function secretsOf({credentials}: ZendeskAccess): readonly string[] {
	return [credentials.kind === 'oauth' ? credentials.clientSecret : credentials.token];
}

interface AccessToken {
	readonly header: string;
	/** Undefined: Zendesk named no time. */
	readonly renewAt: Date | undefined;
}

/** One access token for everybody: whoever needs another one while it is being fetched, waits for the same. */
function createTokens(access: ZendeskAccess, credentials: Extract<ZendeskCredentials, {kind: 'oauth'}>): Authorize {
	let held: Promise<AccessToken> | undefined;
	const fetchNext = () => {
		const asked = fetchToken(access, credentials);
		held = asked;
		asked.catch(() => {
			if (held === asked) held = undefined;
		});
		return asked;
	};
	const authorize = async (refused?: string): Promise<string> => {
		const asked = held ?? fetchNext();
		const {header, renewAt} = await asked;
		const isGood = header !== refused && (renewAt === undefined || access.clock() < renewAt);
		if (isGood) return header;
		return held === asked ? (await fetchNext()).header : authorize(refused);
	};
	return authorize;
}

const tokenSchema = z.object({access_token: z.string().min(1), expires_in: z.number().positive().nullish()});

/** Part of its life after which a token is renewed before anybody refuses it. */
const usablePart = 0.9;

/** https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/ */
async function fetchToken(
	access: ZendeskAccess,
	{clientId, clientSecret}: {readonly clientId: string; readonly clientSecret: string},
): Promise<AccessToken> {
	const asked = access.clock().getTime();
	const answer = await access.send({
		method: 'POST',
		url: `${access.baseUrl}/oauth/tokens`,
		headers: {'content-type': 'application/json'},
		body: JSON.stringify({client_id: clientId, client_secret: clientSecret, grant_type: 'client_credentials', scope: 'read write'}),
	});
	const {access_token: token, expires_in: life} = readAnswer(tokenSchema, answer, secretsOf(access));
	const renewAt = life === null || life === undefined ? undefined : new Date(asked + life * 1000 * usablePart);
	return {header: `Bearer ${token}`, renewAt};
}

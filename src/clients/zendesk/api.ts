import type {z} from 'zod';
import type {OutgoingRequest} from '../http.ts';
import {readAnswer} from './answers.ts';
import {createAuthorization, secretsOf, type ZendeskAccess} from './authorization.ts';

/** Asks the API below `/api/v2`, and reads the answer. */
export type AskZendesk = <T>(schema: z.ZodType<T>, question: Question) => Promise<T>;

export interface Question {
	/** Default: GET. */
	readonly method?: 'PUT';
	/** With its query, from `/tickets/…` on. */
	readonly path: string;
	readonly body?: object;
}

/** A small client of our own: node-zendesk takes a 429 for a success, has no deadline, and loses what Zendesk says of an error. */
export function createZendeskApi(access: ZendeskAccess): AskZendesk {
	const authorize = createAuthorization(access);
	return async (schema, question) => {
		const authorization = await authorize();
		const ask = (header = '') => access.send(requestOf(access, question, header));
		const first = await ask(authorization);
		// A refused token did nothing, so a write too may be sent with the next one; once.
		const next = first.status === 401 ? await authorize(authorization) : undefined;
		const answer = next === undefined ? first : await ask(next);
		return readAnswer(schema, answer, secretsOf(access));
	};
}

function requestOf({baseUrl}: ZendeskAccess, {method, path, body}: Question, authorization: string): OutgoingRequest {
	const request = {method: method ?? 'GET', url: `${baseUrl}/api/v2${path}`, headers: {authorization}};
	if (body === undefined) return request;
	return {...request, headers: {authorization, 'content-type': 'application/json'}, body: JSON.stringify(body)};
}

/** Updates have limits of their own, and the token endpoint is not the API: trouble with one says nothing about the others. */
export function zendeskLane({method, url}: OutgoingRequest): string {
	if (new URL(url).pathname.endsWith('/oauth/tokens')) return 'tokens';
	return method === 'GET' ? '' : 'updates';
}

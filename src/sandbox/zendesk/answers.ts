import type {SimulatedAnswer} from '../http.ts';

/** The API stops here with this answer. */
export class Refusal extends Error {
	override readonly name = 'Refusal';
	readonly answer: SimulatedAnswer;
	constructor(answer: SimulatedAnswer) {
		super(`refused with ${answer.status}`);
		this.answer = answer;
	}
}

function refusal(status: number, json: unknown, headers: Readonly<Record<string, string>> = {}): Refusal {
	return new Refusal({status, headers, json});
}

export const answerOf = (json: unknown, status = 200): SimulatedAnswer => ({status, json});

export const unauthenticated = () => refusal(401, {error: "Couldn't authenticate you"}, {'www-authenticate': 'Basic realm="Web Password"'});

export const deadToken = () =>
	refusal(401, {
		error: 'invalid_token',
		error_description: 'The access token provided is expired, revoked, malformed or invalid for other reasons.',
	});

/** The token endpoint speaks as RFC 6749 5.2 says. */
export const oauthRefusal = (status: 400 | 401, error: string, description: string) =>
	refusal(status, {error, error_description: description});

export const forbidden = () => refusal(403, {error: 'Forbidden', description: 'You do not have access to this page.'});
export const missingScope = (scope: string) =>
	refusal(403, {error: 'Forbidden', description: `Missing the following required scopes: ${scope}`});
export const notFound = () => refusal(404, {error: 'RecordNotFound', description: 'Not found'});
/** No such URL, which is another thing than no such record. */
export const noEndpoint = () => refusal(404, {error: 'InvalidEndpoint', description: 'Not found'});
export const notAllowed = (methods: readonly string[]) =>
	refusal(405, {error: 'MethodNotAllowed', description: 'Method not allowed'}, {allow: methods.join(', ')});
export const badBody = (description: string) => refusal(400, {error: 'InvalidRequest', description});

/** Of a ticket: 422, with what is wrong at which property. */
export const invalid = (property: string, description: string) =>
	refusal(422, {error: 'RecordInvalid', description: 'Record validation errors', details: {[property]: [{description}]}});

export const outdated = () =>
	refusal(409, {
		error: 'UpdateConflict',
		description: 'Safe Update prevented the update due to outdated ticket data. Please fetch the latest ticket data and try again.',
	});

export const tooMany = (retryAfter: number) =>
	refusal(
		429,
		{error: 'APIRateLimitExceeded', description: 'Number of allowed API requests per minute exceeded'},
		{'retry-after': String(retryAfter)},
	);

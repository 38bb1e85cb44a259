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

/** Answers of GitLab's own code say `message`: a sentence, or an object. */
export function refusal(status: number, message: unknown): Refusal {
	return new Refusal({status, headers: jsonHeaders, json: {message}});
}

/** Answers of the framework below it (Grape) say `error`. */
export function frameworkRefusal(status: number, error: string): Refusal {
	return new Refusal({status, headers: jsonHeaders, json: {error}});
}

const jsonHeaders = {'content-type': 'application/json'};

export function jsonAnswer(status: number, json: unknown, headers: Readonly<Record<string, string>> = {}): SimulatedAnswer {
	return {status, headers: {...jsonHeaders, ...headers}, json};
}

export const noContent: SimulatedAnswer = {status: 204, text: ''};

export function htmlAnswer(status: number, text: string, headers: Readonly<Record<string, string>> = {}): SimulatedAnswer {
	return {status, headers: {'content-type': 'text/html; charset=utf-8', ...headers}, text};
}

export function withHeaders(answer: SimulatedAnswer, headers: Readonly<Record<string, string>>): SimulatedAnswer {
	return {...answer, headers: {...answer.headers, ...headers}};
}

export const forbidden = (reason?: string) => refusal(403, reason === undefined ? '403 Forbidden' : `403 Forbidden - ${reason}`);
export const unauthorized = () => refusal(401, '401 Unauthorized');
export const notFound = (what: string) => refusal(404, `404 ${what} Not Found`);

import type {SimulatedRequest} from '../http.ts';
import {frameworkRefusal} from './answers.ts';

/** Parameters of query, body and path together, as the framework (Grape) merges them: the path wins, then the body. */
export type Params = ReadonlyMap<string, unknown>;

/** @throws Refusal for a body that cannot be read, or of another type than JSON and forms. */
export async function readParams(request: SimulatedRequest, path: Readonly<Record<string, string>>): Promise<Params> {
	const body = request.body.length === 0 || request.method === 'GET' ? [] : await readBody(request);
	return new Map<string, unknown>([...request.query, ...body, ...Object.entries(path)]);
}

async function readBody(request: SimulatedRequest): Promise<readonly (readonly [string, unknown])[]> {
	const type = request.headers['content-type'] ?? '';
	if (/^application\/json\b/.test(type)) return readJson(request.body.toString('utf8'));
	if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/.test(type)) {
		throw frameworkRefusal(415, `The provided content-type '${type}' is not supported.`);
	}
	const body = new Response(new Uint8Array(request.body), {headers: {'content-type': type}});
	return [...(await body.formData().catch(() => refuseBody()))];
}

function readJson(text: string): readonly (readonly [string, unknown])[] {
	const body = parseJson(text);
	if (typeof body !== 'object' || body === null || Array.isArray(body)) return refuseBody();
	return Object.entries(body);
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return refuseBody();
	}
}

function refuseBody(): never {
	throw frameworkRefusal(400, 'message body does not match declared format');
}

/** @throws Refusal when it is there and no text. Numbers and booleans are taken as text. */
export function optionalText(params: Params, name: string): string | undefined {
	const value = params.get(name) ?? undefined;
	if (value === undefined || typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	throw frameworkRefusal(400, `${name} is invalid`);
}

/** @throws Refusal when it is missing; an empty text is there. */
export function requiredText(params: Params, name: string): string {
	const value = optionalText(params, name);
	if (value === undefined) throw frameworkRefusal(400, `${name} is missing`);
	return value;
}

/** @throws Refusal when it is there and no whole number. */
export function optionalInteger(params: Params, name: string): number | undefined {
	const value = optionalText(params, name);
	if (value === undefined || value === '') return undefined;
	if (!/^-?\d{1,15}$/.test(value)) throw frameworkRefusal(400, `${name} is invalid`);
	return Number(value);
}

/** @throws Refusal when it is there and neither true nor false. */
export function optionalFlag(params: Params, name: string): boolean {
	const value = optionalText(params, name) ?? 'false';
	if (/^(true|t|1|on)$/i.test(value)) return true;
	if (/^(false|f|0|off|)$/i.test(value)) return false;
	throw frameworkRefusal(400, `${name} is invalid`);
}

/** @throws Refusal when it is there and none of the words. */
export function optionalChoice<Word extends string>(params: Params, name: string, words: readonly Word[]): Word | undefined {
	const value = optionalText(params, name);
	if (value === undefined) return undefined;
	const word = words.find((one) => one === value);
	if (word === undefined) throw frameworkRefusal(400, `${name} does not have a valid value`);
	return word;
}

import type {SimulatedAnswer, SimulatedRequest} from '../http.ts';

/** Mailgun says 400 with these words. */
export class BadRequest extends Error {
	override readonly name = 'BadRequest';
}

/** JSON bodies end with a line feed, as in the recorded answers. */
export function jsonAnswer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): SimulatedAnswer {
	return {
		status,
		text: `${JSON.stringify(body)}\n`,
		headers: {'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers},
	};
}

export function refusal(status: number, message: string, headers: Readonly<Record<string, string>> = {}): SimulatedAnswer {
	return jsonAnswer(status, {message}, headers);
}

export const pageNotFound: SimulatedAnswer = {
	status: 404,
	headers: {'content-type': 'text/html; charset=utf-8'},
	text: '<title>404 Not Found</title><h1>Not Found</h1>',
};

export function withHeaders(answer: SimulatedAnswer, headers: Readonly<Record<string, string>>): SimulatedAnswer {
	return {...answer, headers: {...answer.headers, ...headers}};
}

export function isForm(request: SimulatedRequest): boolean {
	return isMultipart(request) || contentType(request).startsWith('application/x-www-form-urlencoded');
}

export function isMultipart(request: SimulatedRequest): boolean {
	return contentType(request).startsWith('multipart/form-data');
}

export function contentType(request: SimulatedRequest): string {
	return request.headers['content-type'] ?? '';
}

/** Text fields of a form by name; files are left out. */
export async function readForm(request: SimulatedRequest): Promise<ReadonlyMap<string, readonly string[]>> {
	const body = new Response(new Uint8Array(request.body), {headers: {'content-type': contentType(request)}});
	const form = await body.formData().catch(() => {
		throw new BadRequest('unable to parse the form');
	});
	const fields = new Map<string, string[]>();
	for (const [name, value] of form) {
		if (typeof value === 'string') fields.set(name, [...(fields.get(name) ?? []), value]);
	}
	return fields;
}

/** @throws BadRequest when the body is no JSON. */
export function readJson(request: SimulatedRequest): unknown {
	try {
		return JSON.parse(request.body.toString('utf8'));
	} catch {
		throw new BadRequest('unable to parse the JSON body');
	}
}

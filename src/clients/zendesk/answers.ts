import {z} from 'zod';
import {ServiceRefused, ServiceUnavailable} from '../../model/errors.ts';
import type {Answer} from '../http.ts';

const service = 'Zendesk';

/** @throws ServiceRefused for a no, ServiceUnavailable for what is no answer. */
export function readAnswer<T>(schema: z.ZodType<T>, answer: Answer, secrets: readonly string[]): T {
	if (answer.status >= 400) throw refusal(answer, secrets);
	const read = schema.safeParse(parseJson(answer.text));
	if (!read.success) throw unreadable(answer.status);
	return read.data;
}

export function unreadable(status?: number): ServiceUnavailable {
	return new ServiceUnavailable({service, cause: 'unreadable', status});
}

const noRecord = 'RecordNotFound';

/** A 404 that is not about a record means a wrong URL, not a missing ticket. */
function refusal({status, text}: Answer, secrets: readonly string[]): ServiceRefused | ServiceUnavailable {
	const body = errorBody.safeParse(parseJson(text));
	if (status === 404 && !(body.success && body.data.error === noRecord)) return unreadable(status);
	const reason = body.success ? reasonOf(body.data) : text;
	// Cut out before cut short: what echoes our secrets does not get them into a log or onto a card.
	const safe = secrets.reduce((words, secret) => words.replaceAll(secret, '•••'), reason);
	return new ServiceRefused(service, status, safe.slice(0, 200));
}

/** Zendesk says `error` and `description`, with `details` of a record; its token endpoint `error_description`; the edge in front of it an object. */
const errorBody = z.object({
	error: z.union([z.string(), z.object({title: z.string().optional(), message: z.string().optional()})]),
	description: z.string().optional(),
	error_description: z.string().optional(),
	details: z.record(z.string(), z.array(z.object({description: z.string()}))).optional(),
});

function reasonOf({error, description, error_description: words, details}: z.output<typeof errorBody>): string {
	const particulars = Object.values(details ?? {})
		.flat()
		.map((detail) => detail.description);
	if (particulars.length > 0) return particulars.join('; ');
	const name = typeof error === 'string' ? error : (error.message ?? error.title ?? 'no reason given');
	return words ?? description ?? name;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Absent is only what Zendesk calls so. */
export async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
	try {
		return await answer;
	} catch (error) {
		if (error instanceof ServiceRefused && error.trouble.status === 404) return undefined;
		throw error;
	}
}

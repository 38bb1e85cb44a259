import type {Send} from './http.ts';

/** The transport in the shape of `fetch`, for SDKs that take one. */
export function asFetch(send: Send): typeof globalThis.fetch {
	return async (input, init) => {
		if (input instanceof Request) throw new TypeError('This transport takes a URL and its options, not a Request');
		const answer = await send({
			method: init?.method ?? 'GET',
			url: String(input),
			headers: Object.fromEntries(new Headers(init?.headers)),
			body: bodyOf(init?.body),
			signal: init?.signal ?? undefined,
		});
		// A status without a body (204) may not be given even an empty one.
		return new Response(answer.text === '' ? null : answer.text, {status: answer.status, headers: answer.headers});
	};
}

function bodyOf(body: unknown): string | undefined {
	if (body === undefined || body === null) return undefined;
	if (typeof body === 'string') return body;
	if (body instanceof URLSearchParams) return body.toString();
	throw new TypeError('This transport sends text only');
}

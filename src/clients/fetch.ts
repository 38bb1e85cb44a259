import type {Send} from './http.ts';

/** The transport in the shape of `fetch`, for SDKs that take one. */
export function asFetch(send: Send): typeof globalThis.fetch {
	return async (input, init) => {
		const answer = await send({
			method: init?.method ?? 'GET',
			url: input instanceof Request ? input.url : String(input),
			headers: Object.fromEntries(new Headers(init?.headers)),
			body: bodyOf(init?.body),
			signal: init?.signal ?? undefined,
		});
		return new Response(answer.text, {status: answer.status, headers: answer.headers});
	};
}

function bodyOf(body: unknown): string | undefined {
	if (body === undefined || body === null) return undefined;
	if (typeof body === 'string') return body;
	if (body instanceof URLSearchParams) return body.toString();
	throw new TypeError('This transport sends text only');
}

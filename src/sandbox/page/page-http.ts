import type {IncomingMessage, ServerResponse} from 'node:http';
import {z} from 'zod';
import {PageRefusal} from './refusal.ts';

const mostBytes = 64 * 1024;

/**
 * Only what the server itself serves may run or load, and text never becomes mark-up (trusted types).
 * `frame-ancestors`: a foreign page must not lay this one under its own buttons.
 */
const securityHeaders: Readonly<Record<string, string>> = {
	'content-security-policy':
		"default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'no-referrer',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'cache-control': 'no-store',
};

/** A foreign name that resolves to 127.0.0.1 (DNS rebinding) is not us. */
export function checkHost(request: IncomingMessage): void {
	if (!ownHosts(request).includes(request.headers.host ?? '')) {
		throw new PageRefusal(403, 'The sandbox answers only under its own address on 127.0.0.1 or localhost.');
	}
}

/** A page of another origin in the same browser may send, too: browsers say whose page it is. */
export function checkOrigin(request: IncomingMessage): void {
	const own = ownHosts(request).map((host) => `http://${host}`);
	if (!own.includes(request.headers.origin ?? '')) throw new PageRefusal(403, 'Only the sandbox page itself may act here.');
}

function ownHosts(request: IncomingMessage): readonly string[] {
	const port = request.socket.localPort;
	return [`127.0.0.1:${port}`, `localhost:${port}`];
}

/** @throws PageRefusal 405 */
export function methodIs(request: IncomingMessage, method: 'GET' | 'POST'): void {
	if (request.method !== method) throw new PageRefusal(405, `This address takes ${method} only.`);
}

/** @throws PageRefusal 400, 413 or 415 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
	const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
	if (type !== 'application/json') throw new PageRefusal(415, 'The body has to be application/json.');
	const body = await readBody(request);
	try {
		return JSON.parse(body);
	} catch {
		throw new PageRefusal(400, 'The body is not JSON.');
	}
}

async function readBody(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of request) {
		const piece = Buffer.from(chunk);
		bytes += piece.length;
		// Read on to the end: a sender that is cut off in the middle never sees the answer.
		if (bytes <= mostBytes) chunks.push(piece);
		if (bytes > 16 * mostBytes) break;
	}
	if (bytes > mostBytes) throw new PageRefusal(413, `The body is larger than ${mostBytes} bytes.`);
	return Buffer.concat(chunks).toString('utf8');
}

export function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
	response.writeHead(status, {...securityHeaders, 'content-type': type, 'content-length': Buffer.byteLength(body)}).end(body);
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
	send(response, status, 'application/json; charset=utf-8', JSON.stringify(value));
}

export function startEvents(response: ServerResponse): void {
	response.writeHead(200, {...securityHeaders, 'content-type': 'text/event-stream; charset=utf-8'});
}

export function sendNothingFound(response: ServerResponse): void {
	sendJson(response, 404, {error: 'There is nothing at this address.'});
}

/** Every error ends here: refusals in their own words, a wrong body with its fields, all else as 500. */
export function sendRefusal(response: ServerResponse, error: unknown): void {
	if (response.headersSent) {
		response.destroy();
		return;
	}
	const {status, words} = refusalOf(error);
	sendJson(response, status, {error: words});
}

function refusalOf(error: unknown): {readonly status: number; readonly words: string} {
	if (error instanceof PageRefusal) return {status: error.status, words: error.message};
	if (error instanceof z.ZodError) return {status: 400, words: z.prettifyError(error)};
	return {status: 500, words: error instanceof Error ? error.message : String(error)};
}

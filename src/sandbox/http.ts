import {createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {gzipSync} from 'node:zlib';
import type {FaultBoard, FaultRule, ServiceName} from './faults.ts';

export interface SimulatedRequest {
	readonly method: string;
	/** As on the wire: not decoded, without the query. */
	readonly path: string;
	readonly query: URLSearchParams;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
}

export interface SimulatedAnswer {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly json?: unknown;
	readonly text?: string;
}

export interface SimulatedServer {
	/** `http://127.0.0.1:PORT` */
	readonly origin: string;
	readonly server: Server;
	readonly close: () => Promise<void>;
}

interface Options {
	readonly service: ServiceName;
	readonly faults: FaultBoard;
	readonly port?: number;
	readonly handle: (request: SimulatedRequest) => SimulatedAnswer | Promise<SimulatedAnswer>;
}

/** Serves one simulated service on 127.0.0.1, faults included. */
export async function serve(options: Options): Promise<SimulatedServer> {
	const server = createServer((req, res) => {
		answerOne(options, req, res).catch((error: unknown) => {
			res.writeHead(500, {'content-type': 'text/plain'}).end(`simulator failed: ${error instanceof Error ? error.stack : String(error)}`);
		});
	});
	await listen(server, options.port ?? 0);
	const {port} = server.address() as AddressInfo;
	return {
		origin: `http://127.0.0.1:${port}`,
		server,
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

function listen(server: Server, port: number): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => resolve());
	});
}

async function answerOne(options: Options, req: IncomingMessage, res: ServerResponse): Promise<void> {
	const method = req.method ?? 'GET';
	const url = req.url ?? '/';
	const rule = options.faults.take(options.service, method, url);
	if (rule?.fault === 'down') {
		rule.onMet?.();
		req.socket.destroy();
		return;
	}
	const body = await readAll(req);
	const [path = '/', query = ''] = splitOnce(url, '?');
	const ask = () => options.handle({method, path, query: new URLSearchParams(query), headers: req.headers, body});
	if (rule === undefined) send(res, await ask());
	else await misbehave(rule, ask, {headers: req.headers, res});
}

async function readAll(req: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of req) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

function splitOnce(text: string, separator: string): string[] {
	const at = text.indexOf(separator);
	return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function encode(answer: SimulatedAnswer): {readonly body: Buffer; readonly headers: Record<string, string>} {
	const isJson = answer.json !== undefined;
	return {
		body: Buffer.from(isJson ? JSON.stringify(answer.json) : (answer.text ?? '')),
		headers: {'content-type': isJson ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8', ...answer.headers},
	};
}

function send(res: ServerResponse, answer: SimulatedAnswer): void {
	const {body, headers} = encode(answer);
	res.writeHead(answer.status, {...headers, 'content-length': String(body.length)}).end(body);
}

const html = '<html><body><h1>Something went wrong</h1></body></html>';

interface Exchange {
	readonly headers: IncomingHttpHeaders;
	readonly res: ServerResponse;
}

async function misbehave(rule: FaultRule, ask: () => SimulatedAnswer | Promise<SimulatedAnswer>, {headers, res}: Exchange): Promise<void> {
	const answer = needsAnswer(rule) ? await ask() : undefined;
	rule.onMet?.();
	if (rule.fault === 'slow') {
		await new Promise((resolve) => setTimeout(resolve, rule.delayMs ?? 3000));
		send(res, answer ?? (await ask()));
		return;
	}
	const retryAfter: Record<string, string> = rule.retryAfter === undefined ? {} : {'retry-after': rule.retryAfter};
	switch (rule.fault) {
		case 'rate-limited':
			return send(res, {status: 429, headers: retryAfter, json: {message: 'Too Many Requests'}});
		case 'server-error':
			return send(res, {status: 500, json: {message: 'Internal Server Error'}});
		case 'bad-gateway':
			return send(res, {status: 502, headers: {'content-type': 'text/html'}, text: html});
		case 'unavailable':
			return send(res, {status: 503, headers: {...retryAfter, 'content-type': 'text/html'}, text: html});
		case 'gateway-timeout':
			return send(res, {status: 504, headers: {'content-type': 'text/html'}, text: html});
		case 'echo':
			return send(res, {status: 401, json: {message: `Unauthorized: ${JSON.stringify(headers)}`}});
		case 'html':
			return send(res, {status: 200, headers: {'content-type': 'text/html'}, text: html});
		case 'wrong-type':
			return send(res, {status: 200, json: ['unexpected', 42]});
		case 'huge':
			return send(res, {status: 200, json: {padding: 'x'.repeat(10 * 1024 * 1024)}});
		case 'gzip-bomb':
			return sendBomb(res);
		case 'redirect':
			return send(res, {status: 301, headers: {location: rule.redirectTo ?? 'http://127.0.0.1:9/'}});
		case 'hang':
			return;
		default:
			return sendHalf(rule, res, answer ?? {status: 200, json: {}});
	}
}

function needsAnswer(rule: FaultRule): boolean {
	return rule.afterEffect === true || rule.fault === 'truncated' || rule.fault === 'reset-in-body' || rule.fault === 'hang-in-body';
}

/** Half of the true body: then the end (truncated), a cut connection, or silence. */
function sendHalf(rule: FaultRule, res: ServerResponse, answer: SimulatedAnswer): void {
	const {body, headers} = encode(answer);
	const half = body.subarray(0, Math.floor(body.length / 2));
	if (rule.fault === 'truncated') {
		res.writeHead(answer.status, {...headers, 'content-length': String(half.length)}).end(half);
		return;
	}
	res.writeHead(answer.status, {...headers, 'content-length': String(body.length)});
	res.write(half, () => {
		if (rule.fault === 'reset-in-body') res.socket?.destroy();
	});
}

let bomb: Buffer | undefined;

function sendBomb(res: ServerResponse): void {
	// Ten gzip members of 100 MB each: a legal stream, built once, about 1 MB on the wire.
	bomb ??= Buffer.concat(Array.from({length: 10}, () => gzipSync(Buffer.alloc(100 * 1024 * 1024, 0x20))));
	res.writeHead(200, {'content-type': 'application/json', 'content-encoding': 'gzip', 'content-length': String(bomb.length)}).end(bomb);
}

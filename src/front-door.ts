import {isUtf8} from 'node:buffer';
import {createHmac, timingSafeEqual} from 'node:crypto';
import {createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse} from 'node:http';
import type {z} from 'zod';
import {deliveryShapes} from './delivery-shapes.ts';
import {Refusal, readJson} from './incoming.ts';
import {readWebhook, type Webhook} from './zendesk-webhook.ts';

/**
 * The HTTP server before Bolt: it reads at most 256 KiB, believes only what Slack or Zendesk signed within five minutes, and lets nothing
 * through that has not the shape of a delivery. What passes is handed to Bolt's receiver with its bytes.
 */
export interface FrontDoorOptions {
	/** Absent in Socket Mode: then `POST /slack/events` does not exist. */
	readonly slack?: {readonly signingSecret: string; readonly listener: RequestListener};
	/** Absent: `POST /webhooks/zendesk` does not exist. What `take` resolves for is on record. */
	readonly webhooks?: {readonly secret: string; readonly take: (webhook: Webhook) => Promise<void>};
	/** `GET` pages, by path. */
	readonly pages: Readonly<Record<string, () => Promise<Page>>>;
	/** Real time in milliseconds; the signature window knows no moved clocks. */
	readonly now: () => number;
	readonly onRefusal: (status: number, reason: string) => void;
}

export interface Page {
	readonly status: number;
	readonly type: string;
	readonly text: string;
}

export interface FrontDoor {
	readonly server: Server;
	/** Lets nobody in any more; open answers are finished. */
	readonly shut: () => void;
}

const bodyLimit = 256 * 1024;
const windowSeconds = 300;

export function createFrontDoor(options: FrontDoorOptions): FrontDoor {
	let open = true;
	const server = createServer(
		{headersTimeout: 5000, requestTimeout: 10_000, keepAliveTimeout: 30_000, connectionsCheckingInterval: 1000},
		(req, res) => {
			admit(options, open, req, res).catch((error: unknown) => {
				const refusal = error instanceof Refusal ? error : new Refusal(500, 'unexpected');
				options.onRefusal(refusal.status, refusal.message);
				end(req, res, refusal.status);
			});
		},
	);
	server.on('clientError', (_error, socket) => {
		if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
	});
	return {
		server,
		shut: () => {
			open = false;
			server.close();
			server.closeIdleConnections();
		},
	};
}

async function admit(options: FrontDoorOptions, open: boolean, req: IncomingMessage, res: ServerResponse): Promise<void> {
	const path = (req.url ?? '').split('?')[0] ?? '';
	if (req.method === 'GET') return showPage(options, path, res);
	const serve = placeAt(options, path);
	if (serve === undefined) throw new Refusal(404, 'no such place');
	if (req.method !== 'POST') throw new Refusal(405, 'method');
	if (!open) throw new Refusal(503, 'shutting down');
	await serve(req, await readBody(req), res);
}

type Serve = (req: IncomingMessage, body: Buffer, res: ServerResponse) => Promise<void>;

function placeAt({slack, webhooks, now}: FrontDoorOptions, path: string): Serve | undefined {
	if (path === '/slack/events' && slack !== undefined) {
		return async (req, body, res) => {
			assertSigned(req, body, slack.signingSecret, now());
			req.headers['content-type'] = assertShape(req, body);
			Object.assign(req, {rawBody: body});
			slack.listener(req, res);
		};
	}
	if (path !== '/webhooks/zendesk' || webhooks === undefined) return undefined;
	return async (req, body, res) => {
		const webhook = readWebhook(req.headers, body, {secret: webhooks.secret, now: now()});
		await webhooks.take(webhook).catch(() => {
			// Zendesk sends it again.
			throw new Refusal(503, 'not on record');
		});
		res.writeHead(202).end();
	};
}

async function showPage(options: FrontDoorOptions, path: string, res: ServerResponse): Promise<void> {
	const make = options.pages[path];
	if (make === undefined) throw new Refusal(404, 'no such page');
	const page = await make();
	res.writeHead(page.status, {'content-type': page.type, 'cache-control': 'no-store'}).end(page.text);
}

function end(req: IncomingMessage, res: ServerResponse, status: number): void {
	if (res.headersSent) return;
	res.writeHead(status, {connection: 'close', 'content-type': 'text/plain'}).end();
	// What is left of an oversized body is not worth reading.
	if (!req.complete) res.once('finish', () => req.destroy());
}

async function readBody(req: IncomingMessage): Promise<Buffer> {
	if (Number(req.headers['content-length'] ?? 0) > bodyLimit) throw new Refusal(413, 'body too large');
	const chunks: Buffer[] = [];
	let length = 0;
	try {
		for await (const chunk of req) {
			length += (chunk as Buffer).length;
			if (length > bodyLimit) throw new Refusal(413, 'body too large');
			chunks.push(chunk as Buffer);
		}
	} catch (error) {
		throw error instanceof Refusal ? error : new Refusal(400, 'body not readable');
	}
	return Buffer.concat(chunks);
}

/** https://docs.slack.dev/authentication/verifying-requests-from-slack, over the raw bytes and with a window on both sides. */
function assertSigned(req: IncomingMessage, body: Buffer, secret: string, now: number): void {
	const timestamp = req.headers['x-slack-request-timestamp'];
	const signature = req.headers['x-slack-signature'];
	if (typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) throw new Refusal(401, 'timestamp');
	if (Math.abs(now / 1000 - Number(timestamp)) > windowSeconds) throw new Refusal(401, 'timestamp outside of the window');
	if (typeof signature !== 'string' || !/^v0=[0-9a-f]{64}$/.test(signature)) throw new Refusal(401, 'signature');
	const expected = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest();
	if (!timingSafeEqual(expected, Buffer.from(signature.slice(3), 'hex'))) throw new Refusal(401, 'signature');
}

/** Returns the bare content type, the only form that Bolt knows. */
function assertShape(req: IncomingMessage, body: Buffer): string {
	const type = (req.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
	if (!isUtf8(body)) throw new Refusal(400, 'not UTF-8');
	const text = body.toString('utf8');
	if (type === 'application/json') {
		assertJson(text, deliveryShapes.event);
	} else if (type === 'application/x-www-form-urlencoded') {
		assertForm(text);
	} else {
		throw new Refusal(415, 'content type');
	}
	return type;
}

function assertForm(text: string): void {
	const form = new URLSearchParams(text);
	const names = [...form.keys()];
	if (new Set(names).size !== names.length) throw new Refusal(400, 'a field is given twice');
	const payload = form.get('payload');
	if (payload === null) assertDelivery(Object.fromEntries(form), deliveryShapes.form);
	else assertJson(payload, deliveryShapes.interaction);
}

function assertJson(text: string, shape: z.ZodType): void {
	assertDelivery(readJson(text), shape);
}

function assertDelivery(value: unknown, shape: z.ZodType): void {
	if (!shape.safeParse(value).success) throw new Refusal(400, 'not a delivery');
}

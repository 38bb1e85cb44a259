import {randomBytes} from 'node:crypto';
import type {IncomingMessage, Server} from 'node:http';
import type {Duplex} from 'node:stream';
import {type WebSocket, WebSocketServer} from 'ws';
import type {SlackState} from './state.ts';

export interface SocketMode {
	/** Sends one envelope to one connected app and waits for its ack; undefined when none is connected. */
	readonly send: (type: string, payload: unknown, timeoutMs: number) => Promise<{readonly body: unknown} | 'timeout' | undefined>;
	readonly count: () => number;
	readonly recycle: () => void;
	readonly close: () => void;
}

/** The WebSocket address that `apps.connections.open` hands out: good for one connection. */
export function issueSocketUrl(state: SlackState): string {
	const ticket = randomBytes(12).toString('hex');
	state.socketTickets.add(ticket);
	return `${state.origin.replace('http:', 'ws:')}/link/?ticket=${ticket}&app_id=${state.identity.appId}`;
}

/** Slack's side of Socket Mode on the simulator's HTTP server (docs.slack.dev/apis/events-api/using-socket-mode). */
export function createSocketMode(state: SlackState, server: Server): SocketMode {
	const sockets = new WebSocketServer({noServer: true});
	const waiting = new Map<string, (body: unknown) => void>();
	const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
		const ticket = new URL(request.url ?? '/', state.origin).searchParams.get('ticket') ?? '';
		if (!state.socketTickets.delete(ticket)) {
			socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
			return;
		}
		sockets.handleUpgrade(request, socket, head, (client) => greet(client));
	};
	const greet = (client: WebSocket) => {
		client.on('message', (data) => takeAck(state, waiting, String(data)));
		client.on('error', () => client.terminate());
		client.on('close', state.changed);
		const hello = {
			type: 'hello',
			num_connections: sockets.clients.size,
			debug_info: {host: 'sandbox', build_number: 1, approximate_connection_time: 18_060},
			connection_info: {app_id: state.identity.appId},
		};
		client.send(JSON.stringify(hello));
		state.changed();
	};
	server.on('upgrade', upgrade);
	const connected = () => [...sockets.clients].filter((client) => client.readyState === client.OPEN);
	return {
		send: async (type, payload, timeoutMs) => {
			const client = connected().at(-1);
			if (client === undefined) return undefined;
			const envelopeId = `${state.nextId('')}-${randomBytes(8).toString('hex')}`;
			const retry = type === 'events_api' ? {retry_attempt: 0, retry_reason: ''} : {};
			client.send(JSON.stringify({envelope_id: envelopeId, type, payload, accepts_response_payload: type !== 'events_api', ...retry}));
			return await waitForAck(waiting, envelopeId, timeoutMs);
		},
		count: () => connected().length,
		recycle: () => {
			for (const client of connected())
				client.send(JSON.stringify({type: 'disconnect', reason: 'refresh_requested', debug_info: {host: 'sandbox'}}));
		},
		close: () => {
			for (const client of sockets.clients) client.terminate();
			sockets.close();
		},
	};
}

function waitForAck(
	waiting: Map<string, (body: unknown) => void>,
	envelopeId: string,
	timeoutMs: number,
): Promise<{readonly body: unknown} | 'timeout'> {
	return new Promise((resolve) => {
		const timer = setTimeout(() => {
			waiting.delete(envelopeId);
			resolve('timeout');
		}, timeoutMs);
		waiting.set(envelopeId, (body) => {
			clearTimeout(timer);
			waiting.delete(envelopeId);
			resolve({body});
		});
	});
}

function takeAck(state: SlackState, waiting: Map<string, (body: unknown) => void>, raw: string): void {
	try {
		const {envelope_id: id, payload} = JSON.parse(raw) as {readonly envelope_id?: unknown; readonly payload?: unknown};
		waiting.get(String(id))?.(payload);
	} catch {
		state.complain(`Socket Mode: not JSON: ${raw.slice(0, 200)}`);
	}
}

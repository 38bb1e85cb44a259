import {inspect} from 'node:util';
import {onTestFinished} from 'vitest';
import {createTransport, type OutgoingRequest, type Send, type TransportOptions} from '../../src/clients/http.ts';
import {ServiceUnavailable} from '../../src/model/errors.ts';
import {createFaultBoard, type FaultBoard} from '../../src/sandbox/faults.ts';
import {type SimulatedAnswer, type SimulatedRequest, serve} from '../../src/sandbox/http.ts';

/** A service of our own on a real socket, with the fault board before it; it ends with the test. */
export interface TestServer {
	readonly origin: string;
	readonly faults: FaultBoard;
	/** Arrivals, whatever became of them: `GET /path?query`. */
	readonly arrivals: readonly string[];
	readonly connections: () => number;
	readonly transport: (options?: Partial<TransportOptions>) => Send;
}

type Handle = (request: SimulatedRequest) => SimulatedAnswer | Promise<SimulatedAnswer>;

export async function openServer(handle: Handle = () => ({status: 200, json: {fine: true}})): Promise<TestServer> {
	const faults = createFaultBoard();
	const {origin, server, close} = await serve({service: 'mailgun', faults, handle});
	onTestFinished(close);
	const arrivals: string[] = [];
	let connections = 0;
	server.on('connection', () => {
		connections += 1;
	});
	server.on('request', (request) => arrivals.push(`${request.method} ${request.url}`));
	return {
		origin,
		faults,
		arrivals,
		connections: () => connections,
		transport: (options) => createTransport({service: 'Mailgun', origins: [origin], clock: () => new Date(), deadline: 5000, ...options}),
	};
}

export const key = 'key-that-nobody-may-see';

export function get(url: string, more: Partial<OutgoingRequest> = {}): OutgoingRequest {
	return {method: 'GET', url, headers: {authorization: `Basic ${key}`}, ...more};
}

export function post(url: string, more: Partial<OutgoingRequest> = {}): OutgoingRequest {
	return get(url, {method: 'POST', body: '{"to":"ada@example.com"}', ...more});
}

/** What a call failed with; a call that succeeds, fails differently or tells the key fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<ServiceUnavailable> {
	const error: unknown = await call.then(
		(value) => new Error(`it succeeded: ${inspect(value)}`),
		(reason: unknown) => reason,
	);
	if (!(error instanceof ServiceUnavailable)) throw error;
	if (inspect(error, {depth: 10, showHidden: true}).includes(key)) throw new Error('the key is in the error');
	return error;
}

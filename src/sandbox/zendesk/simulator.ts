import type {Clock} from '../../model/clock.ts';
import type {FaultBoard} from '../faults.ts';
import {type SimulatedRequest, serve} from '../http.ts';
import {createControls} from './controls.ts';
import {answerRequest} from './front.ts';
import {createCounter} from './rate.ts';
import type {
	ZendeskApiToken,
	ZendeskClient,
	ZendeskField,
	ZendeskForm,
	ZendeskMacro,
	ZendeskRequest,
	ZendeskRole,
	ZendeskSimulator,
} from './types.ts';
import {createWebhookCaller} from './webhook.ts';
import {createWorld} from './world.ts';

export interface ZendeskSimulatorOptions {
	readonly faults: FaultBoard;
	readonly clock: Clock;
	readonly port?: number;
	/** Those that clients and tokens act as. */
	readonly staff: readonly {readonly email: string; readonly role: ZendeskRole}[];
	readonly clients?: readonly ZendeskClient[];
	readonly apiTokens?: readonly ZendeskApiToken[];
	readonly forms?: readonly ZendeskForm[];
	readonly fields?: readonly ZendeskField[];
	readonly macros?: readonly ZendeskMacro[];
	/** Signs the webhook of its trigger. */
	readonly webhookSecret?: string;
	/** Of an access token. Default: half an hour. */
	readonly tokenLifeSeconds?: number;
	/** Requests a minute of the whole account. Default: 700. */
	readonly requestLimit?: number;
	/** Updates of tickets a minute of the whole account. Default: 100; of one ticket by one user 30 in ten minutes. */
	readonly updateLimit?: number;
}

/** Starts a Zendesk on 127.0.0.1: its Ticketing API, and the endpoint that gives access tokens. */
export async function createZendeskSimulator(options: ZendeskSimulatorOptions): Promise<ZendeskSimulator> {
	const listeners = new Set<() => void>();
	const {faults, port, clock, staff, forms = [], fields = [], macros = []} = options;
	const changed = () => {
		for (const listener of listeners) listener();
	};
	const world = createWorld({clock, staff, forms, fields, macros, changed});
	const requests: ZendeskRequest[] = [];
	const front = {
		world,
		credentials: {
			clients: options.clients ?? [],
			apiTokens: options.apiTokens ?? [],
			tokenLifeSeconds: options.tokenLifeSeconds ?? 1800,
		},
		countRequest: createCounter({limit: options.requestLimit ?? 700, windowSeconds: 60}, clock),
		countUpdate: createCounter({limit: options.updateLimit ?? 100, windowSeconds: 60}, clock),
		countOfTicket: createCounter({limit: 30, windowSeconds: 600}, clock),
	};
	const server = await serve({
		service: 'zendesk',
		faults,
		...(port === undefined ? {} : {port}),
		handle: (request) => {
			const answered = answerRequest(front, request);
			requests.push(requestSeen(request, answered.status, clock()));
			return answered;
		},
	});
	world.origin = server.origin;
	return {
		origin: server.origin,
		...createControls(world),
		...createWebhookCaller(options.webhookSecret ?? '', (ticket) => world.tickets.has(ticket)),
		requests: () => [...requests],
		onChange: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		close: server.close,
	};
}

function requestSeen(request: SimulatedRequest, status: number, at: Date): ZendeskRequest {
	const {method, path, query, headers, body} = request;
	return {at, method, path, query: query.toString(), body: body.toString('utf8'), status, authorization: headers.authorization};
}

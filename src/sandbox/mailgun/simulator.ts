import type {Clock} from '../../model/clock.ts';
import type {FaultBoard} from '../faults.ts';
import {type SimulatedRequest, serve} from '../http.ts';
import {createAlarm} from './alarm.ts';
import {contentType} from './answers.ts';
import {readCredentials} from './auth.ts';
import {createControls} from './controls.ts';
import {settle} from './delivery.ts';
import {answerRequest, type Front} from './front.ts';
import type {CaseSensitivity} from './lists.ts';
import type {Host} from './message-routes.ts';
import {createBucket, type RequestLimit, recordedLimit} from './rate.ts';
import type {MailgunKey, MailgunRequest, MailgunSimulator} from './types.ts';
import {createWorld, type World} from './world.ts';

export interface MailgunSimulatorOptions {
	/** Sending domains of the account. */
	readonly domains: readonly string[];
	readonly keys: readonly MailgunKey[];
	readonly faults: FaultBoard;
	readonly clock: Clock;
	/** Of the base host; the storage host takes any free one. */
	readonly port?: number;
	/** How long messages can be read and sent again. Default: three days. */
	readonly messageTtlSeconds?: number;
	readonly caseSensitivity?: CaseSensitivity;
	readonly messageIdOfResend?: 'same' | 'new';
	readonly requestLimit?: RequestLimit;
	/** From `accepted` to the first attempt. Default: one second. */
	readonly deliveryDelayMs?: number;
	/** Default: false, a stored message is served by the host of its `storage.url` only. */
	readonly baseHostServesMessages?: boolean;
}

/** Starts a Mailgun on 127.0.0.1: its API, its storage host, and the recipients' mailboxes behind it. */
export async function createMailgunSimulator(options: MailgunSimulatorOptions): Promise<MailgunSimulator> {
	const listeners = new Set<() => void>();
	const world = createWorld({
		clock: options.clock,
		domains: options.domains,
		caseSensitivity: options.caseSensitivity ?? 'insensitive',
		settings: {
			messageIdOfResend: options.messageIdOfResend ?? 'new',
			messageTtlSeconds: options.messageTtlSeconds ?? 3 * 24 * 60 * 60,
			deliveryDelayMs: options.deliveryDelayMs ?? 1000,
			baseHostServesMessages: options.baseHostServesMessages ?? false,
		},
		changed: () => {
			alarm.set();
			for (const listener of listeners) listener();
		},
	});
	const alarm = createAlarm(world);
	const requests: MailgunRequest[] = [];
	const servers = await startServers(options, world, requests);
	return {
		origin: world.origins.base,
		storageOrigin: world.origins.storage,
		...createControls(world),
		requests: () => [...requests],
		onChange: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		close: async () => {
			alarm.stop();
			await Promise.all(servers.map((server) => server.close()));
		},
	};
}

async function startServers(options: MailgunSimulatorOptions, world: World, requests: MailgunRequest[]) {
	const limit = options.requestLimit ?? recordedLimit;
	const front: Front = {
		world,
		keys: options.keys,
		takeRequest: createBucket(limit, options.clock),
		takeMessage: createBucket(limit, options.clock),
	};
	const handle = (host: Host) => async (request: SimulatedRequest) => {
		settle(world);
		const answer = await answerRequest(front, host, request);
		requests.push(requestSeen(request, answer.status, options.clock()));
		return answer;
	};
	const {faults, port} = options;
	const base = await serve({service: 'mailgun', faults, handle: handle('base'), ...(port === undefined ? {} : {port})});
	const storage = await serve({service: 'mailgun', faults, handle: handle('storage')});
	world.origins = {base: base.origin, storage: storage.origin};
	return [base, storage];
}

function requestSeen(request: SimulatedRequest, status: number, at: Date): MailgunRequest {
	return {
		at,
		method: request.method,
		path: request.path,
		query: request.query.toString(),
		body: request.body.toString('utf8'),
		contentType: contentType(request),
		status,
		key: readCredentials(request.headers.authorization)?.secret,
	};
}

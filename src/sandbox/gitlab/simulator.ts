import type {Clock} from '../../model/clock.ts';
import type {FaultBoard} from '../faults.ts';
import {type SimulatedAnswer, type SimulatedRequest, serve} from '../http.ts';
import {addAccount} from './accounts.ts';
import {answerApi} from './api.ts';
import {readToken} from './auth.ts';
import {createControls} from './controls.ts';
import {createDeeds} from './deeds.ts';
import {settle} from './expiry.ts';
import {createEndpointLimit, createThrottle} from './throttles.ts';
import type {GitlabProject, GitlabRequest, GitlabSimulator, GitlabToken, SendMail} from './types.ts';
import {answerWeb} from './web.ts';
import {createWebSessions} from './web-sessions.ts';
import {createWorld, type World} from './world.ts';

export interface GitlabSimulatorOptions {
	readonly tokens: readonly GitlabToken[];
	readonly faults: FaultBoard;
	readonly clock: Clock;
	readonly port?: number;
	/** Gets what GitLab mails. */
	readonly sendMail: SendMail;
	/** Sending domain of the mails. Default: `mg.gitlab.com`. */
	readonly mailDomain?: string;
	/** Default: 3, as GitLab.com. `Infinity`: never. */
	readonly deleteUnconfirmedAfterDays?: number;
	/** Default: `hard`. */
	readonly emailConfirmation?: 'off' | 'soft' | 'hard';
	/** GitLab's forms ask for a captcha. Default: false. */
	readonly captcha?: boolean;
	/** Administrators' tokens need the scope `admin_mode`. Default: false. */
	readonly adminMode?: boolean;
	/** Projects that take issues; all private. */
	readonly projects?: readonly GitlabProject[];
	/** Requests to the API a minute, of one user. Default: 2000, as GitLab.com. */
	readonly apiLimit?: number;
	/** Posts to protected paths a minute. Default: 10, as GitLab.com. */
	readonly protectedPathLimit?: number;
	/** Single users looked up in ten minutes by one who is no administrator. Default: 300. */
	readonly userLookupLimit?: number;
}

/** Starts a GitLab on 127.0.0.1: its REST API, and its forms for confirmations and password resets. */
export async function createGitlabSimulator(options: GitlabSimulatorOptions): Promise<GitlabSimulator> {
	const listeners = new Set<() => void>();
	const world = buildWorld(options, () => {
		for (const listener of listeners) listener();
	});
	for (const [at, token] of options.tokens.entries()) world.owners.set(token, addOwner(world, token, at));
	const requests: GitlabRequest[] = [];
	const answer = createAnswer(options, world);
	const {faults, port} = options;
	const server = await serve({
		service: 'gitlab',
		faults,
		...(port === undefined ? {} : {port}),
		handle: async (request) => {
			settle(world);
			const answered = await answer(request);
			requests.push(requestSeen(request, answered.status, options.clock()));
			return answered;
		},
	});
	world.origin = server.origin;
	return {
		origin: server.origin,
		...createControls(world),
		...createDeeds(world),
		requests: () => [...requests],
		onChange: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		close: server.close,
	};
}

function buildWorld(options: GitlabSimulatorOptions, changed: () => void): World {
	return createWorld({
		clock: options.clock,
		settings: {
			emailConfirmation: options.emailConfirmation ?? 'hard',
			deleteUnconfirmedAfterDays: options.deleteUnconfirmedAfterDays ?? 3,
			adminMode: options.adminMode ?? false,
			mailDomain: options.mailDomain ?? 'mg.gitlab.com',
		},
		projects: options.projects ?? [],
		captcha: options.captcha ?? false,
		sendMail: options.sendMail,
		changed,
	});
}

function addOwner(world: World, {administrator, username}: GitlabToken, at: number) {
	const name = username ?? `token-owner-${at + 1}`;
	return addAccount(world, {username: name, email: `${name}@gitlab.example.com`, confirmedAt: world.clock(), isAdmin: administrator});
}

function createAnswer(options: GitlabSimulatorOptions, world: World) {
	const {clock} = options;
	const api = {
		world,
		authenticated: createThrottle({name: 'throttle_authenticated_api', limit: options.apiLimit ?? 2000, clock}),
		unauthenticated: createThrottle({name: 'throttle_unauthenticated_api', limit: 500, clock}),
		countUserLookup: createEndpointLimit(options.userLookupLimit ?? 300, 600_000, clock),
	};
	const limit = options.protectedPathLimit ?? 10;
	const protectedPaths = createThrottle({name: 'throttle_unauthenticated_protected_paths', limit, clock});
	const web = {world, sessions: createWebSessions(), protectedPaths};
	return async (request: SimulatedRequest): Promise<SimulatedAnswer> =>
		request.path.startsWith('/api/v4/') ? answerApi(api, request) : answerWeb(web, request);
}

function requestSeen(request: SimulatedRequest, status: number, at: Date): GitlabRequest {
	return {
		at,
		method: request.method,
		path: request.path,
		query: request.query.toString(),
		body: request.body.toString('utf8'),
		contentType: request.headers['content-type'] ?? '',
		status,
		token: readToken(request),
	};
}

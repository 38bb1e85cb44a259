import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {performAct} from './acts.ts';
import {createChanges} from './changes.ts';
import type {Outside} from './outside-state.ts';
import {checkHost, checkOrigin, methodIs, readJson, sendJson, sendNothingFound, sendRefusal} from './page-http.ts';
import {type CommandHint, type Shortcut, stateFor} from './person-state.ts';
import {PageRefusal} from './refusal.ts';
import {loadStaticFiles} from './static-files.ts';

export interface PageOptions extends Outside {
	readonly commands: readonly CommandHint[];
	readonly shortcuts?: readonly Shortcut[];
	/** Resolves when a new world stands in place of the old one. */
	readonly reset: () => Promise<void>;
	/** Default: any free one. */
	readonly port?: number;
	readonly host?: '127.0.0.1';
}

export interface PageServer {
	readonly url: string;
	/** Tells every open page to look again. The worlds' own changes are told without it. */
	readonly changed: () => void;
	readonly close: () => Promise<void>;
}

/** Serves the sandbox page and its small API on 127.0.0.1, for pages of its own origin only. */
export async function createPageServer(options: PageOptions): Promise<PageServer> {
	const changes = createChanges(options.world);
	const route = createRoutes(options, changes);
	const server = createServer((request, response) => {
		route(request, response).catch((error: unknown) => sendRefusal(response, error));
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(options.port ?? 0, options.host ?? '127.0.0.1', () => resolve());
	});
	const {port} = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		changed: changes.tell,
		close: async () => {
			changes.close();
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function createRoutes(options: PageOptions, changes: ReturnType<typeof createChanges>): Route {
	const files = loadStaticFiles();
	const stage = {world: options.world, reset: onlyOnce(options.reset)};
	const api: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>>> = {
		'/api/state': async (request, response, url) => {
			methodIs(request, 'GET');
			sendJson(response, 200, await stateFor(options, personAsked(options, url)));
		},
		'/api/verdict': async (request, response) => {
			methodIs(request, 'GET');
			sendJson(response, 200, await options.trail().verify());
		},
		'/api/changes': async (request, response, url) => {
			methodIs(request, 'GET');
			personAsked(options, url);
			changes.listen(response);
		},
		'/api/act': async (request, response) => {
			methodIs(request, 'POST');
			checkOrigin(request);
			const answer = await performAct(stage, await readJson(request));
			changes.tell();
			sendJson(response, 200, answer);
		},
	};
	return async (request, response) => {
		checkHost(request);
		changes.follow();
		const url = URL.parse(request.url ?? '/', 'http://127.0.0.1');
		if (url === null) return sendNothingFound(response);
		const answer = Object.hasOwn(api, url.pathname) ? api[url.pathname] : undefined;
		if (answer !== undefined) return answer(request, response, url);
		if (!files.has(url.pathname)) return sendNothingFound(response);
		methodIs(request, 'GET');
		return files.send(response, url.pathname);
	};
}

/** Two windows that ask for a new world at once get one. */
function onlyOnce(reset: () => Promise<void>): () => Promise<void> {
	let underWay: Promise<void> | undefined;
	return () => {
		underWay ??= reset().finally(() => {
			underWay = undefined;
		});
		return underWay;
	};
}

function personAsked({world}: PageOptions, url: URL): string | undefined {
	const asked = url.searchParams.get('as');
	if (
		asked === null ||
		world()
			.slack.people()
			.some(({id}) => id === asked)
	)
		return asked ?? undefined;
	throw new PageRefusal(404, `Nobody here has the id ${asked}.`);
}

import {createServer, request as httpRequest} from 'node:http';
import type {AddressInfo} from 'node:net';
import {onTestFinished} from 'vitest';
import {emptyHead} from '../../../src/model/audit.ts';
import {createPageServer, type PageOptions} from '../../../src/sandbox/page/page-server.ts';
import {stories, tellStories} from '../../../src/sandbox/stories.ts';
import {cast, createWorld, places, type World} from '../../../src/sandbox/world.ts';

export const commands = [{command: '/suppression', usageHint: 'address | help', description: 'Find and remove suppressions of an address'}];
export const agent = cast.agent.id;
export const support = places.support;

export type State = Awaited<ReturnType<typeof import('../../../src/sandbox/page/person-state.ts').stateFor>>;

/** The page's server over a seeded world, with nobody behind the commands. */
export async function openPage(options: Partial<PageOptions> = {}) {
	let world = await newWorld();
	const server = await createPageServer({
		world: () => world,
		trail: () => ({records: async () => [], verify: async () => ({sound: true, count: 0, head: emptyHead})}),
		stories,
		commands,
		reset: async () => {
			world = await newWorld();
		},
		...options,
	});
	onTestFinished(server.close);
	const post = (body: string, headers: Readonly<Record<string, string>> = {}) =>
		fetch(`${server.url}/api/act`, {method: 'POST', headers: {origin: server.url, 'content-type': 'application/json', ...headers}, body});
	return {
		url: server.url,
		changed: server.changed,
		world: () => world,
		post,
		act: async (deed: Readonly<Record<string, unknown>>) => {
			const response = await post(JSON.stringify(deed));
			return {status: response.status, answer: (await response.json()) as {readonly failure?: string; readonly error?: string}};
		},
		state: async (as: string = agent) => (await (await fetch(`${server.url}/api/state?as=${as}`)).json()) as State,
		/** What this person sees in the channel. */
		messages: async (as: string = agent, channel: string = support) => {
			const state = (await (await fetch(`${server.url}/api/state?as=${as}`)).json()) as State;
			return state.channels.find(({id}) => id === channel)?.messages ?? [];
		},
	};
}

async function newWorld(): Promise<World> {
	const world = await createWorld();
	tellStories(world);
	onTestFinished(world.close);
	return world;
}

type Payload = Readonly<Record<string, unknown>>;

/** A bot that takes everything, keeps it, and answers with `ack`. */
export async function connectBot(world: World, ack: (payload: Payload) => unknown = () => undefined) {
	const received: Payload[] = [];
	const server = createServer(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(Buffer.from(chunk));
		const payload = payloadOf(Buffer.concat(chunks).toString('utf8'));
		received.push(payload);
		const answer = ack(payload);
		if (answer === undefined) response.end();
		else response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	world.slack.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
	const call = async (method: string, args: Payload) => {
		const response = await fetch(`${world.slack.apiUrl}${method}`, {
			method: 'POST',
			headers: {authorization: `Bearer ${world.environment.SLACK_BOT_TOKEN}`, 'content-type': 'application/json; charset=utf-8'},
			body: JSON.stringify(args),
		});
		return (await response.json()) as Payload;
	};
	return {received, call};
}

function payloadOf(body: string): Payload {
	if (body.startsWith('{')) return JSON.parse(body) as Payload;
	const fields = new URLSearchParams(body);
	const payload = fields.get('payload');
	return payload === null ? Object.fromEntries(fields) : (JSON.parse(payload) as Payload);
}

/** A request as no browser would send it: any path, any header. */
export function rawRequest(
	url: string,
	path: string,
	headers: Readonly<Record<string, string>> = {},
): Promise<{status: number; body: string}> {
	const {hostname, port} = new URL(url);
	return new Promise((resolve, reject) => {
		httpRequest({hostname, port, path, headers}, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('end', () => resolve({status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8')}));
		})
			.on('error', reject)
			.end();
	});
}

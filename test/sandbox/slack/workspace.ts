import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {onTestFinished} from 'vitest';
import {createFaultBoard} from '../../../src/sandbox/faults.ts';
import {createSlackSimulator} from '../../../src/sandbox/slack/simulator.ts';

export const botToken = 'xoxb-sandbox';
export const appToken = 'xapp-sandbox';
export const signingSecret = 'signing-secret-of-the-sandbox';
export const scopes = [
	'commands',
	'chat:write',
	'chat:write.public',
	'users:read',
	'usergroups:read',
	'channels:read',
	'groups:read',
	'files:write',
	'im:write',
];

/** A workspace with an agent and a manager, a public channel, a private one without the bot, and one with it. */
export async function openWorkspace(given: {readonly scopes?: readonly string[]} = {}) {
	const time = {now: new Date('2026-11-21T10:00:00Z')};
	const faults = createFaultBoard();
	const slack = await createSlackSimulator({
		faults,
		clock: () => time.now,
		signingSecret,
		botToken,
		appToken,
		scopes: given.scopes ?? scopes,
	});
	onTestFinished(() => slack.close());
	for (const [id, name] of [
		['U0AGENT', 'ada'],
		['U0MANAGER', 'max'],
	] as const) {
		slack.addPerson({id, name, realName: name, teamId: slack.teamId});
	}
	slack.addChannel({id: 'C0SUPPORT', name: 'support', kind: 'public', members: ['U0AGENT', 'U0MANAGER']});
	slack.addChannel({id: 'C0SECRET', name: 'secret', kind: 'private', members: ['U0AGENT']});
	slack.addChannel({id: 'C0CLOSED', name: 'closed', kind: 'private', members: ['U0AGENT', slack.botUserId]});
	slack.setUserGroup('S0MANAGERS', 'managers', ['U0MANAGER']);
	const api = async (method: string, args: Readonly<Record<string, unknown>> = {}, token: string | undefined = botToken) => {
		const form = Object.entries(args).map(([key, value]): [string, string] => [
			key,
			typeof value === 'string' ? value : JSON.stringify(value),
		]);
		const response = await fetch(`${slack.apiUrl}${method}`, {
			method: 'POST',
			headers: {'content-type': 'application/x-www-form-urlencoded', ...(token === '' ? {} : {authorization: `Bearer ${token}`})},
			body: new URLSearchParams(form).toString(),
		});
		return (await response.json()) as Json;
	};
	const advance = (ms: number) => {
		time.now = new Date(time.now.getTime() + ms);
	};
	return {slack, faults, api, advance, agent: slack.as('U0AGENT'), manager: slack.as('U0MANAGER')};
}

export type Workspace = Awaited<ReturnType<typeof openWorkspace>>;

export type Json = Readonly<Record<string, unknown>>;

/** The text at the end of a path into an answer. */
export function textAt(value: unknown, ...path: readonly string[]): string {
	return String(path.reduce((inner, key) => (inner as Json)[key], value));
}

export interface Received {
	readonly headers: NodeJS.Dict<string | string[]>;
	readonly raw: string;
	/** The payload of an interaction or event, or the fields of a command. */
	readonly content: Json;
}

interface Answer {
	readonly status?: number;
	readonly json?: unknown;
	readonly text?: string;
	readonly afterMs?: number;
}

/** A bot in its smallest form: notes what comes and answers what it is told. */
export async function startReceiver(slack: Workspace['slack'], answer: (received: Received) => Answer | Promise<Answer> = () => ({})) {
	const received: Received[] = [];
	const server = createServer(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const raw = Buffer.concat(chunks).toString();
		const one = {headers: request.headers, raw, content: contentOf(raw)};
		received.push(one);
		const {status = 200, json, text = '', afterMs = 0} = await answer(one);
		if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
		response.writeHead(status, json === undefined ? {} : {'content-type': 'application/json'});
		response.end(json === undefined ? text : JSON.stringify(json));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	slack.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
	return {received, last: () => received.at(-1)?.content ?? {}};
}

function contentOf(raw: string): Json {
	if (raw.startsWith('{')) return JSON.parse(raw);
	const fields = new URLSearchParams(raw);
	const payload = fields.get('payload');
	return payload === null ? (Object.fromEntries(fields) as Json) : JSON.parse(payload);
}

export async function respond(url: string, body: unknown, contentType = 'application/json') {
	const response = await fetch(url, {method: 'POST', headers: {'content-type': contentType}, body: JSON.stringify(body)});
	return {status: response.status, text: await response.text()};
}

export const plain = (text: string) => ({type: 'plain_text', text});
export const section = (text: string) => ({type: 'section', text: {type: 'mrkdwn', text}});
export const button = (text: string, more: object = {}) => ({
	type: 'button',
	text: plain(text),
	action_id: text.toLowerCase().replaceAll(' ', '-'),
	...more,
});
export const actions = (...elements: readonly object[]) => ({type: 'actions', block_id: 'deeds', elements});
export const input = (blockId: string, label: string, element: object, more: object = {}) => ({
	type: 'input',
	block_id: blockId,
	label: plain(label),
	element: {action_id: 'value', ...element},
	...more,
});
export const modal = (blocks: readonly object[], more: object = {}) => ({
	type: 'modal',
	callback_id: 'check',
	title: plain('Check'),
	submit: plain('Check'),
	blocks,
	...more,
});

import {onTestFinished} from 'vitest';
import {createFaultBoard, type FaultBoard} from '../../../src/sandbox/faults.ts';
import {createMailgunSimulator, type MailgunSimulatorOptions} from '../../../src/sandbox/mailgun/simulator.ts';
import type {MailgunSimulator, OutgoingMail} from '../../../src/sandbox/mailgun/types.ts';

export const domain = 'mg.example.com';
export const portalDomain = 'customers.example.com';
export const noon = new Date('2026-11-21T12:00:00.000Z');

export const keys = {admin: 'key-admin', developer: 'key-developer', support: 'key-support', analyst: 'key-analyst'} as const;

export interface Account {
	readonly mailgun: MailgunSimulator;
	readonly faults: FaultBoard;
	/** Moves the clock on. */
	readonly pass: (ms: number) => void;
	/** Asks the base host, or a whole URL; as the developer unless the headers say otherwise. */
	readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
	readonly logs: (body: Readonly<Record<string, unknown>>) => Promise<Response>;
}

/** A Mailgun account of two sending domains at noon of a fixed day; it ends with the test. */
export async function openAccount(options: Partial<MailgunSimulatorOptions> = {}): Promise<Account> {
	let now = noon;
	const faults = createFaultBoard();
	const roles = ['admin', 'developer', 'support', 'analyst'] as const;
	const mailgun = await createMailgunSimulator({
		domains: [domain, portalDomain],
		keys: roles.map((role) => ({key: keys[role], role})),
		faults,
		clock: () => now,
		...options,
	});
	onTestFinished(() => mailgun.close());
	const ask = (path: string, init: RequestInit = {}) =>
		fetch(path.startsWith('http') ? path : `${mailgun.origin}${path}`, {...init, headers: {...as('developer'), ...init.headers}});
	return {
		mailgun,
		faults,
		pass: (ms) => {
			now = new Date(now.getTime() + ms);
		},
		ask,
		logs: (body) => ask('/v1/analytics/logs', {method: 'POST', headers: json, body: JSON.stringify(body)}),
	};
}

export const json = {'content-type': 'application/json'};

export function as(role: keyof typeof keys): {readonly authorization: string} {
	return basic('api', keys[role]);
}

export function basic(user: string, secret: string): {readonly authorization: string} {
	return {authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`};
}

export function multipart(fields: Readonly<Record<string, string>>): FormData {
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) form.set(name, value);
	return form;
}

export function mailTo(to: string, more: Partial<OutgoingMail> = {}): OutgoingMail {
	return {
		domain,
		from: 'GitLab <gitlab@mg.example.com>',
		to,
		subject: 'Confirmation instructions',
		text: 'Welcome! Confirm your account.',
		...more,
	};
}

/** A window around noon, and one clause for each attribute given. */
export function query(filter: Readonly<Record<string, string>> = {}, more: Readonly<Record<string, unknown>> = {}) {
	return {
		start: 'Sat, 14 Nov 2026 00:00:00 -0000',
		end: 'Sat, 28 Nov 2026 00:00:00 -0000',
		filter: {AND: Object.entries(filter).map(([attribute, value]) => clause(attribute, '=', value))},
		...more,
	};
}

export function clause(attribute: string, comparator: string, ...values: readonly string[]) {
	return {attribute, comparator, values: values.map((value) => ({label: value, value}))};
}

interface LogItem {
	readonly id: string;
	readonly event: string;
	readonly recipient: string;
	readonly reason?: string;
	readonly severity?: string;
	readonly '@timestamp': string;
	readonly message: {readonly headers: Readonly<Record<string, string>>; readonly size: number};
	readonly storage: {readonly key: string; readonly url: readonly string[]};
	readonly 'delivery-status'?: Readonly<Record<string, unknown>>;
}

export interface LogPage {
	readonly start: string;
	readonly end: string;
	readonly items: readonly LogItem[];
	readonly pagination: {
		readonly previous?: string;
		readonly next?: string;
		readonly first?: string;
		readonly last?: string;
		readonly total?: number;
	};
	readonly aggregates: Readonly<Record<string, unknown>>;
}

export async function readLog(account: Account, body: Readonly<Record<string, unknown>> = query()): Promise<LogPage> {
	const response = await account.logs(body);
	if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
	return (await response.json()) as LogPage;
}

/** Oldest first, in short: `failed/permanent/bounce ada@example.org`. */
export async function story(account: Account, filter: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
	const {items} = await readLog(account, query(filter, {pagination: {sort: 'timestamp:asc'}}));
	return items.map(
		(item) => `${[item.event, item.severity, item.reason].filter((word) => word !== undefined).join('/')} ${item.recipient}`,
	);
}

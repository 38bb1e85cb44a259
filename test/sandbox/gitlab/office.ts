import {onTestFinished} from 'vitest';
import {createFaultBoard, type FaultBoard} from '../../../src/sandbox/faults.ts';
import {createGitlabSimulator, type GitlabSimulatorOptions} from '../../../src/sandbox/gitlab/simulator.ts';
import type {GitlabSimulator, GitlabToken} from '../../../src/sandbox/gitlab/types.ts';
import type {OutgoingMail} from '../../../src/sandbox/mailgun/types.ts';

export const noon = new Date('2026-11-21T12:00:00.000Z');
export const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

export const project = {id: 77, path: 'support/console-requests'};

export const tokens = {
	admin: {token: 'glpat-admin', scopes: ['api'], administrator: true, username: 'redeliver'},
	reader: {token: 'glpat-reader', scopes: ['read_user'], administrator: true, username: 'reader'},
	auditor: {token: 'glpat-auditor', scopes: ['read_api'], administrator: false, auditor: true},
	regular: {token: 'glpat-regular', scopes: ['api'], administrator: false, username: 'sam'},
	project: {token: 'glpat-project', scopes: ['api'], administrator: false, username: 'project_77_bot', projects: [project.path]},
	expired: {token: 'glpat-expired', scopes: ['api'], administrator: true, state: 'expired'},
	revoked: {token: 'glpat-revoked', scopes: ['api'], administrator: true, state: 'revoked'},
} as const satisfies Readonly<Record<string, GitlabToken>>;

export interface Office {
	readonly gitlab: GitlabSimulator;
	readonly faults: FaultBoard;
	readonly mails: readonly OutgoingMail[];
	/** Moves the clock on. */
	readonly pass: (ms: number) => void;
	/** Asks the API; as the administrator unless the headers say otherwise. */
	readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
	/** Asks for a page, without a token; redirects are not followed. */
	readonly visit: (path: string, init?: RequestInit) => Promise<Response>;
}

/** A GitLab at noon of a fixed day; it ends with the test. */
export async function openOffice(options: Partial<GitlabSimulatorOptions> = {}): Promise<Office> {
	let now = noon;
	const faults = createFaultBoard();
	const mails: OutgoingMail[] = [];
	const gitlab = await createGitlabSimulator({
		tokens: Object.values(tokens),
		faults,
		clock: () => now,
		sendMail: (mail) => mails.push(mail),
		projects: [project],
		...options,
	});
	onTestFinished(() => gitlab.close());
	return {
		gitlab,
		faults,
		mails,
		pass: (ms) => {
			now = new Date(now.getTime() + ms);
		},
		ask: (path, init = {}) => fetch(`${gitlab.origin}/api/v4${path}`, {...init, headers: {...as('admin'), ...init.headers}}),
		visit: (path, init = {}) => fetch(path.startsWith('http') ? path : `${gitlab.origin}${path}`, {redirect: 'manual', ...init}),
	};
}

export function as(who: keyof typeof tokens): {readonly 'private-token': string} {
	return {'private-token': tokens[who].token};
}

export function ago(ms: number): Date {
	return new Date(noon.getTime() - ms);
}

/** A confirmed account of last year. */
export const confirmed = {createdAt: ago(365 * day), confirmedAt: ago(364 * day)};

export function json(body: unknown, method = 'POST'): RequestInit {
	return {method, headers: {'content-type': 'application/json'}, body: JSON.stringify(body)};
}

export interface Row {
	readonly id: number;
	readonly username: string;
	readonly email?: string;
}

export async function readRows(office: Office, path: string, init: RequestInit = {}): Promise<readonly Row[]> {
	const response = await office.ask(path, init);
	if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
	return (await response.json()) as readonly Row[];
}

export async function names(office: Office, path: string, init: RequestInit = {}): Promise<readonly string[]> {
	return (await readRows(office, path, init)).map(({username}) => username);
}

/** The link of a mail. */
export function linkIn(mail: OutgoingMail | undefined): string {
	return /https?:\S+/.exec(mail?.text ?? '')?.[0] ?? '';
}

/** The code of a mail. */
export function codeIn(mail: OutgoingMail | undefined): string {
	return /^\d{6}$/m.exec(mail?.text ?? '')?.[0] ?? '';
}

/** Opens a form as a browser would. */
export async function openForm(office: Office, path: string) {
	const response = await office.visit(path);
	const html = await response.text();
	const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
	const token = /name="authenticity_token" value="([^"]+)"/.exec(html)?.[1] ?? '';
	return {response, html, cookie, token};
}

/** Fills in and sends a form. */
export async function sendForm(office: Office, kind: 'confirmation' | 'password', address: string): Promise<Response> {
	const {cookie, token} = await openForm(office, `/users/${kind}/new`);
	return postForm(office, kind, {cookie, fields: {authenticity_token: token, 'user[email]': address}});
}

interface Sent {
	readonly cookie: string;
	readonly fields: Readonly<Record<string, string>>;
}

export function postForm(office: Office, kind: 'confirmation' | 'password', {cookie, fields}: Sent): Promise<Response> {
	return office.visit(`/users/${kind}`, {method: 'POST', headers: {cookie}, body: new URLSearchParams(fields)});
}

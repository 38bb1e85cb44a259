import {onTestFinished} from 'vitest';
import {createFaultBoard} from '../../../src/sandbox/faults.ts';
import {createZendeskSimulator, type ZendeskSimulatorOptions} from '../../../src/sandbox/zendesk/simulator.ts';

export const noon = new Date('2026-11-21T12:00:00.000Z');

export const client = {id: 'redeliver', secret: 'secret-that-nobody-may-see', actsAs: 'bot@brightwater.example.com'};
export const apiToken = {email: 'bot@brightwater.example.com', token: 'token-that-nobody-may-see'};
export const forms = {gitlab: 101, old: 102} as const;
export const fields = {problemType: 201, category: 202, subcategory: 203, address: 204} as const;
export const macros = {noAccount: 301, silent: 302} as const;

/** A Zendesk at noon of a fixed day; it ends with the test. */
export async function openDesk(options: Partial<ZendeskSimulatorOptions> = {}) {
	let now = noon;
	const faults = createFaultBoard();
	const clock = () => now;
	const zendesk = await createZendeskSimulator({
		faults,
		clock,
		staff: [
			{email: client.actsAs, role: 'agent'},
			{email: 'portal@brightwater.example.com', role: 'end-user'},
		],
		clients: [client, {...client, id: 'customer', actsAs: 'portal@brightwater.example.com'}],
		apiTokens: [apiToken],
		forms: [
			{id: forms.gitlab, name: 'SaaS Account'},
			{id: forms.old, name: 'Old form', isActive: false},
		],
		fields: [
			{id: fields.problemType, title: 'Problem type', type: 'tagger', options: ['no_mail', 'other_problem']},
			{id: fields.category, title: 'Category', type: 'tagger', options: ['cannot_receive', 'cannot_sign_in']},
			{id: fields.subcategory, title: 'Subcategory', type: 'tagger', options: ['no_confirmation', 'no_code']},
			{id: fields.address, title: 'Impacted address', type: 'text'},
		],
		macros: [
			{id: macros.noAccount, title: 'Account does not exist', comment: {body: 'No such account.', isPublic: true}, addTags: ['asked']},
			{id: macros.silent, title: 'Close', status: 'solved'},
		],
		...options,
	});
	onTestFinished(() => zendesk.close());
	const ask = async (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = basic) => {
		const json = body === undefined ? {} : {body: JSON.stringify(body)};
		const answer = await fetch(`${zendesk.origin}${path}`, {method, headers: {'content-type': 'application/json', ...headers}, ...json});
		return {status: answer.status, headers: answer.headers, body: await bodyOf(answer)};
	};
	return {
		zendesk,
		faults,
		clock,
		ask,
		put: (path: string, ticket: object, headers?: Readonly<Record<string, string>>) => ask('PUT', path, {ticket}, headers),
		pass: (milliseconds: number) => {
			now = new Date(now.getTime() + milliseconds);
		},
	};
}

async function bodyOf(answer: Response): Promise<unknown> {
	const text = await answer.text();
	return answer.headers.get('content-type')?.includes('json') === true ? JSON.parse(text) : text;
}

export const basic = {authorization: `Basic ${Buffer.from(`${apiToken.email}/token:${apiToken.token}`).toString('base64')}`};

export function grant(change: Readonly<Record<string, string>> = {}) {
	return {client_id: client.id, client_secret: client.secret, grant_type: 'client_credentials', scope: 'read write', ...change};
}

export type Desk = Awaited<ReturnType<typeof openDesk>>;

/** The header of a new access token. */
export async function bearerOf({ask}: Desk, change: Readonly<Record<string, string>> = {}) {
	const {body} = await ask('POST', '/oauth/tokens', grant(change), {});
	return {authorization: `Bearer ${(body as {readonly access_token: string}).access_token}`};
}

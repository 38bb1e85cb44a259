import {inspect} from 'node:util';
import {describe, expect, test} from 'vitest';
import {createTransport} from '../../src/clients/http.ts';
import {zendeskLane} from '../../src/clients/zendesk/api.ts';
import type {ZendeskCredentials} from '../../src/clients/zendesk/authorization.ts';
import {createTickets} from '../../src/clients/zendesk/tickets.ts';
import {ServiceRefused, ServiceUnavailable} from '../../src/model/errors.ts';
import type {Ticket, TicketChange} from '../../src/model/ticket.ts';
import type {ZendeskSimulatorOptions} from '../../src/sandbox/zendesk/simulator.ts';
import {apiToken, client, fields, forms, macros, openDesk} from '../sandbox/zendesk/desk.ts';
import {openServer} from './server.ts';

const oauth: ZendeskCredentials = {kind: 'oauth', clientId: client.id, clientSecret: client.secret};
const old: ZendeskCredentials = {kind: 'api-token', ...apiToken};
const fieldIds = {
	problemType: String(fields.problemType),
	category: String(fields.category),
	subcategory: String(fields.subcategory),
	address: String(fields.address),
};

async function openClient(options: Partial<ZendeskSimulatorOptions> = {}, credentials = oauth) {
	const desk = await openDesk(options);
	const {origin} = desk.zendesk;
	const send = createTransport({service: 'Zendesk', origins: [origin], clock: desk.clock, deadline: 3000, laneOf: zendeskLane});
	const tickets = createTickets({baseUrl: origin, credentials, send, clock: desk.clock, fields: fieldIds});
	const asked = (method: string, path: RegExp) =>
		desk.zendesk.requests().filter((request) => request.method === method && path.test(request.path));
	const {id: number} = desk.zendesk.addTicket({
		requester: 'ada@example.com',
		formId: forms.gitlab,
		fields: new Map<number, string>([
			[fields.problemType, 'no_mail'],
			[fields.category, 'cannot_sign_in'],
			[fields.address, 'ada@example.org'],
		]),
		tags: ['vip'],
	});
	const now = () => desk.zendesk.tickets().find((ticket) => ticket.id === number);
	return {
		...desk,
		tickets,
		asked,
		id: String(number),
		number,
		now,
		tokens: () => asked('POST', /oauth/),
		puts: () => asked('PUT', /tickets/),
	};
}

async function errorOf(call: Promise<unknown>): Promise<ServiceUnavailable | ServiceRefused> {
	const error: unknown = await call.then(
		(value) => new Error(`it succeeded: ${inspect(value)}`),
		(reason: unknown) => reason,
	);
	if (!(error instanceof ServiceUnavailable) && !(error instanceof ServiceRefused)) throw error;
	const everything = inspect(error, {depth: 10, showHidden: true});
	for (const secret of [client.secret, apiToken.token]) expect(everything).not.toContain(secret);
	return error;
}

describe('a ticket', () => {
	test('is read with its requester and its triage, by one question', async () => {
		const {tickets, id, asked} = await openClient();
		expect(await tickets.read(id)).toEqual({
			id,
			requester: 'ada@example.com',
			status: 'new',
			triage: {form: '101', problemType: 'no_mail', category: 'cannot_sign_in', subcategory: undefined, address: 'ada@example.org'},
			tags: ['vip', 'no_mail', 'cannot_sign_in'],
			stamp: '2026-11-21T12:00:00Z',
		});
		expect(asked('GET', /./)).toHaveLength(1);
	});

	test('may have a requester without an address', async () => {
		const {tickets, zendesk} = await openClient();
		const {id} = zendesk.addTicket({requester: null});
		expect(await tickets.read(String(id))).toMatchObject({requester: undefined, triage: {form: undefined}});
	});

	test('that does not exist is a value', async () => {
		const {tickets} = await openClient();
		expect(await tickets.read('9')).toBeUndefined();
	});

	test('is read once more after a passing fault', async () => {
		const {tickets, id, faults} = await openClient();
		faults.add({service: 'zendesk', method: 'GET', fault: 'bad-gateway', times: 1});
		expect(await tickets.read(id)).toMatchObject({id});
	});

	test.for([
		['a URL that is no Zendesk', {status: 404, text: '<h1>Not found</h1>', headers: {'content-type': 'text/html'}}],
		['a URL that Zendesk does not have', {status: 404, json: {error: 'InvalidEndpoint', description: 'Not found'}}],
		['an answer without its people', {status: 200, json: answerWith({users: []})}],
		['an answer about another ticket', {status: 200, json: answerWith({}, {id: 8})}],
		['an answer without a stamp', {status: 200, json: answerWith({}, {updated_at: ''})}],
	] as const)('is unknown for %s', async ([_what, answer]) => {
		const server = await openServer(() => answer);
		const send = server.transport();
		const tickets = createTickets({baseUrl: server.origin, credentials: old, send, clock: () => new Date(), fields: fieldIds});
		expect(await errorOf(tickets.read('7'))).toMatchObject({trouble: {service: 'Zendesk', cause: 'unreadable'}});
	});
});

function answerWith(change: object, ofTicket: object = {}) {
	const ticket = {id: 7, status: 'open', requester_id: 1, ticket_form_id: null, custom_fields: [], tags: [], updated_at: 'now'};
	return {ticket: {...ticket, ...ofTicket}, users: [{id: 1, email: 'ada@example.com'}], ...change};
}

describe('access tokens', () => {
	test('are fetched once for everybody, and kept', async () => {
		const {tickets, id, tokens} = await openClient();
		await Promise.all([1, 2, 3, 4, 5].map(() => tickets.read(id)));
		await tickets.read(id);
		expect(tokens()).toHaveLength(1);
	});

	test('are renewed before they end, once for everybody', async () => {
		const {tickets, id, tokens, asked, pass} = await openClient({tokenLifeSeconds: 1000});
		await tickets.read(id);
		pass(950_000);
		await Promise.all([1, 2].map(() => tickets.read(id)));
		expect(tokens()).toHaveLength(2);
		expect(asked('GET', /./).map(({status}) => status)).toEqual([200, 200, 200]);
	});

	test('that are refused are renewed once for everybody', async () => {
		const {tickets, id, tokens, zendesk} = await openClient({tokenLifeSeconds: Number.POSITIVE_INFINITY});
		await tickets.read(id);
		zendesk.revokeTokens();
		await Promise.all([1, 2, 3].map(() => tickets.read(id)));
		expect(tokens()).toHaveLength(2);
	});

	test('a write with a refused one is carried out once', async () => {
		const {tickets, zendesk, now, faults} = await openClient();
		const revoke = () => zendesk.revokeTokens();
		faults.add({service: 'zendesk', method: 'PUT', fault: 'slow', delayMs: 1, times: 1, onMet: revoke});
		expect(await tickets.update(note(now()?.id))).toBe('updated');
		expect(now()?.comments).toHaveLength(2);
	});

	test('that are never right end with a no', async () => {
		const {tickets, id, tokens, zendesk, faults} = await openClient();
		faults.add({service: 'zendesk', method: 'GET', fault: 'slow', delayMs: 1, onMet: () => zendesk.revokeTokens()});
		expect(await errorOf(tickets.read(id))).toMatchObject({trouble: {cause: 'refused', status: 401}});
		expect(tokens()).toHaveLength(2);
	});

	test('are not given for a wrong secret, and asked for again the next time', async () => {
		const {tickets, id, tokens} = await openClient({clients: [{...client, secret: 'another'}]});
		for (const count of [1, 2]) {
			expect(await errorOf(tickets.read(id))).toMatchObject({trouble: {status: 401, reason: 'Client authentication failed.'}});
			expect(tokens()).toHaveLength(count);
		}
	});

	test('are not needed the old way, where a no is a no', async () => {
		const {tickets, id, tokens} = await openClient({}, old);
		expect(await tickets.read(id)).toMatchObject({id});
		expect(tokens()).toEqual([]);
		const wrong = await openClient({apiTokens: []}, old);
		expect(await errorOf(wrong.tickets.read(wrong.id))).toMatchObject({trouble: {status: 401, reason: "Couldn't authenticate you"}});
		expect(wrong.asked('GET', /./)).toHaveLength(1);
	});
});

function note(ticket: number | undefined, more: Partial<TicketChange> = {}): TicketChange {
	return {ticket: String(ticket), reference: 'RM-1', comment: {text: 'Removed.', isPublic: false}, ...more};
}

describe('an update', () => {
	test('is one request with everything, and keeps what it is not about', async () => {
		const {tickets, number, now, puts} = await openClient();
		const triage = {form: '101', category: 'cannot_receive', subcategory: 'no_confirmation', address: 'ada@example.com'};
		expect(await tickets.update(note(number, {status: 'pending', triage, addTags: ['removed']}))).toBe('updated');
		expect(puts()).toHaveLength(1);
		expect(now()).toMatchObject({status: 'pending', tags: ['vip', 'no_mail', 'cannot_receive', 'no_confirmation', 'removed']});
		expect([...(now()?.fields ?? [])]).toEqual(
			expect.arrayContaining([
				[fields.problemType, 'no_mail'],
				[fields.category, 'cannot_receive'],
				[fields.subcategory, 'no_confirmation'],
				[fields.address, 'ada@example.com'],
			]),
		);
		expect(now()?.comments.at(-1)).toMatchObject({body: 'Removed.\n\nRef: RM-1', isPublic: false});
	});

	test('with nothing but a comment leaves the tags alone', async () => {
		const {tickets, number, puts} = await openClient();
		await tickets.update(note(number, {comment: {text: 'Hello.', isPublic: true}}));
		expect(JSON.parse(puts()[0]?.body ?? '')).toEqual({
			ticket: {comment: {body: 'Hello.\n\nRef: RM-1', public: true}, safe_update: true, updated_stamp: '2026-11-21T12:00:00Z'},
		});
	});

	test('is not written twice', async () => {
		const {tickets, number, now, puts, zendesk} = await openClient();
		await tickets.update(note(number));
		zendesk.reply(number, 'Thanks.');
		expect(await tickets.update(note(number))).toBe('already');
		expect(await tickets.update(note(number, {reference: 'RM-11'}))).toBe('updated');
		expect([puts().length, now()?.comments.length]).toEqual([2, 4]);
	});

	test('that somebody outran is made anew on what they wrote, once', async () => {
		const {tickets, number, now, puts, zendesk, faults, pass} = await openClient();
		const outrun = () => {
			pass(1000);
			zendesk.changeTicket(number, {tags: [...(now()?.tags ?? []), 'theirs']});
		};
		const clear = faults.add({service: 'zendesk', method: 'PUT', fault: 'slow', delayMs: 1, times: 1, onMet: outrun});
		expect(await tickets.update(note(number, {addTags: ['ours']}))).toBe('updated');
		expect(puts().map(({status}) => status)).toEqual([409, 200]);
		expect(now()?.tags).toEqual(['vip', 'no_mail', 'cannot_sign_in', 'theirs', 'ours']);
		clear();
		faults.add({service: 'zendesk', method: 'PUT', fault: 'slow', delayMs: 1, onMet: outrun});
		expect(await errorOf(tickets.update(note(number, {reference: 'RM-2'})))).toMatchObject({trouble: {cause: 'refused', status: 409}});
		expect(puts()).toHaveLength(4);
	});

	test('with a condition asks it of the very ticket that it changes, and after somebody outran it once more', async () => {
		const {tickets, number, now, puts, zendesk, faults, pass} = await openClient();
		const seen: string[] = [];
		const stillNew = ({status, stamp}: Ticket) => {
			seen.push(stamp);
			return status === 'new';
		};
		const outrun = () => {
			pass(1000);
			zendesk.changeTicket(number, {status: 'hold'});
		};
		faults.add({service: 'zendesk', method: 'PUT', fault: 'slow', delayMs: 1, times: 1, onMet: outrun});
		expect(await tickets.update(note(number, {status: 'pending'}), stillNew)).toBe('changed');
		expect(puts().map(({status}) => status)).toEqual([409]);
		expect([seen, now()?.status, now()?.comments.length]).toEqual([['2026-11-21T12:00:00Z', '2026-11-21T12:00:01Z'], 'hold', 1]);
		expect(await tickets.update(note(number), ({status}) => status === 'hold')).toBe('updated');
		// What stands there already is told, whatever became of the ticket.
		expect(await tickets.update(note(number), stillNew)).toBe('already');
	});

	test('with a condition sees what changes within the second of the stamp, too', async () => {
		const {tickets, number, puts, zendesk, faults} = await openClient();
		const taken = () => void zendesk.changeTicket(number, {status: 'hold'});
		// The answer to the first reading is made, and then it is no longer true.
		faults.add({
			service: 'zendesk',
			method: 'GET',
			path: /\/\d+\.json/,
			fault: 'slow',
			delayMs: 0,
			times: 1,
			afterEffect: true,
			onMet: taken,
		});
		expect(await tickets.update(note(number), ({status}) => status === 'new')).toBe('changed');
		expect(puts()).toEqual([]);
	});

	test.for(['reset-in-body', 'truncated', 'bad-gateway', 'unavailable'] as const)(
		'whose answer is lost (%s) after it took effect is found again, not repeated',
		async (fault) => {
			const {tickets, number, now, puts, faults} = await openClient();
			faults.add({service: 'zendesk', method: 'PUT', fault, afterEffect: true});
			expect(await tickets.update(note(number))).toBe('updated');
			expect([puts().length, now()?.comments.length]).toEqual([1, 2]);
		},
	);

	test('that is not found again is unknown; asked for once more it is written once', async () => {
		const {tickets, number, now, puts, faults} = await openClient();
		const clear = faults.add({service: 'zendesk', method: 'PUT', fault: 'bad-gateway'});
		expect(await errorOf(tickets.update(note(number)))).toMatchObject({neverSent: false, trouble: {cause: 'server-error'}});
		expect(puts()).toHaveLength(0);
		clear();
		expect(await tickets.update(note(number))).toBe('updated');
		expect(now()?.comments).toHaveLength(2);
	});

	test('after which Zendesk is silent is unknown, and later seen to be there', async () => {
		const {tickets, number, now, faults} = await openClient();
		const silence = () => faults.add({service: 'zendesk', method: 'GET', fault: 'down'});
		faults.add({service: 'zendesk', method: 'PUT', fault: 'reset-in-body', afterEffect: true, times: 1, onMet: silence});
		expect(await errorOf(tickets.update(note(number)))).toMatchObject({neverSent: false, trouble: {cause: 'not-reached'}});
		faults.clear();
		expect(await tickets.update(note(number))).toBe('already');
		expect(now()?.comments).toHaveLength(2);
	});

	test('of a closed ticket, or of none, is not sent', async () => {
		const {tickets, number, puts, zendesk} = await openClient();
		zendesk.changeTicket(number, {status: 'closed'});
		expect(await tickets.update(note(number))).toBe('closed');
		expect(await tickets.update(note(9))).toBe('no-ticket');
		expect(puts()).toEqual([]);
	});

	test('that Zendesk refuses says why', async () => {
		const {tickets, number, now} = await openClient();
		const error = await errorOf(tickets.update(note(number, {triage: {category: 'anything'}})));
		expect(error).toMatchObject({trouble: {status: 422, reason: 'Category: anything is not a valid option'}});
		expect(now()?.comments).toHaveLength(1);
	});

	test('beyond the limit of updates does not stop the reading', async () => {
		const {tickets, number, id, puts} = await openClient({updateLimit: 0});
		expect(await errorOf(tickets.update(note(number)))).toMatchObject({trouble: {cause: 'rate-limited'}});
		expect(puts()).toHaveLength(1);
		expect(await tickets.read(id)).toMatchObject({id});
	});
});

test('a macro is shown, and changes nothing', async () => {
	const {tickets, id, now} = await openClient();
	const before = now();
	expect(await tickets.previewMacro(id, String(macros.noAccount))).toEqual({text: 'No such account.', isPublic: true});
	expect(await tickets.previewMacro(id, String(macros.silent))).toMatchObject({text: undefined});
	expect(await tickets.previewMacro(id, '9')).toBeUndefined();
	expect(await tickets.previewMacro('9', String(macros.noAccount))).toBeUndefined();
	expect(now()).toEqual(before);
});

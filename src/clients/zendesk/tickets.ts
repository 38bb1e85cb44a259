import {setTimeout as delay} from 'node:timers/promises';
import {z} from 'zod';
import type {Clock} from '../../model/clock.ts';
import {ServiceRefused, ServiceUnavailable} from '../../model/errors.ts';
import {type Ticket, type TicketChange, type TicketTriage, ticketStatuses} from '../../model/ticket.ts';
import type {MacroPreview, TicketCondition, Tickets, TicketUpdate} from '../../workflows/ports.ts';
import {orAbsent, unreadable} from './answers.ts';
import {type AskZendesk, createZendeskApi} from './api.ts';
import type {ZendeskAccess} from './authorization.ts';
import {type TicketFields, updateOf} from './update.ts';

interface Source {
	readonly ask: AskZendesk;
	readonly clock: Clock;
	readonly fields: TicketFields;
}

/** Tickets by Zendesk's Ticketing API. https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/ */
export function createTickets(access: ZendeskAccess & {readonly fields: TicketFields}): Tickets {
	const source = {ask: createZendeskApi(access), clock: access.clock, fields: access.fields};
	return {
		read: (ticket) => readTicket(source, ticket),
		update: (change, onlyIf) => update(source, change, onlyIf),
		previewMacro: (ticket, macro) => orAbsent(previewMacro(source, ticket, macro)),
	};
}

const ticketSchema = z.object({
	ticket: z.object({
		id: z.number().int().positive(),
		status: z.enum(ticketStatuses),
		requester_id: z.number(),
		ticket_form_id: z.number().nullish(),
		custom_fields: z.array(z.object({id: z.number(), value: z.unknown()})),
		tags: z.array(z.string()),
		updated_at: z.string().min(1),
	}),
	users: z.array(z.object({id: z.number(), email: z.string().nullish()})),
});

async function readTicket({ask, fields}: Source, id: string): Promise<Ticket | undefined> {
	const read = await orAbsent(ask(ticketSchema, {path: `/tickets/${encodeURIComponent(id)}.json?include=users`}));
	if (read === undefined) return undefined;
	const {ticket, users} = read;
	const requester = users.find((user) => user.id === ticket.requester_id);
	// Without its requester nobody knows whose it is.
	if (requester === undefined || String(ticket.id) !== id) throw unreadable(200);
	const fieldText = (field: string | undefined) => textOf(ticket.custom_fields.find((one) => String(one.id) === field)?.value);
	const triage: TicketTriage = {
		form: textOf(ticket.ticket_form_id?.toString()),
		problemType: fieldText(fields.problemType),
		category: fieldText(fields.category),
		subcategory: fieldText(fields.subcategory),
		address: fieldText(fields.address),
	};
	return {id, requester: textOf(requester.email), status: ticket.status, triage, tags: ticket.tags, stamp: ticket.updated_at};
}

function textOf(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Zendesk names no key against repetition: the reference stands in the comment itself, where it can be read again. */
function markerOf({reference}: TicketChange): string {
	return `Ref: ${reference}`;
}

const updatedSchema = z.object({ticket: z.object({id: z.number()})});

/** Twice only if somebody else was faster in between: what they wrote is read, and stays. */
async function update(source: Source, change: TicketChange, onlyIf: TicketCondition | undefined): Promise<TicketUpdate> {
	try {
		return await updateOnce(source, change, onlyIf);
	} catch (error) {
		if (!(error instanceof ServiceRefused && error.trouble.status === 409)) throw error;
		return updateOnce(source, change, onlyIf);
	}
}

async function updateOnce(source: Source, change: TicketChange, onlyIf: TicketCondition | undefined): Promise<TicketUpdate> {
	const [ticket, isThere] = await beforehand(readBefore(source, change, onlyIf !== undefined));
	if (ticket === undefined) return 'no-ticket';
	if (isThere) return 'already';
	if (ticket.status === 'closed') return 'closed';
	// Its stamp goes along: whatever changes after this is refused by Zendesk.
	if (onlyIf?.(ticket) === false) return 'changed';
	const body = {ticket: updateOf(change, {ticket, fields: source.fields, marker: markerOf(change)})};
	try {
		await source.ask(updatedSchema, {method: 'PUT', path: `/tickets/${encodeURIComponent(change.ticket)}.json`, body});
		return 'updated';
	} catch (error) {
		// Whatever the call said, the ticket itself tells: an answer may be lost after the update took effect.
		const isLost = error instanceof ServiceUnavailable && !error.neverSent;
		if (isLost && (await isWritten(source, change).catch(() => false))) return 'updated';
		throw error;
	}
}

/** In milliseconds: stamps have whole seconds. */
const stampUnit = 1000;
/** In milliseconds, and longer than two clocks differ. */
const freshFor = 60_000;

/** The ticket, and whether the comment stands there. A stamp shows no second change within its second: to guard, it is read after that. */
async function readBefore(source: Source, change: TicketChange, isGuarding: boolean) {
	const read = () => Promise.all([readTicket(source, change.ticket), isWritten(source, change)]);
	const reading = await read();
	if (!isGuarding || !isFresh(source, reading[0])) return reading;
	await delay(stampUnit);
	return read();
}

function isFresh({clock}: Source, ticket: Ticket | undefined): boolean {
	return ticket !== undefined && !(clock().getTime() - Date.parse(ticket.stamp) > freshFor);
}

/** What goes wrong before the update leaves it unsent. */
async function beforehand<T>(reading: Promise<T>): Promise<T> {
	return reading.catch((error: unknown) => {
		throw error instanceof ServiceUnavailable ? new ServiceUnavailable(error.trouble, {neverSent: true, cause: error}) : error;
	});
}

const commentsSchema = z.object({comments: z.array(z.object({body: z.string().nullish(), plain_body: z.string().nullish()}))});

/** Among the newest hundred. */
async function isWritten({ask}: Source, change: TicketChange): Promise<boolean> {
	const path = `/tickets/${encodeURIComponent(change.ticket)}/comments.json?sort_order=desc&per_page=100`;
	const read = await orAbsent(ask(commentsSchema, {path}));
	const marker = markerOf(change);
	return (read?.comments ?? []).some((comment) =>
		(comment.plain_body ?? comment.body ?? '').split('\n').some((line) => line.trim() === marker),
	);
}

const previewSchema = z.object({
	result: z.object({ticket: z.object({comment: z.object({body: z.string().nullish(), public: z.boolean().nullish()}).nullish()})}),
});

/** Zendesk calls it `apply`, and it only shows. */
async function previewMacro({ask}: Source, ticket: string, macro: string): Promise<MacroPreview> {
	const path = `/tickets/${encodeURIComponent(ticket)}/macros/${encodeURIComponent(macro)}/apply.json`;
	const {comment} = (await ask(previewSchema, {path})).result.ticket;
	return {text: textOf(comment?.body), isPublic: comment?.public !== false};
}

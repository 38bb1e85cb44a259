import {isSameAddress} from '../model/approval.ts';
import type {Trouble} from '../model/errors.ts';
import type {Known} from '../model/known.ts';
import type {Ticket} from '../model/ticket.ts';
import {sightingOf, type TicketSighting, type TriageRules} from '../model/ticket-triage.ts';
import {createLimit, tryTo} from './patience.ts';
import type {Tickets} from './ports.ts';

export interface TicketDeps {
	/** Undefined when there is no ticket system. */
	readonly tickets: Tickets | undefined;
}

export interface TriageDeps extends TicketDeps {
	readonly triage: TriageRules;
}

/** What the ticket system said of a ticket. */
export type TicketAnswer = Known<Ticket | undefined>;

/** People wait: a ticket system that needs longer, in milliseconds, is named as silent. */
const patience = 8000;

/** Undefined: no ticket was named, or there is no ticket system. */
export async function askForTicket({tickets}: TicketDeps, ticket: string | undefined): Promise<TicketAnswer | undefined> {
	if (tickets === undefined || ticket === undefined) return undefined;
	return tryTo(createLimit('Zendesk', AbortSignal.timeout(patience))(tickets.read(ticket)));
}

/** The same, with what is wrong with the ticket for a mail to this address. */
export async function sightTicket(
	deps: TriageDeps,
	{ticket, address}: {readonly ticket: string | undefined; readonly address: string | undefined},
	asked: Promise<TicketAnswer | undefined> = askForTicket(deps, ticket),
): Promise<TicketSighting | undefined> {
	const answer = await asked;
	return ticket === undefined || answer === undefined ? undefined : sightingOf(deps.triage, {ticket, answer}, address);
}

export type TicketProblem =
	| {readonly problem: 'no-ticket'}
	/** Somebody else wrote it. */
	| {readonly problem: 'another-requester'}
	| {readonly problem: 'silent'; readonly trouble: Trouble};

/** A wish of the recipient counts only in a ticket that they wrote themselves. What nobody knows is no yes; without a ticket system nobody asks. */
export async function problemOfWish({tickets}: TicketDeps, ticket: string, recipient: string): Promise<TicketProblem | undefined> {
	if (tickets === undefined) return undefined;
	const reading = await tryTo(tickets.read(ticket));
	if (!reading.known) return {problem: 'silent', trouble: reading.trouble};
	if (reading.value === undefined) return {problem: 'no-ticket'};
	return isSameAddress(reading.value.requester ?? '', recipient) ? undefined : {problem: 'another-requester'};
}

/** Whether the ticket system says that there is no such ticket. Its silence does not. */
export async function isUnknownTicket({tickets}: TicketDeps, ticket: string): Promise<boolean> {
	if (tickets === undefined) return false;
	const reading = await tryTo(tickets.read(ticket));
	return reading.known && reading.value === undefined;
}

/** Somebody has the form before them, and Slack waits for its answer no longer than three seconds. */
const shortPatience = 2000;

/** The same tickets for whoever cannot wait: not answered soon is not answered. */
export function impatient({tickets}: TicketDeps): TicketDeps {
	if (tickets === undefined) return {tickets};
	return {tickets: {...tickets, read: (ticket) => createLimit('Zendesk', AbortSignal.timeout(shortPatience))(tickets.read(ticket))}};
}

import {type Address, readAddress} from '../../model/address.ts';
import type {Ticket} from '../../model/ticket.ts';
import {troubleWords} from '../../model/trouble-words.ts';
import {askForTicket, type TicketAnswer, type TicketDeps} from '../../workflows/check-ticket.ts';
import {type Card, code, line, small} from '../kit.ts';
import type {Notice} from '../suppression/blocks.ts';

/** The address that a ticket is about, for a command that names none; or why there is none. */
export type TicketSubject =
	| {readonly address: Address; readonly answer: TicketAnswer; readonly notice: Notice}
	| {readonly address?: undefined; readonly problem: Card};

const noSystem = 'No ticket system is connected, so I cannot take the address from a ticket. Please name an address or a username.';

/** What the customer wrote into the field for it comes before the address that they wrote from. */
export async function subjectOfTicket(deps: TicketDeps, ticket: string): Promise<TicketSubject> {
	const answer = await askForTicket(deps, ticket);
	if (answer === undefined) return {problem: telling(noSystem)};
	if (!answer.known) return {problem: telling(`${troubleWords(answer.trouble)} Please try again in a minute, or name the address.`)};
	if (answer.value === undefined) return {problem: telling(`Zendesk knows no ticket ${ticket}. Nothing was looked up.`)};
	const found = addressIn(answer.value);
	if (found === undefined) return {problem: telling(`Ticket ${ticket} names no address that I can use. Please name it in the command.`)};
	return {address: found.address, answer, notice: noticeOf(ticket, found)};
}

interface Found {
	readonly address: Address;
	readonly from: 'impacted address' | 'requester';
}

function addressIn({triage, requester}: Ticket): Found | undefined {
	const impacted = readAddress(triage.address?.trim() ?? '');
	if (impacted.ok) return {address: impacted.address, from: 'impacted address'};
	const reading = readAddress(requester ?? '');
	return reading.ok ? {address: reading.address, from: 'requester'} : undefined;
}

function noticeOf(ticket: string, {address, from}: Found): Notice {
	const words = from === 'requester' ? `The requester of ticket ${ticket} writes from` : `Ticket ${ticket} is about`;
	return {
		text: `${words} ${address.text}`,
		blocks: [line(`${words} `, code(address.typed), '. Another address? Name it beside the ticket.')],
	};
}

function telling(words: string): Card {
	return {text: words, blocks: [line(words), small('For example: /confirm ada@example.com ticket:12345')]};
}

import {troubleWords} from '../model/trouble-words.ts';
import {isUnknownTicket, type TicketDeps, type TicketProblem} from '../workflows/check-ticket.ts';

export const notATicket = 'This is neither the number nor the URL of a ticket.';

/** At a field, in a notice: why the ticket does not show that the recipient asked. */
export function wishWords(ticket: string, problem: TicketProblem): string {
	switch (problem.problem) {
		case 'no-ticket':
			return unknownTicket(ticket);
		case 'another-requester':
			return `The requester of ticket ${ticket} is not the recipient of this entry. Only the recipient’s own request counts: name the ticket that they wrote.`;
		case 'silent':
			return `${troubleWords(problem.trouble)} Whether the recipient wrote ticket ${ticket} is not known, and without that nothing is removed. Please try again in a minute.`;
	}
}

/** What is wrong with a ticket that is only named; nothing when there is no ticket, or no ticket system. */
export async function unknownTicketErrors(
	deps: TicketDeps,
	field: string,
	ticket: string | undefined,
): Promise<Readonly<Record<string, string>>> {
	return ticket !== undefined && (await isUnknownTicket(deps, ticket)) ? {[field]: unknownTicket(ticket)} : {};
}

function unknownTicket(ticket: string): string {
	return `Zendesk knows no ticket ${ticket}.`;
}

import type {BulkRequest} from '../model/approval.ts';
import type {RemovalFacts} from '../model/request-risks.ts';
import type {TicketDeps} from './check-ticket.ts';
import {tryTo} from './patience.ts';
import type {Requests} from './ports.ts';

export interface ReviewRemovalDeps extends TicketDeps {
	readonly requests: Pick<Requests, 'historyOf'>;
}

/** What a manager sees beside the set. Nothing of it decides: each entry is read again before it is removed. */
export async function reviewRemoval(deps: ReviewRemovalDeps, request: BulkRequest): Promise<RemovalFacts> {
	const {ticket} = request;
	const [{requestsThisWeek}, live] = await Promise.all([
		deps.requests.historyOf(request),
		ticket === undefined ? undefined : deps.tickets && tryTo(deps.tickets.read(ticket)),
	]);
	return {requestsThisWeek, ticket: live};
}

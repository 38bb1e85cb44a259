import type {ResendRequest} from '../model/approval.ts';
import type {Known} from '../model/known.ts';
import type {RiskFacts} from '../model/request-risks.ts';
import type {TicketDeps} from './check-ticket.ts';
import {tryTo} from './patience.ts';
import type {Accounts, Requests, StoredMessage, StoredMessages} from './ports.ts';

export interface ReviewDeps extends TicketDeps {
	readonly requests: Pick<Requests, 'historyOf'>;
	readonly stored: StoredMessages;
	readonly accounts: Accounts;
}

export interface RequestReview {
	readonly facts: RiskFacts;
	/** As Mailgun shows it now; undefined when it keeps it no longer. */
	readonly stored: Known<StoredMessage | undefined>;
}

/** What a manager sees beside the record. Nothing of it decides: what decides is read again before the mail leaves. */
export async function reviewRequest(deps: ReviewDeps, request: ResendRequest): Promise<RequestReview> {
	const {message} = request;
	const [history, owner, stored, ticket] = await Promise.all([
		deps.requests.historyOf(request),
		tryTo(deps.accounts.byAddress(message.originalRecipient)),
		tryTo(deps.stored.read(message)),
		deps.tickets && tryTo(deps.tickets.read(request.ticket)),
	]);
	return {facts: {...history, owner, ticket}, stored};
}

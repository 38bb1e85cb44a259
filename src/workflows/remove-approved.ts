import {type ApprovalRequest, type Approver, type BulkRequest, fingerprintOf, ticketRequesterSeal} from '../model/approval.ts';
import {addressesOf, countEntries, tellEnd} from '../model/bulk-removal.ts';
import {withoutAddresses} from '../model/redaction.ts';
import {decideRemoving, type SendingDecision} from '../model/sending.ts';
import {type BeginDeps, beginApproved, later, moveOrFind} from './begin-approved.ts';
import type {TicketDeps} from './check-ticket.ts';
import {noteOf} from './note-of-request.ts';
import type {BulkRemovals, Requests} from './ports.ts';

export interface RemoveApprovedDeps extends BeginDeps, TicketDeps {
	readonly bulkRemovals: BulkRemovals;
}

/** How soon the removal is looked at again, in seconds. It is carried out by itself, and its end wakes the request. */
const lookAgainAfter = 10;

/** Everything once more, then the intent: from then on the stored set is removed. Resolves with the request as it is now. */
export async function removeApproved(deps: RemoveApprovedDeps, request: BulkRequest): Promise<ApprovalRequest> {
	const begun = await beginApproved(deps, request, (approver) => decideByTicket(deps, request, approver));
	return begun.isBegun ? followRemoval(deps, {...request, ...begun.request, kind: request.kind}) : begun.request;
}

/** What only the ticket tells, and the record once more. */
export async function decideByTicket(
	{tickets, requests}: TicketDeps & {readonly requests: Pick<Requests, 'now' | 'seal'>},
	request: BulkRequest,
	approver: Approver,
): Promise<SendingDecision> {
	const ticket = request.ticket === undefined ? undefined : await tickets?.read(request.ticket);
	const live = {ticketRequesterSeal: ticket && ticketRequesterSeal(ticket, requests.seal)};
	return decideRemoving(request, approver, live, await requests.now(), requests.seal);
}

/** Begins the removal, also when a crash came in between, and ends the request when it has ended. */
export async function followRemoval(deps: RemoveApprovedDeps, request: BulkRequest): Promise<ApprovalRequest> {
	const {requests, bulkRemovals} = deps;
	const begun = await bulkRemovals.ofRequest(request.id);
	// A crash may lie between the intent and this: what is begun is still exactly what was approved. Once begun, it looks after that itself.
	if (begun === undefined && fingerprintOf(request, requests.seal) !== request.fingerprint) {
		const reason = 'The record was changed after it was approved.';
		return moveOrFind(deps, request, {from: ['sending'], to: 'failed', reason, note: noteOf(request, 'request-failed')});
	}
	const bulk = begun ?? (await begin(deps, request));
	if (bulk.state !== 'done') return later(deps, request, lookAgainAfter);
	const counts = countEntries(await bulkRemovals.entries(bulk.id));
	const isDone = counts.removed + counts['already-gone'] > 0;
	return moveOrFind(deps, request, {
		from: ['sending'],
		to: isDone ? 'sent' : 'failed',
		reason: tellEnd(counts, bulk.stopped),
		note: {...noteOf(request, isDone ? 'request-sent' : 'request-failed'), after: counts},
	});
}

async function begin({bulkRemovals}: RemoveApprovedDeps, request: BulkRequest) {
	const {id, requesterId: by, decidedBy: approvedBy, domain, reason, ticket, entries, expiresAt} = request;
	const draft = {delivery: id, requestId: id, by, approvedBy, domain, reason, ticket, entries, endsAt: expiresAt};
	const after = {
		request: id,
		approvedBy: approvedBy ?? null,
		domain,
		addresses: addressesOf(entries).length,
		reason: withoutAddresses(reason),
	};
	return (await bulkRemovals.begin(draft, {actor: by, act: 'bulk-removal-begun', ticket, after})).bulk;
}

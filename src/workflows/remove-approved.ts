import {type ApprovalRequest, type BulkRequest, fingerprintOf, ticketRequesterSeal} from '../model/approval.ts';
import {addressesOf, countEntries, tellCounts} from '../model/bulk-removal.ts';
import {decideRemoving} from '../model/sending.ts';
import {type BeginDeps, beginApproved, later, moveOrFind} from './begin-approved.ts';
import type {TicketDeps} from './check-ticket.ts';
import {noteOf} from './note-of-request.ts';
import type {BulkRemovals} from './ports.ts';

export interface RemoveApprovedDeps extends BeginDeps, TicketDeps {
	readonly bulkRemovals: BulkRemovals;
}

/** How soon the removal is looked at again, in seconds. It is carried out by itself, and its end wakes the request. */
const lookAgainAfter = 10;

/** Everything once more, then the intent: from then on the stored set is removed. Resolves with the request as it is now. */
export async function removeApproved(deps: RemoveApprovedDeps, request: BulkRequest): Promise<ApprovalRequest> {
	const begun = await beginApproved(deps, request, async (approver) =>
		decideRemoving(request, approver, await readTicket(deps, request), await deps.requests.now(), deps.requests.seal),
	);
	return begun.isBegun ? followRemoval(deps, {...request, ...begun.request, kind: request.kind}) : begun.request;
}

async function readTicket({tickets, requests}: RemoveApprovedDeps, {ticket}: BulkRequest) {
	const live = ticket === undefined ? undefined : await tickets?.read(ticket);
	return {ticketRequesterSeal: live && ticketRequesterSeal(live, requests.seal)};
}

/** Begins the removal, also when a crash came in between, and ends the request when it has ended. */
export async function followRemoval(deps: RemoveApprovedDeps, request: BulkRequest): Promise<ApprovalRequest> {
	const {requests} = deps;
	// A crash may lie between the intent and this: what is removed is still exactly what was approved.
	if (fingerprintOf(request, requests.seal) !== request.fingerprint) {
		const reason = 'The record was changed after it was approved.';
		return moveOrFind(deps, request, {from: ['sending'], to: 'failed', reason, note: noteOf(request, 'request-failed')});
	}
	const bulk = await begin(deps, request);
	if (bulk.state !== 'done') return later(deps, request, lookAgainAfter);
	const counts = countEntries(await deps.bulkRemovals.entries(bulk.id));
	const isDone = counts.removed + counts['already-gone'] > 0;
	return moveOrFind(deps, request, {
		from: ['sending'],
		to: isDone ? 'sent' : 'failed',
		reason: tellCounts(counts),
		note: {...noteOf(request, isDone ? 'request-sent' : 'request-failed'), after: counts},
	});
}

async function begin({bulkRemovals}: RemoveApprovedDeps, request: BulkRequest) {
	const {id, requesterId: by, decidedBy: approvedBy, domain, reason, ticket, entries, expiresAt} = request;
	const draft = {delivery: id, requestId: id, by, approvedBy, domain, reason, ticket, entries, endsAt: expiresAt};
	const after = {request: id, approvedBy: approvedBy ?? null, domain, addresses: addressesOf(entries).length};
	return (await bulkRemovals.begin(draft, {actor: by, act: 'bulk-removal-begun', ticket, after})).bulk;
}

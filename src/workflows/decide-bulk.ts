import {type BulkRemoval, isDecidedOn} from '../model/bulk-removal.ts';
import type {Suppression} from '../model/suppression.ts';
import {isAt} from '../model/sweep.ts';
import {decideLive} from './begin-approved.ts';
import type {TicketDeps} from './check-ticket.ts';
import type {Directory, Requests} from './ports.ts';
import {decideByTicket} from './remove-approved.ts';

export interface DecideBulkDeps extends TicketDeps {
	readonly requests: Pick<Requests, 'now' | 'find' | 'seal'>;
	readonly directory: Directory;
}

export type BulkDecision =
	/** `covers`: whether a copy is the chosen entry of this place. */
	| {readonly permitted: true; readonly covers: (entry: Suppression, place: number) => boolean}
	| {readonly permitted: false; readonly leftAs: 'too-late'}
	| {readonly permitted: false; readonly leftAs: 'withdrawn'; readonly reason: string};

/**
 * Whether a bulk removal may go on: asked whenever it is taken up, for it may have waited for hours since somebody approved it. Undefined:
 * a live system does not answer now.
 */
export async function decideBulk(deps: DecideBulkDeps, {requestId, domain, stopped}: BulkRemoval): Promise<BulkDecision | undefined> {
	if (stopped !== undefined) return withdrawn(stopped);
	if (requestId === undefined) return {permitted: true, covers: ({address}) => isAt(domain, address)};
	const request = await deps.requests.find(requestId);
	if (request?.kind !== 'bulk-removal') return withdrawn('Its request is gone.');
	const decision = await decideLive(deps, request, (approver) => decideByTicket(deps, request, approver));
	if (decision === undefined) return undefined;
	if (!decision.permitted) return decision.next === 'expired' ? {permitted: false, leftAs: 'too-late'} : withdrawn(decision.reason);
	if (request.state !== 'sending') return withdrawn('Its request is not being carried out any more.');
	return {permitted: true, covers: (entry, place) => isDecidedOn(request.entries[place], entry)};
}

function withdrawn(reason: string): BulkDecision {
	return {permitted: false, leftAs: 'withdrawn', reason};
}

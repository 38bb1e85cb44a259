import {type BulkRequest, isForeignToMail, isSameAddress, type ResendRequest} from './approval.ts';
import type {Known} from './known.ts';
import {isAt, reasonOf} from './sweep.ts';

/** What a manager should know beside the request itself. */
export interface RiskFacts extends RequestHistory {
	/** Who owns the original address now. */
	readonly owner: Known<{readonly id: number; readonly createdAt: Date} | undefined>;
	/** The ticket as it is now; undefined without a ticket system. */
	readonly ticket: Known<{readonly requester: string | undefined} | undefined> | undefined;
}

export interface RequestHistory {
	/** Accounts other than this one for which the same target was asked for, as long as requests are kept. */
	readonly otherAccountsOfTarget: number;
	/** Of this requester in the last seven days, this one included. */
	readonly requestsThisWeek: number;
}

export type Risk =
	| 'target-of-others'
	| 'ticket-of-another'
	| 'ticket-unknown'
	| 'ticket-gone'
	| 'owner-unknown'
	| 'owner-gone'
	| 'owner-changed'
	/** The account was made after the mail. */
	| 'owner-newer';

/** What speaks against approving: each a fact, none a refusal. */
export function risksOf(request: ResendRequest, facts: RiskFacts): readonly Risk[] {
	const owner = ownerRisk(request, facts.owner);
	const ticket = ticketRisk(request, facts.ticket);
	return [
		...(facts.otherAccountsOfTarget > 0 ? ['target-of-others' as const] : []),
		...(ticket === undefined ? [] : [ticket]),
		...(owner === undefined ? [] : [owner]),
	];
}

function ticketRisk({target}: ResendRequest, ticket: RiskFacts['ticket']): Risk | undefined {
	if (ticket === undefined) return undefined;
	if (!ticket.known) return 'ticket-unknown';
	if (ticket.value === undefined) return 'ticket-gone';
	return isSameAddress(ticket.value.requester ?? '', target) ? undefined : 'ticket-of-another';
}

function ownerRisk({account, message}: ResendRequest, owner: RiskFacts['owner']): Risk | undefined {
	if (!owner.known) return 'owner-unknown';
	if (owner.value === undefined) return 'owner-gone';
	if (owner.value.id !== account?.id) return 'owner-changed';
	return isForeignToMail(owner.value, message.sentAt) ? 'owner-newer' : undefined;
}

/** What a manager should know beside a set of bounces. */
export interface RemovalFacts extends Pick<RiskFacts, 'ticket'> {
	readonly requestsThisWeek: number;
}

export type RemovalRisk = 'mailbox-unknown' | 'ticket-missing' | 'ticket-of-another' | 'ticket-unknown' | 'ticket-gone';

/** What speaks against approving a bulk removal: each a fact, none a refusal. */
export function risksOfRemoval(request: BulkRequest, facts: RemovalFacts): readonly RemovalRisk[] {
	const ticket = removalTicketRisk(request, facts.ticket);
	const isHopeless = request.entries.some((entry) => reasonOf(entry) === 'mailbox-unknown');
	return [...(isHopeless ? ['mailbox-unknown' as const] : []), ...(ticket === undefined ? [] : [ticket])];
}

function removalTicketRisk(request: BulkRequest, ticket: RiskFacts['ticket']): RemovalRisk | undefined {
	if (request.ticket === undefined) return 'ticket-missing';
	if (ticket === undefined) return undefined;
	if (!ticket.known) return 'ticket-unknown';
	if (ticket.value === undefined) return 'ticket-gone';
	return isAt(request.domain, ticket.value.requester ?? '') ? undefined : 'ticket-of-another';
}

import type {Account} from '../model/account.ts';
import type {Address} from '../model/address.ts';
import {owningAccount, ticketRequesterSeal, type Verification} from '../model/approval.ts';
import {type Trouble, troubleOf} from '../model/errors.ts';
import type {ShownMessage} from '../model/resend.ts';
import type {Ticket} from '../model/ticket.ts';
import type {TicketDeps} from './check-ticket.ts';
import {examineMessage, type MessageProblem} from './examine-message.ts';
import {type CaseOpening, openCase} from './open-case.ts';
import type {PinProofDeps} from './pin-proof.ts';
import type {Accounts, Announcements, AuditTrail, NewlyMade, Requests, StoredMessages, SuppressionLists} from './ports.ts';
import {type LimitDeps, withinLimits} from './within-limits.ts';

export interface RequestDeps extends LimitDeps, TicketDeps, PinProofDeps {
	readonly stored: StoredMessages;
	readonly lists: SuppressionLists;
	readonly accounts: Accounts;
	readonly requests: Requests;
	readonly audit: AuditTrail;
	readonly announcements: Announcements;
	readonly resendSubjects: readonly string[];
	/** Whether anybody could decide at all. */
	readonly hasManagers: boolean;
	/** In seconds. */
	readonly approvalLife: number;
}

export interface RequestInput {
	readonly record: ShownMessage;
	readonly target: Address;
	readonly verification: Verification;
	readonly evidence: string;
	readonly reason: string;
	readonly ticket: string;
	readonly by: string;
	readonly delivery: string;
	/** Where the command was given. */
	readonly channelId: string | undefined;
}

export type RequestProblem = MessageProblem | 'no-pin-match';

export type RequestOutcome =
	| CaseOpening
	| {readonly outcome: 'refused'; readonly problem: RequestProblem}
	/** The ticket system knows no such ticket. */
	| {readonly outcome: 'no-ticket'; readonly ticket: string}
	| {readonly outcome: 'no-managers'}
	| {readonly outcome: 'no-place'}
	| {readonly outcome: 'unavailable'; readonly trouble: Trouble};

/**
 * To a different address: a request, told where managers can decide it.
 * @throws LimitReached, with no request made.
 */
export async function requestResend(deps: RequestDeps, input: RequestInput): Promise<RequestOutcome> {
	if (!deps.hasManagers) return {outcome: 'no-managers'};
	const place = await deps.announcements.placeFor(input.channelId);
	if (place === undefined) return {outcome: 'no-place'};
	const {message} = input.record;
	try {
		const [problem, account, ticket] = await Promise.all([
			examineMessage(deps, message, input.target.text),
			deps.accounts.byAddress(message.originalRecipient),
			deps.tickets?.read(input.ticket),
		]);
		if (problem !== undefined) return refused(deps, input, problem);
		if (deps.tickets !== undefined && ticket === undefined) return {outcome: 'no-ticket', ticket: input.ticket};
		if (input.verification === 'pin' && !(await isPinMatched(deps, account))) return refused(deps, input, 'no-pin-match');
		const {by, delivery} = input;
		const deed = {act: 'request', by, deed: delivery, subject: message.originalRecipient, ticket: input.ticket} as const;
		const made = await withinLimits(deps, deed, () => create(deps, input, {place, account, ticket}));
		return await openCase(deps, made);
	} catch (error) {
		return {outcome: 'unavailable', trouble: troubleOf(error)};
	}
}

/** By Redeliver itself, for this very account, within the hour. */
async function isPinMatched({pinMatches}: RequestDeps, account: Account | undefined): Promise<boolean> {
	return account !== undefined && (await pinMatches.isRecent(account.id));
}

async function refused(deps: RequestDeps, input: RequestInput, problem: RequestProblem): Promise<RequestOutcome> {
	const {by, ticket, record, target} = input;
	const subject = record.message.originalRecipient;
	await deps.audit.record({actor: by, act: 'request-refused', subject, target: target.text, ticket, after: {problem}});
	return {outcome: 'refused', problem};
}

/** What was read for a request. */
interface Ground {
	readonly place: string;
	readonly account: Account | undefined;
	readonly ticket: Ticket | undefined;
}

function create(deps: RequestDeps, input: RequestInput, ground: Ground): Promise<NewlyMade> {
	const {place, account} = ground;
	const {target, verification, evidence, reason, ticket, by, delivery} = input;
	const {message} = input.record;
	return deps.requests.create(
		{
			fields: {
				kind: 'resend',
				message,
				target: target.text,
				account: owningAccount(account, deps.requests.seal),
				requesterId: by,
				verification,
				evidence,
				reason,
				ticket,
				ticketRequesterSeal: ground.ticket && ticketRequesterSeal(ground.ticket, deps.requests.seal),
			},
			lifeSeconds: deps.approvalLife,
			place,
			delivery,
		},
		{
			actor: by,
			act: 'request-created',
			subject: message.originalRecipient,
			target: target.text,
			ticket,
			after: {verification, sendingDomain: message.sendingDomain, messageId: message.messageId, account: account?.id ?? null},
		},
	);
}

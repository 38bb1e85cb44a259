import type {AuditAct, AuditDetails} from '../model/audit.ts';
import {ServiceRefused, ServiceUnavailable, type Trouble} from '../model/errors.ts';
import type {TicketChange} from '../model/ticket.ts';
import type {Allowances, AuditTrail, TicketCondition, Tickets, TicketUpdate} from './ports.ts';

export interface CommentDeps {
	readonly audit: AuditTrail;
	readonly allowances: Allowances;
}

export interface CommentInput {
	readonly change: TicketChange;
	/** Without it, whatever became of the ticket. */
	readonly onlyIf?: TicketCondition;
	/** For the trail: the address that it is about, or what stands for the account. */
	readonly subject: string | undefined;
	/** Slack user id, or `redeliver`. */
	readonly by: string;
	/** The same after a crash. */
	readonly delivery: string;
}

export type CommentOutcome =
	| {readonly outcome: TicketUpdate}
	/** The same comment is being written at this moment, or nobody knew a moment ago whether it was. */
	| {readonly outcome: 'under-way'}
	/** Nothing was written. */
	| {readonly outcome: 'refused' | 'unavailable'; readonly trouble: Trouble}
	/** Nobody knows whether it was written; written once more, it would still stand there once. */
	| {readonly outcome: 'unknown'; readonly trouble: Trouble};

/**
 * One comment in a ticket, with all that changes along with it, once: its reference is looked for before it is written. Stamps of tickets
 * have whole seconds, so two at the same time would not always see each other there; here they do.
 */
export async function writeComment(deps: CommentDeps, tickets: Tickets, input: CommentInput): Promise<CommentOutcome> {
	const {change, onlyIf, delivery} = input;
	const key = `${change.ticket} ${change.reference}`;
	const taking = {act: 'comment', deed: delivery, window: longestWriting, allowances: [{key, most: 1}]} as const;
	if ((await deps.allowances.take(taking)).usedUp !== undefined) return {outcome: 'under-way'};
	await record(deps, input, 'ticket-comment-intended');
	const result = await attempt(() => tickets.update(change, onlyIf));
	await record(deps, input, endings[result.outcome], 'trouble' in result ? {cause: result.trouble.cause} : {outcome: result.outcome});
	if (result.outcome !== 'unknown') await deps.allowances.giveBack(taking);
	return result;
}

/** In seconds. Whoever asks later finds in the ticket what was written. */
const longestWriting = 60;

async function attempt(update: () => Promise<TicketUpdate>): Promise<Exclude<CommentOutcome, {outcome: 'under-way'}>> {
	try {
		return {outcome: await update()};
	} catch (error) {
		if (error instanceof ServiceRefused) return {outcome: 'refused', trouble: error.trouble};
		if (!(error instanceof ServiceUnavailable)) throw error;
		return {outcome: error.neverSent ? 'unavailable' : 'unknown', trouble: error.trouble};
	}
}

const endings = {
	updated: 'ticket-comment-written',
	already: 'ticket-comment-found',
	closed: 'ticket-comment-failed',
	changed: 'ticket-comment-failed',
	'no-ticket': 'ticket-comment-failed',
	refused: 'ticket-comment-failed',
	unavailable: 'ticket-comment-failed',
	unknown: 'ticket-comment-unknown',
} as const satisfies Readonly<Record<Exclude<CommentOutcome['outcome'], 'under-way'>, AuditAct>>;

/** What changes is told by its names: a value may be an address. */
async function record({audit}: CommentDeps, {change, subject, by}: CommentInput, act: AuditAct, more: AuditDetails = {}): Promise<void> {
	const {ticket, reference, comment, status, triage = {}} = change;
	const after = {public: comment.isPublic, status: status ?? null, changes: Object.keys(triage), ...more};
	await audit.record({actor: by, act, subject, ticket, deed: reference, after});
}

/** The same words have the same reference. */
export async function referenceOf(kind: 'note' | 'reply', words: string): Promise<string> {
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(words)));
	return `${kind}-${[...digest.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

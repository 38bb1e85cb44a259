import type {AuditDetails} from '../model/audit.ts';
import {isAsShown} from '../model/bulk-removal.ts';
import {ServiceRefused, ServiceUnavailable, type Trouble, troubleOf} from '../model/errors.ts';
import {withoutAddresses} from '../model/redaction.ts';
import type {Subject} from '../model/subject.ts';
import {isRecipientsWish, type Removal, type Suppression} from '../model/suppression.ts';
import {problemOfWish, type TicketDeps, type TicketProblem} from './check-ticket.ts';
import {watchRemoval} from './open-watch.ts';
import type {AuditTrail, RemovalMove, Removals, SuppressionLists, Watches} from './ports.ts';
import {type LimitDeps, withinLimits} from './within-limits.ts';

export interface RemoveSuppressionInput {
	readonly removalId: string;
	readonly by: string;
	readonly delivery: string;
	/** What the card was asked for; without it, the address that the copy was made for. */
	readonly about?: Subject;
	/** Complaints and unsubscribes: the recipient's own words, and the ticket that holds them. */
	readonly wish?: {readonly request: string; readonly ticket: string};
	/** Set: it is part of a bulk removal. Then only the very entry that was shown and decided on is removed. */
	readonly bulk?: BulkPart;
}

export interface BulkPart {
	/** Of the bulk removal. */
	readonly id: string;
	/** Whether the copy is what was decided on. */
	readonly covers: (entry: Suppression) => boolean;
	/** False: one that was begun is looked for on its list, and left if it is there. */
	readonly mayRemove: boolean;
}

export type RemovalOutcome =
	| {readonly outcome: 'removed'; readonly removal: Removal}
	| {readonly outcome: 'already-gone'; readonly removal: Removal}
	/** The entry was put back since the card was shown. */
	| {readonly outcome: 'outdated'; readonly removal: Removal}
	/** Of a bulk removal: the list or the copy holds another entry than was shown, or nothing may be removed any more. */
	| {readonly outcome: 'changed'; readonly removal: Removal}
	/** Somebody's click was first, and is being carried out. */
	| {readonly outcome: 'under-way'; readonly removal: Removal}
	| {readonly outcome: 'refused'; readonly removal: Removal; readonly trouble: Trouble}
	/** Mailgun did not answer; `unverified` when the removal may have taken effect. */
	| {readonly outcome: 'unavailable'; readonly removal: Removal; readonly trouble: Trouble; readonly unverified: boolean}
	/** A complaint or an unsubscribe without the recipient's request. */
	| {readonly outcome: 'needs-request'; readonly removal: Removal}
	/** The ticket does not show that the recipient asked. */
	| {readonly outcome: 'wish-not-shown'; readonly removal: Removal; readonly ticket: string; readonly problem: TicketProblem}
	| {readonly outcome: 'unknown'};

export interface RemoveEntryDeps extends LimitDeps, TicketDeps {
	readonly lists: SuppressionLists;
	readonly removals: Removals;
	readonly audit: AuditTrail;
}

interface Deps extends RemoveEntryDeps {
	readonly watches: Pick<Watches, 'open'>;
}

/**
 * Removes one entry: looks that it is still there, records the intent with the undo copy, removes, and reads the list again.
 * Continued under the same delivery after a crash; what was removed before it, is told as removed. Then mail to the address is followed.
 * @throws LimitReached, with nothing changed.
 */
export async function removeSuppression(deps: Deps, input: RemoveSuppressionInput): Promise<RemovalOutcome> {
	const result = await removeEntry(deps, input);
	if (result.outcome === 'removed') await watchRemoval(deps, result.removal, {by: input.by, about: input.about});
	return result;
}

/** The same without following mail to the address. */
export async function removeEntry(deps: RemoveEntryDeps, input: RemoveSuppressionInput): Promise<RemovalOutcome> {
	const removal = await deps.removals.find(input.removalId);
	if (removal === undefined) return {outcome: 'unknown'};
	const settled = settledOutcome(removal, input);
	if (settled !== undefined) return settled;
	try {
		return await attempt(deps, input, removal);
	} catch (error) {
		return failed(deps, input, removal, error);
	}
}

function settledOutcome(removal: Removal, input: RemoveSuppressionInput): RemovalOutcome | undefined {
	// Whoever removes what somebody else has removed already learns that.
	if (removal.state === 'removed') return {outcome: removal.removedBy === input.by ? 'removed' : 'already-gone', removal};
	if (removal.state === 'restored' || removal.state === 'restoring') return {outcome: 'outdated', removal};
	return isRecipientsWish(removal.entry.kind) && input.wish === undefined ? {outcome: 'needs-request', removal} : undefined;
}

async function attempt(deps: RemoveEntryDeps, input: RemoveSuppressionInput, removal: Removal): Promise<RemovalOutcome> {
	if (input.bulk?.covers(removal.entry) === false) return leave(deps, input, removal);
	const {kind, sendingDomain, address} = removal.entry;
	const live = await deps.lists.read(sendingDomain, kind, address);
	if (live === undefined) return removal.state === 'removing' ? confirmRemoved(deps, input, removal) : alreadyGone(deps, input, removal);
	const doubtful = (await changedEntry(deps, input, removal, live)) ?? (await doubtfulWish(deps, input, removal));
	if (doubtful !== undefined) return doubtful;
	const move = moveOf(input, removal, 'suppression-removal-intended');
	const {by, delivery} = input;
	const deed = {act: 'removal', by, deed: `${delivery} ${removal.id}`, subject: address, ticket: move.ticket} as const;
	const begun = await withinLimits(deps, deed, () =>
		deps.removals.move({...move, from: ['seen', 'removing'], to: 'removing', entry: live}),
	);
	return begun === undefined
		? {outcome: 'under-way', removal: (await deps.removals.find(removal.id)) ?? removal}
		: // What was looked at, whatever stands in the record by now.
			carryOut(deps, input, {...begun, entry: live});
}

async function carryOut(deps: RemoveEntryDeps, input: RemoveSuppressionInput, removal: Removal): Promise<RemovalOutcome> {
	const {kind, sendingDomain, address} = removal.entry;
	const call = await deps.lists.remove(removal.entry).then(
		() => undefined,
		(error: unknown) => error,
	);
	if (call instanceof ServiceRefused) return failed(deps, input, removal, call);
	// Whatever the call said, the list itself tells: an answer may be lost after the removal took effect.
	let left = await deps.lists.read(sendingDomain, kind, address).catch((error: unknown) => error);
	// Nobody documents how soon a list shows a removal: one more look before it counts as failed.
	if (call === undefined && isEntry(left)) left = await deps.lists.read(sendingDomain, kind, address).catch((error: unknown) => error);
	if (left === undefined) return confirmRemoved(deps, input, removal);
	if (left instanceof Error) return {outcome: 'unavailable', removal, trouble: troubleOf(left), unverified: true};
	return failed(deps, input, removal, call ?? new ServiceUnavailable({service: 'Mailgun', cause: 'unreadable'}));
}

function isEntry(value: unknown): boolean {
	return value !== undefined && !(value instanceof Error);
}

async function confirmRemoved(deps: RemoveEntryDeps, input: RemoveSuppressionInput, removal: Removal): Promise<RemovalOutcome> {
	const move: RemovalMove = {...moveOf(input, removal, 'suppression-removed'), from: ['removing'], to: 'removed'};
	const removed = await deps.removals.move(move);
	return {outcome: 'removed', removal: removed ?? removal};
}

async function alreadyGone(deps: RemoveEntryDeps, input: RemoveSuppressionInput, removal: Removal): Promise<RemovalOutcome> {
	await deps.audit.record(moveOf(input, removal, 'suppression-already-gone').note);
	return {outcome: 'already-gone', removal};
}

/** Nothing was removed: the entry is there for the next click. */
async function failed(deps: RemoveEntryDeps, input: RemoveSuppressionInput, removal: Removal, error: unknown): Promise<RemovalOutcome> {
	if (!(error instanceof ServiceRefused) && !(error instanceof ServiceUnavailable)) throw error;
	await putBack(deps, input, removal, {cause: error.trouble.cause, status: error.trouble.status ?? null});
	return error instanceof ServiceRefused
		? {outcome: 'refused', removal, trouble: error.trouble}
		: {outcome: 'unavailable', removal, trouble: error.trouble, unverified: false};
}

async function putBack(deps: RemoveEntryDeps, input: RemoveSuppressionInput, removal: Removal, after: AuditDetails): Promise<void> {
	const move = moveOf(input, removal, 'suppression-removal-failed');
	const note = {...move.note, after};
	if (removal.state === 'removing') await deps.removals.move({...move, note, from: ['removing'], to: 'seen'});
	else await deps.audit.record(note);
}

/** What was chosen among many was chosen by what was shown: a later bounce is for another look. */
async function changedEntry(
	deps: RemoveEntryDeps,
	input: RemoveSuppressionInput,
	removal: Removal,
	live: Suppression,
): Promise<RemovalOutcome | undefined> {
	const {bulk} = input;
	return bulk === undefined || (bulk.mayRemove && isAsShown(removal.entry, live)) ? undefined : leave(deps, input, removal);
}

async function leave(deps: RemoveEntryDeps, input: RemoveSuppressionInput, removal: Removal): Promise<RemovalOutcome> {
	await putBack(deps, input, removal, {cause: input.bulk?.mayRemove === false ? 'withdrawn' : 'changed'});
	return {outcome: 'changed', removal};
}

/** Asked right before the intent: who opened the form may have waited. */
async function doubtfulWish(deps: RemoveEntryDeps, input: RemoveSuppressionInput, removal: Removal): Promise<RemovalOutcome | undefined> {
	if (!isRecipientsWish(removal.entry.kind) || input.wish === undefined) return undefined;
	const {ticket} = input.wish;
	const problem = await problemOfWish(deps, ticket, removal.entry.address);
	if (problem === undefined) return undefined;
	await putBack(deps, input, removal, {cause: problem.problem});
	return {outcome: 'wish-not-shown', removal, ticket, problem};
}

function moveOf(input: RemoveSuppressionInput, removal: Removal, act: RemovalMove['note']['act']) {
	const {kind, sendingDomain, code} = removal.entry;
	const ticket = input.wish?.ticket ?? removal.ticket;
	return {
		id: removal.id,
		by: input.by,
		delivery: input.delivery,
		ticket,
		note: {
			actor: input.by,
			act,
			subject: removal.entry.address,
			ticket,
			deed: removal.id,
			before: {
				kind,
				sendingDomain,
				code,
				...(input.bulk === undefined ? {} : {bulk: input.bulk.id}),
				...(input.wish === undefined ? {} : {request: withoutAddresses(input.wish.request)}),
			},
		},
	};
}

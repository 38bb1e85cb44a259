import {LimitReached} from '../model/allowance.ts';
import {type BulkEntry, type BulkOutcome, type BulkRemoval, type BulkWait, countEntries} from '../model/bulk-removal.ts';
import {ServiceRefused, ServiceUnavailable} from '../model/errors.ts';
import type {Suppression} from '../model/suppression.ts';
import {type BulkDecision, type DecideBulkDeps, decideBulk} from './decide-bulk.ts';
import type {Announcements, BulkRemovals, Requests} from './ports.ts';
import {type RemovalOutcome, type RemoveEntryDeps, removeEntry} from './remove-suppression.ts';

export interface BulkRemovalDeps extends RemoveEntryDeps, DecideBulkDeps {
	readonly bulkRemovals: BulkRemovals;
	readonly requests: DecideBulkDeps['requests'] & Pick<Requests, 'postpone'>;
	readonly announcements: Pick<Announcements, 'tellBulkRemoval'>;
}

/** How long Mailgun is left alone when it left something open, in seconds; after the last time that is told as it is. */
const pauses = [5, 20, 60, 180];
/** While a limit is used up it is looked at again this often at most, in seconds. */
const limitPause = 60;
/** How soon the approval is asked about again, in seconds, when nobody tells whether it still holds. */
const approvalPause = 15;
/** How often others are kept from taking it up, and how often its message is edited at most, in milliseconds. */
const holdEvery = 4000;
const tellEvery = 2000;

/** Takes a bulk removal as far as it can go now, by whoever holds it, and tells it. Doing it again is harmless. */
export async function attendBulkRemoval(deps: BulkRemovalDeps, bulk: BulkRemoval): Promise<BulkRemoval> {
	const held = setInterval(() => void deps.bulkRemovals.hold(bulk.id).catch(() => {}), holdEvery);
	try {
		const placed = bulk.state === 'done' ? bulk : await tell(deps, bulk);
		const current = placed.state === 'done' ? placed : await carryOn(deps, placed);
		return await tell(deps, current);
	} finally {
		clearInterval(held);
	}
}

async function carryOn(deps: BulkRemovalDeps, bulk: BulkRemoval): Promise<BulkRemoval> {
	const decision = await decideBulk(deps, bulk);
	if (decision === undefined) return postpone(deps, bulk, approvalPause, 'approval');
	const isWithdrawn = !decision.permitted && decision.leftAs === 'withdrawn';
	const stopped = isWithdrawn ? await deps.bulkRemovals.stop(bulk.id, decision.reason) : undefined;
	return removeRest(deps, stopped ?? bulk, decision);
}

async function removeRest(deps: BulkRemovalDeps, bulk: BulkRemoval, decision: BulkDecision): Promise<BulkRemoval> {
	const open = (await deps.bulkRemovals.entries(bulk.id)).filter(({outcome}) => outcome === undefined);
	const left: Left[] = [];
	let toldAt = Date.now();
	for (const entry of open) {
		const result = await removeOne(deps, bulk, entry, decision);
		if (result.next === 'limit') return postpone(deps, bulk, Math.max(limitPause, await secondsUntil(deps, result.again)), 'limit');
		if (result.next === 'trouble') left.push({entry, giveUpAs: result.giveUpAs});
		else await deps.bulkRemovals.settle(entry.removal.id, result.outcome);
		if (Date.now() - toldAt < tellEvery) continue;
		await tell(deps, bulk);
		toldAt = Date.now();
	}
	const pause = pauses[bulk.tries];
	if (left.length > 0 && pause !== undefined) return postpone(deps, bulk, pause, 'trouble');
	for (const {entry, giveUpAs} of left) await deps.bulkRemovals.settle(entry.removal.id, giveUpAs);
	return finish(deps, bulk);
}

interface Left {
	readonly entry: BulkEntry;
	readonly giveUpAs: BulkOutcome;
}

type Step =
	| {readonly next: 'settle'; readonly outcome: BulkOutcome}
	| {readonly next: 'trouble'; readonly giveUpAs: BulkOutcome}
	| {readonly next: 'limit'; readonly again: Date | undefined};

/** The deed is the same as for one entry: looked at, intended, removed, read again. */
async function removeOne(deps: BulkRemovalDeps, {id, by, endsAt}: BulkRemoval, entry: BulkEntry, decision: BulkDecision): Promise<Step> {
	const {removal, place} = entry;
	// What was begun is ended; what was not is left when the time is over.
	if (removal.state === 'seen' && !decision.permitted) return {next: 'settle', outcome: decision.leftAs};
	if (removal.state === 'seen' && (await deps.requests.now()) >= endsAt) return {next: 'settle', outcome: 'too-late'};
	const {permitted} = decision;
	const bulk = {id, mayRemove: permitted, covers: (copy: Suppression) => !permitted || decision.covers(copy, place)};
	try {
		const result = await removeEntry(deps, {removalId: removal.id, by, delivery: id, bulk});
		return result.outcome === 'changed' && !permitted ? {next: 'settle', outcome: decision.leftAs} : stepOf(result);
	} catch (error) {
		if (error instanceof LimitReached) return {next: 'limit', again: error.refusal.again};
		throw error;
	}
}

function stepOf(result: RemovalOutcome): Step {
	switch (result.outcome) {
		case 'removed':
		case 'already-gone':
		case 'changed':
		case 'refused':
			return {next: 'settle', outcome: result.outcome};
		case 'under-way':
			return {next: 'trouble', giveUpAs: 'not-known'};
		case 'unavailable':
			return {next: 'trouble', giveUpAs: result.unverified ? 'not-known' : 'not-removed'};
		case 'outdated':
			// It was removed here, and put back before that was noted.
			return {next: 'settle', outcome: 'removed'};
		default:
			return {next: 'settle', outcome: 'not-removed'};
	}
}

async function secondsUntil({requests}: BulkRemovalDeps, again: Date | undefined): Promise<number> {
	return again === undefined ? 0 : (again.getTime() - (await requests.now()).getTime()) / 1000;
}

async function postpone(deps: BulkRemovalDeps, bulk: BulkRemoval, seconds: number, waits: BulkWait): Promise<BulkRemoval> {
	return (await deps.bulkRemovals.postpone(bulk.id, seconds, waits)) ?? bulk;
}

async function finish(deps: BulkRemovalDeps, bulk: BulkRemoval): Promise<BulkRemoval> {
	const counts = countEntries(await deps.bulkRemovals.entries(bulk.id));
	const after = bulk.stopped === undefined ? counts : {...counts, stopped: bulk.stopped};
	const ended = await deps.bulkRemovals.finish(bulk.id, {actor: bulk.by, act: 'bulk-removal-ended', ticket: bulk.ticket, after});
	if (bulk.requestId !== undefined) await deps.requests.postpone(bulk.requestId, 0);
	return ended ?? {...bulk, state: 'done'};
}

/**
 * One message, edited in place. Its intent is kept first, as nobody could tell after a crash whether it was posted; only the end is then
 * posted anew: once too often is the lesser evil there than never.
 */
async function tell(deps: BulkRemovalDeps, bulk: BulkRemoval): Promise<BulkRemoval> {
	const {id, state} = bulk;
	const isEnd = state === 'done';
	if (bulk.place === undefined && !(await deps.bulkRemovals.mayPost(id)) && !isEnd) return bulk;
	try {
		const place = await deps.announcements.tellBulkRemoval(bulk, await deps.bulkRemovals.entries(id));
		await deps.bulkRemovals.told(id, place, isEnd);
		return {...bulk, place};
	} catch (error) {
		return untold(deps, bulk, error);
	}
}

/** What Slack does not take now holds up no removal: the message is made up for with the next edit, and the end is told later. */
async function untold({bulkRemovals}: BulkRemovalDeps, bulk: BulkRemoval, error: unknown): Promise<BulkRemoval> {
	const isEnd = bulk.state === 'done';
	if (error instanceof ServiceRefused) {
		await bulkRemovals.told(bulk.id, undefined, isEnd);
		return bulk;
	}
	if (!(error instanceof ServiceUnavailable)) throw error;
	if (bulk.place === undefined && error.neverSent) await bulkRemovals.notPosted(bulk.id);
	if (isEnd) await bulkRemovals.postpone(bulk.id, tellAgainAfter);
	return bulk;
}

/** In seconds. */
const tellAgainAfter = 5;

import type {Clock} from '../model/clock.ts';
import {ServiceRefused, ServiceUnavailable, type Trouble} from '../model/errors.ts';
import {mayBeUndone, type Removal} from '../model/suppression.ts';
import type {RemovalMove, Removals, SuppressionLists, Watches} from './ports.ts';

export type RestoreOutcome =
	| {readonly outcome: 'restored'; readonly removal: Removal}
	/** It was put back before, or the address got onto the list again by itself. */
	| {readonly outcome: 'already-there'; readonly removal: Removal}
	| {readonly outcome: 'under-way'; readonly removal: Removal}
	| {readonly outcome: 'too-late'; readonly removal: Removal}
	| {readonly outcome: 'failed'; readonly removal: Removal; readonly trouble: Trouble}
	| {readonly outcome: 'unknown'};

interface Deps {
	readonly lists: SuppressionLists;
	readonly removals: Removals;
	readonly clock: Clock;
	readonly watches: Pick<Watches, 'stopRemovals'>;
}

export interface RestoreInput {
	readonly removalId: string;
	readonly by: string;
	readonly delivery: string;
}

/** Undo: puts the entry back from its copy, within a day, and reads the list again. Mail to the address is followed no more. */
export async function restoreSuppression(deps: Deps, input: RestoreInput): Promise<RestoreOutcome> {
	const removal = await deps.removals.find(input.removalId);
	if (removal === undefined) return {outcome: 'unknown'};
	if (removal.state === 'restored') {
		await stopWatches(deps, input, removal);
		return {outcome: 'already-there', removal};
	}
	const continued = removal.state === 'restoring';
	if (!continued && !mayBeUndone(removal, deps.clock())) return {outcome: removal.state === 'removed' ? 'too-late' : 'under-way', removal};
	try {
		return await putBack(deps, input, removal, continued);
	} catch (error) {
		if (!(error instanceof ServiceRefused) && !(error instanceof ServiceUnavailable)) throw error;
		await deps.removals.move({...moveOf(input, removal, 'suppression-restore-failed'), from: ['restoring'], to: 'removed'});
		return {outcome: 'failed', removal, trouble: error.trouble};
	}
}

async function putBack(deps: Deps, input: RestoreInput, removal: Removal, continued: boolean): Promise<RestoreOutcome> {
	const there = await isListed(deps, removal);
	if (there && !continued) return {outcome: 'already-there', removal};
	const begun = await deps.removals.move({
		...moveOf(input, removal, 'suppression-restore-intended'),
		from: ['removed', 'restoring'],
		to: 'restoring',
	});
	if (begun === undefined) return {outcome: 'under-way', removal};
	const call = there ? undefined : await deps.lists.restore(begun.entry).catch((error: unknown) => error);
	if (!(await isListed(deps, begun))) throw call ?? new ServiceUnavailable({service: 'Mailgun', cause: 'unreadable'});
	const restored = await deps.removals.move({...moveOf(input, removal, 'suppression-restored'), from: ['restoring'], to: 'restored'});
	await stopWatches(deps, input, begun);
	return {outcome: 'restored', removal: restored ?? begun};
}

async function stopWatches({watches}: Deps, {by}: RestoreInput, {entry, ticket}: Removal): Promise<void> {
	const note = {actor: by, act: 'delivery-seen', subject: entry.address, ticket, after: {state: 'stopped'}} as const;
	await watches.stopRemovals(entry.sendingDomain, entry.address, note);
}

async function isListed(deps: Deps, {entry}: Removal): Promise<boolean> {
	return (await deps.lists.read(entry.sendingDomain, entry.kind, entry.address)) !== undefined;
}

function moveOf(input: RestoreInput, removal: Removal, act: RemovalMove['note']['act']) {
	const {kind, sendingDomain, code} = removal.entry;
	return {
		id: removal.id,
		by: input.by,
		delivery: input.delivery,
		note: {
			actor: input.by,
			act,
			subject: removal.entry.address,
			ticket: removal.ticket,
			deed: removal.id,
			after: {kind, sendingDomain, code},
		},
	};
}

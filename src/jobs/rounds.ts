import {setTimeout as delay} from 'node:timers/promises';
import {attendBulkRemoval, type BulkRemovalDeps} from '../workflows/attend-bulk-removal.ts';
import {type AttendRequestDeps, attendRequest} from '../workflows/attend-request.ts';
import {type AttendResendDeps, attendResend} from '../workflows/attend-resend.ts';
import {type AutomateDeps, automateTicket} from '../workflows/automate-ticket.ts';
import {attendScan, type ScanDeps} from '../workflows/deep-scan.ts';
import type {DueKind, Lookout} from '../workflows/ports.ts';
import {type HomeDeps, showHome} from '../workflows/show-home.ts';
import {type WatchDeps, watchDelivery} from '../workflows/watch-delivery.ts';

export type RoundsDeps = AttendRequestDeps &
	AttendResendDeps &
	WatchDeps &
	BulkRemovalDeps &
	ScanDeps &
	AutomateDeps &
	HomeDeps & {readonly lookout: Lookout; readonly onTrouble: (error: unknown, about: string) => void};

export interface Rounds {
	readonly start: () => void;
	/** Begins nothing more, and waits for what is under way. */
	readonly stop: () => Promise<void>;
}

const every = 1000;
const patience = 6000;

/**
 * Looks every second for what somebody has to go on with: requests that are over, approved or half sent, resends half sent, mails to
 * follow, App Homes that show what is no longer so. The records themselves are the queue: what is due is told by the database's clock,
 * and taken by one process under a lease.
 */
export function createRounds(deps: RoundsDeps): Rounds {
	const loops: Readonly<Record<DueKind, Loop>> = {
		requests: createLoop(deps, () => attendRequests(deps)),
		resends: createLoop(deps, () => attendResends(deps)),
		watches: createLoop(deps, () => attendWatches(deps)),
		homes: createLoop(deps, () => attendHomes(deps)),
		bulkRemovals: createLoop(deps, () => attendBulkRemovals(deps)),
		scans: createLoop(deps, () => attendScans(deps)),
		automationRuns: createLoop(deps, () => automateTickets(deps)),
	};
	const lookout = createLoop(deps, async () => {
		for (const kind of await deps.lookout.look()) loops[kind].tick();
	});
	const rest = async () => {
		await lookout.rest();
		await Promise.all(Object.values(loops).map((loop) => loop.rest()));
	};
	let timer: NodeJS.Timeout | undefined;
	return {
		start: () => {
			timer = setInterval(lookout.tick, every);
			timer.unref();
		},
		stop: async () => {
			clearInterval(timer);
			// What is not ready by then is gone on with by whoever takes it up when its lease lapses.
			await Promise.race([rest(), delay(patience, undefined, {ref: false})]);
		},
	};
}

interface Loop {
	readonly tick: () => void;
	readonly rest: () => Promise<void>;
}

/** One round at a time; a slow one of requests holds up no watch. */
function createLoop({onTrouble}: Pick<RoundsDeps, 'onTrouble'>, round: () => Promise<void>): Loop {
	let underWay: Promise<void> | undefined;
	return {
		tick: () => {
			underWay ??= round()
				.catch((error: unknown) => onTrouble(error, 'rounds'))
				.finally(() => {
					underWay = undefined;
				});
		},
		rest: async () => underWay,
	};
}

async function attendRequests(deps: RoundsDeps): Promise<void> {
	await each(deps, await deps.requests.due(), (request) => attendRequest(deps, request));
}

async function attendResends(deps: RoundsDeps): Promise<void> {
	await each(deps, await deps.resends.due(), (resend) => attendResend(deps, resend));
}

async function attendWatches(deps: RoundsDeps): Promise<void> {
	await each(deps, await deps.watches.due(), (watch) => watchDelivery(deps, watch));
}

async function attendScans(deps: RoundsDeps): Promise<void> {
	await each(deps, await deps.scans.due(), (scan) => attendScan(deps, scan));
}

async function attendBulkRemovals(deps: RoundsDeps): Promise<void> {
	await each(deps, await deps.bulkRemovals.due(), (bulk) => attendBulkRemoval(deps, bulk));
}

async function automateTickets(deps: RoundsDeps): Promise<void> {
	await each(deps, await deps.automation.due(), (run) => automateTicket(deps, run));
}

async function attendHomes(deps: RoundsDeps): Promise<void> {
	await each(deps, await deps.homes.due(), (home) => showHome(deps, home));
}

async function each<Item extends {readonly id: string}>(
	{onTrouble}: Pick<RoundsDeps, 'onTrouble'>,
	due: readonly Item[],
	attend: (item: Item) => Promise<unknown>,
): Promise<void> {
	await Promise.all(due.map((item) => attend(item).catch((error: unknown) => onTrouble(error, item.id))));
}

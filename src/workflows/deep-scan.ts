import type {Clock} from '../model/clock.ts';
import {ServiceRefused, ServiceUnavailable, type Trouble} from '../model/errors.ts';
import {suppressionKinds} from '../model/suppression.ts';
import type {ListPlace, Sweep} from '../model/sweep.ts';
import type {Announcements, Scan, Scans, SuppressionLists, Sweeps} from './ports.ts';
import {showSweep} from './show-sweep.ts';

export interface ScanDeps {
	readonly scans: Scans;
	readonly sweeps: Sweeps;
	readonly lists: SuppressionLists;
	readonly announcements: Pick<Announcements, 'tellScan' | 'tellSweep'>;
	readonly clock: Clock;
}

/** Real time, in milliseconds: so long a process reads before it tells how far it is, and looks whether it has to stop. */
const slice = 3000;
/** In seconds. */
const soon = 0.2;
const longestPause = 60;
/** In a row, with pauses between them: about a quarter of an hour. */
const mostFailures = 20;
/** Of a thousand entries: longer lists than anybody has. */
const mostPages = 20_000;

/** Goes on with a scan for a moment, tells how far it is, and gives it back; tells its end. */
export async function attendScan(deps: ScanDeps, scan: Scan): Promise<void> {
	try {
		if (scan.sweep.state !== 'running') return await tellEnd(deps, scan);
		const told = await tellProgress(deps, scan);
		const current = await readOn(deps, told);
		if (current !== undefined && !(await finish(deps, current))) await tellProgress(deps, current);
		await deps.scans.postpone(scan.id, soon);
	} catch (error) {
		if (!(error instanceof ServiceUnavailable || error instanceof ServiceRefused)) throw error;
		await stumble(deps, scan, error);
	}
}

/** The lists in the order in which they are read. */
export function listsOf({sendingDomains}: Pick<Sweep, 'sendingDomains'>): readonly ListPlace[] {
	return sendingDomains.flatMap((sendingDomain) => suppressionKinds.map((kind) => ({sendingDomain, kind})));
}

/** Page after page until the moment is over. Undefined: it was cancelled, or another process goes on with it. */
async function readOn({lists, scans}: ScanDeps, scan: Scan): Promise<Scan | undefined> {
	const places = listsOf(scan.sweep);
	const until = performance.now() + slice;
	let current: Scan | undefined = scan;
	while (current !== undefined && performance.now() < until && current.pages < mostPages) {
		const place = places[current.list];
		if (place === undefined) return current;
		const {entries, seen, next} = await lists.page(place, {domain: scan.sweep.domain, cursor: current.cursor, isPatient: true});
		current = await scans.advance(current, {
			found: entries.map((entry) => ({suppressed: 'now', entry})),
			seen,
			list: next === undefined ? current.list + 1 : current.list,
			cursor: next,
		});
	}
	return current;
}

async function finish({scans}: ScanDeps, {id, sweep, list, pages}: Scan): Promise<boolean> {
	const isWhole = list >= listsOf(sweep).length;
	if (!isWhole && pages < mostPages) return false;
	const {domain, ticket} = sweep;
	const note = {actor: 'redeliver', act: 'domain-scan-ended', ticket, after: {domain, isWhole}} as const;
	return scans.end(id, {state: isWhole ? 'finished' : 'failed', isWhole}, note);
}

/** What does not answer is asked again later; what refuses, or never answers, ends the scan. */
async function stumble({scans, clock}: ScanDeps, {id, sweep, failures}: Scan, error: ServiceUnavailable | ServiceRefused): Promise<void> {
	const {trouble} = error;
	const isOver = trouble.service === 'Mailgun' && (error instanceof ServiceRefused || failures >= mostFailures);
	if (isOver && sweep.state === 'running') {
		const after = {domain: sweep.domain, isWhole: false, reason: trouble.cause};
		await scans.end(id, {state: 'failed', isWhole: false}, {actor: 'redeliver', act: 'domain-scan-ended', ticket: sweep.ticket, after});
	}
	const asked = secondsAsked(trouble, clock());
	if (asked !== undefined) return scans.postpone(id, asked);
	await scans.postpone(id, Math.min(2 ** failures, longestPause), trouble);
}

/** Half of the budget is spent, which is no failure: the rest belongs to those who wait for an answer. */
function secondsAsked({cause, retryAt}: Trouble, now: Date): number | undefined {
	if (cause !== 'rate-limited' || retryAt === undefined) return undefined;
	return Math.max((retryAt.getTime() - now.getTime()) / 1000, soon);
}

/** One message, edited in place. Slack takes no key that would make a repeated post harmless, so the intent is kept first. */
async function tellProgress({scans, announcements}: ScanDeps, scan: Scan): Promise<Scan> {
	if (scan.place === undefined && !(await scans.mayPost(scan.id))) return scan;
	try {
		const place = await announcements.tellScan(scan);
		if (scan.place === undefined) await scans.posted(scan.id, place);
		return {...scan, place};
	} catch (error) {
		if (!(error instanceof ServiceUnavailable || error instanceof ServiceRefused)) throw error;
		// Without its message the scan goes on: the card at the end is what counts.
		if (scan.place === undefined && error instanceof ServiceUnavailable && error.neverSent) await scans.notPosted(scan.id);
		return scan;
	}
}

/** A process that dies between posting and noting it posts the card once more: that is the lesser evil. */
async function tellEnd({scans, sweeps, announcements}: ScanDeps, scan: Scan): Promise<void> {
	const {id, by, state} = scan.sweep;
	try {
		if (scan.place !== undefined || state !== 'finished') await announcements.tellScan(scan);
		const page = state === 'finished' ? await showSweep({sweeps}, {id, by, page: 1}) : undefined;
		if (page !== undefined) await announcements.tellSweep(page);
	} catch (error) {
		if (!(error instanceof ServiceRefused)) throw error;
	}
	await scans.told(id);
}

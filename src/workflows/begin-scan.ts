import type {Scans, SuppressionLists, Sweeps} from './ports.ts';
import {type LimitDeps, withinLimits} from './within-limits.ts';

export interface BeginScanDeps extends LimitDeps {
	readonly sweeps: Sweeps;
	readonly scans: Scans;
	readonly lists: Pick<SuppressionLists, 'sendingDomains'>;
}

/** `unknown`: there is no such sweep, or it is somebody else's. */
export type ScanBeginning = 'begun' | 'already' | 'unknown';

/** Reads the whole lists for the domain of a sweep: minutes, in which nobody has to wait. */
export async function beginScan(
	deps: BeginScanDeps,
	{sweepId, by, delivery}: {readonly sweepId: string; readonly by: string; readonly delivery: string},
): Promise<ScanBeginning> {
	const sweep = await deps.sweeps.find(sweepId, by);
	if (sweep === undefined) return 'unknown';
	const {domain, ticket, sight} = sweep;
	const note = {actor: by, act: 'domain-scan-begun', ticket, after: {domain}} as const;
	const begun = await withinLimits(deps, {act: 'sweep', by, deed: `scan ${delivery}`, subject: undefined, ticket}, async () => {
		const scan = {by, ticket, domain, sendingDomains: deps.lists.sendingDomains, from: sweep.id, delivery};
		const beginning = await deps.scans.begin({...scan, sight: {...sight, silent: [], isWhole: false}}, note);
		return beginning === 'begun' ? beginning : undefined;
	});
	return begun ?? 'already';
}

/** What was found until then stays. False: it had ended before. */
export async function cancelScan(
	{scans}: Pick<BeginScanDeps, 'scans'>,
	{id, by}: {readonly id: string; readonly by: string},
): Promise<boolean | undefined> {
	return scans.cancel(id, by, {actor: by, act: 'domain-scan-cancelled'});
}

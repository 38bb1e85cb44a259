import type {SweepPage} from '../model/sweep.ts';
import type {Sweeps} from './ports.ts';

const entriesOnPage = 20;

/** A page of what was found, the first being 1. Undefined when the sweep is not known any more, or somebody else's. */
export async function showSweep(
	{sweeps}: {readonly sweeps: Sweeps},
	{id, by, page}: {readonly id: string; readonly by: string; readonly page: number},
): Promise<SweepPage | undefined> {
	const sweep = await sweeps.find(id, by);
	if (sweep === undefined) return undefined;
	const entries = await sweeps.entries(id, {limit: entriesOnPage + 1, skip: (page - 1) * entriesOnPage});
	return {sweep, entries: entries.slice(0, entriesOnPage), page, hasMore: entries.length > entriesOnPage};
}

import {csvRecord} from '../model/csv.ts';
import type {Sweep, SweepEntry} from '../model/sweep.ts';
import type {Announcements, AuditTrail, Sweeps} from './ports.ts';

export interface ExportSweepDeps {
	readonly sweeps: Sweeps;
	readonly audit: AuditTrail;
	readonly announcements: Pick<Announcements, 'sendFile'>;
}

export interface SweepExport {
	readonly rows: number;
	/** There is more than a file takes. */
	readonly isCut: boolean;
}

const mostRows = 10_000;
const rowsAtOnce = 1000;

/** As a file for the asking person alone. Undefined when the sweep is not known any more, or somebody else's. */
export async function exportSweep(
	{sweeps, audit, announcements}: ExportSweepDeps,
	{id, by}: {readonly id: string; readonly by: string},
): Promise<SweepExport | undefined> {
	const sweep = await sweeps.find(id, by);
	if (sweep === undefined) return undefined;
	const all = sweep.counts.reduce((sum, {entries}) => sum + entries, 0);
	const rows = Math.min(all, mostRows);
	const {domain, ticket} = sweep;
	await audit.record({actor: by, act: 'sweep-exported', ticket, deed: id, after: {domain, rows}});
	const words = `${rows === all ? rows : `The first ${rows} of ${all}`} entries of ${domain}, as they were found ${timeOf(sweep)}.`;
	await announcements.sendFile(by, {name: `suppressed-${domain}.csv`, content: await recordsOf(sweeps, sweep), words});
	return {rows, isCut: rows < all};
}

const header = ['address', 'suppressed', 'list', 'sending domain', 'reason', 'code', 'text', 'date (UTC)'];

async function recordsOf(sweeps: Sweeps, {id}: Sweep): Promise<string> {
	const records = [csvRecord(header)];
	let after: number | undefined;
	while (records.length <= mostRows) {
		const entries = await sweeps.entries(id, {limit: Math.min(rowsAtOnce, mostRows + 1 - records.length), after});
		records.push(...entries.map(recordOf));
		after = entries.at(-1)?.sequence;
		if (after === undefined) break;
	}
	return records.join('');
}

function recordOf({suppressed, entry, reason}: SweepEntry): string {
	const {address, kind, sendingDomain, code, text, createdAt} = entry;
	return csvRecord([address, suppressed, kind, sendingDomain, reason ?? '', code, text, createdAt?.toISOString() ?? '']);
}

function timeOf({finishedAt, startedAt}: Sweep): string {
	return `${(finishedAt ?? startedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

import type {Address} from '../model/address.ts';
import type {AuditLine, AuditTrail} from './ports.ts';

export interface HistoryReport {
	readonly address: Address;
	/** Newest first. */
	readonly lines: readonly AuditLine[];
	readonly hasMore: boolean;
}

const shown = 20;

/** What Redeliver did for this address, from the trail; looking is recorded too, and not shown. */
export async function tellHistory(
	deps: {readonly audit: AuditTrail},
	input: {readonly address: Address; readonly by: string; readonly ticket: string | undefined},
): Promise<HistoryReport> {
	const lines = await deps.audit.about(input.address.text, 200);
	await deps.audit.record({actor: input.by, act: 'history-looked-up', subject: input.address.text, ticket: input.ticket});
	const deeds = lines.filter((line) => line.act !== 'history-looked-up');
	return {address: input.address, lines: deeds.slice(0, shown), hasMore: deeds.length > shown};
}

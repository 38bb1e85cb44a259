import {type Kysely, sql} from 'kysely';
import type {DueKind, Lookout} from '../workflows/ports.ts';
import {automationRunsDue} from './automation.ts';
import {bulkRemovalsDue} from './bulk-removals.ts';
import {homesDue} from './homes.ts';
import {keeping} from './keeping.ts';
import {requestsDue} from './requests.ts';
import {resendsDue} from './resends.ts';
import {scansDue} from './scans.ts';
import type {Schema} from './schema.ts';
import {watchesDue} from './watches.ts';

const kinds = {
	requests: {table: 'approval_request', isDue: requestsDue},
	resends: {table: 'resend', isDue: resendsDue},
	watches: {table: 'delivery_watch', isDue: watchesDue},
	bulkRemovals: {table: 'bulk_removal', isDue: bulkRemovalsDue},
	homes: {table: 'home_view', isDue: homesDue},
	scans: {table: 'sweep', isDue: scansDue},
	automationRuns: {table: 'automation_run', isDue: automationRunsDue},
} as const satisfies Readonly<Record<DueKind, object>>;

/** One question a second is all that an idle bot asks. */
export function createLookout(db: Kysely<Schema>): Lookout {
	const questions = Object.entries(kinds).map(
		([kind, {table, isDue}]) =>
			sql`select ${sql.lit(kind)} as kind where exists (select 1 from ${sql.table(table)} where lease_until <= now() and ${isDue})`,
	);
	const question = sql<{kind: DueKind}>`${sql.join(questions, sql` union all `)}`;
	return {look: () => keeping(async () => (await question.execute(db)).rows.map(({kind}) => kind))};
}

import type {ColumnType, Generated} from 'kysely';
import type {AllowanceAct} from '../../model/allowance.ts';
import type {AuditDetails} from '../../model/audit.ts';
import type {Json, Moment} from './stored.ts';

export interface HouseTables {
	readonly inbox: {
		readonly key: string;
		readonly received_at: Moment;
		readonly state: 'working' | 'done';
		readonly owner: string;
		readonly lease_until: Date;
		readonly body: Json<Record<string, unknown>> | null;
	};
	readonly audit_entry: {
		readonly seq: number;
		readonly at: string;
		readonly actor: string;
		readonly act: string;
		readonly subject: string | null;
		readonly ticket: string | null;
		readonly deed: string | null;
		readonly before: ColumnType<AuditDetails | null, string | null, string | null>;
		readonly after: ColumnType<AuditDetails | null, string | null, string | null>;
		readonly previous: string;
		readonly hash: string;
	};
	readonly audit_head: {readonly id: number; readonly count: number; readonly head: string};
	readonly audit_subject: {readonly subject: string; readonly address: string};
	readonly dialog: {
		readonly id: string;
		readonly purpose: string;
		readonly opened_by: string;
		readonly data: Json<Record<string, string>>;
		readonly opened_at: Moment;
	};
	/** What was taken of what is limited. No key holds an address. */
	readonly allowance: {
		readonly act: AllowanceAct;
		readonly key: string;
		readonly deed: string;
		readonly units: number;
		readonly counts_until: Date;
	};
	/** Who looks at their App Home. */
	readonly home_view: {
		/** Of the person. */
		readonly id: string;
		readonly team_id: string | null;
		readonly opened_at: Moment;
		/** What was shown last: whether it was a manager's, what stands for its records, Slack's word for the view. */
		readonly is_manager: ColumnType<boolean, boolean | undefined, boolean>;
		readonly marker: string | null;
		readonly version: string | null;
		readonly lease_until: Moment;
		readonly next_at: Moment;
	};
	readonly clock_shift: {readonly id: Generated<number>; readonly seconds: number};
}

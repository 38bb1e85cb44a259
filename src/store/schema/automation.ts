import type {ColumnType} from 'kysely';
import type {Moment} from './stored.ts';

export interface AutomationTables {
	/** Looks at tickets that webhooks asked for. */
	readonly automation_run: {
		readonly id: string;
		/** Of the webhook: stands for its bytes and its time. */
		readonly delivery: string;
		readonly ticket: string;
		readonly state: ColumnType<'waiting' | 'begun' | 'ended', 'waiting' | undefined, 'begun' | 'ended'>;
		/** Of the ticket when the look began. */
		readonly stamp: ColumnType<string | null, undefined, string>;
		/** The intent to answer the customer. */
		readonly answering: ColumnType<boolean, undefined, boolean>;
		readonly tries: ColumnType<number, undefined, number>;
		readonly received_at: Moment;
		readonly begun_at: ColumnType<Date | null, undefined, Date>;
		readonly lease_until: Moment;
		readonly next_at: Moment;
	};
	/** One row at most; none: nobody has touched it, and it is on. */
	readonly automation_switch: {
		readonly only_one: ColumnType<boolean, undefined, never>;
		readonly is_on: boolean;
		readonly turned_by: string;
		readonly turned_at: Moment;
	};
}

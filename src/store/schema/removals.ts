import type {ColumnType} from 'kysely';
import type {BulkOutcome, BulkRemoval, BulkWait} from '../../model/bulk-removal.ts';
import type {RemovalState, SuppressionKind} from '../../model/suppression.ts';
import type {Json, Moment, StoredSuppression} from './stored.ts';

export interface RemovalTables {
	readonly removal: {
		readonly id: string;
		readonly state: RemovalState;
		readonly kind: SuppressionKind;
		readonly sending_domain: string;
		/** Lower-cased, for finding; the entry's own spelling is `spelling`. Both go after the retention time. */
		readonly address: string | null;
		readonly spelling: string | null;
		/** The address that the card was asked for, as typed. */
		readonly asked: string | null;
		readonly entry: Json<StoredSuppression>;
		readonly ticket: string | null;
		readonly seen_by: string;
		readonly seen_at: Moment;
		readonly delivery: string | null;
		readonly moved_at: Moment;
		readonly removed_by: string | null;
		readonly removed_at: Date | null;
		readonly restored_by: string | null;
		readonly restored_at: Date | null;
		/** Set: the bulk removal that it is part of, which of it, and what became of it there. */
		readonly bulk: string | null;
		readonly bulk_place: number | null;
		readonly bulk_outcome: BulkOutcome | null;
	};
	/** Many removals that were begun at once. */
	readonly bulk_removal: {
		readonly id: string;
		/** Of the submission, or the request. */
		readonly delivery: string;
		readonly state: ColumnType<BulkRemoval['state'], BulkRemoval['state'] | undefined, BulkRemoval['state']>;
		readonly removed_by: string;
		readonly request_id: string | null;
		readonly approved_by: string | null;
		readonly domain: string;
		readonly reason: string;
		readonly ticket: string | null;
		readonly begun_at: Moment;
		readonly ends_at: Date;
		/** Why nothing more is removed. */
		readonly stopped: string | null;
		readonly waits: BulkWait | null;
		readonly tries: ColumnType<number, number | undefined, number>;
		readonly channel: string | null;
		readonly ts: string | null;
		/** The intent to post its message. */
		readonly posting: ColumnType<boolean, boolean | undefined, boolean>;
		/** Its end was told: nothing is left to do. */
		readonly ended: ColumnType<boolean, boolean | undefined, boolean>;
		readonly lease_until: Moment;
		readonly next_at: Moment;
	};
}

import type {ColumnType, Generated} from 'kysely';
import type {Trouble} from '../../model/errors.ts';
import type {ReasonClass} from '../../model/smtp-reply.ts';
import type {SuppressionKind} from '../../model/suppression.ts';
import type {Suppressed, SweepDepth, SweepState} from '../../model/sweep.ts';
import type {Json, Moment, StoredSuppression, StoredSweepSight} from './stored.ts';

export interface SweepTables {
	/** Everybody suppressed of one customer domain, and how far a scan for them has come. */
	readonly sweep: {
		readonly id: string;
		readonly asked_by: string;
		readonly ticket: string | null;
		readonly domain: string;
		readonly sending_domains: Json<readonly string[]>;
		readonly depth: SweepDepth;
		readonly state: SweepState;
		readonly sight: Json<StoredSweepSight>;
		readonly delivery: string | null;
		readonly started_at: Moment;
		readonly finished_at: Date | null;
		/** Of a scan: the list, the place in it (which names an address), and what was read so far. */
		readonly list: ColumnType<number, number | undefined, number>;
		readonly cursor: string | null;
		readonly pages: ColumnType<number, number | undefined, number>;
		readonly seen: ColumnType<number, number | undefined, number>;
		readonly found: ColumnType<number, number | undefined, number>;
		readonly failures: ColumnType<number, number | undefined, number>;
		readonly trouble: Json<Trouble> | null;
		readonly channel: string | null;
		readonly ts: string | null;
		/** The intent to post the message of its progress. */
		readonly posting: ColumnType<boolean, boolean | undefined, boolean>;
		/** Its end was told: nothing is left to do. */
		readonly ended: ColumnType<boolean, boolean | undefined, boolean>;
		readonly lease_until: Moment;
		readonly next_at: Moment;
	};
	readonly sweep_entry: {
		readonly seq: Generated<number>;
		readonly sweep: string;
		readonly suppressed: Suppressed;
		readonly is_guess: Generated<boolean>;
		readonly sending_domain: string;
		readonly kind: SuppressionKind;
		/** Lower-cased, for finding; the entry's own spelling is `spelling`. */
		readonly address: string;
		readonly spelling: string;
		readonly entry: Json<StoredSuppression>;
		/** Of a bounce. */
		readonly reason: ReasonClass | null;
	};
}

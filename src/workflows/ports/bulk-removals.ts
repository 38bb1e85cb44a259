import type {AuditNote} from '../../model/audit.ts';
import type {BulkEntry, BulkOutcome, BulkRemoval, BulkWait} from '../../model/bulk-removal.ts';
import type {Suppression} from '../../model/suppression.ts';
import type {MessagePlace} from './watches.ts';

/** Many removals at once. */
export interface BulkRemovals {
	/**
	 * The intent, with an undo copy of each entry. The same delivery begins one only. `isOurs`: nobody else works on it for a while; one of a
	 * request is left to whoever takes it up.
	 */
	readonly begin: (draft: NewBulkRemoval, note: AuditNote) => Promise<{readonly bulk: BulkRemoval; readonly isOurs: boolean}>;
	readonly find: (id: string) => Promise<BulkRemoval | undefined>;
	/** The one that a request began. */
	readonly ofRequest: (requestId: string) => Promise<BulkRemoval | undefined>;
	/** In the order in which they were chosen. */
	readonly entries: (id: string) => Promise<readonly BulkEntry[]>;
	/** What became of one; the first word stands. */
	readonly settle: (removalId: string, outcome: BulkOutcome) => Promise<void>;
	/** Nothing more is removed, for this reason; the first one stands. */
	readonly stop: (id: string, reason: string) => Promise<BulkRemoval | undefined>;
	/** Nobody else takes it up for a while longer. */
	readonly hold: (id: string) => Promise<void>;
	/** From `removing` only, with the note. Undefined: it had ended before. */
	readonly finish: (id: string, note: AuditNote) => Promise<BulkRemoval | undefined>;
	/** What somebody has to go on with, and nobody is working on; from now on this process's, for a while. */
	readonly due: () => Promise<readonly BulkRemoval[]>;
	/** Gives it back, to be looked at in so many seconds. */
	readonly postpone: (id: string, seconds: number, waits?: BulkWait) => Promise<BulkRemoval | undefined>;
	/** The intent to post its message. True for the first who asks. */
	readonly mayPost: (id: string) => Promise<boolean>;
	/** Takes the intent back: the message certainly was not posted. */
	readonly notPosted: (id: string) => Promise<void>;
	/** Where its message stands, if it is known. `isEnd`: nothing is left to do. */
	readonly told: (id: string, at: MessagePlace | undefined, isEnd: boolean) => Promise<void>;
}

export type NewBulkRemoval = Pick<BulkRemoval, 'by' | 'requestId' | 'approvedBy' | 'domain' | 'reason' | 'ticket' | 'endsAt'> & {
	readonly entries: readonly Suppression[];
	readonly delivery: string;
};

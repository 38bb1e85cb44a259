import type {LimitRefusal, Taking, UsedUp} from '../../model/allowance.ts';
import type {AuditNote} from '../../model/audit.ts';

/** How much of something may be done within a sliding window: counted by the database and its clock, for all processes. No key holds an address. */
export interface Allowances {
	/** However many ask at once, no more is given than is allowed. `isNew`: false when the same deed is counted already. */
	readonly take: (taking: Taking) => Promise<{readonly usedUp: UsedUp} | {readonly usedUp?: undefined; readonly isNew: boolean}>;
	/** For a deed that did not come about. */
	readonly giveBack: (taking: Taking) => Promise<void>;
	/** Records the refusal; whoever watches over Redeliver is told of the first one within an hour. */
	readonly refuse: (refusal: LimitRefusal, note: AuditNote) => Promise<void>;
}

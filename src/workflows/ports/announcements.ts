import type {LimitRefusal} from '../../model/allowance.ts';
import type {ApprovalRequest, CaseThread} from '../../model/approval.ts';
import type {Checkpoint} from '../../model/audit.ts';
import type {BulkEntry, BulkRemoval} from '../../model/bulk-removal.ts';
import type {Home} from '../../model/home.ts';
import type {Resend} from '../../model/resend.ts';
import type {SweepPage} from '../../model/sweep.ts';
import type {Watch} from '../../model/watch.ts';
import type {Scan} from './sweeps.ts';
import type {MessagePlace} from './watches.ts';

/** What Redeliver says on its own. */
export interface Announcements {
	readonly checkpoint: (checkpoint: Checkpoint) => Promise<void>;
	/** To those who watch over Redeliver. */
	readonly tellLimit: (refusal: LimitRefusal) => Promise<void>;
	/** Where a case may be told: the approvals channel, else the channel of the command. Undefined: neither will do. */
	readonly placeFor: (channelId: string | undefined) => Promise<string | undefined>;
	/** The one message that opens the case. */
	readonly openCase: (request: ApprovalRequest) => Promise<CaseThread>;
	/** The card, as the first reply in an open case. */
	readonly postCard: (request: ApprovalRequest, thread: CaseThread) => Promise<CaseThread>;
	/** Edits both in place, to what the request is now. */
	readonly updateCase: (request: ApprovalRequest) => Promise<void>;
	/** What happened, as a reply in the thread. */
	readonly tellCase: (request: ApprovalRequest) => Promise<void>;
	/** That it still waits, as a reply; the last time all managers are mentioned. */
	readonly remindCase: (request: ApprovalRequest, isLast: boolean) => Promise<void>;
	/** To the person alone, in the bot's direct message. */
	readonly tellResend: (resend: Resend) => Promise<void>;
	/** How far it has come: one message to the person alone, edited in place; returns where it stands. */
	readonly tellBulkRemoval: (bulk: BulkRemoval, entries: readonly BulkEntry[]) => Promise<MessagePlace>;
	/** One message, in a thread or a direct message, edited in place; returns where it stands. */
	readonly tellWatch: (watch: Watch) => Promise<MessagePlace>;
	/** How far a scan has come: one message to the person alone, edited in place; returns where it stands. */
	readonly tellScan: (scan: Scan) => Promise<MessagePlace>;
	/** What a scan found, to the person alone. */
	readonly tellSweep: (page: SweepPage) => Promise<void>;
	/** A file to the person alone. */
	readonly sendFile: (userId: string, file: {readonly name: string; readonly content: string; readonly words: string}) => Promise<void>;
	/** In the App Home of a person, in the place of that version; resolves with the new one. `overtaken`: they see another one already. */
	readonly showHome: (
		userId: string,
		home: Home,
		version: string | undefined,
	) => Promise<{readonly version: string | undefined} | 'overtaken'>;
}

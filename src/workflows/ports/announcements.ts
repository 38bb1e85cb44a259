import type {ApprovalRequest, CaseThread} from '../../model/approval.ts';
import type {Checkpoint} from '../../model/audit.ts';
import type {Resend} from '../../model/resend.ts';
import type {DeliveryWatch} from './resending.ts';

/** What Redeliver says on its own. */
export interface Announcements {
	readonly checkpoint: (checkpoint: Checkpoint) => Promise<void>;
	/** Where a case may be told: the approvals channel, else the channel of the command. Undefined: neither will do. */
	readonly placeFor: (channelId: string | undefined) => Promise<string | undefined>;
	/** One message that opens the case, and the card as its first reply. */
	readonly openCase: (request: ApprovalRequest) => Promise<CaseThread>;
	/** Edits both in place, to what the request is now. */
	readonly updateCase: (request: ApprovalRequest) => Promise<void>;
	/** What happened, as a reply in the thread. */
	readonly tellCase: (request: ApprovalRequest) => Promise<void>;
	/** To the person alone, in the bot's direct message. */
	readonly tellResend: (resend: Resend) => Promise<void>;
	/** One message, in a thread or a direct message, edited in place; returns where it stands. */
	readonly tellWatch: (watch: DeliveryWatch) => Promise<{readonly channel: string; readonly ts: string}>;
}

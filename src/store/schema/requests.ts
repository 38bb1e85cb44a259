import type {ColumnType} from 'kysely';
import type {ApprovalRequest, RequestState, Verification} from '../../model/approval.ts';
import type {MessageState} from '../../model/delivery.ts';
import type {MailKind} from '../../model/mail-kind.ts';
import type {ResendState} from '../../model/resend.ts';
import type {SubjectWords} from '../../model/subject.ts';
import type {WatchAct, WatchState} from '../../model/watch.ts';
import type {Json, Moment, StoredListed, StoredResendMessage, StoredSeenMail} from './stored.ts';

export interface RequestTables {
	readonly approval_request: {
		readonly id: string;
		readonly state: RequestState;
		readonly kind: ApprovalRequest['kind'];
		/** Of a bulk removal: whose addresses, and what is to be removed. */
		readonly customer_domain: string | null;
		readonly entries: Json<readonly StoredListed[]> | null;
		/** Of a resend. */
		readonly message: Json<StoredResendMessage> | null;
		readonly target: string | null;
		readonly account_id: number | null;
		readonly account_username: string | null;
		readonly account_address_seal: string | null;
		readonly requester_id: string;
		readonly verification: Verification | null;
		readonly evidence: string | null;
		readonly reason: string;
		readonly ticket: string | null;
		readonly ticket_requester_seal: string | null;
		readonly created_at: Moment;
		readonly expires_at: Date;
		readonly fingerprint: string;
		readonly decided_by: string | null;
		readonly decided_at: Date | null;
		readonly note: string | null;
		readonly attempts: ColumnType<number, number | undefined, number>;
		readonly sending_since: Date | null;
		readonly sent_message_id: string | null;
		readonly channel: string | null;
		readonly case_ts: string | null;
		readonly card_ts: string | null;
		/** Of the submission that made it: the same one makes no second request. */
		readonly delivery: string | null;
		readonly place: string;
		readonly told: RequestState | null;
		/** How many were given. */
		readonly reminders: ColumnType<number, number | undefined, number>;
		/** By real time: whoever works on it, until then. */
		readonly lease_until: Moment;
		/** By `present()`: not to be looked at before. */
		readonly next_at: Moment;
	};
	/** Messages that a log card showed: what its buttons stand for. */
	readonly shown_message: {
		readonly id: string;
		readonly batch: string;
		readonly message: Json<StoredResendMessage>;
		readonly state: MessageState;
		readonly asked: string;
		readonly ticket: string | null;
		readonly seen_by: string;
		readonly seen_at: Moment;
	};
	/** Messages sent again to the address that they had. */
	readonly resend: {
		readonly id: string;
		readonly delivery: string;
		readonly state: ResendState;
		readonly message: Json<StoredResendMessage>;
		readonly requested_by: string;
		readonly ticket: string | null;
		readonly sending_since: Moment;
		readonly sent_message_id: string | null;
		readonly note: string | null;
		readonly told: boolean;
		readonly lease_until: Moment;
		readonly next_at: Moment;
	};
	/** Mails that are followed through the log. */
	readonly delivery_watch: {
		readonly id: string;
		readonly act: WatchAct;
		readonly owner: string;
		readonly asked: Json<SubjectWords> | null;
		readonly ticket: string | null;
		readonly sending_domain: string;
		readonly recipient: string;
		readonly since: Moment;
		readonly message_id: string | null;
		readonly kind: MailKind | null;
		readonly subject: string | null;
		readonly channel: string;
		readonly thread_ts: string | null;
		readonly ts: string | null;
		readonly state: WatchState;
		readonly seen: Json<StoredSeenMail> | null;
		/** When the state last changed. */
		readonly news_at: Moment;
		/** The intent to post the message that tells it. */
		readonly posting: boolean;
		readonly told: WatchState | null;
		/** Its end was told: nothing is left to do. */
		readonly ended: boolean;
		readonly started_at: Moment;
		readonly lease_until: Moment;
		readonly next_at: Moment;
	};
}

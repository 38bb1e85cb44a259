import type {ColumnType, Generated} from 'kysely';
import type {AllowanceAct} from '../model/allowance.ts';
import type {RequestState, Verification} from '../model/approval.ts';
import type {AuditDetails} from '../model/audit.ts';
import type {MessageState} from '../model/delivery.ts';
import type {MailKind} from '../model/mail-kind.ts';
import type {ResendState} from '../model/resend.ts';
import type {SubjectWords} from '../model/subject.ts';
import type {RemovalState, SuppressionKind} from '../model/suppression.ts';
import type {SeenMail, WatchAct, WatchState} from '../model/watch.ts';

type Json<T> = ColumnType<T, string, string>;
/** Written by the database's own clock unless given. */
type Moment = ColumnType<Date, Date | undefined, Date>;

export interface StoredSuppression {
	readonly code: string;
	readonly text: string;
	readonly tags: readonly string[];
	readonly createdAt: string | null;
}

/** The stored message of a request, as JSON. */
export interface StoredResendMessage {
	readonly sendingDomain: string;
	readonly storageKey: string;
	readonly storageUrls: readonly string[];
	readonly messageId: string;
	readonly subject: string;
	readonly kind: MailKind;
	readonly sentAt: string;
	readonly diesAt: string | null;
	readonly originalRecipient: string;
}

export type StoredSeenMail = Omit<SeenMail, 'at' | 'sentAt'> & {readonly at: string; readonly sentAt: string};

export interface Schema {
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
	};
	readonly dialog: {
		readonly id: string;
		readonly purpose: string;
		readonly opened_by: string;
		readonly data: Json<Record<string, string>>;
		readonly opened_at: Moment;
	};
	readonly approval_request: {
		readonly id: string;
		readonly state: RequestState;
		readonly message: Json<StoredResendMessage>;
		readonly target: string;
		readonly account_id: number | null;
		readonly account_username: string | null;
		readonly account_address_seal: string | null;
		readonly requester_id: string;
		readonly verification: Verification;
		readonly evidence: string;
		readonly reason: string;
		readonly ticket: string;
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

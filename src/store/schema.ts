import type {ColumnType, Generated} from 'kysely';
import type {AllowanceAct} from '../model/allowance.ts';
import type {ApprovalRequest, RequestState, Verification} from '../model/approval.ts';
import type {AuditDetails} from '../model/audit.ts';
import type {BulkOutcome, BulkRemoval, BulkWait} from '../model/bulk-removal.ts';
import type {MessageState} from '../model/delivery.ts';
import type {Trouble} from '../model/errors.ts';
import type {EscalationState} from '../model/escalation.ts';
import type {MailKind} from '../model/mail-kind.ts';
import type {ResendState} from '../model/resend.ts';
import type {FormKind, FormPostState} from '../model/send-again.ts';
import type {ReasonClass} from '../model/smtp-reply.ts';
import type {SubjectWords} from '../model/subject.ts';
import type {RemovalState, Suppression, SuppressionKind} from '../model/suppression.ts';
import type {Suppressed, SweepDepth, SweepSight, SweepState} from '../model/sweep.ts';
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

export type StoredSweepSight = Omit<SweepSight, 'since'> & {readonly since: string | null};

/** An entry of a list, whole, as JSON. */
export type StoredListed = Omit<Suppression, 'createdAt'> & {readonly createdAt: string | null};

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
	/** Forms of GitLab that were posted. */
	readonly form_post: {
		readonly id: string;
		readonly delivery: string;
		readonly kind: FormKind;
		readonly account_id: number;
		readonly state: FormPostState;
		readonly posted_by: string;
		readonly begun_at: Moment;
	};
	/** Console requests: one for an account within a day, unless it failed. */
	readonly escalation: {
		/** Stands in the issue too. */
		readonly id: string;
		readonly account_id: number;
		readonly state: EscalationState;
		readonly opened_by: string;
		readonly ticket: string;
		readonly issue_url: string | null;
		readonly opened_at: Moment;
		/** When the issue was asked for last. */
		readonly tried_at: Moment;
	};
	/** Support PINs that matched. */
	readonly pin_match: {
		readonly id: string;
		readonly account_id: number;
		readonly matched_by: string;
		readonly ticket: string | null;
		readonly matched_at: Moment;
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
	readonly clock_shift: {readonly id: Generated<number>; readonly seconds: number};
}

import type {Account} from '../model/account.ts';
import type {ApprovalRequest, CaseThread, FingerprintFields, RequestRisks, RequestState, ResendMessage} from '../model/approval.ts';
import type {AuditNote, Checkpoint, Seal} from '../model/audit.ts';
import type {DeliveryEvent, MessageState, Outgoing, WatchState} from '../model/delivery.ts';
import type {Standing} from '../model/person.ts';
import type {Resend, ResendState, ShownMessage} from '../model/resend.ts';
import type {AllowlistEntry, Removal, RemovalState, Suppression, SuppressionKind} from '../model/suppression.ts';

/**
 * The interfaces between the deeds and the world, in the words of the domain.
 * Methods reject with `ServiceUnavailable` when the world did not answer, with `ServiceRefused` when it said no,
 * and with `StoreUnavailable` when a record could not be written. "Not there" is a value.
 */

/** The suppression lists of the sending domains. */
export interface SuppressionLists {
	/** The domains that are looked into: GitLab's, and the Portal's if there is one. */
	readonly sendingDomains: readonly string[];
	readonly read: (sendingDomain: string, kind: SuppressionKind, address: string) => Promise<Suppression | undefined>;
	/** `value`: an address or a whole domain. */
	readonly readAllowlist: (sendingDomain: string, value: string) => Promise<AllowlistEntry | undefined>;
	/** Removes exactly this entry. Repeating it is harmless. */
	readonly remove: (entry: Suppression) => Promise<'removed' | 'already-gone'>;
	/** Puts an entry back, as far as Mailgun lets one set its fields. */
	readonly restore: (entry: Suppression) => Promise<void>;
}

/** The delivery log. Events come late and out of order: what it does not hold may still come. */
export interface DeliveryLog {
	readonly search: (query: LogQuery) => Promise<LogSlice>;
}

export interface LogQuery {
	readonly sendingDomain: string;
	/** Spellings of one recipient; any of them. */
	readonly recipients?: readonly string[];
	readonly messageId?: string;
	readonly since: Date;
	readonly until: Date;
}

export interface LogSlice {
	readonly events: readonly DeliveryEvent[];
	/** False: there was more than is worth reading; the oldest are missing. */
	readonly isWhole: boolean;
}

/** A message that Mailgun keeps for some days. */
export interface StoredRef {
	readonly sendingDomain: string;
	readonly storageKey: string;
	readonly storageUrls: readonly string[];
}

export interface StoredMessage {
	/** Of the envelope. */
	readonly recipients: readonly string[];
	/** Without <>. */
	readonly messageId: string | undefined;
	readonly from: string;
	readonly to: string;
	readonly subject: string;
	readonly plain: string;
	readonly html: string;
	readonly headers: readonly (readonly [string, string])[];
	/** How many. */
	readonly attachments: number;
}

export interface StoredMessages {
	/** Undefined when Mailgun keeps it no longer. */
	readonly read: (ref: StoredRef) => Promise<StoredMessage | undefined>;
	/** Sends it once more, to exactly this address. An answer that is lost leaves it unknown whether it went out. */
	readonly resend: (ref: StoredRef, to: string) => Promise<{readonly messageId: string}>;
}

/** GitLab's accounts. */
export interface Accounts {
	/** The account that owns the address: as primary, or as confirmed secondary one. */
	readonly byAddress: (address: string) => Promise<Account | undefined>;
	/** A leading @ is allowed. */
	readonly byUsername: (username: string) => Promise<Account | undefined>;
	readonly byId: (id: number) => Promise<Account | undefined>;
	/** The same account with all its addresses, unconfirmed ones too. */
	readonly withSecondaries: (account: Account) => Promise<Account>;
}

/** The undo copies. Each move is one transaction with its audit entry. */
export interface Removals {
	/** Keeps what a card is about to show; returns one copy per entry. */
	readonly see: (entries: readonly Suppression[], sighting: Sighting) => Promise<readonly Removal[]>;
	readonly find: (id: string) => Promise<Removal | undefined>;
	/** What was removed or put back for this address lately, or is on its way; newest first. */
	readonly recent: (address: string) => Promise<readonly Removal[]>;
	/**
	 * One conditional move. Undefined when the copy is not in one of the states `from`: somebody else was first.
	 * A copy that is on its way (`removing`, `restoring`) can be taken over by the same delivery, or after a minute.
	 */
	readonly move: (move: RemovalMove) => Promise<Removal | undefined>;
}

export interface Sighting {
	readonly by: string;
	/** The address that was asked for, as typed. */
	readonly asked: string;
	readonly ticket: string | undefined;
}

export interface RemovalMove {
	readonly id: string;
	readonly from: readonly RemovalState[];
	readonly to: RemovalState;
	readonly by: string;
	/** The delivery (or job) that moves it: a crashed one continues under the same key. */
	readonly delivery: string;
	/** The entry as just read, when it differs from the copy. */
	readonly entry?: Suppression | undefined;
	readonly ticket?: string | undefined;
	readonly note: AuditNote;
}

/** The tamper-evident trail. */
export interface AuditTrail {
	readonly record: (note: AuditNote) => Promise<void>;
	/** What stands in the trail about an address, newest first. */
	readonly about: (address: string, limit: number) => Promise<readonly AuditLine[]>;
}

export interface AuditLine extends AuditNote {
	readonly seq: number;
	readonly at: Date;
}

/** Dialogs: what a modal was opened for. The modal itself carries only the id. */
export interface Dialogs {
	readonly open: (dialog: {readonly purpose: string; readonly by: string; readonly data: DialogData}) => Promise<string>;
	/** Undefined when there is none of this id, or it is not this person's. */
	readonly find: (id: string, by: string) => Promise<DialogData | undefined>;
}

export type DialogData = Readonly<Record<string, string | undefined>>;

/** Who people are, as Slack says it. A source that fails contributes nobody. */
export interface Directory {
	/** `fresh`: read now, for decisions; else at most 60 s old. */
	readonly standingOf: (person: PersonRef, options?: {readonly fresh?: boolean}) => Promise<Standing>;
	/** Read now. Rejects when a source that could still say yes does not answer. */
	readonly isManagerNow: (userId: string) => Promise<boolean>;
	/** Whether people of other organisations can see the channel; undefined when Slack does not say. */
	readonly isShared: (channelId: string) => Promise<boolean | undefined>;
}

export interface PersonRef {
	readonly userId: string;
	/** From the payload: the workspace, or on Enterprise Grid perhaps the organisation. */
	readonly teamId: string | undefined;
}

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

/** What the database no longer has to know. */
export interface Housekeeping {
	readonly forget: () => Promise<void>;
	readonly head: () => Promise<Checkpoint>;
}

/** The requests for approval. Each move is one conditional update, in one transaction with its audit entry. */
export interface Requests {
	/** Keyed hash of the operator's key, for fingerprints. */
	readonly seal: Seal;
	/** The database's clock: the one that expiry goes by. */
	readonly now: () => Promise<Date>;
	/** The same delivery makes one request only. */
	readonly create: (draft: NewRequest, note: AuditNote) => Promise<ApprovalRequest>;
	readonly find: (id: string) => Promise<ApprovalRequest | undefined>;
	/**
	 * Undefined when the request is in none of the states `from`, the arrow does not exist, or (to `approved` and `sending`) its time is
	 * over: somebody else was first. Whoever moves it works on it for a while; nobody else takes it up meanwhile.
	 */
	readonly move: (move: RequestMove) => Promise<ApprovalRequest | undefined>;
	/** Where the case is told. */
	readonly note: (id: string, thread: CaseThread) => Promise<void>;
	/** True for the one who told the state first. */
	readonly told: (id: string, state: RequestState) => Promise<boolean>;
	/** What somebody has to go on with, and nobody is working on; from now on this process's, for a while. */
	readonly due: () => Promise<readonly ApprovalRequest[]>;
	/** Gives it back, to be looked at in so many seconds. */
	readonly postpone: (id: string, seconds: number) => Promise<void>;
	readonly risksOf: (request: ApprovalRequest) => Promise<RequestRisks>;
}

export interface NewRequest {
	readonly fields: Omit<FingerprintFields, 'id' | 'expiresAt'>;
	readonly lifeSeconds: number;
	readonly place: string;
	readonly delivery: string;
}

export interface RequestMove {
	readonly id: string;
	readonly from: readonly RequestState[];
	readonly to: RequestState;
	/** Only if so many calls have been begun: an outcome belongs to its own attempt. */
	readonly attempt?: number;
	/** Only if its time is over by the database's clock. */
	readonly expired?: boolean;
	readonly decidedBy?: string;
	readonly reason?: string;
	readonly sentMessageId?: string;
	readonly note: AuditNote;
}

/** What log cards showed. */
export interface ShownMessages {
	readonly keep: (
		messages: readonly {readonly message: ResendMessage; readonly state: MessageState}[],
		sighting: Sighting,
	) => Promise<readonly ShownMessage[]>;
	/** Undefined when there is none of this id, or it was shown to somebody else. */
	readonly find: (id: string, by: string) => Promise<ShownMessage | undefined>;
	/** All of the same card. */
	readonly batch: (id: string, by: string) => Promise<readonly ShownMessage[]>;
}

/** Messages sent again to the address that they had. */
export interface Resends {
	/** The intent. The same delivery gets the same record, and only its first call may send. */
	readonly begin: (
		draft: {readonly message: ResendMessage; readonly by: string; readonly ticket: string | undefined; readonly delivery: string},
		note: AuditNote,
	) => Promise<{readonly resend: Resend; readonly mayBeSent: boolean}>;
	readonly find: (delivery: string) => Promise<Resend | undefined>;
	/** From `sending` only. Undefined: somebody else was first. */
	readonly settle: (
		outcome: {
			readonly id: string;
			readonly to: Exclude<ResendState, 'sending'>;
			readonly sentMessageId?: string;
			readonly reason?: string;
		},
		note: AuditNote,
	) => Promise<Resend | undefined>;
	readonly told: (id: string) => Promise<boolean>;
	readonly due: () => Promise<readonly Resend[]>;
	readonly postpone: (id: string, seconds: number) => Promise<void>;
}

/** One mail that is followed through the log. */
export interface DeliveryWatch extends Outgoing {
	/** Of the request or resend. */
	readonly id: string;
	readonly message: ResendMessage;
	readonly sentMessageId: string;
	/** A channel, or a person for the bot's direct message. */
	readonly channel: string;
	readonly threadTs: string | undefined;
	/** The message that tells it, once there is one. */
	readonly ts: string | undefined;
	readonly told: WatchState | undefined;
	readonly state: WatchState;
	/** The reply of the recipient's server, or Mailgun's own. */
	readonly reply: string;
}

export interface Watches {
	/** Opening it again changes nothing. */
	readonly open: (watch: Omit<DeliveryWatch, 'ts' | 'told' | 'state' | 'reply'>) => Promise<void>;
	readonly due: () => Promise<readonly DeliveryWatch[]>;
	readonly told: (id: string, at: {readonly channel: string; readonly ts: string}, state: WatchState) => Promise<void>;
	readonly postpone: (id: string, seconds: number) => Promise<void>;
}

import type {AuditNote, Checkpoint} from '../model/audit.ts';
import type {Standing} from '../model/person.ts';
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
}

/** What the database no longer has to know. */
export interface Housekeeping {
	readonly forget: () => Promise<void>;
	readonly head: () => Promise<Checkpoint>;
}

import type {AuditNote} from '../../model/audit.ts';
import type {Watch, WatchedMail, WatchState} from '../../model/watch.ts';

/** The mails that are followed through the log. */
export interface Watches {
	/** `already`: the deed of this id opened one before, or one for the same act, person, address and kind is running. */
	readonly open: (watch: NewWatch) => Promise<WatchOpening>;
	/** Undefined when there is none of this id, or it is not this person's. */
	readonly find: (id: string, by: string) => Promise<Watch | undefined>;
	/** This person's watches of an address that have not ended. */
	readonly running: (recipient: string, by: string) => Promise<readonly Watch[]>;
	/** What somebody has to go on with, and nobody is working on; from now on this process's, for a while. */
	readonly due: () => Promise<readonly Watch[]>;
	/** Keeps what a look showed, unless the watch ended meanwhile; the note only then, in the same transaction. Resolves with how it stands. */
	readonly saw: (id: string, news: Pick<Watch, 'state' | 'seen'>, note: AuditNote | undefined) => Promise<Watch | undefined>;
	/** Ends the watches of the removals of an address: it is suppressed again. */
	readonly stopRemovals: (sendingDomain: string, recipient: string, note: AuditNote) => Promise<void>;
	/** The intent to post its message. True for the first who asks. */
	readonly mayPost: (id: string) => Promise<boolean>;
	/** Takes the intent back: the message certainly was not posted. */
	readonly notPosted: (id: string) => Promise<void>;
	/** What people read now, and where. */
	readonly told: (id: string, state: WatchState, at: MessagePlace | undefined) => Promise<void>;
	/** Gives it back, to be looked at in so many seconds. */
	readonly postpone: (id: string, seconds: number) => Promise<void>;
}

export type WatchOpening = 'opened' | 'already';

export type NewWatch = Pick<Watch, 'act' | 'by' | 'about' | 'ticket' | 'channel' | 'threadTs'> & {
	/** Of the deed that it follows from, if that opens only one. */
	readonly id?: string | undefined;
	/** Without `since`: from now on. */
	readonly mail: Omit<WatchedMail, 'since'> & {readonly since: Date | undefined};
};

export interface MessagePlace {
	readonly channel: string;
	readonly ts: string;
}

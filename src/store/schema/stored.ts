import type {ColumnType} from 'kysely';
import type {MailKind} from '../../model/mail-kind.ts';
import type {Suppression} from '../../model/suppression.ts';
import type {SweepSight} from '../../model/sweep.ts';
import type {SeenMail} from '../../model/watch.ts';

export type Json<T> = ColumnType<T, string, string>;
/** Written by the database's own clock unless given. */
export type Moment = ColumnType<Date, Date | undefined, Date>;

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

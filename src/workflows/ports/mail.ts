import type {ResendMessage} from '../../model/approval.ts';
import type {DeliveryEvent, MessageState} from '../../model/delivery.ts';
import type {LogStatus} from '../../model/log-query.ts';
import type {ShownMessage} from '../../model/resend.ts';
import type {AllowlistEntry, Suppression, SuppressionKind} from '../../model/suppression.ts';
import type {ListPlace} from '../../model/sweep.ts';
import type {Sighting} from './removals.ts';

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
	/** A page of a whole list: whom of a domain it holds. */
	readonly page: (place: ListPlace, from: PageStart) => Promise<ListPage>;
}

export interface PageStart {
	/** Of the recipients that are looked for. */
	readonly domain: string;
	/** Where the page before said that it goes on; undefined: at the beginning. */
	readonly cursor: string | undefined;
	/** Nobody waits for it: it leaves half of Mailgun's budget to others, and is refused when that is spent. */
	readonly isPatient?: boolean;
}

export interface ListPage {
	/** Of the domain. */
	readonly entries: readonly Suppression[];
	/** How many there are of anybody, and the last address: a list is in the order of the addresses. */
	readonly seen: number;
	readonly last: string | undefined;
	/** Undefined: the list is at its end. */
	readonly next: string | undefined;
}

/** The delivery log. Events come late and out of order: what it does not hold may still come. */
export interface DeliveryLog {
	readonly search: (query: LogQuery) => Promise<LogSlice>;
	/**
	 * One page, the newest first; without a token the first one.
	 * @throws ServiceRefused with status 400 for a token that is not known any more, or not for this query.
	 */
	readonly page: (query: LogQuery, token?: string) => Promise<LogPage>;
}

export interface LogQuery {
	readonly sendingDomain: string;
	/** Spellings of one recipient; any of them. */
	readonly recipients?: readonly string[];
	readonly messageId?: string;
	/** Everybody there. */
	readonly recipientDomain?: string | undefined;
	/** What the address holds, and what the subject: any of these. */
	readonly recipientParts?: readonly string[] | undefined;
	readonly subjectParts?: readonly string[] | undefined;
	/** Only events that can bear this status; of mails that have it at last there may be more. `undelivered`: dropped, or refused for good. */
	readonly status?: LogStatus | 'undelivered' | undefined;
	/** Only replies with this code, with this text. */
	readonly code?: string | undefined;
	readonly text?: string | undefined;
	readonly since: Date;
	readonly until: Date;
}

export interface LogSlice {
	readonly events: readonly DeliveryEvent[];
	/** False: there was more than is worth reading; the oldest are missing. */
	readonly isWhole: boolean;
}

export interface LogPage {
	readonly events: readonly DeliveryEvent[];
	/** The token of the next page; undefined at the end. */
	readonly next: string | undefined;
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

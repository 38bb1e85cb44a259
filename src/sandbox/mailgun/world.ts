import type {Clock} from '../../model/clock.ts';
import {createEventLog, type EventLog} from './event-log.ts';
import {type CaseSensitivity, createLists, type Lists} from './lists.ts';
import type {StoredMessage} from './stored-message.ts';
import type {MailboxMail, RecipientBehaviour} from './types.ts';

/** One message on its way to one recipient. */
export interface Transmission {
	readonly message: StoredMessage;
	readonly recipient: string;
	readonly passesSuppressions: boolean;
	/** 1 is the first attempt. */
	readonly attempt: number;
	/** Epoch milliseconds. */
	readonly dueAt: number;
}

interface Settings {
	/** Not documented: mailgun-go's own mock answers the same id, others a new one. */
	readonly messageIdOfResend: 'same' | 'new';
	readonly messageTtlSeconds: number;
	readonly deliveryDelayMs: number;
	/** Whether the base host serves stored messages as well. Real hosts differ; refusing is the harder case. */
	readonly baseHostServesMessages: boolean;
}

/** All that Mailgun remembers. */
export interface World {
	readonly clock: Clock;
	readonly domains: ReadonlySet<string>;
	readonly settings: Settings;
	readonly lists: Lists;
	readonly log: EventLog;
	readonly messages: Map<string, StoredMessage>;
	/** Ordered by due time. */
	readonly outbox: Transmission[];
	readonly behaviours: Map<string, RecipientBehaviour>;
	/** By address in lower case. */
	readonly mailboxes: Map<string, MailboxMail[]>;
	/** Known once the servers listen. */
	origins: {readonly base: string; readonly storage: string};
	/** Tells the listeners that something changed. */
	readonly changed: () => void;
}

interface WorldOptions {
	readonly clock: Clock;
	readonly domains: readonly string[];
	readonly caseSensitivity: CaseSensitivity;
	readonly settings: Settings;
	readonly changed: () => void;
}

export function createWorld({clock, domains, caseSensitivity, settings, changed}: WorldOptions): World {
	return {
		clock,
		domains: new Set(domains),
		settings,
		lists: createLists(caseSensitivity),
		log: createEventLog(),
		messages: new Map(),
		outbox: [],
		behaviours: new Map(),
		mailboxes: new Map(),
		origins: {base: '', storage: ''},
		changed,
	};
}

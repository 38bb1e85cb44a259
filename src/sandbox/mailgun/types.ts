/** The three suppression lists and the allowlist, by Mailgun's path words. */
export type ListName = 'bounces' | 'complaints' | 'unsubscribes' | 'whitelists';

export interface Bounce {
	readonly address: string;
	/** A string, perhaps empty or not a number. */
	readonly code: string;
	readonly error: string;
	readonly created_at: string;
}
export interface Complaint {
	readonly address: string;
	readonly created_at: string;
}
export interface Unsubscribe {
	readonly address: string;
	readonly tags: readonly string[];
	readonly created_at: string;
}
export interface AllowlistEntry {
	readonly type: 'address' | 'domain';
	readonly value: string;
	readonly reason: string;
	readonly createdAt: string;
}

export interface MailgunKey {
	readonly key: string;
	/** Rights as in Mailgun's table of roles. */
	readonly role: 'admin' | 'developer' | 'support' | 'analyst';
}

export interface Attachment {
	readonly name: string;
	readonly contentType: string;
	readonly content: string;
}

/** A mail handed to Mailgun by GitLab or the Portal. */
export interface OutgoingMail {
	readonly domain: string;
	readonly from: string;
	readonly to: string;
	readonly subject: string;
	readonly text: string;
	readonly html?: string;
	readonly tags?: readonly string[];
	/** Beside those that every mail has. */
	readonly headers?: readonly (readonly [string, string])[];
	readonly attachments?: readonly Attachment[];
	/** Sent past the suppressions (a header of the real mail). */
	readonly passesSuppressions?: boolean;
	/** When it was sent; default: now. Seeds of the past use it. */
	readonly at?: Date;
}

export interface StoredChange {
	readonly subject?: string;
	/** Of the envelope. */
	readonly recipients?: readonly string[];
	/** Without `<>`. */
	readonly messageId?: string;
}

/** How the recipient's server answers for an address or `*@domain`. */
export type RecipientBehaviour =
	| {readonly kind: 'accept'}
	| {readonly kind: 'reject'; readonly code: number; readonly enhancedCode?: string; readonly text: string}
	/** Refused for good, but for the sender's reputation: Mailgun does not put the address on the bounce list. */
	| {readonly kind: 'block'; readonly code: number; readonly enhancedCode?: string; readonly text: string}
	| {readonly kind: 'defer'; readonly code: number; readonly enhancedCode?: string; readonly text: string};

/** A mail that reached a mailbox. */
export interface MailboxMail {
	readonly at: Date;
	readonly to: string;
	readonly from: string;
	readonly subject: string;
	readonly text: string;
	readonly html?: string;
	readonly messageId: string;
}

/** One line of the log, in the words of Mailgun's panel. */
export interface LogLine {
	readonly id: string;
	/** ISO 8601. */
	readonly at: string;
	readonly domain: string;
	readonly event: 'accepted' | 'delivered' | 'failed';
	readonly severity?: 'permanent' | 'temporary';
	readonly recipient: string;
	readonly subject: string;
	/** What the recipient's server said, or Mailgun in its place; empty before an attempt. */
	readonly reply: string;
}

/** One request that Mailgun answered, as seen on the wire. */
export interface MailgunRequest {
	readonly at: Date;
	readonly method: string;
	/** Raw, not decoded, without the query. */
	readonly path: string;
	readonly query: string;
	readonly body: string;
	readonly contentType: string;
	/** Of the answer. */
	readonly status: number;
	/** The secret part of the Basic credentials. */
	readonly key: string | undefined;
}

export interface MailgunSimulator {
	readonly origin: string;
	/** A second origin that plays the storage host of `storage.url`. */
	readonly storageOrigin: string;
	readonly addBounce: (domain: string, entry: Partial<Bounce> & {readonly address: string}) => void;
	readonly addComplaint: (domain: string, entry: Partial<Complaint> & {readonly address: string}) => void;
	readonly addUnsubscribe: (domain: string, entry: Partial<Unsubscribe> & {readonly address: string}) => void;
	readonly allow: (domain: string, entry: Partial<AllowlistEntry> & {readonly value: string}) => void;
	/** Somebody removes it in Mailgun's own panel. */
	readonly removeEntry: (domain: string, list: ListName, address: string) => void;
	readonly entries: (domain: string, list: ListName) => readonly (Bounce | Complaint | Unsubscribe | AllowlistEntry)[];
	/** Every authenticated or refused request, oldest first. */
	readonly requests: () => readonly MailgunRequest[];
	/** A mail leaves GitLab or the Portal. Returns its storage key and Message-Id (without <>). */
	readonly send: (mail: OutgoingMail) => {readonly storageKey: string; readonly messageId: string};
	/** What Mailgun keeps of a message becomes something else, or with `undefined` is gone. */
	readonly changeStored: (storageKey: string, change: StoredChange | undefined) => void;
	/** How the server of an address, or of `*@domain`, behaves. Default: accept. */
	readonly setRecipient: (addressOrPattern: string, behaviour: RecipientBehaviour) => void;
	readonly mailbox: (address: string) => readonly MailboxMail[];
	readonly mailboxes: () => readonly string[];
	/** What the log shows by now, oldest first. */
	readonly log: () => readonly LogLine[];
	/** How late events appear in the log, in milliseconds; `Infinity`: never. What the log has shown already stays. */
	readonly setLogLag: (ms: number) => void;
	/** The page tokens that the log has given so far are refused from now on. How long the real ones live is not documented. */
	readonly expireLogTokens: () => void;
	readonly onChange: (listener: () => void) => () => void;
	readonly close: () => Promise<void>;
}

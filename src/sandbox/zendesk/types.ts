import type {WebhookCaller} from './webhook.ts';

export type ZendeskRole = 'end-user' | 'agent' | 'admin';

export const ticketStatuses = ['new', 'open', 'pending', 'hold', 'solved', 'closed'] as const;
export type ZendeskStatus = (typeof ticketStatuses)[number];

export interface ZendeskUser {
	readonly id: number;
	readonly name: string;
	/** Null for people who wrote by another channel than mail. */
	readonly email: string | null;
	readonly role: ZendeskRole;
}

export interface ZendeskComment {
	readonly id: number;
	readonly authorId: number;
	readonly body: string;
	readonly isPublic: boolean;
	readonly createdAt: Date;
}

export interface ZendeskTicket {
	readonly id: number;
	readonly subject: string;
	readonly description: string;
	readonly status: ZendeskStatus;
	readonly requesterId: number;
	readonly formId: number | null;
	/** By the id of the field. */
	readonly fields: ReadonlyMap<number, string | null>;
	readonly tags: readonly string[];
	readonly comments: readonly ZendeskComment[];
	readonly createdAt: Date;
	readonly updatedAt: Date;
}

export interface NewZendeskTicket {
	/** Default: the next one. */
	readonly id?: number;
	readonly subject?: string;
	readonly description?: string;
	readonly status?: ZendeskStatus;
	/** Address of whoever wrote it; null for somebody without one. The person is made when there is none. */
	readonly requester: string | null;
	readonly formId?: number;
	readonly fields?: ReadonlyMap<number, string>;
	readonly tags?: readonly string[];
}

export interface ZendeskField {
	readonly id: number;
	readonly title: string;
	/** A `tagger` is a drop-down list: each of its values is a tag of the ticket. */
	readonly type: 'tagger' | 'text';
	/** Values of a `tagger`. */
	readonly options?: readonly string[];
	readonly isActive?: boolean;
}

export interface ZendeskForm {
	readonly id: number;
	readonly name: string;
	readonly isActive?: boolean;
}

export interface ZendeskMacro {
	readonly id: number;
	readonly title: string;
	readonly isActive?: boolean;
	readonly comment?: {readonly body: string; readonly isPublic: boolean};
	readonly status?: ZendeskStatus;
	readonly addTags?: readonly string[];
}

export type ZendeskScope = 'read' | 'write';

/** An OAuth client of the grant `client_credentials`: it acts as the user of this address. */
export interface ZendeskClient {
	readonly id: string;
	readonly secret: string;
	readonly actsAs: string;
}

/** The old way, by `email/token:…`. */
export interface ZendeskApiToken {
	readonly email: string;
	readonly token: string;
}

/** One request that Zendesk answered, as seen on the wire. */
export interface ZendeskRequest {
	readonly at: Date;
	readonly method: string;
	/** Raw, not decoded, without the query. */
	readonly path: string;
	readonly query: string;
	readonly body: string;
	/** Of the answer. */
	readonly status: number;
	readonly authorization: string | undefined;
}

export interface ZendeskSimulator extends WebhookCaller {
	/** For `ZENDESK_URL`. */
	readonly origin: string;
	/** @throws Error when there is a ticket of this number. */
	readonly addTicket: (ticket: NewZendeskTicket) => ZendeskTicket;
	/** As somebody does in the browser. `requester` as in `addTicket`. */
	readonly changeTicket: (
		id: number,
		change: Partial<Pick<ZendeskTicket, 'status' | 'subject' | 'tags' | 'fields' | 'formId'>> & {readonly requester?: string | null},
	) => ZendeskTicket;
	/** As the customer does by mail. */
	readonly reply: (id: number, body: string) => ZendeskTicket;
	readonly removeTicket: (id: number) => void;
	readonly tickets: () => readonly ZendeskTicket[];
	readonly users: () => readonly ZendeskUser[];
	/** No token that was given counts any more. */
	readonly revokeTokens: () => void;
	/** Every request, refused ones too, oldest first. */
	readonly requests: () => readonly ZendeskRequest[];
	readonly onChange: (listener: () => void) => () => void;
	readonly close: () => Promise<void>;
}

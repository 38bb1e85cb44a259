/** A ticket as the ticket system tells it now. */
export interface Ticket {
	/** Its number. */
	readonly id: string;
	/** Address of whoever wrote it; undefined when they have none. */
	readonly requester: string | undefined;
	readonly status: TicketStatus;
	readonly triage: TicketTriage;
	readonly tags: readonly string[];
	/** Goes with every update: one that names an older stamp is refused. */
	readonly stamp: string;
}

export const ticketStatuses = ['new', 'open', 'pending', 'hold', 'solved', 'closed'] as const;
export type TicketStatus = (typeof ticketStatuses)[number];

/** What decides of which kind a ticket is. Undefined: empty, or the configuration names no such field. */
export interface TicketTriage {
	/** The id of the form. */
	readonly form: string | undefined;
	readonly problemType: string | undefined;
	readonly category: string | undefined;
	readonly subcategory: string | undefined;
	/** The impacted address, as somebody typed it. */
	readonly address: string | undefined;
}

/** One comment, and what changes with it. */
export interface TicketChange {
	readonly ticket: string;
	/** Letters, digits, hyphens; stands below the comment. A comment with the same reference is not written twice. */
	readonly reference: string;
	readonly comment: {readonly text: string; readonly isPublic: boolean};
	readonly status?: TicketStatus;
	readonly triage?: {readonly [Name in keyof TicketTriage]?: string};
	readonly addTags?: readonly string[];
}

export type TicketReading = {readonly ok: true; readonly ticket: string} | {readonly ok: false};

/** The number of a Zendesk ticket, from `12345`, `#12345`, `ticket:12345` or the URL of the ticket, also in Slack's link form. */
export function readTicket(text: string): TicketReading {
	const bare = text
		.trim()
		.slice(0, 500)
		.replace(/^<([^|>]+)(?:\|[^>]*)?>$/, '$1');
	const match =
		/^(?:ticket:)?#?(\d{1,15})$/i.exec(bare) ??
		/^https:\/\/[a-z0-9.-]+\/(?:agent|hc\/[\w-]+)?\/?(?:tickets|requests)\/(\d{1,15})(?:[/?#].*)?$/i.exec(bare);
	const number = Number(match?.[1] ?? 0);
	return number > 0 ? {ok: true, ticket: String(number)} : {ok: false};
}

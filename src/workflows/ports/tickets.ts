import type {Ticket, TicketChange} from '../../model/ticket.ts';

/** The ticket system. */
export interface Tickets {
	/** Undefined when there is no such ticket. */
	readonly read: (ticket: string) => Promise<Ticket | undefined>;
	/**
	 * All of it at once, on the ticket as it is now, and once only: repeating it is harmless. Rejects with `ServiceUnavailable`
	 * when nobody knows whether it was written; with its `neverSent`, nothing was.
	 */
	readonly update: (change: TicketChange, onlyIf?: TicketCondition) => Promise<TicketUpdate>;
	/** What a macro would answer in this ticket; nothing is changed. Undefined when there is no such ticket or macro. */
	readonly previewMacro: (ticket: string, macro: string) => Promise<MacroPreview | undefined>;
}

/** Holds of the very ticket that is changed, as it stands right before: no change by others comes in between. */
export type TicketCondition = (ticket: Ticket) => boolean;

/** `already`: a comment with this reference stands there. `closed`: it takes no updates any more. `changed`: the condition does not hold. */
export type TicketUpdate = 'updated' | 'already' | 'closed' | 'changed' | 'no-ticket';

export interface MacroPreview {
	/** Undefined when the macro writes nothing. */
	readonly text: string | undefined;
	readonly isPublic: boolean;
}

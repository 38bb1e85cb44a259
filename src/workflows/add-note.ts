import type {TicketChange, TicketStatus} from '../model/ticket.ts';
import type {Note} from '../model/ticket-note.ts';
import type {Tickets} from './ports.ts';
import {type CommentDeps, type CommentInput, type CommentOutcome, referenceOf, writeComment} from './write-comment.ts';

export interface AddNoteInput extends Omit<CommentInput, 'change'> {
	readonly ticket: string;
	readonly note: Note;
	/** What of the form and its fields is set right along with it. */
	readonly triage?: NonNullable<TicketChange['triage']>;
	/** Without it the ticket keeps its status. */
	readonly status?: TicketStatus;
}

/** One internal comment. The same findings are not written twice into the same ticket, whoever writes them. */
export async function addNote(deps: CommentDeps, tickets: Tickets, input: AddNoteInput): Promise<CommentOutcome> {
	const {ticket, note, triage = {}, status, ...rest} = input;
	return writeComment(deps, tickets, {
		...rest,
		change: {
			ticket,
			reference: await referenceOf('note', note.essence),
			comment: {text: note.text, isPublic: false},
			triage,
			...(status === undefined ? {} : {status}),
		},
	});
}

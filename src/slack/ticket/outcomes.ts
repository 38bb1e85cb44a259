import {troubleWords} from '../../model/trouble-words.ts';
import type {CommentOutcome} from '../../workflows/write-comment.ts';

/** What became of a comment, in one or two sentences; always with what was not written. */
export function commentWords(ticket: string, result: CommentOutcome, isPublic: boolean): string {
	const what = isPublic ? 'reply' : 'internal note';
	switch (result.outcome) {
		case 'updated':
			return `Added to ticket ${ticket}: one ${isPublic ? 'public reply' : 'internal note'}, and seen to be taken.`;
		case 'already':
			return `Ticket ${ticket} holds this ${what} already. Nothing was written a second time.`;
		case 'closed':
			return `Ticket ${ticket} is closed, and takes no comments any more. Nothing was written. A follow-up ticket can hold it.`;
		case 'changed':
			return `Somebody changed ticket ${ticket} meanwhile. Nothing was written.`;
		case 'no-ticket':
			return `Zendesk knows no ticket ${ticket}. Nothing was written.`;
		case 'under-way':
			return `This ${what} is being written into ticket ${ticket} at this moment, or nobody knew a moment ago whether it was. Nothing was written a second time; look into the ticket, and try again in a minute.`;
		case 'refused':
			return `${refusal(result.trouble)} Nothing was written.`;
		case 'unavailable':
			return `${troubleWords(result.trouble)} Nothing was written. Please try again in a minute.`;
		case 'unknown':
			return `${troubleWords(result.trouble)} Whether the ${what} was written, nobody knows. Look into ticket ${ticket}; trying again in a minute is safe, for what stands there is not written twice.`;
	}
}

function refusal(trouble: Parameters<typeof troubleWords>[0]): string {
	if (trouble.status === 409) return 'Somebody else was changing the ticket at the same time, twice in a row. Please try again.';
	return troubleWords(trouble);
}

/** Whether it stands there now. */
export function isWritten({outcome}: CommentOutcome): boolean {
	return outcome === 'updated' || outcome === 'already';
}

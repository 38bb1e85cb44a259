import type {KnownBlock, ModalView} from '@slack/types';
import {faultWords, othersWords, type TicketSighting, type TriageFault} from '../../model/ticket-triage.ts';
import {troubleWords} from '../../model/trouble-words.ts';
import {selectField, textField} from '../fields.ts';
import {modals} from '../ids.ts';
import {bold, bullets, type Card, line, plain, preformatted, small} from '../kit.ts';

export const title = 'Add ticket note';

/** Block ids of the fields; errors come back at them. */
export const fields = {ticket: 'ticket', correction: 'correction'} as const;

/** What of the ticket changes along with the note. */
export const corrections = {set: 'set', leave: 'leave'} as const;

export interface NoteForm {
	readonly dialogId: string;
	readonly text: string;
	readonly ticket: string | undefined;
	/** Undefined: no ticket is named yet. */
	readonly sighting: TicketSighting | undefined;
	/** Why the form is shown once more. */
	readonly notice?: string | undefined;
}

/** The note as it will be written, and what would change in the ticket. */
export function noteModal({dialogId, text, ticket, sighting, notice}: NoteForm): ModalView {
	return {
		type: 'modal',
		callback_id: modals.addNote.id,
		private_metadata: dialogId,
		title: plain(title),
		submit: plain('Add to Ticket'),
		close: plain('Cancel'),
		blocks: [
			...(notice === undefined ? [] : [line(bold(notice))]),
			line('One internal note, which the customer does not see:'),
			...noteBlocks(text),
			textField(fields.ticket, 'Ticket', {initial: ticket, hint: 'Number or URL of the ticket that gets the note.'}),
			...(sighting === undefined ? [] : changeBlocks(sighting)),
		],
	};
}

const longestBlock = 2400;

/** Whole lines, as many blocks as it takes. */
export function noteBlocks(text: string): readonly KnownBlock[] {
	const pieces: string[] = [];
	for (const row of text.split('\n').flatMap((whole) => whole.match(/.{1,2400}/gsu) ?? [''])) {
		const last = pieces.at(-1);
		if (last === undefined || last.length + row.length > longestBlock) pieces.push(row);
		else pieces[pieces.length - 1] = `${last}\n${row}`;
	}
	return pieces.filter((piece) => piece.trim() !== '').map(preformatted);
}

function changeBlocks({ticket, answer, faults, isOthers}: TicketSighting): readonly KnownBlock[] {
	if (!answer.known) return [line(bold(`${troubleWords(answer.trouble)} `), 'What would change in the ticket is not known yet.')];
	if (answer.value === undefined) return [line(bold(`Zendesk knows no ticket ${ticket}.`))];
	if (answer.value.status === 'closed') return [line(bold(`Ticket ${ticket} is closed: `), 'it takes no comments any more.')];
	return [...(isOthers ? [line(othersWords(ticket))] : []), ...faultBlocks(ticket, faults)];
}

function faultBlocks(ticket: string, faults: readonly TriageFault[]): readonly KnownBlock[] {
	if (faults.length === 0) return [small(`Form and fields of ticket ${ticket} are right: nothing else of it changes.`)];
	return [
		line(bold(`Wrong in ticket ${ticket}:`)),
		bullets(faults.map(faultWords)),
		selectField(
			fields.correction,
			'Form and fields',
			[
				{label: faults.length === 1 ? 'Set it right with the note' : 'Set them right with the note', value: corrections.set},
				{label: 'Leave them as they are', value: corrections.leave},
			],
			{initial: corrections.set},
		),
	];
}

/** For copying: without a ticket system, or when the note could not be written. */
export function copyCard(words: string, text: string): Card {
	return {text: words, blocks: [line(bold(words)), ...noteBlocks(text)]};
}

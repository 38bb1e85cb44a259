import type {ModalView} from '@slack/types';
import {entryText} from '../../model/entry-text.ts';
import type {Removal} from '../../model/suppression.ts';
import {textField} from '../fields.ts';
import {modals} from '../ids.ts';
import {code, line, plain, preformatted, small} from '../kit.ts';

export const titles = {find: 'Find suppressions', remove: 'Remove suppression'} as const;

/** Block ids of the fields; errors come back at them. */
export const fields = {subject: 'subject', request: 'request', ticket: 'ticket'} as const;

export function findModal(dialogId: string): ModalView {
	return {
		type: 'modal',
		callback_id: modals.findSuppressions.id,
		private_metadata: dialogId,
		title: plain(titles.find),
		submit: plain('Find'),
		close: plain('Cancel'),
		blocks: [
			textField(fields.subject, 'Address or domain', {hint: 'Such as ada@example.com. The part before the @ counts letter by letter.'}),
			textField(fields.ticket, 'Ticket', {optional: true, hint: 'Number or URL. It is kept with what you do.'}),
		],
	};
}

const compared = 'The requester of the ticket has to be this very recipient: I look it up in Zendesk.';
const notCompared = 'No ticket system is connected: that the request comes from this very recipient was not checked. You vouch for it.';

/** `isCompared`: with the ticket's requester, for there is a ticket system. */
export function removeModal(dialogId: string, removal: Removal, isCompared: boolean): ModalView {
	return {
		type: 'modal',
		callback_id: modals.removeSuppression.id,
		private_metadata: dialogId,
		title: plain(titles.remove),
		submit: plain('Remove'),
		close: plain('Cancel'),
		blocks: [
			line(
				'This entry is the wish of the recipient of ',
				code(removal.entry.address),
				'. Remove it only because they asked for it themselves.',
			),
			preformatted(entryText(removal.entry)),
			textField(fields.request, 'Request of the recipient', {
				multiline: true,
				hint: 'Their own words, or where they stand. They are kept in the audit trail.',
			}),
			textField(fields.ticket, 'Ticket', {initial: removal.ticket, hint: 'Number or URL of the ticket in which they asked.'}),
			small(isCompared ? compared : notCompared),
		],
	};
}

import type {ModalView} from '@slack/types';
import {textField} from '../fields.ts';
import {modals} from '../ids.ts';
import {line, plain, small} from '../kit.ts';

export const title = 'Escalate';

/** Block ids of the fields; errors come back at them. */
export const fields = {adminPage: 'admin_page', ticket: 'ticket'} as const;

export function escalateModal(dialogId: string, ticket: string | undefined): ModalView {
	return {
		type: 'modal',
		callback_id: modals.escalate.id,
		private_metadata: dialogId,
		title: plain(title),
		submit: plain('Create Issue'),
		close: plain('Cancel'),
		blocks: [
			line(
				'An issue asks the people with a console to set unconfirmed_email to nil. That is for the wacky state alone: the admin page shows an unconfirmed account with a pending address that is not its primary one.',
			),
			textField(fields.adminPage, 'What the admin page shows', {
				multiline: true,
				hint: 'Confirmed or not, which address is pending, when the last code was sent. Addresses other than the reported one are masked in the issue.',
			}),
			textField(fields.ticket, 'Ticket', {initial: ticket, hint: 'Number or URL. The issue names it.'}),
			small('One issue for an account in a day.'),
		],
	};
}

import type {ModalView} from '@slack/types';
import {triesADay} from '../../workflows/compare-pin.ts';
import {textField} from '../fields.ts';
import {modals} from '../ids.ts';
import {line, plain, small} from '../kit.ts';

export const title = 'Support PIN';

/** Block ids of the fields; errors come back at them. */
export const fields = {pin: 'pin', ticket: 'ticket'} as const;

export function pinModal(dialogId: string, ticket: string | undefined): ModalView {
	return {
		type: 'modal',
		callback_id: modals.supportPin.id,
		private_metadata: dialogId,
		title: plain(title),
		submit: plain('Compare'),
		close: plain('Cancel'),
		blocks: [
			line(
				'Whoever is signed in to the account can make a Support PIN on its profile, under Account. It proves that they control the account.',
			),
			textField(fields.pin, 'PIN', {hint: 'Six digits, as the customer gave them. They are compared, and kept nowhere.', most: 20}),
			textField(fields.ticket, 'Ticket', {optional: true, initial: ticket, hint: 'Number or URL. It is kept with the result.'}),
			small(`${triesADay} tries for an account in a day, whoever makes them.`),
		],
	};
}

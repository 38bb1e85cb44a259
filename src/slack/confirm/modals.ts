import type {ViewOutput} from '@slack/bolt';
import type {InputBlock, KnownBlock, ModalView} from '@slack/types';
import type {Draft} from '../../model/drafts.ts';
import {type MailKind, mailKinds} from '../../model/mail-kind.ts';
import {modals} from '../ids.ts';
import {bold, line, plain, preformatted, small} from '../kit.ts';

export const titles = {check: 'Check email delivery', draft: 'Draft reply'} as const;

/** Block ids of the fields; errors come back at them. */
export const fields = {subject: 'subject', reported: 'reported', mail: 'mail', ticket: 'ticket', reply: 'reply'} as const;

const notSure = 'not-sure';

export const mailLabels: Readonly<Record<MailKind, string>> = {
	confirmation: 'Confirmation',
	code: 'Verification code',
	reset: 'Password reset',
	'sign-in': 'Sign-in link',
	other: 'Other mail',
};

/** With what has to be said before, if anything. */
export function checkModal(dialogId: string, before?: string): ModalView {
	return {
		type: 'modal',
		callback_id: modals.checkDelivery.id,
		private_metadata: dialogId,
		title: plain(titles.check),
		submit: plain('Check'),
		close: plain('Cancel'),
		blocks: [
			...(before === undefined ? [] : [line(before)]),
			textInput(fields.subject, 'Address or username', 'Such as ada@example.com, or ada.'),
			{
				...textInput(fields.reported, 'Address the customer reports', 'With a username: the address that the customer wrote.'),
				optional: true,
			},
			missingMail(),
			{...textInput(fields.ticket, 'Ticket', 'Number or URL. It is kept with what you do.'), optional: true},
		],
	};
}

function textInput(id: string, label: string, hint: string): InputBlock {
	return {
		type: 'input',
		block_id: id,
		label: plain(label),
		hint: plain(hint),
		element: {type: 'plain_text_input', action_id: id, max_length: 320},
	};
}

function missingMail(): InputBlock {
	const unsure = {text: plain('Not sure'), value: notSure};
	const options = [unsure, ...mailKinds.map((kind) => ({text: plain(mailLabels[kind]), value: kind}))];
	return {
		type: 'input',
		block_id: fields.mail,
		label: plain('Missing mail'),
		element: {type: 'static_select', action_id: fields.mail, options, initial_option: unsure},
	};
}

/** The kind that was chosen; undefined for "Not sure". */
export function chosenKind(view: ViewOutput): MailKind | undefined {
	const value = Object.values(view.state.values[fields.mail] ?? {})[0]?.selected_option?.value;
	return mailKinds.find((kind) => kind === value);
}

/** The first draft to be edited and copied; the others below it. */
export function draftModal(dialogId: string, drafts: readonly Draft[]): ModalView {
	const [first, ...others] = drafts;
	return {
		type: 'modal',
		callback_id: modals.draftReply.id,
		private_metadata: dialogId,
		title: plain(titles.draft),
		submit: plain('Done'),
		close: plain('Close'),
		blocks: [
			...(first === undefined ? [] : [line(bold(first.title))]),
			{
				type: 'input',
				block_id: fields.reply,
				label: plain('Reply'),
				hint: plain('Edit it, and copy it into the ticket.'),
				element: {type: 'plain_text_input', action_id: fields.reply, multiline: true, max_length: 3000, initial_value: first?.text ?? ''},
			},
			...others.flatMap((draft): readonly KnownBlock[] => [line(bold(`Or: ${draft.title}`)), preformatted(draft.text)]),
			small('No ticket system is connected: nothing is sent from here.'),
		],
	};
}

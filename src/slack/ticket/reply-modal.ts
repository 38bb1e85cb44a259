import type {ModalView} from '@slack/types';
import {z} from 'zod';
import {type TicketStatus, ticketStatuses} from '../../model/ticket.ts';
import {selectField, textField} from '../fields.ts';
import {actions, modals} from '../ids.ts';
import {bold, line, plain, small} from '../kit.ts';

export const title = 'Draft reply';

/** Block ids of the fields. That of the reply ends in the number of its start: Slack keeps what was typed as long as the id stays. */
export const fields = {start: 'start', reply: 'reply', visibility: 'visibility', status: 'status', ticket: 'ticket'} as const;

export function replyField(start: number): string {
	return `${fields.reply}_${start}`;
}

/** Words that a reply may begin as. */
export interface ReplyStart {
	readonly label: string;
	readonly text: string;
}

export const startsText = z.string().transform((text) => z.array(z.object({label: z.string(), text: z.string()})).parse(JSON.parse(text)));

const usual = 'usual';
const keep = 'keep';

export interface ReplyForm {
	readonly dialogId: string;
	readonly starts: readonly ReplyStart[];
	/** Which of them the reply begins as. */
	readonly start: number;
	/** Undefined: the form asks for it. */
	readonly ticket: string | undefined;
	/** What the agent should know, such as a macro that Zendesk did not show. */
	readonly hints: readonly string[];
}

export function replyModal({dialogId, starts, start, ticket, hints}: ReplyForm): ModalView {
	const options = starts.map(({label}, index) => ({label, value: `${dialogId}:${index}`}));
	const choice = selectField(fields.start, 'Start from', options, {
		initial: `${dialogId}:${start}`,
		hint: 'Another one takes the place of what stands below.',
	});
	return {
		type: 'modal',
		callback_id: modals.draftReply.id,
		private_metadata: `${dialogId}:${start}`,
		title: plain(title),
		submit: plain('Add to Ticket'),
		close: plain('Cancel'),
		blocks: [
			...(ticket === undefined ? [] : [line('For ticket ', bold(ticket), '. Nothing is sent before you press Add to Ticket.')]),
			{...choice, dispatch_action: true, element: {...choice.element, action_id: actions.chooseStart.id}},
			textField(replyField(start), 'Reply', {multiline: true, most: 3000, initial: starts[start]?.text, hint: 'Edit it as you like.'}),
			selectField(
				fields.visibility,
				'Visibility',
				[
					{label: 'Public reply', value: 'public'},
					{label: 'Internal note', value: 'internal'},
				],
				{initial: 'public'},
			),
			selectField(
				fields.status,
				'Ticket status',
				[
					{label: 'As usual: pending after a public reply', value: usual},
					{label: 'Leave it as it is', value: keep},
					{label: 'Open', value: 'open'},
					{label: 'Pending', value: 'pending'},
					{label: 'On hold', value: 'hold'},
					{label: 'Solved', value: 'solved'},
				],
				{initial: usual},
			),
			...(ticket === undefined ? [textField(fields.ticket, 'Ticket', {hint: 'Number or URL of the ticket that gets the reply.'})] : []),
			...hints.map((hint) => small(hint)),
		],
	};
}

/** Undefined: as usual. */
export function statusOf(value: string): TicketStatus | 'keep' | undefined {
	return value === keep ? keep : ticketStatuses.find((status) => status === value);
}

/** What a form and its options carry: the dialog, and the number of a start. */
export function readStart(value: string): {readonly dialogId: string; readonly start: number} {
	const [dialogId = '', start = ''] = value.split(':');
	return {dialogId, start: /^\d{1,2}$/.test(start) ? Number(start) : 0};
}

import type {ModalView} from '@slack/types';
import type {ApprovalRequest} from '../../model/approval.ts';
import {setPieces} from '../bulk/request-lines.ts';
import {textField} from '../fields.ts';
import {modals} from '../ids.ts';
import {code, line, person, plain} from '../kit.ts';

export const titles = {
	review: 'Review resend request',
	deny: 'Deny request',
	decide: 'Request',
} as const;
export const fields = {reason: 'reason'} as const;

export function denyModal(dialogId: string, request: ApprovalRequest): ModalView {
	return {
		type: 'modal',
		callback_id: modals.denyRequest.id,
		private_metadata: dialogId,
		title: plain(titles.deny),
		submit: plain('Deny'),
		close: plain('Cancel'),
		blocks: [
			line(
				'Request ',
				code(request.id),
				' by ',
				person(request.requesterId),
				...(request.kind === 'resend' ? [', to ', code(request.target)] : [', for ', ...setPieces(request)]),
			),
			textField(fields.reason, 'Reason', {multiline: true, hint: 'The requester is told this, and everybody in the thread can read it.'}),
		],
	};
}

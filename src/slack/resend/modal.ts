import type {KnownBlock, ModalView} from '@slack/types';
import {type Verification, verifications} from '../../model/approval.ts';
import {stateWords} from '../../model/delivery.ts';
import {draftFor} from '../../model/drafts.ts';
import type {ShownMessage} from '../../model/resend.ts';
import {selectField, textField} from '../fields.ts';
import {modals} from '../ids.ts';
import {bold, line, moment, plain, preformatted, small, utc, visible} from '../kit.ts';

export const title = 'Resend message';

export const fields = {
	message: 'message',
	target: 'send_to',
	verification: 'verification',
	evidence: 'evidence',
	reason: 'reason',
	ticket: 'ticket',
} as const;

export const verificationLabels: Readonly<Record<Verification, string>> = {
	pin: 'Support PIN matched',
	challenge: 'Challenge passed and peer reviewed',
	'enterprise-owner': 'Enterprise owner vouched',
};

export interface ResendForm {
	readonly dialogId: string;
	/** Messages of this address with an allowed subject. */
	readonly records: readonly ShownMessage[];
	readonly chosen: ShownMessage;
	readonly now: Date;
	readonly initial: {
		readonly target: string;
		readonly verification?: string;
		readonly evidence?: string;
		readonly reason?: string;
		readonly ticket: string | undefined;
	};
	/** Why the form is shown once more. */
	readonly notice?: string;
}

export function resendModal(form: ResendForm): ModalView {
	const {initial} = form;
	return {
		type: 'modal',
		callback_id: modals.resendMessage.id,
		private_metadata: form.dialogId,
		title: plain(title),
		submit: plain('Send'),
		close: plain('Cancel'),
		blocks: [
			...(form.notice === undefined ? [] : [line(bold(form.notice))]),
			...warnings(form),
			selectField(
				fields.message,
				'Message',
				form.records.map((record) => ({label: messageLabel(record, form.now), value: record.id})),
				{initial: form.chosen.id},
			),
			textField(fields.target, 'Send to', {
				initial: initial.target,
				hint: 'Unchanged: it is sent at once, and the next three fields do not count. Another address: a manager has to approve it.',
			}),
			selectField(
				fields.verification,
				'Ownership verification',
				verifications.map((value) => ({label: verificationLabels[value], value})),
				{optional: true, initial: initial.verification, hint: 'How it was proved that whoever asks owns the account.'},
			),
			textField(fields.evidence, 'Evidence', {
				optional: true,
				multiline: true,
				initial: initial.evidence,
				hint: 'Where the proof can be read. No codes, no secrets.',
			}),
			textField(fields.reason, 'Reason', {optional: true, multiline: true, initial: initial.reason}),
			textField(fields.ticket, 'Ticket', {optional: true, initial: initial.ticket, hint: 'Number or URL. Needed for another address.'}),
			small('The mail keeps its “To” line: only the envelope gets the new address.'),
		],
	};
}

function warnings({chosen, now}: ResendForm): readonly KnownBlock[] {
	const {diesAt} = chosen.message;
	if (diesAt === undefined) return [];
	if (diesAt > now) return [line('The code in it works until ', moment(diesAt), '.')];
	return [
		line(
			bold('The code in it is dead since '),
			moment(diesAt),
			bold('. A fresh one serves better: '),
			'ask the customer to open the sign-in page again and press “Resend code”. For the reply:',
		),
		preformatted(draftForFresh(chosen)),
	];
}

function draftForFresh({message}: ShownMessage): string {
	const {kind, originalRecipient, sendingDomain} = message;
	const nothingElse = {reason: undefined, removed: false, sent: false, likelyDomain: undefined, waitUntil: undefined};
	const notDelivered = {delivered: undefined, receipt: undefined, deletion: undefined};
	return draftFor('ask-new-code', {address: originalRecipient, missed: kind, sendingDomain, ...nothingElse, ...notDelivered}).text;
}

function messageLabel({message, state}: ShownMessage, now: Date): string {
	const dead = message.diesAt !== undefined && message.diesAt <= now ? ' · code dead' : '';
	return visible(`${utc(message.sentAt)} · ${stateWords[state]}${dead} · ${message.subject}`, 75);
}

import type {KnownBlock, ModalView} from '@slack/types';
import {type ApprovalRequest, type RequestRisks, shortFingerprint} from '../../model/approval.ts';
import type {MaskedMail} from '../../model/redaction.ts';
import {textField} from '../fields.ts';
import {modals} from '../ids.ts';
import {bold, code, divider, line, moment, person, plain, preformatted, small} from '../kit.ts';
import {verificationLabels} from '../resend/modal.ts';
import {kindWords} from './words.ts';

export const titles = {review: 'Review resend request', deny: 'Deny request', decide: 'Request'} as const;
export const fields = {reason: 'reason'} as const;

export interface Review {
	readonly dialogId: string;
	readonly request: ApprovalRequest;
	readonly risks: RequestRisks;
	/** Undefined: Mailgun does not show it now. */
	readonly mail: MaskedMail | undefined;
	readonly now: Date;
}

/** Everything that is approved, in full. The submission is the decision. */
export function reviewModal(review: Review): ModalView {
	const {request, risks, mail} = review;
	const {message} = request;
	return {
		type: 'modal',
		callback_id: modals.reviewRequest.id,
		private_metadata: review.dialogId,
		title: plain(titles.review),
		submit: plain('Approve and Send'),
		close: plain('Cancel'),
		blocks: [
			line(bold('This gives access to the account to whoever reads the mail at the new address.')),
			line(bold('It went to: '), code(message.originalRecipient)),
			line(bold('It shall go to: '), code(request.target)),
			line(bold('The difference: '), differenceOf(message.originalRecipient, request.target)),
			...foreignDomain(request.target),
			divider,
			line(
				bold('Account: '),
				...(request.account === undefined
					? ['none known to GitLab']
					: [code(`@${request.account.username}`), ` (id ${request.account.id})`]),
			),
			line(
				bold('Message: '),
				`${kindWords[message.kind]}, `,
				code(message.subject),
				', sent ',
				moment(message.sentAt),
				` (${ageOf(message.sentAt, review.now)})`,
			),
			...(message.diesAt === undefined
				? []
				: [line(bold(message.diesAt > review.now ? 'Its code works until ' : 'Its code is dead since '), moment(message.diesAt))]),
			line(bold('Verification: '), verificationLabels[request.verification]),
			line(bold('Evidence: '), code(request.evidence)),
			line(bold('Reason: '), code(request.reason)),
			line(bold('Ticket: '), code(request.ticket), bold('  Requested by: '), person(request.requesterId)),
			line(bold('Expires: '), moment(request.expiresAt)),
			...riskBlocks(risks),
			divider,
			...previewBlocks(mail),
			small(`${request.id} · fingerprint ${shortFingerprint(request.fingerprint)}`),
		],
	};
}

/** Says in words where two addresses part, for eyes that read over it. */
export function differenceOf(one: string, other: string): string {
	const [oneLocal = '', oneDomain = ''] = split(one);
	const [otherLocal = '', otherDomain = ''] = split(other);
	const parts = [
		oneLocal === otherLocal ? 'the same name before the @' : localDifference(oneLocal, otherLocal),
		oneDomain === otherDomain ? 'the same domain' : `another domain (${oneDomain} → ${otherDomain})`,
	];
	return `${parts.join(', ')}.`;
}

function split(address: string): readonly [string, string] {
	const at = address.lastIndexOf('@');
	return [address.slice(0, at), address.slice(at + 1)];
}

function localDifference(one: string, other: string): string {
	const words = `another name before the @ (${one} → ${other})`;
	return one.toLowerCase() === other.toLowerCase() ? `${words}, in letter case only` : words;
}

/** Letters outside of ASCII stand beside the form that mail uses, which is the one that counts. */
function foreignDomain(target: string): readonly KnownBlock[] {
	return target.includes('xn--')
		? [line(bold('Its domain has letters outside of ASCII: '), 'the form with xn-- is where the mail goes.')]
		: [];
}

function ageOf(sentAt: Date, now: Date): string {
	const minutes = Math.max(0, Math.round((now.getTime() - sentAt.getTime()) / 60_000));
	if (minutes < 120) return `${minutes} minutes old`;
	return minutes < 2880 ? `${Math.round(minutes / 60)} hours old` : `${Math.round(minutes / 1440)} days old`;
}

function riskBlocks({otherAccountsOfTarget, requestsThisWeek}: RequestRisks): readonly KnownBlock[] {
	return [
		line(
			bold(otherAccountsOfTarget > 0 ? 'Risk: ' : 'Same target for other accounts: '),
			otherAccountsOfTarget > 0 ? `the same target was asked for with ${otherAccountsOfTarget} other account(s).` : 'no.',
		),
		line(bold('Requests of this requester in the last 7 days: '), String(requestsThisWeek)),
		line(bold('Ticket’s requester: '), 'not compared with the target, for no ticket system is connected.'),
	];
}

function previewBlocks(mail: MaskedMail | undefined): readonly KnownBlock[] {
	if (mail === undefined) return [line('The message cannot be shown now.')];
	return [
		...mail.headers.map(([name, value]) => line(bold(`${name}: `), code(value === '' ? '(none)' : value))),
		preformatted(mail.text === '' ? '(no text)' : mail.text.slice(0, 2400)),
		small('Codes, tokens, what links carry, and other people’s addresses are masked (•••).'),
	];
}

export function denyModal(dialogId: string, request: ApprovalRequest): ModalView {
	return {
		type: 'modal',
		callback_id: modals.denyRequest.id,
		private_metadata: dialogId,
		title: plain(titles.deny),
		submit: plain('Deny'),
		close: plain('Cancel'),
		blocks: [
			line('Request ', code(request.id), ' by ', person(request.requesterId), ', to ', code(request.target)),
			textField(fields.reason, 'Reason', {multiline: true, hint: 'The requester is told this, and everybody in the thread can read it.'}),
		],
	};
}

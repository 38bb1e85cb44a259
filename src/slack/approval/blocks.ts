import type {KnownBlock} from '@slack/types';
import {maskAddress} from '../../model/address.ts';
import {type ApprovalRequest, type BulkRequest, type ResendRequest, shortFingerprint} from '../../model/approval.ts';
import {maskSecrets, withoutAddresses} from '../../model/redaction.ts';
import {removalLines} from '../bulk/request-lines.ts';
import {actions, reviews} from '../ids.ts';
import {bold, button, type Card, code, line, moment, type Piece, person, row, small} from '../kit.ts';
import {deathPieces, resendLines} from './resend-lines.ts';
import {nothing, requestNames, stateTitle, titleOf} from './words.ts';

/** Opens the case in the channel, and mirrors where it stands. */
export function caseMessage(request: ApprovalRequest): Card {
	return {
		text: titleOf(request),
		blocks: [
			line(`${requestNames[request.kind]} `, code(request.id), ' by ', person(request.requesterId), ': ', bold(stateTitle(request))),
		],
	};
}

const headlines: Readonly<Record<ApprovalRequest['kind'], string>> = {
	resend: 'A message shall go to another address. ',
	'bulk-removal': 'Many suppressions shall be removed at once. ',
};

/** The card, for everybody in the channel: addresses are masked, what people wrote too. */
export function requestCard(request: ApprovalRequest, managersGroup?: string): Card {
	return {
		text: titleOf(request),
		blocks: [
			line(
				bold(headlines[request.kind]),
				'Requested by ',
				person(request.requesterId),
				...(managersGroup === undefined ? [] : [', for ', {type: 'usergroup', usergroup_id: managersGroup} as const]),
				'.',
			),
			...(request.kind === 'resend' ? resendLines(request) : removalLines(request)),
			line(bold('Reason: '), code(maskSecrets(request.reason).slice(0, 600))),
			line(...(request.kind === 'resend' ? deathPieces(request) : []), bold('Request expires: '), moment(request.expiresAt)),
			...(request.state === 'pending' ? [pendingButtons(request)] : outcomeBlocks(request)),
			small(`${request.id} · fingerprint ${shortFingerprint(request.fingerprint)}${sendingDomainOf(request)}`),
		],
	};
}

function sendingDomainOf(request: ApprovalRequest): string {
	return request.kind === 'resend' ? ` · sending domain ${request.message.sendingDomain}` : '';
}

function pendingButtons({id, kind}: ApprovalRequest): KnownBlock {
	return row(
		button('Approve', reviews[kind].button, id, {style: 'primary'}),
		button('Deny', actions.denyRequest, id),
		button('Cancel Request', actions.cancelRequest, id, {
			confirm: {title: 'Cancel the request?', text: 'Nobody can approve it then. Only its requester may do this.', yes: 'Cancel It'},
		}),
	);
}

/** The buttons give way to what became of it. */
function outcomeBlocks(request: ApprovalRequest): readonly KnownBlock[] {
	const outcome = line(...outcomePieces(request));
	return request.state === 'unknown' ? [outcome, unknownButtons(request)] : [outcome];
}

function unknownButtons({id}: ApprovalRequest): KnownBlock {
	return row(
		button('Mark as Sent', actions.markAsSent, id, {
			confirm: {title: 'It went out?', text: 'Say so only if you know it: from the customer, or from Mailgun’s panel.', yes: 'It Was Sent'},
		}),
		button('Mark as Not Sent', actions.markAsNotSent, id, {
			confirm: {title: 'It did not go out?', text: 'The request ends as failed. A new one can be made.', yes: 'It Was Not Sent'},
		}),
		button('Send Again', actions.sendAgain, id, {
			style: 'danger',
			confirm: {
				title: 'Send it again?',
				text: 'Nobody knows whether the first mail went out: a second mail may go out to the same address.',
				yes: 'Send Again',
			},
		}),
	);
}

/** What happened, for the card and as a reply in the thread. */
export function outcomePieces(request: ApprovalRequest): readonly Piece[] {
	const by: readonly Piece[] = request.decidedBy === undefined ? [] : [' by ', person(request.decidedBy)];
	const note = notePiece(request);
	const none = nothing[request.kind];
	switch (request.state) {
		case 'pending':
			return [bold('Waiting for a manager.')];
		case 'denied':
			return [bold('Denied'), ...by, '.', ...(request.note === undefined ? [] : [' Reason:', note])];
		case 'cancelled':
			return [bold('Cancelled'), ' by ', person(request.requesterId), `. ${none}`];
		case 'expired':
			return [bold('Expired.'), ` ${none} A new request can be made.`];
		case 'void':
			return [bold('Void: it changed since it was requested.'), note, ` ${none} Please ask again.`];
		default:
			return request.kind === 'resend' ? sendingPieces(request, by, note) : removingPieces(request, by, note);
	}
}

function sendingPieces(request: ResendRequest, by: readonly Piece[], note: string): readonly Piece[] {
	switch (request.state) {
		case 'approved':
			return [bold('Approved'), ...by, '. It is not sent yet: I check everything once more, and try until the request expires.', note];
		case 'sending':
			return [bold('Approved'), ...by, ', and handed to Mailgun. Its answer is awaited.'];
		case 'sent':
			return request.sentMessageId === undefined
				? [bold('Approved and sent'), ', as decided', ...by, '.']
				: [bold('Approved'), ...by, bold(' and sent'), ' to ', code(maskAddress(request.target)), '.'];
		case 'failed':
			return [bold('Approved, but not sent.'), note, ...(by.length === 0 ? [] : [' Decided', ...by, '.'])];
		default:
			return [
				bold('Not known whether it was sent. '),
				'Mailgun’s answer was lost, and the log does not show the mail, which proves nothing. A manager who is not the requester has to decide.',
			];
	}
}

function removingPieces({state}: BulkRequest, by: readonly Piece[], note: string): readonly Piece[] {
	switch (state) {
		case 'approved':
			return [bold('Approved'), ...by, '. Nothing is removed yet: I check everything once more, and try until the request expires.', note];
		case 'sending':
			return [bold('Approved'), ...by, ', and being removed one by one. The requester reads each result in our direct message.'];
		case 'sent':
			return [bold('Approved'), ...by, bold(' and carried out:'), `${note}.`];
		default:
			return [bold('Approved, but nothing was removed:'), note, ...(by.length === 0 ? [] : ['. Decided', ...by, '.'])];
	}
}

/** What a person wrote may hold anything; our own words, and Mailgun's, at most an address. */
function notePiece({note, state}: ApprovalRequest): string {
	if (note === undefined) return '';
	return ` ${(state === 'denied' ? maskSecrets(note) : withoutAddresses(note)).slice(0, 500)}`;
}

/** The reply in the thread. The requester is named: an edited card notifies nobody. */
export function outcomeReply(request: ApprovalRequest): Card {
	return {
		text: titleOf(request),
		blocks: [line(person(request.requesterId), ' ', ...outcomePieces(request))],
	};
}

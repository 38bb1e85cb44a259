import type {KnownBlock} from '@slack/types';
import {maskAddress} from '../../model/address.ts';
import {type ApprovalRequest, shortFingerprint} from '../../model/approval.ts';
import {maskSecrets, withoutAddresses} from '../../model/redaction.ts';
import {actions} from '../ids.ts';
import {bold, button, type Card, code, line, moment, type Piece, person, row, small} from '../kit.ts';
import {verificationLabels} from '../resend/modal.ts';
import {lettersLines} from './addresses.ts';
import {kindWords, stateTitles} from './words.ts';

/** Opens the case in the channel, and mirrors where it stands. */
export function caseMessage(request: ApprovalRequest): Card {
	const words = `Resend request ${request.id}: ${stateTitles[request.state]}`;
	return {
		text: words,
		blocks: [line('Resend request ', code(request.id), ' by ', person(request.requesterId), ': ', bold(stateTitles[request.state]))],
	};
}

/** The card, for everybody in the channel: addresses are masked, what people wrote too. */
export function requestCard(request: ApprovalRequest, managersGroup?: string): Card {
	const {message} = request;
	return {
		text: `Resend request ${request.id}: ${stateTitles[request.state]}`,
		blocks: [
			line(
				bold('A message shall go to another address. '),
				'Requested by ',
				person(request.requesterId),
				...(managersGroup === undefined ? [] : [', for ', {type: 'usergroup', usergroup_id: managersGroup} as const]),
				'.',
			),
			line(bold('Message: '), kindWords[message.kind], ', ', code(message.subject), ', sent ', moment(message.sentAt)),
			line(bold('From: '), code(maskAddress(message.originalRecipient)), bold('  To: '), code(maskAddress(request.target))),
			...lettersLines([message.originalRecipient, request.target]),
			line(bold('Account: '), ...accountPieces(request), bold('  Ticket: '), code(request.ticket)),
			line(bold('Verification: '), verificationLabels[request.verification]),
			line(bold('Reason: '), code(maskSecrets(request.reason).slice(0, 600))),
			line(...deathPieces(request), bold('Request expires: '), moment(request.expiresAt)),
			...(request.state === 'pending' ? [pendingButtons(request)] : outcomeBlocks(request)),
			small(`${request.id} · fingerprint ${shortFingerprint(request.fingerprint)} · sending domain ${message.sendingDomain}`),
		],
	};
}

function accountPieces({account}: ApprovalRequest): readonly Piece[] {
	return account === undefined ? ['none known to GitLab'] : [code(`@${account.username}`), ` (id ${account.id})`];
}

function deathPieces({message}: ApprovalRequest): readonly Piece[] {
	return message.diesAt === undefined ? [] : [bold('Code dies: '), moment(message.diesAt), '  '];
}

function pendingButtons({id}: ApprovalRequest): KnownBlock {
	return row(
		button('Approve', actions.reviewRequest, id, {style: 'primary'}),
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
	switch (request.state) {
		case 'pending':
			return [bold('Waiting for a manager.')];
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
		case 'unknown':
			return [
				bold('Not known whether it was sent. '),
				'Mailgun’s answer was lost, and the log does not show the mail, which proves nothing. A manager who is not the requester has to decide.',
			];
		case 'denied':
			return [bold('Denied'), ...by, '.', ...(request.note === undefined ? [] : [' Reason:', note])];
		case 'cancelled':
			return [bold('Cancelled'), ' by ', person(request.requesterId), '. Nothing was sent.'];
		case 'expired':
			return [bold('Expired.'), ' Nothing was sent. A new request can be made.'];
		case 'void':
			return [bold('Void: it changed since it was requested.'), note, ' Nothing was sent. Please ask again.'];
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
		text: `Resend request ${request.id}: ${stateTitles[request.state]}`,
		blocks: [line(person(request.requesterId), ' ', ...outcomePieces(request))],
	};
}

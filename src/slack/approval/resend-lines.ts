import type {KnownBlock} from '@slack/types';
import {maskAddress} from '../../model/address.ts';
import type {ResendRequest} from '../../model/approval.ts';
import {bold, code, line, moment, type Piece} from '../kit.ts';
import {verificationLabels} from '../resend/modal.ts';
import {lettersLines} from './addresses.ts';
import {kindWords} from './words.ts';

/** What shall be sent again, for everybody in the channel. */
export function resendLines(request: ResendRequest): readonly KnownBlock[] {
	const {message, target, verification, ticket} = request;
	return [
		line(bold('Message: '), kindWords[message.kind], ', ', code(message.subject), ', sent ', moment(message.sentAt)),
		line(bold('From: '), code(maskAddress(message.originalRecipient)), bold('  To: '), code(maskAddress(target))),
		...lettersLines([message.originalRecipient, target]),
		line(bold('Account: '), ...accountPieces(request), bold('  Ticket: '), code(ticket)),
		line(bold('Verification: '), verificationLabels[verification]),
	];
}

export function accountPieces({account}: Pick<ResendRequest, 'account'>): readonly Piece[] {
	return account === undefined ? ['none known to GitLab'] : [code(`@${account.username}`), ` (id ${account.id})`];
}

export function deathPieces({message}: ResendRequest): readonly Piece[] {
	return message.diesAt === undefined ? [] : [bold('Code dies: '), moment(message.diesAt), '  '];
}

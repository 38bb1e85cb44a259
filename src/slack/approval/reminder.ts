import type {ApprovalRequest} from '../../model/approval.ts';
import {bold, type Card, code, line, moment, type Piece, person} from '../kit.ts';
import {titleOf} from './words.ts';

export interface AllManagers {
	readonly managersGroup: string | undefined;
	/** Who are listed one by one. */
	readonly managers: readonly string[];
}

/** That a request still waits; with whom to mention, for the last time. */
export function reminderReply(request: ApprovalRequest, mentioned: AllManagers | undefined): Card {
	const words = 'Still waiting for a manager.';
	return {
		text: titleOf(request, words),
		blocks: [
			line(
				...(mentioned === undefined ? [] : mentions(mentioned)),
				bold(words),
				' The request ',
				code(request.id),
				' by ',
				person(request.requesterId),
				' expires ',
				moment(request.expiresAt),
				'.',
			),
		],
	};
}

function mentions({managersGroup, managers}: AllManagers): readonly Piece[] {
	const group = managersGroup === undefined ? [] : [{type: 'usergroup', usergroup_id: managersGroup} as const];
	return [...group, ...managers.map(person)].flatMap((piece) => [piece, ' ']);
}

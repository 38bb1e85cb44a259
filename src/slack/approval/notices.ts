import type {ApprovalRequest} from '../../model/approval.ts';
import type {Decision} from '../../workflows/decide-request.ts';
import {bold, type Card, code, line, person, small} from '../kit.ts';
import {outcomePieces} from './blocks.ts';
import {nothing, stateTitle} from './words.ts';

const gone = 'I do not know this request. Nothing was done.';
export const notFoundCard: Card = {text: gone, blocks: [line(gone)]};

/** For whoever comes late: who was first, and where it stands. */
export function settledCard(request: ApprovalRequest): Card {
	const words = `Already settled: ${stateTitle(request)}. Your click changed nothing.`;
	return {
		text: words,
		blocks: [
			line(bold(words)),
			...(request.decidedBy === undefined ? [] : [line('Decided by ', person(request.decidedBy), '.')]),
			line(...outcomePieces(request)),
			small(request.id),
		],
	};
}

export function decisionCard(decision: Exclude<Decision, {readonly outcome: 'not-found'}>): Card {
	const {request} = decision;
	switch (decision.outcome) {
		case 'done':
			return {
				text: stateTitle(request),
				blocks: [line('Request ', code(request.id), ': ', ...outcomePieces(request)), small('It is told in the thread too.')],
			};
		case 'lost':
			return settledCard(request);
		case 'expired':
			return telling(
				request.state === 'unknown'
					? 'The time of this request is over, so it is not sent again. Mark it as sent or as not sent, as soon as somebody knows.'
					: `The time of this request is over. ${nothing[request.kind]} A new request can be made.`,
			);
		case 'changed':
			return telling(`The record was changed since it was shown, so the request is void. ${nothing[request.kind]} Please ask again.`);
		case 'refused':
			return telling(
				decision.reason === 'own-request'
					? 'Nobody decides their own request, managers neither. Nothing was done.'
					: 'Only a manager may decide this. Nothing was done.',
			);
	}
}

function telling(words: string): Card {
	return {text: words, blocks: [line(words)]};
}

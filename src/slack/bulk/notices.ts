import type {ApprovalRequest} from '../../model/approval.ts';
import {troubleWords} from '../../model/trouble-words.ts';
import type {SelectionOutcome} from '../../workflows/remove-selected.ts';
import {bold, type Card, code, line, small} from '../kit.ts';
import {telling} from '../resend/notices.ts';
import {setPieces} from './request-lines.ts';

const notOffered = 'I do not know this list any more, or it is not yours. Nothing was removed. Please check the domain again.';
export const notOfferedCard = telling(notOffered);
export const nothingToTick = telling(
	'None of these addresses is on a bounce list now, so there is nothing to remove here.',
	'Complaints and unsubscribes are the recipients’ own wishes: look up the single address.',
);
export const underWayCard = telling('This is on record and is being carried out by itself.', 'Its progress stands in our direct message.');

export function beginningCard(count: number): Card {
	return telling(
		`Removing the bounces of ${count} ${count === 1 ? 'address' : 'addresses'} …`,
		'You may close this: progress and results stand in our direct message.',
	);
}

export function selectionNotice(result: Exclude<SelectionOutcome, {readonly outcome: 'begun'}>): Card {
	switch (result.outcome) {
		case 'requested':
			return requested(result.request);
		case 'not-offered':
			return notOfferedCard;
		case 'no-ticket':
			return telling(`Zendesk knows no ticket ${result.ticket}. Nothing was removed.`);
		case 'no-managers':
			return telling(
				'So many addresses need a manager, and no managers are configured. Nothing was removed.',
				'The operator can set SLACK_MANAGERS_USERGROUP or SLACK_MANAGERS.',
			);
		case 'no-place':
			return telling(
				'So many addresses need a manager, and a request is decided in a channel of your own workspace that I may write to, which this is not. Nothing was removed.',
				'The operator can set SLACK_APPROVALS_CHANNEL.',
			);
		case 'not-posted':
			return telling(
				'I could not post the request where managers would see it, so it is void. Nothing was removed.',
				`${troubleWords(result.trouble)} The operator has to check SLACK_APPROVALS_CHANNEL.`,
			);
		case 'unavailable':
			return telling(`${troubleWords(result.trouble)} Nothing was removed. Please try again in a minute.`);
	}
}

function requested(request: ApprovalRequest): Card {
	const words = 'Requested: so many addresses need a manager. I tell the decision in the thread of the case.';
	return {
		text: words,
		blocks: [
			line(bold(words)),
			line('Request ', code(request.id), ...(request.kind === 'bulk-removal' ? [', for ', ...setPieces(request)] : [])),
			...(request.thread === undefined
				? [line('Slack did not take the case yet: I post it as soon as it does. Please do not ask twice.')]
				: []),
			small('Nothing was removed yet.'),
		],
	};
}

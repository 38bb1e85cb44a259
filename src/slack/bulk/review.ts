import type {ModalView, RichTextBlock} from '@slack/types';
import {type BulkRequest, shortFingerprint} from '../../model/approval.ts';
import {addressesOf} from '../../model/bulk-removal.ts';
import {type RemovalFacts, type RemovalRisk, risksOfRemoval} from '../../model/request-risks.ts';
import {reasonOf} from '../../model/sweep.ts';
import {reviews} from '../ids.ts';
import {bold, code, divider, line, moment, person, plain, small} from '../kit.ts';
import {problemsOfView} from '../limits.ts';
import {reasonWords} from './modal.ts';
import {listsOf, setPieces} from './request-lines.ts';

/** The whole set, each address in full. The submission is the decision; a set that cannot be shown whole cannot be approved. */
export function bulkReviewModal(dialogId: string, request: BulkRequest, facts: RemovalFacts): ModalView {
	const view = reviewView(dialogId, request, facts);
	if (problemsOfView(view).length === 0) return view;
	const words = 'This set is too long to be read here as a whole, so it cannot be approved. Nothing was removed. Ask for smaller ones.';
	return {type: 'modal', title: plain(reviews['bulk-removal'].title), close: plain('Close'), blocks: [line(bold(words))]};
}

function reviewView(dialogId: string, request: BulkRequest, facts: RemovalFacts): ModalView {
	const {entries, reason, ticket, requesterId, expiresAt} = request;
	return {
		type: 'modal',
		callback_id: reviews['bulk-removal'].modal.id,
		private_metadata: dialogId,
		title: plain(reviews['bulk-removal'].title),
		submit: plain('Approve and Remove'),
		close: plain('Cancel'),
		blocks: [
			line(bold('These bounces shall be removed: '), ...setPieces(request), `, from the bounce lists of ${listsOf(entries)}.`),
			line('Mail to each of them is tried again. Complaints and unsubscribes are not among them.'),
			line(bold('Reason: '), code(reason)),
			line(
				...(ticket === undefined ? [bold('No ticket')] : [bold('Ticket: '), code(ticket)]),
				bold('  Requested by: '),
				person(requesterId),
			),
			line(bold('Expires: '), moment(expiresAt)),
			...risksOfRemoval(request, facts).map((risk) => line(bold('Risk: '), riskWords[risk](request))),
			line(bold('Requests of this requester in the last 7 days: '), String(facts.requestsThisWeek)),
			divider,
			wholeSet(request),
			small(`${request.id} · fingerprint ${shortFingerprint(request.fingerprint)}`),
		],
	};
}

const riskWords: Readonly<Record<RemovalRisk, (request: BulkRequest) => string>> = {
	'mailbox-unknown': ({entries}) =>
		`${addressesOf(entries.filter((entry) => reasonOf(entry) === 'mailbox-unknown')).length} of them bounced because there is no such mailbox. Mail to these fails again, which harms the standing of the sending domain.`,
	'ticket-missing': () => 'no ticket was named.',
	'ticket-of-another': () => 'whoever wrote the ticket has no address at this domain.',
	'ticket-unknown': () => 'Zendesk does not tell now who wrote the ticket.',
	'ticket-gone': () => 'Zendesk knows no such ticket now.',
};

/** In the order in which they were ticked, with why each bounced. */
function wholeSet({entries}: BulkRequest): RichTextBlock {
	return {
		type: 'rich_text',
		elements: [
			{
				type: 'rich_text_list',
				style: 'ordered',
				elements: [...Map.groupBy(entries, ({address}) => address)].map(([address, own]) => ({
					type: 'rich_text_section',
					elements: [code(address), {type: 'text', text: `  ${listsOf(own)}: ${reasonWords(own)}`}],
				})),
			},
		],
	};
}

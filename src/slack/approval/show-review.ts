import type {ApprovalRequest, BulkRequest, ResendRequest} from '../../model/approval.ts';
import {known} from '../../model/known.ts';
import {maskMail} from '../../model/redaction.ts';
import type {Dialogs, Requests} from '../../workflows/ports.ts';
import {type ReviewRemovalDeps, reviewRemoval} from '../../workflows/review-removal.ts';
import {type RequestReview, type ReviewDeps, reviewRequest} from '../../workflows/review-request.ts';
import {bulkReviewModal} from '../bulk/review.ts';
import {reviews} from '../ids.ts';
import {type ModalVisit, readingView} from '../visit.ts';
import {type Review, reviewModal, unreviewable} from './review.ts';

export interface ShowReviewDeps extends ReviewDeps, ReviewRemovalDeps {
	readonly requests: Requests;
	readonly dialogs: Dialogs;
	/** Base URL of the ticket system, if there is one. */
	readonly ticketSystem: string | undefined;
}

/** Everything that is approved, as it stands now. */
export function showWhole(deps: ShowReviewDeps, visit: ModalVisit, request: ApprovalRequest): Promise<void> {
	return request.kind === 'resend' ? showResend(deps, visit, request) : showRemoval(deps, visit, request);
}

async function showResend(deps: ShowReviewDeps, visit: ModalVisit, request: ResendRequest): Promise<void> {
	const refusal = unreviewable(request);
	if (refusal !== undefined) return visit.show(readingView(reviews.resend.title, refusal));
	const [{facts, stored}, dialogId, now] = await Promise.all([
		reviewRequest(deps, request),
		openDialog(deps, visit, request),
		deps.requests.now(),
	]);
	await visit.show(reviewModal({dialogId, request, facts, mail: maskedMail(stored, request), ticketSystem: deps.ticketSystem, now}));
}

async function showRemoval(deps: ShowReviewDeps, visit: ModalVisit, request: BulkRequest): Promise<void> {
	const [facts, dialogId] = await Promise.all([reviewRemoval(deps, request), openDialog(deps, visit, request)]);
	await visit.show(bulkReviewModal(dialogId, request, facts));
}

function openDialog({dialogs}: ShowReviewDeps, {person}: ModalVisit, {id, kind}: ApprovalRequest): Promise<string> {
	return dialogs.open({purpose: reviews[kind].modal.id, by: person.userId, data: {request: id}});
}

function maskedMail(stored: RequestReview['stored'], {message, target}: ResendRequest): Review['mail'] {
	if (!stored.known) return stored;
	return known(stored.value && maskMail(stored.value, [message.originalRecipient, target]));
}

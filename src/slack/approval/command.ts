import type {ApprovalRequest} from '../../model/approval.ts';
import {ServiceRefused, ServiceUnavailable} from '../../model/errors.ts';
import {type AttendRequestDeps, attendRequest} from '../../workflows/attend-request.ts';
import {approveRequest, cancelRequest, type Decision, denyRequest, settleUnknown} from '../../workflows/decide-request.ts';
import type {AuditTrail, Dialogs, PersonRef} from '../../workflows/ports.ts';
import {typed} from '../fields.ts';
import type {About} from '../guard.ts';
import {actions, type Entry, modals, reviews} from '../ids.ts';
import type {Listen} from '../listen.ts';
import {type ModalVisit, readingView, type Visit} from '../visit.ts';
import {denyModal, fields, titles} from './modals.ts';
import {decisionCard, notFoundCard, settledCard} from './notices.ts';
import {type ShowReviewDeps, showWhole} from './show-review.ts';

export interface ApprovalDeps extends AttendRequestDeps, ShowReviewDeps {
	readonly requests: AttendRequestDeps['requests'];
	readonly dialogs: Dialogs;
	readonly audit: AuditTrail;
}

/** The card's buttons. What is decided is the stored record; the button says only which. */
export function listenForApproval(listen: Listen, deps: ApprovalDeps): void {
	const about = (requestId: string, person: PersonRef) => aboutRequest(deps, requestId, person);
	const aboutDialog =
		(dialogId: string, {id: purpose}: Entry) =>
		async (person: PersonRef) => {
			const dialog = await deps.dialogs.find(dialogId, person.userId, purpose);
			return dialog?.request === undefined ? undefined : about(dialog.request, person);
		};

	listen.dialogAction(actions.denyRequest, titles.deny, (visit, requestId) => showDenial(deps, visit, requestId), about);

	for (const {button, modal, title} of Object.values(reviews)) {
		listen.dialogAction(button, title, (visit, requestId) => showReview(deps, visit, requestId), about);
		listen.submission(modal, (view) => ({
			checking: title,
			about: aboutDialog(view.private_metadata, modal),
			run: async (visit) => {
				const requestId = await requestOf(deps, visit, view.private_metadata, modal);
				const decision = await approveRequest(deps, {requestId, approver: {id: visit.person.userId, isManager: true}});
				await answerInModal(deps, visit, title, decision);
			},
		}));
	}

	listen.submission(modals.denyRequest, (view) => {
		const reason = typed(view, fields.reason);
		if (reason.length < 3) return {errors: {[fields.reason]: 'Tell the requester why.'}};
		return {
			checking: titles.deny,
			about: aboutDialog(view.private_metadata, modals.denyRequest),
			run: async (visit) => {
				const requestId = await requestOf(deps, visit, view.private_metadata, modals.denyRequest);
				const decision = await denyRequest(deps, {requestId, reason, approver: {id: visit.person.userId, isManager: true}});
				await answerInModal(deps, visit, titles.deny, decision);
			},
		};
	});

	const onCard = (entry: Entry, decide: (visit: Visit, requestId: string) => Promise<Decision>) =>
		listen.action(entry, async (visit, requestId) => visit.answer(await carriedOut(deps, visit, await decide(visit, requestId))), about);
	onCard(actions.cancelRequest, (visit, requestId) => cancelRequest(deps, {requestId, by: visit.person.userId}));
	for (const [entry, as] of [
		[actions.markAsSent, 'sent'],
		[actions.markAsNotSent, 'not-sent'],
		[actions.sendAgain, 'again'],
	] as const) {
		onCard(entry, (visit, requestId) => settleUnknown(deps, {requestId, as, approver: {id: visit.person.userId, isManager: true}}));
	}
}

/** The state first; who may decide is asked only while there is something to decide. */
async function aboutRequest(deps: ApprovalDeps, requestId: string, person: PersonRef): Promise<About | undefined> {
	const request = await deps.requests.find(requestId);
	if (request === undefined) return undefined;
	const open = request.state === 'pending' || request.state === 'unknown';
	return {own: request.requesterId === person.userId, open, deed: request.id};
}

/** Only by the dialog of this very step: a denial that was opened does not approve. */
async function requestOf(deps: ApprovalDeps, visit: Visit, dialogId: string, {id: purpose}: Entry): Promise<string> {
	return (await deps.dialogs.find(dialogId, visit.person.userId, purpose))?.request ?? '';
}

async function showReview(deps: ApprovalDeps, visit: ModalVisit, requestId: string): Promise<void> {
	const request = await deps.requests.find(requestId);
	if (request === undefined) return visit.show(readingView(reviews.resend.title, notFoundCard));
	if (request.state !== 'pending') return visit.show(readingView(reviews[request.kind].title, settledCard(request)));
	if ((await deps.requests.now()) >= request.expiresAt) {
		const expired = await attended(deps, request);
		return visit.show(readingView(reviews[request.kind].title, settledCard(expired)));
	}
	await showWhole(deps, visit, request);
}

async function showDenial(deps: ApprovalDeps, visit: ModalVisit, requestId: string): Promise<void> {
	const request = await deps.requests.find(requestId);
	if (request === undefined) return visit.show(readingView(titles.deny, notFoundCard));
	if (request.state !== 'pending') return visit.show(readingView(titles.deny, settledCard(request)));
	const dialogId = await deps.dialogs.open({purpose: modals.denyRequest.id, by: visit.person.userId, data: {request: request.id}});
	await visit.show(denyModal(dialogId, request));
}

async function answerInModal(deps: ApprovalDeps, visit: ModalVisit, title: string, decision: Decision): Promise<void> {
	await visit.show(readingView(title, await carriedOut(deps, visit, decision)));
}

/** The decision stands; what follows from it is carried out at once, and by any other process if this one dies. */
async function carriedOut(deps: ApprovalDeps, visit: Visit, decision: Decision) {
	if (decision.outcome === 'not-found') return notFoundCard;
	if (decision.outcome === 'lost' && isOwnRepetition(decision.request.decidedBy, visit)) {
		return decisionCard({outcome: 'done', request: decision.request});
	}
	if (decision.outcome === 'lost' || decision.outcome === 'refused') return decisionCard(decision);
	return decisionCard({...decision, request: await attended(deps, decision.request)});
}

/** What Slack does not take now is told in the thread later; what was decided and done stands, and is answered. */
async function attended(deps: ApprovalDeps, request: ApprovalRequest): Promise<ApprovalRequest> {
	try {
		return await attendRequest(deps, request);
	} catch (error) {
		if (!(error instanceof ServiceUnavailable || error instanceof ServiceRefused)) throw error;
		return (await deps.requests.find(request.id)) ?? request;
	}
}

/** A crash after the decision repeats the delivery: whoever decided it, is not told that somebody else was first. */
function isOwnRepetition(decidedBy: string | undefined, visit: Visit): boolean {
	return decidedBy === visit.person.userId;
}

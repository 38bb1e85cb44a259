import type {ApprovalRequest, ResendRequest} from '../model/approval.ts';
import type {Trouble} from '../model/errors.ts';
import {decideSending} from '../model/sending.ts';
import {type BeginDeps, beginApproved, later, moveOrFind} from './begin-approved.ts';
import {type CallOutcome, callOnce} from './call-once.ts';
import {noteOf} from './note-of-request.ts';
import type {RequestMove, Requests} from './ports.ts';
import {type LiveDeps, readLive} from './read-live.ts';

export interface SendDeps extends LiveDeps, BeginDeps {
	readonly requests: Requests;
}

/** In seconds. */
const sendAgainAfter = 5;

/** Everything once more, then the intent, then the one call. Resolves with the request as it is now. */
export async function sendApproved(deps: SendDeps, request: ResendRequest): Promise<ApprovalRequest> {
	const begun = await beginApproved(deps, request, async (approver) =>
		decideSending(request, approver, await readLive(deps, request), await deps.requests.now(), deps.requests.seal),
	);
	if (!begun.isBegun) return begun.request;
	return settle(deps, begun.request, await callOnce(deps.stored.resend(request.message, request.target)));
}

async function settle(deps: SendDeps, request: ApprovalRequest, call: CallOutcome<{readonly messageId: string}>): Promise<ApprovalRequest> {
	switch (call.call) {
		case 'accepted':
			return outcome(deps, request, {
				to: 'sent',
				sentMessageId: call.messageId,
				note: {...noteOf(request, 'request-sent'), after: {messageId: call.messageId}},
			});
		case 'ambiguous':
			return later(deps, request, 1);
		case 'not-sent':
			return notSent(deps, request, call.trouble);
	}
}

/** What certainly did not go out may be tried once more. */
async function notSent(deps: SendDeps, request: ApprovalRequest, trouble: Trouble): Promise<ApprovalRequest> {
	const after = {cause: trouble.cause, status: trouble.status ?? null};
	const reason = reasonOf(trouble);
	if (request.attempts > 1) return outcome(deps, request, {to: 'failed', reason, note: {...noteOf(request, 'request-failed'), after}});
	const returned = await outcome(deps, request, {to: 'approved', reason, note: {...noteOf(request, 'request-returned'), after}});
	const now = await deps.requests.now();
	const wait =
		trouble.retryAt === undefined ? sendAgainAfter : Math.max(sendAgainAfter, (trouble.retryAt.getTime() - now.getTime()) / 1000);
	return later(deps, returned, wait);
}

function reasonOf({service, status, cause, reason}: Trouble): string {
	if (status === 401 || status === 403)
		return `${service} does not let our key send messages (${status}): set MAILGUN_RESEND_API_KEY to a key of the role Developer or Admin.`;
	if (status !== undefined) return `${service} refused (${status})${reason === undefined ? '' : `: ${reason}`}.`;
	return `${service} did not take it (${cause}).`;
}

function outcome(deps: SendDeps, request: ApprovalRequest, step: Omit<RequestMove, 'id' | 'from' | 'attempt'>): Promise<ApprovalRequest> {
	return moveOrFind(deps, request, {...step, from: ['sending'], attempt: request.attempts});
}

import type {ApprovalRequest} from '../model/approval.ts';
import {ServiceRefused, ServiceUnavailable, type Trouble} from '../model/errors.ts';
import {decideByRecord, decideSending, type SendingDecision} from '../model/sending.ts';
import {type CallOutcome, callResend} from './call-resend.ts';
import type {Directory, RequestMove, Requests} from './ports.ts';
import {type LiveDeps, readLive} from './read-live.ts';

export interface SendDeps extends LiveDeps {
	readonly requests: Requests;
	readonly directory: Directory;
}

/** A live system that does not answer is asked again after this time, in seconds, until the request expires. */
const askAgainAfter = 15;
const sendAgainAfter = 5;

/** Everything once more, then the intent, then the one call. Resolves with the request as it is now. */
export async function sendApproved(deps: SendDeps, request: ApprovalRequest): Promise<ApprovalRequest> {
	const decision = await decide(deps, request).catch((error: unknown) => {
		if (error instanceof ServiceUnavailable || error instanceof ServiceRefused) return undefined;
		throw error;
	});
	if (decision === undefined) return later(deps, request, askAgainAfter);
	if (!decision.permitted) {
		const act = decision.next === 'expired' ? 'request-expired' : 'request-voided';
		return move(deps, request, {from: ['approved'], to: decision.next, reason: decision.reason, note: noteOf(request, act)});
	}
	const begun = await deps.requests.move({
		id: request.id,
		from: ['approved'],
		to: 'sending',
		note: noteOf(request, 'request-sending-intended'),
	});
	if (begun === undefined) return (await deps.requests.find(request.id)) ?? request;
	return settle(deps, begun, await callResend(deps.stored, begun.message, begun.target));
}

async function decide(deps: SendDeps, request: ApprovalRequest): Promise<SendingDecision> {
	const byRecord = decideByRecord(request, await deps.requests.now(), deps.requests.seal);
	if (!byRecord.permitted) return byRecord;
	const approverId = request.decidedBy ?? '';
	const [isManager, live] = await Promise.all([deps.directory.isManagerNow(approverId), readLive(deps, request)]);
	return decideSending(request, {id: approverId, isManager}, live, await deps.requests.now(), deps.requests.seal);
}

async function settle(deps: SendDeps, request: ApprovalRequest, call: CallOutcome): Promise<ApprovalRequest> {
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
	return move(deps, request, {...step, from: ['sending'], attempt: request.attempts});
}

async function move(deps: SendDeps, request: ApprovalRequest, step: Omit<RequestMove, 'id'>): Promise<ApprovalRequest> {
	return (await deps.requests.move({...step, id: request.id})) ?? (await deps.requests.find(request.id)) ?? request;
}

async function later(deps: SendDeps, request: ApprovalRequest, seconds: number): Promise<ApprovalRequest> {
	await deps.requests.postpone(request.id, seconds);
	return request;
}

export function noteOf<Act extends RequestMove['note']['act']>(request: ApprovalRequest, act: Act, actor = 'redeliver') {
	const {message, target, ticket, id} = request;
	return {actor, act, subject: message.originalRecipient, target, ticket, deed: id};
}

import type {ApprovalRequest, ResendRequest} from '../model/approval.ts';
import {moveOrFind} from './begin-approved.ts';
import {nextTrace, traceSending} from './find-sent.ts';
import {noteOf} from './note-of-request.ts';
import {watchSent} from './open-watch.ts';
import type {Announcements, DeliveryLog, Watches} from './ports.ts';
import {followRemoval, type RemoveApprovedDeps, removeApproved} from './remove-approved.ts';
import {type SendDeps, sendApproved} from './send-approved.ts';
import {tellRequest} from './tell-request.ts';

export interface AttendRequestDeps extends SendDeps, RemoveApprovedDeps {
	readonly log: DeliveryLog;
	readonly watches: Watches;
	readonly announcements: Announcements;
	/** In seconds. */
	readonly logLag: number;
}

/** Takes a request as far as it can go now, by whoever holds it, and tells it. Doing it again is harmless. */
export async function attendRequest(deps: AttendRequestDeps, request: ApprovalRequest): Promise<ApprovalRequest> {
	const current = await goOn(deps, request);
	if (current.state === 'sent' && current.kind === 'resend') await watchRequest(deps, current);
	return tellRequest(deps, current);
}

async function goOn(deps: AttendRequestDeps, request: ApprovalRequest): Promise<ApprovalRequest> {
	const isOver = (await deps.requests.now()) >= request.expiresAt;
	if ((request.state === 'pending' || request.state === 'approved') && isOver) return expire(deps, request);
	if (request.state === 'approved') return carryOut(deps, request);
	return request.state === 'sending' ? goOnSending(deps, request) : request;
}

function carryOut(deps: AttendRequestDeps, request: ApprovalRequest): Promise<ApprovalRequest> {
	return request.kind === 'resend' ? sendApproved(deps, request) : removeApproved(deps, request);
}

function goOnSending(deps: AttendRequestDeps, request: ApprovalRequest): Promise<ApprovalRequest> {
	return request.kind === 'resend' ? reconcile(deps, request) : followRemoval(deps, request);
}

async function expire(deps: AttendRequestDeps, request: ApprovalRequest): Promise<ApprovalRequest> {
	const step = {from: ['pending', 'approved'], to: 'expired', expired: true, note: noteOf(request, 'request-expired')} as const;
	return moveOrFind(deps, request, step);
}

/** A call was begun, and nobody saw its end. */
async function reconcile(deps: AttendRequestDeps, request: ResendRequest): Promise<ApprovalRequest> {
	const now = await deps.requests.now();
	const since = request.sendingSince ?? now;
	const outgoing = {message: request.message, recipient: request.target, sentMessageId: undefined, since};
	const trace = await traceSending(deps, outgoing, now);
	const step = {id: request.id, from: ['sending'] as const, attempt: request.attempts};
	if (trace.found === 'nothing-yet') {
		await deps.requests.postpone(request.id, nextTrace(outgoing, now));
		return request;
	}
	const moved =
		trace.found === 'sent'
			? await deps.requests.move({
					...step,
					to: 'sent',
					sentMessageId: trace.messageId,
					note: {...noteOf(request, 'request-sent'), after: {seen: 'log'}},
				})
			: await deps.requests.move({...step, to: 'unknown', note: noteOf(request, 'request-unknown')});
	return moved ?? (await deps.requests.find(request.id)) ?? request;
}

async function watchRequest(deps: AttendRequestDeps, request: ResendRequest): Promise<void> {
	const {id, message, target, sentMessageId, thread, sendingSince, ticket} = request;
	if (sentMessageId === undefined || thread === undefined || sendingSince === undefined) return;
	const sent = {message, recipient: target, messageId: sentMessageId, since: sendingSince};
	const told = {channel: thread.channel, threadTs: thread.caseTs};
	await watchSent(deps, sent, {id, act: 'request', by: request.requesterId, ticket, ...told});
}

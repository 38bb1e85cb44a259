import {type ApprovalRequest, type Approver, decideReview} from '../model/approval.ts';
import {noteOf} from './note-of-request.ts';
import type {AuditTrail, RequestMove, Requests} from './ports.ts';

export type Decision =
	| {readonly outcome: 'done'; readonly request: ApprovalRequest}
	/** Somebody else was first, or it is in another state by now. */
	| {readonly outcome: 'lost'; readonly request: ApprovalRequest}
	/** Too late to send it, or to send it again. */
	| {readonly outcome: 'expired'; readonly request: ApprovalRequest}
	/** The record is not what was shown. */
	| {readonly outcome: 'changed'; readonly request: ApprovalRequest}
	| {readonly outcome: 'refused'; readonly reason: 'not-a-manager' | 'own-request'; readonly request: ApprovalRequest}
	| {readonly outcome: 'not-found'};

interface Deps {
	readonly requests: Requests;
	readonly audit: AuditTrail;
}

export interface DecisionInput {
	readonly requestId: string;
	/** Asked of Slack just now. */
	readonly approver: Approver;
}

/** Four eyes: a manager decides, never on their own request, only once, and only in time. */
export function approveRequest(deps: Deps, input: DecisionInput): Promise<Decision> {
	return review(deps, input, (request) => ({
		from: ['pending'],
		to: 'approved',
		decidedBy: input.approver.id,
		note: {...noteOf(request, 'request-approved', input.approver.id), after: {fingerprint: request.fingerprint.slice(0, 16)}},
	}));
}

export function denyRequest(deps: Deps, input: DecisionInput & {readonly reason: string}): Promise<Decision> {
	return review(deps, input, (request) => ({
		from: ['pending'],
		to: 'denied',
		decidedBy: input.approver.id,
		reason: input.reason,
		note: noteOf(request, 'request-denied', input.approver.id),
	}));
}

/** By the requester alone. */
export async function cancelRequest(deps: Deps, input: {readonly requestId: string; readonly by: string}): Promise<Decision> {
	const request = await deps.requests.find(input.requestId);
	if (request === undefined) return {outcome: 'not-found'};
	if (request.requesterId !== input.by) throw new Error('only the requester cancels');
	return move(deps, request, input.by, {from: ['pending'], to: 'cancelled', note: noteOf(request, 'request-cancelled', input.by)});
}

const settlements = {
	sent: {to: 'sent', act: 'request-marked-sent'},
	'not-sent': {to: 'failed', act: 'request-marked-not-sent', reason: 'A manager marked it as not sent.'},
	again: {to: 'approved', act: 'request-send-again'},
} as const;

/** What nobody could find out, a manager decides, who is not the requester. */
export async function settleUnknown(deps: Deps, input: DecisionInput & {readonly as: keyof typeof settlements}): Promise<Decision> {
	const request = await deps.requests.find(input.requestId);
	if (request === undefined) return {outcome: 'not-found'};
	const {approver} = input;
	if (!approver.isManager) return {outcome: 'refused', reason: 'not-a-manager', request};
	if (approver.id === request.requesterId) return {outcome: 'refused', reason: 'own-request', request};
	const {act, ...step} = settlements[input.as];
	// A mail leaves within its time only, also the second time.
	if (step.to === 'approved' && (await deps.requests.now()) >= request.expiresAt) return {outcome: 'expired', request};
	return move(deps, request, approver.id, {...step, from: ['unknown'], decidedBy: approver.id, note: noteOf(request, act, approver.id)});
}

async function review(deps: Deps, input: DecisionInput, step: (request: ApprovalRequest) => Omit<RequestMove, 'id'>): Promise<Decision> {
	const request = await deps.requests.find(input.requestId);
	if (request === undefined) return {outcome: 'not-found'};
	const {approver} = input;
	const decision = decideReview(request, approver, await deps.requests.now(), deps.requests.seal);
	if (decision.permitted) return move(deps, request, approver.id, step(request));
	switch (decision.reason) {
		case 'already-decided':
			return lost(deps, request, approver.id);
		case 'expired':
			return expired(deps, request, approver.id);
		case 'changed':
			return changed(deps, request, approver.id);
		default:
			await deps.audit.record({...noteOf(request, 'refused', approver.id), after: {reason: decision.reason}});
			return {outcome: 'refused', reason: decision.reason, request};
	}
}

async function move(deps: Deps, request: ApprovalRequest, by: string, step: Omit<RequestMove, 'id'>): Promise<Decision> {
	const moved = await deps.requests.move({...step, id: request.id});
	return moved === undefined ? lost(deps, request, by) : {outcome: 'done', request: moved};
}

async function lost(deps: Deps, request: ApprovalRequest, by: string): Promise<Decision> {
	const now = (await deps.requests.find(request.id)) ?? request;
	await deps.audit.record({...noteOf(request, 'request-decision-lost', by), after: {state: now.state}});
	return {outcome: 'lost', request: now};
}

async function expired(deps: Deps, request: ApprovalRequest, by: string): Promise<Decision> {
	await deps.audit.record({...noteOf(request, 'refused', by), after: {reason: 'expired'}});
	const moved = await deps.requests.move({
		id: request.id,
		from: ['pending'],
		to: 'expired',
		expired: true,
		note: noteOf(request, 'request-expired'),
	});
	return {outcome: 'expired', request: moved ?? request};
}

async function changed(deps: Deps, request: ApprovalRequest, by: string): Promise<Decision> {
	const moved = await deps.requests.move({
		id: request.id,
		from: ['pending'],
		to: 'void',
		reason: 'The record was changed after it was shown.',
		note: noteOf(request, 'request-voided', by),
	});
	return {outcome: 'changed', request: moved ?? request};
}

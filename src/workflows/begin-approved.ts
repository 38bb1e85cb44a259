import type {ApprovalRequest, Approver} from '../model/approval.ts';
import {ServiceRefused, ServiceUnavailable} from '../model/errors.ts';
import {decideByRecord, type SendingDecision} from '../model/sending.ts';
import {noteOf} from './note-of-request.ts';
import type {Directory, RequestMove, Requests} from './ports.ts';

export interface BeginDeps {
	readonly requests: Requests;
	readonly directory: Directory;
}

/** A live system that does not answer is asked again after this time, in seconds, until the request expires. */
const askAgainAfter = 15;

/**
 * Everything once more, then the intent. `isBegun`: it is this caller's to carry out; else resolves with the request as it is now.
 * `decide` asks the live systems, beside the directory.
 */
export async function beginApproved(
	deps: BeginDeps,
	request: ApprovalRequest,
	decide: (approver: Approver) => Promise<SendingDecision>,
): Promise<{readonly isBegun: boolean; readonly request: ApprovalRequest}> {
	const decision = await decideLive(deps, request, decide);
	if (decision === undefined) return {isBegun: false, request: await later(deps, request, askAgainAfter)};
	if (!decision.permitted) {
		const act = decision.next === 'expired' ? 'request-expired' : 'request-voided';
		const step = {from: ['approved'] as const, to: decision.next, reason: decision.reason, note: noteOf(request, act)};
		return {isBegun: false, request: await moveOrFind(deps, request, step)};
	}
	const note = noteOf(request, 'request-sending-intended');
	const begun = await deps.requests.move({id: request.id, from: ['approved'], to: 'sending', note});
	return {isBegun: begun !== undefined, request: begun ?? (await deps.requests.find(request.id)) ?? request};
}

/**
 * The record first: nobody is asked about one that is over, or that somebody changed. Undefined: a live system does not answer now.
 */
export async function decideLive(
	{requests, directory}: Pick<BeginDeps, 'directory'> & {readonly requests: Pick<Requests, 'now' | 'seal'>},
	request: ApprovalRequest,
	decide: (approver: Approver) => Promise<SendingDecision>,
): Promise<SendingDecision | undefined> {
	const byRecord = decideByRecord(request, await requests.now(), requests.seal);
	if (!byRecord.permitted) return byRecord;
	const id = request.decidedBy ?? '';
	try {
		return await decide({id, isManager: await directory.isManagerNow(id)});
	} catch (error) {
		if (error instanceof ServiceUnavailable || error instanceof ServiceRefused) return undefined;
		throw error;
	}
}

/** The request as it is after the move, whoever made it. */
export async function moveOrFind(
	{requests}: Pick<BeginDeps, 'requests'>,
	request: ApprovalRequest,
	step: Omit<RequestMove, 'id'>,
): Promise<ApprovalRequest> {
	return (await requests.move({...step, id: request.id})) ?? (await requests.find(request.id)) ?? request;
}

export async function later({requests}: Pick<BeginDeps, 'requests'>, request: ApprovalRequest, seconds: number): Promise<ApprovalRequest> {
	await requests.postpone(request.id, seconds);
	return request;
}

import type {ApprovalRequest} from '../model/approval.ts';
import type {Announcements, Requests} from './ports.ts';

export interface TellRequestDeps {
	readonly requests: Requests;
	readonly announcements: Announcements;
}

/**
 * Brings what people see up to what is on record: the case, the card, and a reply for each state.
 * Writes its own state first and then reads again: whoever was overtaken meanwhile writes once more.
 */
export async function tellRequest(deps: TellRequestDeps, request: ApprovalRequest): Promise<ApprovalRequest> {
	let current = await withThread(deps, request);
	while (current.told !== current.state && current.thread !== undefined) {
		if (current.state !== 'pending') await deps.announcements.updateCase(current);
		const isFirst = await deps.requests.told(current.id, current.state);
		if (isFirst && current.state !== 'pending') await deps.announcements.tellCase(current);
		current = (await deps.requests.find(current.id)) ?? {...current, told: current.state};
	}
	// What waits for Mailgun or Slack was given a time of its own already; everything else is anybody's again.
	if (current.state !== 'approved' && current.state !== 'sending') await deps.requests.postpone(current.id, 0);
	return current;
}

async function withThread(deps: TellRequestDeps, request: ApprovalRequest): Promise<ApprovalRequest> {
	if (request.thread !== undefined) return request;
	const thread = await deps.announcements.openCase(request);
	await deps.requests.note(request.id, thread);
	return {...request, thread};
}

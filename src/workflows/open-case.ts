import type {ApprovalRequest} from '../model/approval.ts';
import {ServiceRefused, ServiceUnavailable, type Trouble} from '../model/errors.ts';
import {noteOf} from './note-of-request.ts';
import type {Announcements, NewlyMade, Requests} from './ports.ts';
import {tellRequest} from './tell-request.ts';

export type CaseOpening =
	| {readonly outcome: 'requested'; readonly request: ApprovalRequest}
	/** The case could not be posted, so nobody could decide it: the request is void. */
	| {readonly outcome: 'not-posted'; readonly trouble: Trouble};

interface Deps {
	readonly requests: Requests;
	readonly announcements: Announcements;
}

/** Tells a new request where managers can decide it. One that was made before is told by whoever made it, or whoever takes it up. */
export async function openCase(deps: Deps, {request, isNew}: NewlyMade): Promise<CaseOpening> {
	if (!isNew) return {outcome: 'requested', request};
	try {
		return {outcome: 'requested', request: await tellRequest(deps, request)};
	} catch (error) {
		// It is on record: whoever takes it up posts it, as soon as Slack lets it.
		if (error instanceof ServiceUnavailable) return {outcome: 'requested', request};
		if (!(error instanceof ServiceRefused)) throw error;
		await deps.requests.move({
			id: request.id,
			from: ['pending'],
			to: 'void',
			reason: 'The case could not be posted.',
			note: noteOf(request, 'request-voided'),
		});
		await deps.requests.told(request.id, 'void');
		return {outcome: 'not-posted', trouble: error.trouble};
	}
}

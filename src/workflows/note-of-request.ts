import type {ApprovalRequest} from '../model/approval.ts';
import type {AuditNote} from '../model/audit.ts';

/** How a request stands in the trail. A bulk removal is about no single address: each of its removals has entries of its own. */
export function noteOf<Act extends AuditNote['act']>(request: ApprovalRequest, act: Act, actor = 'redeliver') {
	const {ticket, id} = request;
	const note = {actor, act, ticket, deed: id};
	if (request.kind === 'bulk-removal') return {...note, subject: undefined, target: undefined};
	return {...note, subject: request.message.originalRecipient, target: request.target};
}

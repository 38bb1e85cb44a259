import {ServiceRefused, ServiceUnavailable, type Trouble} from '../model/errors.ts';

/** What one call is known to have done. What sends mail is never repeated blindly: `ambiguous` is for the log to clear up. */
export type CallOutcome<Answer extends object> =
	| ({readonly call: 'accepted'} & Answer)
	/** It certainly took no effect. */
	| {readonly call: 'not-sent'; readonly trouble: Trouble}
	| {readonly call: 'ambiguous'; readonly trouble: Trouble};

export async function callOnce<Answer extends object>(answer: Promise<Answer>): Promise<CallOutcome<Answer>> {
	try {
		return {call: 'accepted', ...(await answer)};
	} catch (error) {
		if (error instanceof ServiceRefused) return {call: 'not-sent', trouble: error.trouble};
		if (error instanceof ServiceUnavailable) return {call: error.neverSent ? 'not-sent' : 'ambiguous', trouble: error.trouble};
		throw error;
	}
}

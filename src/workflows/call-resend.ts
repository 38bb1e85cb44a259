import {ServiceRefused, ServiceUnavailable, type Trouble} from '../model/errors.ts';
import type {StoredMessages, StoredRef} from './ports.ts';

/** What one call is known to have done. Mail is never repeated blindly: `ambiguous` is for the log to clear up. */
export type CallOutcome =
	| {readonly call: 'accepted'; readonly messageId: string}
	/** It certainly took no effect. */
	| {readonly call: 'not-sent'; readonly trouble: Trouble}
	| {readonly call: 'ambiguous'; readonly trouble: Trouble};

export async function callResend(stored: StoredMessages, ref: StoredRef, to: string): Promise<CallOutcome> {
	try {
		return {call: 'accepted', ...(await stored.resend(ref, to))};
	} catch (error) {
		if (error instanceof ServiceRefused) return {call: 'not-sent', trouble: error.trouble};
		if (error instanceof ServiceUnavailable) return {call: error.neverSent ? 'not-sent' : 'ambiguous', trouble: error.trouble};
		throw error;
	}
}

import type {ResendMessage} from './approval.ts';
import type {MessageState} from './delivery.ts';

/** A message on a log card: what its buttons stand for. */
export interface ShownMessage {
	/** Opaque; the only thing that a button carries. */
	readonly id: string;
	/** The same for all messages of one card. */
	readonly batch: string;
	readonly message: ResendMessage;
	readonly state: MessageState;
	/** The address that the log was asked for, as typed. */
	readonly asked: string;
	readonly ticket: string | undefined;
	readonly seenBy: string;
}

/**
 * - `sending`: the intent is on record, the call may or may not have reached Mailgun
 * - `unknown`: the log did not show it within its lag; nobody knows
 */
export type ResendState = 'sending' | 'sent' | 'failed' | 'unknown';

/** A message sent again to the address that it had. */
export interface Resend {
	readonly id: string;
	readonly state: ResendState;
	readonly message: ResendMessage;
	readonly by: string;
	readonly ticket: string | undefined;
	readonly sendingSince: Date;
	readonly sentMessageId: string | undefined;
	readonly note: string | undefined;
}

import {isResendable, isSameAddress, type ResendMessage} from '../model/approval.ts';
import type {LiveMessage} from '../model/sending.ts';
import {isSuppressed, type LiveDeps} from './read-live.ts';

export type MessageProblem = 'subject' | 'expired' | 'recipients' | 'changed' | 'suppressed';

/** Whether this message may go to this target at all, by what the outside world says now. */
export async function examineMessage(
	deps: Pick<LiveDeps, 'stored' | 'lists' | 'resendSubjects'>,
	message: ResendMessage,
	target: string,
): Promise<MessageProblem | undefined> {
	if (!isResendable(message.subject, deps.resendSubjects)) return 'subject';
	const [stored, suppressed] = await Promise.all([deps.stored.read(message), isSuppressed(deps.lists, message.sendingDomain, target)]);
	if (stored === undefined) return 'expired';
	return problemOfStored(message, stored) ?? (suppressed ? 'suppressed' : undefined);
}

function problemOfStored(message: ResendMessage, stored: LiveMessage): MessageProblem | undefined {
	if (stored.recipients.length !== 1) return 'recipients';
	const same =
		stored.subject === message.subject &&
		isSameAddress(stored.recipients[0] ?? '', message.originalRecipient) &&
		(stored.messageId === undefined || stored.messageId === message.messageId);
	return same ? undefined : 'changed';
}

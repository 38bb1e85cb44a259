import {isResendable} from '../model/approval.ts';
import {type MaskedMail, maskMail} from '../model/redaction.ts';
import type {ShownMessage} from '../model/resend.ts';
import type {AuditTrail, ShownMessages, StoredMessages} from './ports.ts';

export type PreviewOutcome =
	| {
			readonly outcome: 'shown';
			readonly record: ShownMessage;
			readonly mail: MaskedMail;
			/** How many people it went to. */
			readonly recipients: number;
	  }
	/** Mailgun keeps the body no longer. */
	| {readonly outcome: 'expired'; readonly record: ShownMessage}
	| {readonly outcome: 'not-allowed'; readonly record: ShownMessage}
	| {readonly outcome: 'unknown'};

export interface PreviewDeps {
	readonly shown: ShownMessages;
	readonly stored: StoredMessages;
	readonly audit: AuditTrail;
	readonly resendSubjects: readonly string[];
}

/** Headers and text of a stored message, masked before anybody else gets hold of them. */
export async function previewMessage(deps: PreviewDeps, input: {readonly recordId: string; readonly by: string}): Promise<PreviewOutcome> {
	const record = await deps.shown.find(input.recordId, input.by);
	if (record === undefined) return {outcome: 'unknown'};
	if (!isResendable(record.message.subject, deps.resendSubjects)) return {outcome: 'not-allowed', record};
	const stored = await deps.stored.read(record.message);
	await deps.audit.record({
		actor: input.by,
		act: 'message-previewed',
		subject: record.message.originalRecipient,
		ticket: record.ticket,
		after: {kept: stored !== undefined, sendingDomain: record.message.sendingDomain, kind: record.message.kind},
	});
	if (stored === undefined) return {outcome: 'expired', record};
	if (!isResendable(stored.subject, deps.resendSubjects)) return {outcome: 'not-allowed', record};
	return {
		outcome: 'shown',
		record,
		mail: maskMail(stored, [record.message.originalRecipient]),
		recipients: stored.recipients.length,
	};
}

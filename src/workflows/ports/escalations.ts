import type {AuditNote} from '../../model/audit.ts';
import type {Escalation, IssueText} from '../../model/escalation.ts';

/** The issues of the project that takes console requests. */
export interface Issues {
	/** Resolves with the issue's URL. An answer that is lost leaves it unknown whether it was opened. */
	readonly open: (issue: IssueText) => Promise<string>;
	/** The URL of the issue that bears this reference. */
	readonly find: (reference: string) => Promise<string | undefined>;
}

/** The console requests: one for an account within a day. Each move is one transaction with its audit entry. */
export interface Escalations {
	/** The intent, or the request of the last day that stands already. */
	readonly begin: (
		draft: {readonly account: number; readonly by: string; readonly ticket: string},
		note: AuditNote,
	) => Promise<{readonly escalation: Escalation; readonly isNew: boolean}>;
	/** The right to ask for the issue once more: given to one, and only when no earlier call can still be on its way. */
	readonly mayRepeat: (id: string) => Promise<boolean>;
	/** From `opening` only. Undefined: somebody else was first. */
	readonly settle: (
		outcome: {readonly id: string; readonly to: 'opened'; readonly issueUrl: string} | {readonly id: string; readonly to: 'failed'},
		note: AuditNote,
	) => Promise<Escalation | undefined>;
	readonly find: (id: string) => Promise<Escalation | undefined>;
}

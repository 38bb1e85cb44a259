import type {EscalationState} from '../../model/escalation.ts';
import type {FormKind, FormPostState} from '../../model/send-again.ts';
import type {Moment} from './stored.ts';

export interface AccountDeedTables {
	/** Forms of GitLab that were posted. */
	readonly form_post: {
		readonly id: string;
		readonly delivery: string;
		readonly kind: FormKind;
		readonly account_id: number;
		readonly state: FormPostState;
		readonly posted_by: string;
		readonly begun_at: Moment;
	};
	/** Console requests: one for an account within a day, unless it failed. */
	readonly escalation: {
		/** Stands in the issue too. */
		readonly id: string;
		readonly account_id: number;
		readonly state: EscalationState;
		readonly opened_by: string;
		readonly ticket: string;
		readonly issue_url: string | null;
		readonly opened_at: Moment;
		/** When the issue was asked for last. */
		readonly tried_at: Moment;
	};
	/** Support PINs that matched. */
	readonly pin_match: {
		readonly id: string;
		readonly account_id: number;
		readonly matched_by: string;
		readonly ticket: string | null;
		readonly matched_at: Moment;
	};
}

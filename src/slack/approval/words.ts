import type {ApprovalRequest, RequestState} from '../../model/approval.ts';
import type {MailKind} from '../../model/mail-kind.ts';

type RequestKind = ApprovalRequest['kind'];

const titles: Readonly<Record<RequestState, string>> = {
	pending: 'Waiting for a manager',
	approved: 'Approved, being sent',
	sending: 'Being sent',
	sent: 'Sent',
	failed: 'Failed',
	unknown: 'Not known whether it was sent',
	denied: 'Denied',
	cancelled: 'Cancelled',
	expired: 'Expired',
	void: 'Void',
};

const removalTitles: Readonly<Partial<Record<RequestState, string>>> = {
	approved: 'Approved, being removed',
	sending: 'Being removed',
	sent: 'Removed',
};

/** Where a request stands, in a few words. */
export function stateTitle({kind, state}: Pick<ApprovalRequest, 'kind' | 'state'>): string {
	return (kind === 'bulk-removal' ? removalTitles[state] : undefined) ?? titles[state];
}

/** What it is called, followed by its id. */
export const requestNames: Readonly<Record<RequestKind, string>> = {resend: 'Resend request', 'bulk-removal': 'Bulk removal request'};

/** One line for notifications: its name, its id, where it stands. */
export function titleOf(request: Pick<ApprovalRequest, 'kind' | 'id' | 'state'>, standing = stateTitle(request)): string {
	return `${requestNames[request.kind]} ${request.id}: ${standing}`;
}

/** What did not happen. */
export const nothing: Readonly<Record<RequestKind, string>> = {resend: 'Nothing was sent.', 'bulk-removal': 'Nothing was removed.'};

export const kindWords: Readonly<Record<MailKind, string>> = {
	confirmation: 'Confirmation mail',
	code: 'Verification code',
	reset: 'Password reset mail',
	'sign-in': 'Sign-in link',
	other: 'Other mail',
};

import type {RequestState} from '../../model/approval.ts';
import type {MailKind} from '../../model/mail-kind.ts';

export const stateTitles: Readonly<Record<RequestState, string>> = {
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

export const kindWords: Readonly<Record<MailKind, string>> = {
	confirmation: 'Confirmation mail',
	code: 'Verification code',
	reset: 'Password reset mail',
	'sign-in': 'Sign-in link',
	other: 'Other mail',
};

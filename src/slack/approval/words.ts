import type {RequestState} from '../../model/approval.ts';
import type {WatchState} from '../../model/delivery.ts';
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

export const watchWords: Readonly<Record<WatchState, string>> = {
	pending: 'Handed to Mailgun. The log does not show it yet.',
	accepted: 'Accepted by Mailgun, on its way.',
	delayed: 'Delayed: the recipient’s server asked to come back later.',
	delivered: 'Delivered: the recipient’s server took it.',
	failed: 'Failed: the recipient’s server refused it.',
	dropped: 'Dropped: the address is on a suppression list.',
	rejected: 'Failed: Mailgun did not accept it.',
	silent: 'The log showed no end of it within 60 minutes. I stop looking; ask the log later.',
};

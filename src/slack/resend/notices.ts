import type {ApprovalRequest} from '../../model/approval.ts';
import type {Trouble} from '../../model/errors.ts';
import {troubleWords} from '../../model/trouble-words.ts';
import type {RequestOutcome, RequestProblem} from '../../workflows/request-resend.ts';
import type {ResendOutcome} from '../../workflows/resend-message.ts';
import {bold, type Card, code, line, small} from '../kit.ts';

export const noPinMatch = 'I matched no Support PIN for this account within the last hour.';

const problemWords: Readonly<Record<RequestProblem, string>> = {
	subject: 'Messages with this subject are not sent again here. Nothing was sent.',
	'no-pin-match': `${noPinMatch} Nothing was sent, and no request was made. Compare the PIN on the card of /confirm, or choose another verification.`,
	expired:
		'Mailgun does not keep this message any more, so it cannot be sent again. Nothing was sent. The customer has to ask for a new mail.',
	recipients: 'The stored message has not exactly one recipient. Such a message is never sent again. Nothing was sent.',
	changed: 'The stored message is not the one that the log showed. Nothing was sent. Please read the log again.',
	suppressed:
		'This address is on a suppression list, so Mailgun would drop the mail. Nothing was sent. Remove the entry first with /suppression and the address.',
};

const foreignWords: Readonly<Record<Extract<ResendOutcome, {outcome: 'foreign'}>['why'], string>> = {
	'no-account': 'GitLab knows no account with this address any more, so it counts as another address. Nothing was sent yet.',
	'newer-account':
		'The account with this address was made after this mail: it may be somebody else’s, so it counts as another address. Nothing was sent yet.',
};

export function foreignNotice(why: keyof typeof foreignWords): string {
	return `${foreignWords[why]} Please fill in the other fields for a manager.`;
}

export function resendNotice(result: Exclude<ResendOutcome, {readonly outcome: 'foreign'}>): Card {
	switch (result.outcome) {
		case 'sent':
			return telling(
				'Sent once more, to the same address.',
				'What becomes of it I tell in our direct message, as soon as the log shows it.',
			);
		case 'under-way':
			return telling(
				'Mailgun’s answer was lost, so I do not know yet whether it went out.',
				'I look for it in the log and tell you in our direct message. Please do not send it again meanwhile.',
			);
		case 'not-known':
			return telling(
				'Nobody knows whether it went out: the log does not show it, which proves nothing.',
				'Ask the customer before you send it again.',
			);
		case 'failed':
			return result.trouble === undefined ? telling('It was not sent.') : telling('It was not sent.', sendTrouble(result.trouble));
		case 'refused':
			return telling(problemWords[result.problem]);
		case 'unavailable':
			return telling(`${sendTrouble(result.trouble)} Nothing was sent. Please try again in a minute.`);
	}
}

export function requestNotice(result: RequestOutcome, approvalsVariable = 'SLACK_APPROVALS_CHANNEL'): Card {
	switch (result.outcome) {
		case 'requested':
			return requested(result.request);
		case 'refused':
			return telling(problemWords[result.problem]);
		case 'no-ticket':
			return telling(`Zendesk knows no ticket ${result.ticket}. Nothing was sent, and no request was made.`);
		case 'no-managers':
			return telling(
				'Sending to another address needs a manager, and no managers are configured, so it is off. Nothing was sent.',
				'The operator can set SLACK_MANAGERS_USERGROUP or SLACK_MANAGERS.',
			);
		case 'no-place':
			return telling(
				'A request is decided in a channel of your own workspace that I may write to, and this is none (direct messages and shared channels are not). Nothing was sent.',
				`The operator can set ${approvalsVariable}, or use a channel that I am in.`,
			);
		case 'not-posted':
			return telling(
				'I could not post the request where managers would see it, so it is void. Nothing was sent.',
				`${troubleWords(result.trouble)} The operator has to check ${approvalsVariable}.`,
			);
		case 'unavailable':
			return telling(`${sendTrouble(result.trouble)} Nothing was sent, and no request was made. Please try again in a minute.`);
	}
}

function requested(request: ApprovalRequest): Card {
	const words = 'Requested. A manager decides; I tell it in the thread of the case.';
	return {
		text: words,
		blocks: [
			line(bold(words)),
			line('Request ', code(request.id), ...(request.kind === 'resend' ? [', to ', code(request.target)] : [])),
			...(request.thread === undefined
				? [line('Slack did not take the case yet: I post it as soon as it does. Please do not ask twice.')]
				: []),
			small('Nothing was sent yet.'),
		],
	};
}

/** What a missing right means, and whom to ask. */
export function sendTrouble(trouble: Trouble): string {
	if (trouble.service !== 'Mailgun' || (trouble.status !== 401 && trouble.status !== 403)) return troubleWords(trouble);
	return `Mailgun does not let our key read and send messages (${trouble.status}). The operator has to set MAILGUN_RESEND_API_KEY to a key of the role Developer or Admin.`;
}

export function telling(words: string, more?: string): Card {
	return {text: words, blocks: [line(bold(words)), ...(more === undefined ? [] : [line(more)])]};
}

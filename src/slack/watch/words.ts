import {listOfDrop} from '../../model/delivery.ts';
import {classifyReply} from '../../model/smtp-reply.ts';
import {listNames, reasonMeaning} from '../../model/texts.ts';
import type {Watch, WatchAct, WatchState} from '../../model/watch.ts';

const waiting: Readonly<Record<WatchAct, string>> = {
	resend: 'Handed to Mailgun. The log does not show it yet.',
	request: 'Handed to Mailgun. The log does not show it yet.',
	removal: 'The entry is removed. I watch the log for the next mail to this address.',
	confirmation: 'I watch the log for the confirmation mail. It does not show it yet.',
	reset: 'I watch the log for the password reset mail. It does not show it yet.',
	hand: 'I watch the log for the next mail. It does not show it yet.',
};

const headlines: Readonly<Record<Exclude<WatchState, 'pending'>, string>> = {
	accepted: 'Accepted by Mailgun, on its way.',
	delayed: 'Delayed: the recipient’s server asked to come back later.',
	delivered: 'Delivered: the recipient’s server took it.',
	failed: 'Failed: the recipient’s server refused it.',
	dropped: 'Dropped: the address is on a suppression list.',
	rejected: 'Failed: Mailgun did not accept it.',
	silent: 'No news: within 60 minutes the log showed no such mail. I stop looking.',
	unfinished: 'No end yet: after 60 minutes the mail is still on its way. I stop looking.',
	unknown: 'Not known: Mailgun’s log did not answer. I stop looking.',
	stopped: 'Stopped: the entry was put back, and mail to this address is dropped again.',
};

export function headlineOf({state, act}: Watch): string {
	return state === 'pending' ? waiting[act] : headlines[state];
}

/** What it means, and what to do next. Nothing of a reply goes in here. */
export function adviceOf(watch: Watch): string {
	const {state, seen, mail} = watch;
	switch (state) {
		case 'pending':
			return watch.act === 'removal' ? 'Send it once more, or ask the customer to request it again.' : '';
		case 'delayed':
			return 'Mailgun tries again by itself for about eight hours: the customer should wait.';
		case 'delivered':
			return 'Ask the customer to look into inbox, spam folder and quarantine.';
		case 'failed':
			return seen === undefined ? '' : reasonMeaning[classifyReply(seen)];
		case 'rejected':
			return 'It never left: the operator has to look into Mailgun.';
		case 'dropped':
			return seen === undefined
				? ''
				: `It stands on the ${listNames[listOfDrop(seen)]} of ${mail.sendingDomain}. Check again, and remove the entry.`;
		case 'silent':
			return mail.messageId === undefined
				? 'Was it sent at all? Check again, send it or have the customer request it, and watch again.'
				: 'That proves nothing. Read the log later, and ask the customer before you send it again.';
		case 'unfinished':
			return 'Mailgun gives up about eight hours after the first attempt: the customer should wait, and you can check again later.';
		case 'unknown':
			return 'Whether it was delivered, nobody can say from here. Check again in a while.';
		case 'accepted':
		case 'stopped':
			return '';
	}
}

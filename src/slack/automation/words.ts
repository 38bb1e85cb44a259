import type {AutomationMode, AutomationStanding, HandOver} from '../../model/automation.ts';
import {troubleWords} from '../../model/trouble-words.ts';
import type {AutomationTelling} from '../../workflows/automate-ticket.ts';
import type {AutomationEnding} from '../../workflows/handle-ticket.ts';
import {commentWords} from '../ticket/outcomes.ts';

const reasons: Readonly<Record<HandOver, string>> = {
	'not-read': 'I could not read the ticket.',
	incomplete: 'Not every source answered, so there is no verdict.',
	'recipients-wish': 'A complaint or an unsubscribe blocks the mail, and that is removed only at the recipient’s own request.',
	'another-requester': 'The requester of the ticket has another address than the one that mail does not reach.',
	'answered-before': 'I answered in this ticket before, and the customer wrote again.',
	'for-people': 'The next step is not one for a machine.',
	'ticket-changed': 'Somebody changed the ticket while I looked.',
	stopped: 'A manager switched the automation off while I was at work.',
	limit: 'I reached my limit of removals for this hour.',
	'not-removed': 'The entry could not be removed.',
	'not-noted': 'The internal note could not be added.',
	'not-answered': 'I could not answer the customer.',
};

/** The first line of the card. */
export function endingWords({ticket, ending}: Pick<AutomationTelling, 'ticket' | 'ending'>): string {
	switch (ending.kind) {
		case 'suggested':
			return `Ticket ${ticket} is about mail that did not arrive. I looked, and changed nothing.`;
		case 'answered':
			return ending.removed
				? `I removed what blocked the mail, answered the customer, and set ticket ${ticket} to solved.`
				: `No entry blocks the mail. I answered the customer, and set ticket ${ticket} to pending.`;
		case 'handed-over':
			return `Ticket ${ticket} needs you. ${reasons[ending.reason]} ${ending.removed ? 'What blocked the mail is removed; nothing else is changed.' : 'Nothing is removed or answered.'}`;
	}
}

/** What went wrong, and what became of the note; empty when all is well. */
export function troubleOfEnding(ticket: string, ending: AutomationEnding): string {
	if (ending.kind === 'answered') return '';
	if (ending.kind === 'suggested') return isNoted(ending) ? '' : commentWords(ticket, ending.comment, false);
	const {trouble, comment, reason} = ending;
	if (trouble !== undefined) return troubleWords(trouble);
	return comment === undefined ? '' : commentWords(ticket, comment, reason === 'not-answered');
}

function isNoted({comment}: Extract<AutomationEnding, {readonly kind: 'suggested'}>): boolean {
	return comment.outcome === 'updated' || comment.outcome === 'already';
}

const deeds: Readonly<Record<Exclude<AutomationMode, 'off'>, string>> = {
	suggest: 'for a ticket about missing mail it posts a card here in Slack and an internal note in the ticket.',
	act: 'for a ticket about missing mail it also removes a bounce of the requester’s own address, answers, and sets the ticket to solved or pending.',
};

/** How it stands, without who switched it. */
export function standingWords({mode, switched}: AutomationStanding): string {
	if (mode === 'off') return 'The automation is not set up.';
	return switched.isOn ? `The automation is on (${mode}): ${deeds[mode]}` : `The automation is switched off (it would ${mode}).`;
}

export const setUpWords =
	'The operator sets AUTOMATION to suggest or act, with ZENDESK_WEBHOOK_SECRET and SLACK_SUPPORT_CHANNEL, and points a webhook of Zendesk at /webhooks/zendesk.';

import type {Trouble} from '../../model/errors.ts';
import type {Suppression} from '../../model/suppression.ts';
import {listNames} from '../../model/texts.ts';
import {troubleWords} from '../../model/trouble-words.ts';
import type {RemovalOutcome} from '../../workflows/remove-suppression.ts';
import type {RestoreOutcome} from '../../workflows/restore-suppression.ts';
import {bold, line} from '../kit.ts';
import {wishWords} from '../ticket-field.ts';
import type {Notice} from './blocks.ts';

const gone = 'I do not know this entry any more: the card is too old. Nothing was done. Please look the address up again.';

/** What happened at a click on `Remove Suppression`, in one or two sentences. */
export function removalNotice(result: RemovalOutcome): Notice {
	switch (result.outcome) {
		case 'unknown':
			return notice(gone);
		case 'removed':
			return notice(
				`Removed from the ${where(result.removal.entry)}, and seen to be gone. I watch for the next mail, and tell in our direct message what becomes of it.`,
			);
		case 'already-gone':
			return notice(`Already gone: the ${where(result.removal.entry)} holds no such entry any more. There was nothing to remove.`);
		case 'changed':
		case 'outdated':
			return notice('This card was out of date, nothing was done. This is the present state:');
		case 'under-way':
			return notice('Somebody clicked just before you, and that removal is being carried out.');
		case 'needs-request':
			return notice(
				'This entry is the recipient’s own wish: it is removed only by the dialog that asks for their request. Nothing was done.',
			);
		case 'wish-not-shown':
			return notice(`Not removed. ${wishWords(result.ticket, result.problem)}`);
		case 'refused':
			return notice(`Not removed. ${troubleWords(result.trouble)} ${byHand(result.removal.entry)}`);
		case 'unavailable':
			return unavailable(result.removal.entry, result.trouble, result.unverified);
	}
}

function unavailable(entry: Suppression, trouble: Trouble, unverified: boolean): Notice {
	return unverified
		? notice(
				`I asked Mailgun to remove the entry, but could not see whether it did. ${troubleWords(trouble)} Please check again in a minute.`,
			)
		: notice(`Not removed, nothing was changed. ${troubleWords(trouble)} ${byHand(entry)}`);
}

export function restoreNotice(result: RestoreOutcome): Notice {
	switch (result.outcome) {
		case 'unknown':
			return notice(gone);
		case 'restored':
			return notice(`Put back onto the ${where(result.removal.entry)}, and seen to be there.`);
		case 'already-there':
			return notice(`The ${where(result.removal.entry)} holds the entry already. Nothing was done.`);
		case 'under-way':
			return notice('Somebody clicked just before you, and that is being carried out.');
		case 'too-late':
			return notice('A removal can be undone for 24 hours; this one is older. Nothing was done.');
		case 'failed':
			return notice(`Not put back. ${troubleWords(result.trouble)} Please try again in a minute.`);
	}
}

function where(entry: Suppression): string {
	return `${listNames[entry.kind]} of ${entry.sendingDomain}`;
}

function byHand(entry: Suppression): string {
	const page = {bounce: 'Bounces', complaint: 'Complaints', unsubscribe: 'Unsubscribes'}[entry.kind];
	return `By hand: open Suppressions in the Mailgun panel, choose the domain ${entry.sendingDomain}, then ${page}, find the address and press Delete.`;
}

function notice(text: string): Notice {
	return {text, blocks: [line(bold(text))]};
}

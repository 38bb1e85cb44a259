import type {Button, KnownBlock} from '@slack/types';
import {withoutAddresses} from '../../model/redaction.ts';
import {shownRecipient, stepsOfWatch, typedRecipient, type Watch} from '../../model/watch.ts';
import {kindWords} from '../approval/words.ts';
import {actions} from '../ids.ts';
import {bold, button, type Card, code, line, moment, type Piece, row, small} from '../kit.ts';
import {adviceOf, headlineOf} from './words.ts';

/** One message for one watch, edited in place; the next step is its button. */
export function watchCard(watch: Watch, gitlabDomain: string): Card {
	const headline = headlineOf(watch);
	const advice = adviceOf(watch);
	const buttons = buttonsOf(watch, gitlabDomain);
	return {
		text: headline,
		blocks: [
			line(bold(headline)),
			line(...mailPieces(watch)),
			...(advice === '' ? [] : [line(advice)]),
			...replyBlocks(watch),
			...(buttons.length === 0 ? [] : [row(...buttons)]),
			small(`${watch.mail.sendingDomain}${watch.ticket === undefined ? '' : ` · ticket ${watch.ticket}`}`),
		],
	};
}

function mailPieces(watch: Watch): readonly Piece[] {
	const {mail, seen, about} = watch;
	const subject = seen?.subject ?? mail.subject;
	const name = subject === undefined ? (mail.kind === undefined ? 'Any mail' : kindWords[mail.kind]) : '';
	const account =
		typedRecipient(watch) === undefined && about?.by === 'username' ? [', the primary address of ', code(`@${about.username}`)] : [];
	return [
		...(subject === undefined ? [name] : ['Mail ', code(subject)]),
		' to ',
		code(shownRecipient(watch)),
		...account,
		...(seen === undefined ? [] : [' · ', moment(seen.at)]),
	];
}

/** A server's reply may name the recipient, or at least its domain: of an undisclosed address it stays unsaid. */
function replyBlocks(watch: Watch): readonly KnownBlock[] {
	const {seen, state, threadTs} = watch;
	if (seen === undefined || state === 'accepted' || state === 'stopped' || typedRecipient(watch) === undefined) return [];
	const reply = [seen.code, seen.text].join(' ').trim();
	return reply === '' ? [] : [line('Reply: ', code((threadTs === undefined ? reply : withoutAddresses(reply)).slice(0, 300)))];
}

/** They carry the id of the watch, and are its owner's. */
function buttonsOf(watch: Watch, gitlabDomain: string): readonly Button[] {
	const {id, state, about} = watch;
	const draft = stepsOfWatch(watch).length === 0 ? [] : [button('Draft Reply', actions.draftReply, id)];
	const again = about === undefined || !canCheck.includes(state) ? [] : [button('Check Again', actions.checkDelivery, id)];
	const buttons = state === 'pending' ? pendingButtons(watch, gitlabDomain) : [...draft, ...again, ...noteButtons(watch)];
	return buttons.map((one, index) => (index === 0 ? {...one, style: 'primary' as const} : one));
}

/** What became of the mail, for the ticket. In a thread others would press it in vain. */
function noteButtons({id, state, about, threadTs}: Watch): readonly Button[] {
	return about === undefined || threadTs !== undefined || state === 'stopped' ? [] : [button('Add Ticket Note', actions.noteCheck, id)];
}

const canCheck: readonly Watch['state'][] = ['failed', 'rejected', 'dropped', 'silent', 'unfinished', 'unknown'];

/** Of GitLab's mails only the confirmation does not pass the suppressions: it is what a removal is for. */
function pendingButtons({id, act, about, mail}: Watch, gitlabDomain: string): readonly Button[] {
	if (act !== 'removal' || about === undefined || mail.sendingDomain !== gitlabDomain) return [];
	return [button('Resend Confirmation', actions.resendConfirmation, id), button('Check Again', actions.checkDelivery, id)];
}

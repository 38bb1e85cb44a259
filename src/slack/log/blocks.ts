import type {KnownBlock, RichTextBlock} from '@slack/types';
import {maskAddress} from '../../model/address.ts';
import {isResendable} from '../../model/approval.ts';
import {isBegun, stateWords} from '../../model/delivery.ts';
import {asksForReply, type LogFilter, type LogQuestion, replyOf} from '../../model/log-query.ts';
import {maskAddresses} from '../../model/redaction.ts';
import {troubleWords} from '../../model/trouble-words.ts';
import type {LogReport, LogRow} from '../../workflows/show-log.ts';
import {actions} from '../ids.ts';
import {bold, button, type Card, code, divider, line, moment, type Piece, row, small, utc} from '../kit.ts';
import {labels, valueShown} from './modals.ts';

export interface LogCardParts {
	/** What stands behind the buttons. */
	readonly placeId: string;
	/** For the note about one address; undefined for a whole domain. */
	readonly noteId: string | undefined;
	readonly resendSubjects: readonly string[];
}

/** The log card: what became of the mails, the newest first. */
export function logCard(report: LogReport, parts: LogCardParts): Card {
	const {question, isRestarted, rows, silent} = report;
	const headline = headlineOf(report);
	return {
		text: `${headline} ${nameOfSubject(question)}`,
		blocks: [
			...(isRestarted ? [line(bold('Mailgun does not know that page any more. '), 'Here is the first one again, as it is now.')] : []),
			line(bold(headline), ' ', code(nameOfSubject(question))),
			...filterBlocks(question),
			...rows.flatMap((entry) => rowBlocks(entry, report, parts.resendSubjects)),
			...silent.map(({sendingDomain, trouble}) =>
				line(bold(`Not answered: log of ${sendingDomain}. `), troubleWords(trouble), ' What was sent from there, nobody knows now.'),
			),
			...notesOf(report).map(small),
			row(...buttonsOf(report, parts)),
		],
	};
}

/** `gmail.com` stands for everybody there. */
export function nameOfSubject({subject}: LogQuestion): string {
	return subject.by === 'address' ? subject.address.typed : `*@${subject.domain}`;
}

function headlineOf({rows, silent, next, walk, question}: LogReport): string {
	if (rows.length > 0) return 'Delivery log of';
	if (silent.length > 0) return 'Not known yet, for not every log answered:';
	if (next !== undefined) return 'Nothing that matches on this page, but there are older mails in the log of';
	if (walk.pages.length > 1) return 'No further mail in the log of';
	return filtersOf(question.filter).length > 0 ? 'No mail that matches in the log of' : 'No mail in the log for';
}

function filtersOf(filter: LogFilter): readonly (readonly [string, string])[] {
	const names = ['from', 'to', 'recipient', 'kind', 'status', 'code', 'text', 'sendingDomain'] as const;
	return names.flatMap((name) => {
		const value = valueShown(name, filter);
		return value === undefined ? [] : [[labels[name], value] as const];
	});
}

function filterBlocks({filter}: LogQuestion): readonly KnownBlock[] {
	const shown = filtersOf(filter);
	if (shown.length === 0) return [];
	return [line(bold('Filters: '), ...shown.flatMap(([label, value], index) => [`${index === 0 ? '' : ' · '}${label} `, code(value)]))];
}

function rowBlocks(entry: LogRow, report: LogReport, resendSubjects: readonly string[]): readonly KnownBlock[] {
	const {message, record} = entry;
	const {subject, state} = message;
	const isOpenable = report.question.subject.by === 'address' && isResendable(subject, resendSubjects);
	return [
		divider,
		together(
			line(...stateOf(entry, report.question)),
			line(
				'Subject: ',
				code(subject === '' ? '(none)' : subject),
				...(state === 'accepted' ? [' · no answer of the recipient’s server yet'] : []),
			),
			...replyLines(entry, report.question),
			...(message.openedAt === undefined ? [] : [line('Opened by the recipient ', moment(message.openedAt), '.')]),
			...(isOpenable && record === undefined
				? [line('Mailgun does not keep its body any more: it can be neither read nor sent again.')]
				: []),
		),
		...(isOpenable && record !== undefined
			? [row(button('Preview Message', actions.previewMessage, record.id), button('Resend Message', actions.resendMessage, record.id))]
			: []),
	];
}

/** Several paragraphs as one block: a message takes fifty blocks. */
function together(...lines: readonly RichTextBlock[]): RichTextBlock {
	return {type: 'rich_text', elements: lines.flatMap(({elements}) => elements)};
}

/** Where the beginning was not read, the time is that of the state. */
function stateOf({message}: LogRow, question: LogQuestion): readonly Piece[] {
	const {state, sentAt, stateAt, sendingDomain} = message;
	const later = stateAt.getTime() - sentAt.getTime() > 60_000 ? [', since ', moment(stateAt)] : [];
	const when = isBegun(message) ? [...later, ' · sent ', moment(sentAt)] : [' ', moment(stateAt)];
	const whom = question.subject.by === 'domain' ? [' · to ', code(recipientShown(message.recipient, question.filter))] : [];
	return [bold(stateWords[state]), ...when, ...whom, ` · ${sendingDomain}`];
}

/** Only an address that the reader typed is shown in full. */
function recipientShown(recipient: string, {recipient: typed}: LogFilter): string {
	return recipient.toLowerCase() === typed?.toLowerCase() ? recipient : maskAddress(recipient);
}

function replyLines({message}: LogRow, {subject, filter}: LogQuestion): readonly RichTextBlock[] {
	const reply = replyOf(message, filter);
	const words = [reply.code, reply.text].filter((word) => word !== '').join(' ');
	const own = [subject.by === 'address' ? subject.address.text : undefined, filter.recipient].filter((word) => word !== undefined);
	if (words === '') return [];
	const when = reply === message.last ? ['Reply: '] : ['Reply ', moment(reply.at), ': '];
	return [line(...when, code(maskAddresses(words, own).slice(0, 300)))];
}

function notesOf({question, walk, sendingDomains, checkedAt, logDays}: LogReport): readonly string[] {
	const {subject, days, filter, ticket} = question;
	const page = walk.pages.length > 1 ? `Page ${walk.pages.length}. ` : '';
	const kept =
		days !== undefined && days > logDays ? `The plan keeps ${logDays} days, and not ${days}.` : `The plan keeps ${logDays} days.`;
	const where = sendingDomains.length === 0 ? 'No sending domain has such mails.' : `Sent by ${sendingDomains.join(' or ')}.`;
	const asked = ticket === undefined ? '' : ` Ticket ${ticket}.`;
	return [
		...(subject.by === 'domain'
			? ['Other people’s addresses are masked. To read or resend one of these mails, look up the log of its address.']
			: []),
		...(subject.by === 'domain' && asksForReply(filter)
			? ['Found by single replies: what else became of these mails is not looked at here.']
			: []),
		`${page}Searched from ${utc(walk.since)} to ${utc(walk.until)}. ${kept} ${where} Events may be late. Checked ${utc(checkedAt)}.${asked}`,
	];
}

function buttonsOf({walk, next, silent}: LogReport, {placeId, noteId}: LogCardParts) {
	return [
		...(walk.pages.length > 1 ? [button('Previous Page', actions.previousLogPage, placeId)] : []),
		...(next === undefined ? [] : [button('Next Page', actions.nextLogPage, placeId)]),
		button('Filter Log', actions.filterLog, placeId),
		...(silent.length > 0 ? [button('Check Again', actions.checkLog, placeId)] : []),
		...(noteId === undefined ? [] : [button('Add Ticket Note', actions.noteCheck, noteId)]),
	];
}

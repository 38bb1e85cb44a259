import type {KnownBlock} from '@slack/types';
import {isResendable} from '../../model/approval.ts';
import {stateWords} from '../../model/delivery.ts';
import type {LogReport, LogRow} from '../../workflows/show-log.ts';
import {troubleWords} from '../failures.ts';
import {actions} from '../ids.ts';
import {bold, button, type Card, code, divider, line, moment, row, small, utc} from '../kit.ts';

/** The log card: what became of the mails to one address, the newest first. */
export function logCard(report: LogReport, resendSubjects: readonly string[]): Card {
	const headline = headlineOf(report);
	return {
		text: `${headline} ${report.address.text}`,
		blocks: [
			line(bold(headline), ' ', code(report.address.typed)),
			...report.rows.flatMap((entry) => rowBlocks(entry, resendSubjects)),
			...report.silent.map(({sendingDomain, trouble}) =>
				line(bold(`Not answered: log of ${sendingDomain}. `), troubleWords(trouble), ' What was sent from there, nobody knows now.'),
			),
			small(footOf(report)),
		],
	};
}

function headlineOf({rows, silent}: LogReport): string {
	if (rows.length > 0) return 'Delivery log of';
	return silent.length === 0 ? 'No mail in the log for' : 'Not known yet, for not every log answered:';
}

function rowBlocks({message, record}: LogRow, resendSubjects: readonly string[]): readonly KnownBlock[] {
	const {state, subject, sentAt, stateAt, sendingDomain, last} = message;
	const reply = [last.code, last.text].filter((word) => word !== '').join(' ');
	const later = stateAt.getTime() - sentAt.getTime() > 60_000 ? [', since ', moment(stateAt)] : [];
	return [
		divider,
		line(bold(stateWords[state]), ...later, ' · sent ', moment(sentAt), ` · ${sendingDomain}`),
		line(
			'Subject: ',
			code(subject === '' ? '(none)' : subject),
			...(state === 'accepted' ? [' · no answer of the recipient’s server yet'] : []),
		),
		...(reply === '' ? [] : [line('Reply: ', code(reply.slice(0, 300)))]),
		...(message.openedAt === undefined ? [] : [line('Opened by the recipient ', moment(message.openedAt), '.')]),
		...(record !== undefined && isResendable(subject, resendSubjects)
			? [row(button('Preview Message', actions.previewMessage, record.id), button('Resend Message', actions.resendMessage, record.id))]
			: []),
	];
}

function footOf({searchedFrom, checkedAt, hasMore, ticket}: LogReport): string {
	const more = hasMore ? ' There is more than is shown: the oldest are missing.' : '';
	return `Searched from ${utc(searchedFrom)} on.${more} Events may be late. Checked ${utc(checkedAt)}.${ticket === undefined ? '' : ` Ticket ${ticket}.`}`;
}

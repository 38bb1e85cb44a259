import type {View} from '@slack/types';
import {type PreviewDeps, type PreviewOutcome, previewMessage} from '../../workflows/preview-message.ts';
import {actions} from '../ids.ts';
import {bold, type Card, line, moment} from '../kit.ts';
import type {Listen} from '../listen.ts';
import {readingView} from '../visit.ts';
import {mailBlocks} from './blocks.ts';

const title = 'Preview message';
/** Slack takes far more, but nobody reads on. */
const mostPieces = 8;

/** `Preview Message`: in a modal only, for the eyes of whoever asked. */
export function listenForPreview(listen: Listen, deps: PreviewDeps): void {
	listen.dialogAction(actions.previewMessage, title, async (visit, recordId) =>
		visit.show(previewView(await previewMessage(deps, {recordId, by: visit.person.userId}))),
	);
}

function previewView(result: PreviewOutcome): View {
	switch (result.outcome) {
		case 'unknown':
			return telling('I do not know this message any more: the card is too old. Please read the log again.');
		case 'not-allowed':
			return telling(
				'Messages with this subject are neither opened nor sent again here. The operator of Redeliver decides which ones may be.',
			);
		case 'expired':
			return telling(
				'Mailgun does not keep the body of this message any more: it can be neither read nor sent again. The customer has to ask for a new mail.',
			);
		case 'shown':
			return readingView(title, shown(result));
	}
}

function shown({record, mail, recipients}: Extract<PreviewOutcome, {readonly outcome: 'shown'}>): Card {
	const several = line(bold(`It went to ${recipients} recipients: `), 'a message like that is never sent again from here.');
	return {
		text: title,
		blocks: [
			line(bold('Sent: '), moment(record.message.sentAt), ` from ${record.message.sendingDomain}`),
			...(recipients > 1 ? [several] : []),
			...mailBlocks(mail, mostPieces),
		],
	};
}

function telling(words: string): View {
	return readingView(title, {text: words, blocks: [line(words)]});
}

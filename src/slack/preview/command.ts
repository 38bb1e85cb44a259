import type {View} from '@slack/types';
import {type PreviewDeps, type PreviewOutcome, previewMessage} from '../../workflows/preview-message.ts';
import {actions} from '../ids.ts';
import {bold, type Card, code, line, moment, preformatted, small} from '../kit.ts';
import type {Listen} from '../listen.ts';
import {readingView} from '../visit.ts';

const title = 'Preview message';

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

function shown({record, mail}: Extract<PreviewOutcome, {readonly outcome: 'shown'}>): Card {
	const attachments = mail.attachments === 0 ? '' : ` ${mail.attachments} attachments are not shown.`;
	return {
		text: title,
		blocks: [
			...mail.headers.map(([name, value]) => line(bold(`${name}: `), code(value === '' ? '(none)' : value))),
			line(bold('Sent: '), moment(record.message.sentAt), ` from ${record.message.sendingDomain}`),
			...pieces(mail.text).map((piece) => preformatted(piece)),
			small(`Codes, tokens, what links carry, and other people’s addresses are masked (•••).${attachments}`),
		],
	};
}

/** One block of text holds so much. */
function pieces(text: string): readonly string[] {
	const most = 2400;
	const count = Math.max(1, Math.ceil(text.length / most));
	return Array.from({length: count}, (_unused, index) => text.slice(index * most, (index + 1) * most) || '(no text)');
}

function telling(words: string): View {
	return readingView(title, {text: words, blocks: [line(words)]});
}

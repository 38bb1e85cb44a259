import {LimitReached} from '../model/allowance.ts';
import {ServiceRefused, ServiceUnavailable, StoreUnavailable} from '../model/errors.ts';
import type {Permission} from '../model/person.ts';
import {troubleWords} from '../model/trouble-words.ts';
import {limitCard} from './allowances.ts';
import {type Card, line, small} from './kit.ts';

export const notRecorded =
	'I could not write to my database, and I do nothing that is not on record. Nothing was changed. Please try again in a minute; if it stays so, tell the operator of Redeliver.';

/** The one place where an error becomes words: what happened, what was not changed, what to do, and a reference. */
export function failureCard(error: unknown, reference: string): Card {
	if (error instanceof LimitReached) return limitCard(error.refusal, reference);
	const words = wordsOf(error);
	return {text: words, blocks: [line(words), small(`Reference ${reference}`)]};
}

/** Slack did not open a modal, most often because its three seconds were over. */
export class DialogNotOpened extends Error {
	override readonly name = 'DialogNotOpened';
}

export const outdatedCard = sentence(
	'This belongs to another version of Redeliver. Nothing was done. Please start again with the command.',
);

function sentence(text: string): Card {
	return {text, blocks: [line(text)]};
}

/** SDKs wrap what the transport throws. */
function origin(error: unknown): unknown {
	for (let inner = error, depth = 0; inner instanceof Error && depth < 5; inner = inner.cause, depth += 1) {
		if (inner instanceof ServiceUnavailable || inner instanceof ServiceRefused || inner instanceof StoreUnavailable) return inner;
	}
	return error;
}

function wordsOf(thrown: unknown): string {
	if (thrown instanceof DialogNotOpened) return 'Slack did not open the dialog in time. Nothing was done. Please try once more.';
	const error = origin(thrown);
	if (error instanceof StoreUnavailable) return notRecorded;
	if (error instanceof ServiceUnavailable || error instanceof ServiceRefused) {
		return `${troubleWords(error.trouble)} I stopped there. Please try again in a minute.`;
	}
	return 'Something went wrong inside Redeliver, and I stopped there. Look again before you repeat a click; if it happens again, tell the operator of Redeliver and name the reference below.';
}

/** Why a person may not do this, and whom to ask. */
export function refusalCard(reason: Exclude<Permission, {permitted: true}>['reason'] | 'shared-channel'): Card {
	const sentences: Record<typeof reason, string> = {
		'not-a-member':
			'Redeliver serves full, active members of this workspace only, and Slack did not confirm that you are one. Nothing was done.',
		'not-listed': 'You are not on the list of people who may use Redeliver. Nothing was done. The operator of Redeliver can add you.',
		'not-a-manager': 'Only a manager may decide this. Nothing was done.',
		'own-request': 'Nobody decides their own request, managers neither. Nothing was done.',
		'not-the-requester': 'Only the person who made this request may cancel it. Nothing was done.',
		'shared-channel':
			'People of another organisation can see this channel, so I look nothing up here. Please use a channel of your own workspace, or my direct message.',
	};
	return sentence(sentences[reason]);
}

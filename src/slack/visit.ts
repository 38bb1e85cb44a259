import type {View} from '@slack/types';
import type {WebClient} from '@slack/web-api';
import type {PersonRef} from '../workflows/ports.ts';
import {DialogNotOpened} from './failures.ts';
import {type Card, line, plain, small} from './kit.ts';
import {problemsOfMessage, problemsOfView} from './limits.ts';

/** What every listener is given: who, which delivery, and how to answer. All answers are for this person's eyes only. */
export interface Visit {
	readonly person: PersonRef;
	/** The same for every repetition of this delivery. */
	readonly delivery: string;
	readonly responseUrl: string | undefined;
	/** A new message. */
	readonly answer: (card: Card) => Promise<void>;
	/** Puts the card in the place of the message that was clicked. */
	readonly replace: (card: Card) => Promise<void>;
	/** For a dialog: answers where the dialog was asked for. */
	readonly answerAt: (responseUrl: string, card: Card, place: Place) => Promise<void>;
}

export type Place = 'new' | 'replace';

export interface ModalVisit extends Visit {
	/** Fills or replaces the modal that was opened with "Checking …". */
	readonly show: (view: View) => Promise<void>;
}

export interface Voice {
	readonly web: WebClient;
	/** Posts to a response URL. */
	readonly postAnswer: (url: string, message: object) => Promise<void>;
	readonly log: Log;
}

export interface Log {
	readonly error: (fields: object, message: string) => void;
	readonly warn: (fields: object, message: string) => void;
}

export function createVisit(voice: Voice, person: PersonRef, delivery: string, responseUrl: string | undefined): Visit {
	const answerAt = async (url: string, card: Card, place: Place) => {
		await voice.postAnswer(url, {
			...fitting(voice, card),
			response_type: 'ephemeral',
			replace_original: place === 'replace',
			unfurl_links: false,
		});
	};
	const here = (card: Card, place: Place) =>
		responseUrl === undefined ? directMessage(voice, person.userId, card) : answerAt(responseUrl, card, place);
	return {person, delivery, responseUrl, answerAt, answer: (card) => here(card, 'new'), replace: (card) => here(card, 'replace')};
}

/** Where there is no place to answer at, the bot's direct message is one. */
async function directMessage(voice: Voice, userId: string, card: Card): Promise<void> {
	const {text, blocks} = fitting(voice, card);
	await voice.web.chat.postMessage({channel: userId, text, blocks: [...blocks], unfurl_links: false, unfurl_media: false});
}

/** A card that Slack would refuse is told in plain words instead of not at all. */
function fitting(voice: Voice, card: Card): Card {
	const problems = problemsOfMessage(card);
	if (problems.length === 0) return card;
	voice.log.error({problems}, 'a card does not fit into Slack');
	return {text: card.text, blocks: [line(card.text.slice(0, 2500)), small('The full card did not fit into Slack.')]};
}

/** Trigger ids live three seconds: the modal opens before anything is asked. Returns what fills it. */
export async function openChecking(voice: Voice, triggerId: string, title: string): Promise<(view: View) => Promise<void>> {
	const waiting = readingView(title, {text: 'Checking …', blocks: [line('Checking …')]});
	const opened = await voice.web.views.open({trigger_id: triggerId, view: waiting}).catch((error: unknown) => {
		throw new DialogNotOpened('Slack did not open the dialog', {cause: error});
	});
	const id = opened.view?.id ?? '';
	return async (view) => {
		const problems = problemsOfView(view);
		if (problems.length > 0) voice.log.error({problems}, 'a view does not fit into Slack');
		await voice.web.views.update({view_id: id, view});
	};
}

/** A modal that only tells something. */
export function readingView(title: string, card: Card): View {
	return {type: 'modal', title: plain(title), close: plain('Close'), blocks: [...card.blocks]};
}

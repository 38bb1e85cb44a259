import {setTimeout as delay} from 'node:timers/promises';
import type {KnownBlock, View} from '@slack/types';
import type {WebClient} from '@slack/web-api';
import {troubleOf} from '../model/errors.ts';
import type {DialogData, PersonRef} from '../workflows/ports.ts';
import {DialogNotOpened} from './failures.ts';
import {type Card, escapeText, line, plain, shortened, small, visible} from './kit.ts';
import {problemsOfMessage, problemsOfView} from './limits.ts';

/** What every listener is given: who, which delivery, and how to answer. All answers are for this person's eyes only. */
export interface Visit {
	readonly person: PersonRef;
	/** The same for every repetition of this delivery. */
	readonly delivery: string;
	readonly responseUrl: string | undefined;
	/** Where it was asked for; undefined in modals and the global shortcut. */
	readonly channelId: string | undefined;
	/** As Slack tells it: `privategroup` for any private one. */
	readonly channelName: string | undefined;
	/** A new message. */
	readonly answer: (card: Card) => Promise<void>;
	/** Puts the card in the place of the message that was clicked. */
	readonly replace: (card: Card) => Promise<void>;
	/** For a dialog: answers where the dialog was asked for. */
	readonly answerAt: (responseUrl: string, card: Card, place: Place) => Promise<void>;
}

export type Place = 'new' | 'replace';

export interface ModalVisit extends Visit {
	/** Fills or replaces the modal that was opened with "Checking …". `isTold`: elsewhere too, so that nothing is lost when it is gone. */
	readonly show: (view: View, isTold?: boolean) => Promise<void>;
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

export interface Arrival {
	readonly person: PersonRef;
	readonly delivery: string;
	readonly responseUrl: string | undefined;
	readonly channelId?: string | undefined;
	readonly channelName?: string | undefined;
}

export function createVisit(voice: Voice, {person, delivery, responseUrl, channelId, channelName}: Arrival): Visit {
	const answerAt = async (url: string, card: Card, place: Place) => {
		const message = {...fitting(voice, card), response_type: 'ephemeral', replace_original: place === 'replace', unfurl_links: false};
		await voice.postAnswer(url, message).catch(async (error: unknown) => {
			// Its half hour is over, or Slack has trouble: a card twice is better than none. A URL that is not Slack's is no trouble of Slack's.
			voice.log.warn({trouble: troubleOf(error), delivery: delivery.slice(0, 8)}, 'the answer goes to the direct message');
			await directMessage(voice, person.userId, card);
		});
	};
	const here = (card: Card, place: Place) =>
		responseUrl === undefined ? directMessage(voice, person.userId, card) : answerAt(responseUrl, card, place);
	return {
		person,
		delivery,
		responseUrl,
		channelId,
		channelName,
		answerAt,
		answer: (card) => here(card, 'new'),
		replace: (card) => here(card, 'replace'),
	};
}

/** Where a dialog is asked for, to be kept with it. */
export function placeOf({responseUrl, channelId, channelName}: Visit): DialogData {
	return {responseUrl, channelId, channelName};
}

/** The `place` of a dialog behind a message that stays as it is: answers stand beside it. */
export const besides = 'besides';

/** Puts the card in the place of the one that the dialog was opened from; where that was no channel, or stays as it is, beside it. */
export function replaceThere(visit: Visit, dialog: DialogData | undefined, card: Card): Promise<void> {
	const {responseUrl, place} = dialog ?? {};
	return responseUrl === undefined ? visit.answer(card) : visit.answerAt(responseUrl, card, place === besides ? 'new' : 'replace');
}

/** Answers where the dialog was asked for; where that was no channel, as before. */
export function visitThere(visit: Visit, dialog: DialogData | undefined): Visit {
	const {responseUrl, channelId, channelName} = dialog ?? {};
	if (responseUrl === undefined) return visit;
	return {...visit, responseUrl, channelId, channelName, answer: (card) => visit.answerAt(responseUrl, card, 'new')};
}

/** Where there is no place to answer at, the bot's direct message is one. */
async function directMessage(voice: Voice, userId: string, card: Card): Promise<void> {
	const {text, blocks} = fitting(voice, card);
	await voice.web.chat.postMessage({channel: userId, text, blocks: [...blocks], unfurl_links: false, unfurl_media: false});
}

/** Texts by others are cut further before a card is given up; one that Slack would still refuse is told in plain words instead of not at all. */
function fitting(voice: Voice, card: Card): Card {
	// Slack reads mark-up in the text beside the blocks, which notifications show.
	const text = escapeText(visible(card.text, 3000));
	const candidates = [card.blocks, ...[1000, 400, 255].map((most) => shortened(card.blocks, most))];
	const blocks = candidates.find((candidate) => problemsOfMessage({text, blocks: candidate}).length === 0);
	if (blocks !== undefined) return {text, blocks};
	voice.log.error({problems: problemsOfMessage({text, blocks: card.blocks})}, 'a card does not fit into Slack');
	return {text, blocks: [line(card.text.slice(0, 2500)), small('The full card did not fit into Slack.')]};
}

/** Trigger ids live three seconds: the modal opens before anything is asked. Returns what fills it. */
export async function openChecking(voice: Voice, triggerId: string, title: string): Promise<(view: View) => Promise<void>> {
	const waiting = checkingView(title);
	const opened = await voice.web.views.open({trigger_id: triggerId, view: waiting}).catch((error: unknown) => {
		throw new DialogNotOpened('Slack did not open the dialog', {cause: error});
	});
	return updateView(voice, opened.view?.id ?? '');
}

/** Fills the open modal of this id anew. */
export function updateView(voice: Voice, viewId: string): (view: View) => Promise<void> {
	return async (view) => {
		const problems = problemsOfView(view);
		if (problems.length > 0) voice.log.error({problems}, 'a view does not fit into Slack');
		await voice.web.views.update({view_id: viewId, view});
	};
}

/** Slack puts the view of the acknowledgement up first; what came earlier would be overwritten by it. */
const untilAcknowledged = 150;

/** What fills a modal that was acknowledged with "Checking …". Whoever closed it meanwhile, or a crash did, is answered elsewhere. */
export function fillAcknowledged(voice: Voice, viewId: string, elsewhere: (card: Card) => Promise<void>): ModalVisit['show'] {
	const acknowledged = delay(untilAcknowledged);
	const update = updateView(voice, viewId);
	return async (view, isTold = false) => {
		await acknowledged;
		await update(view).catch(async (error: unknown) => {
			voice.log.warn({err: error}, 'the modal was gone');
			if (isTold) return;
			await elsewhere({text: view.type === 'modal' ? view.title.text : '', blocks: view.blocks.filter(isMessageBlock)});
		});
	};
}

/** Input fields stand in modals only. */
function isMessageBlock(block: KnownBlock | {readonly type: string}): block is KnownBlock {
	return block.type !== 'input' && block.type !== 'alert';
}

export function checkingView(title: string): View {
	return readingView(title, {text: 'Checking …', blocks: [line('Checking …')]});
}

/** A modal that only tells something. */
export function readingView(title: string, card: Card): View {
	return {type: 'modal', title: plain(title), close: plain('Close'), blocks: [...card.blocks]};
}

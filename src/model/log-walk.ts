import {isBegun, type Message} from './delivery.ts';
import type {LogRange} from './log-query.ts';

/** Where a page begins in the log of one sending domain; without a token, at the top. */
export interface LogStart {
	readonly sendingDomain: string;
	readonly token: string | undefined;
}

/** A log that is not among the starts is at its end. */
interface WalkedPage {
	readonly starts: readonly LogStart[];
	/** Names of the mails that further pages must not show: they were shown, or their older events are still to come. */
	readonly done: readonly string[];
}

/** The way through the pages of one question, the last being the one that is shown. Tokens hold for these times only, so they stay. */
export interface LogWalk extends LogRange {
	readonly pages: readonly WalkedPage[];
}

/** What one log answered from its start on. */
export interface LogReading extends LogStart {
	readonly messages: readonly Message[];
	/** Of all events that were read; undefined when there were none. */
	readonly oldestAt: Date | undefined;
	/** The token of what is older; undefined at the end. */
	readonly next: string | undefined;
}

export interface PageWish {
	readonly most: number;
	readonly isWanted: (message: Message) => boolean;
}

export interface TurnedPage {
	readonly messages: readonly Message[];
	readonly walk: LogWalk;
	/** Undefined when nothing is left. */
	readonly next: LogWalk | undefined;
}

export function startWalk(range: LogRange, sendingDomains: readonly string[]): LogWalk {
	return {...range, pages: [{starts: sendingDomains.map((sendingDomain) => ({sendingDomain, token: undefined})), done: []}]};
}

export function startsOf({pages}: LogWalk): readonly LogStart[] {
	return pages.at(-1)?.starts ?? [];
}

/** The walk up to so many pages. Undefined for the first: it is read anew, for there may be something new. */
export function walkTo(walk: LogWalk, page: number): LogWalk | undefined {
	return page > 1 ? {...walk, pages: walk.pages.slice(0, page)} : undefined;
}

/**
 * The newest mails of all logs that fit on one page, and where the next page begins. A log of which more was read than is shown is read
 * again at the same place; what is older than another log has been read is left for later, so that pages follow each other in time.
 * Logs that did not answer keep their places.
 */
export function turnPage(walk: LogWalk, readings: readonly LogReading[], {most, isWanted}: PageWish): TurnedPage {
	const done = new Set(walk.pages.slice(0, -1).flatMap((page) => page.done));
	const horizon = Math.max(0, ...readings.map(({next, oldestAt}) => (next === undefined ? 0 : (oldestAt?.getTime() ?? 0))));
	const open = readings
		.flatMap(({messages}) => messages)
		.filter((message) => isWanted(message) && !namesOf(message).some((name) => done.has(name)));
	const messages = open
		.filter(({sentAt}) => sentAt.getTime() >= horizon)
		.sort((one, other) => other.sentAt.getTime() - one.sentAt.getTime())
		.slice(0, most);
	const waiting = new Set(open.filter((message) => !messages.includes(message)));
	const isReadAgain = (reading: LogReading) => reading.messages.some((message) => waiting.has(message));
	const left = readings.filter((reading) => !isReadAgain(reading)).flatMap((reading) => reading.messages.filter((one) => !isBegun(one)));
	const here = {...walk, pages: [...walk.pages.slice(0, -1), {starts: startsOf(walk), done: [...messages, ...left].flatMap(nameOf)}]};
	const further = readings.flatMap((reading) => (isReadAgain(reading) ? [startOf(reading)] : startBehind(walk, reading)));
	return {messages, walk: here, next: nextOf(here, further, silentAmong(walk, readings))};
}

function startOf({sendingDomain, token}: LogStart): LogStart {
	return {sendingDomain, token};
}

/** A token that comes back would lead in a circle: it is the end. */
function startBehind({pages}: LogWalk, {sendingDomain, next}: LogReading): readonly LogStart[] {
	const isCircle = pages.some(({starts}) => starts.some((start) => start.sendingDomain === sendingDomain && start.token === next));
	return next === undefined || isCircle ? [] : [{sendingDomain, token: next}];
}

function silentAmong(walk: LogWalk, readings: readonly LogReading[]): readonly LogStart[] {
	return startsOf(walk).filter(({sendingDomain}) => readings.every((reading) => reading.sendingDomain !== sendingDomain));
}

function nextOf(walk: LogWalk, further: readonly LogStart[], silent: readonly LogStart[]): LogWalk | undefined {
	return further.length === 0 ? undefined : {...walk, pages: [...walk.pages, {starts: [...further, ...silent], done: []}]};
}

/** A mail may end on one page and begin on the next, and not all of its events name its storage key. */
function namesOf({sendingDomain, storageKey, messageId, recipient}: Message): readonly string[] {
	const ids = [storageKey, messageId].filter((id) => id !== undefined && id !== '');
	return ids.map((id) => JSON.stringify([sendingDomain, id, recipient.toLowerCase()]));
}

function nameOf(message: Message): readonly string[] {
	return namesOf(message).slice(0, 1);
}

import {maskAddress} from './address.ts';
import {clockSkew, type DeliveryEvent, type MessageState, stateOfEvents} from './delivery.ts';
import type {Step} from './diagnosis-steps.ts';
import type {MailKind} from './mail-kind.ts';
import {namedAddress, type Subject} from './subject.ts';

/** What is followed: a mail that is known by its id, or the next one of a kind. */
export interface WatchedMail {
	readonly sendingDomain: string;
	/** Of the envelope. */
	readonly recipient: string;
	readonly since: Date;
	/** Undefined: the next mail. */
	readonly messageId: string | undefined;
	/** Of the next mail; undefined: whichever comes. */
	readonly kind: MailKind | undefined;
	/** As far as it is known before the log shows it. */
	readonly subject: string | undefined;
}

/** The deed that a watch follows from; `hand`: somebody pressed `Watch Delivery`. */
export type WatchAct = 'resend' | 'request' | 'removal' | 'confirmation' | 'reset' | 'hand';

/**
 * `pending` as long as the log shows nothing. Ends are, beside those of a mail:
 * - `silent`, `unfinished`: an hour showed no mail, or no end of it
 * - `unknown`: the log did not answer
 * - `stopped`: its removal was undone
 */
export type WatchState = 'pending' | MessageState | 'silent' | 'unfinished' | 'unknown' | 'stopped';

/** The mail as the log showed it. */
export interface SeenMail {
	readonly subject: string;
	readonly kind: MailKind;
	/** When it reached its state. */
	readonly at: Date;
	readonly sentAt: Date;
	/** The reply of the recipient's server, or Mailgun's own. */
	readonly code: string;
	readonly enhancedCode: string;
	readonly text: string;
	/** Mailgun's own word. */
	readonly reason: string;
}

export interface Watch {
	/** Opaque. */
	readonly id: string;
	readonly act: WatchAct;
	readonly mail: WatchedMail;
	/** Who acted: the buttons are theirs, and so is the direct message, unless it is told in a thread. */
	readonly by: string;
	/** As that person named it; undefined when nobody did. */
	readonly about: Subject | undefined;
	readonly ticket: string | undefined;
	/** A channel, or a person for the bot's direct message. */
	readonly channel: string;
	readonly threadTs: string | undefined;
	/** The message that tells it, once there is one. */
	readonly ts: string | undefined;
	readonly startedAt: Date;
	/** When the state last changed. */
	readonly newsAt: Date;
	readonly state: WatchState;
	readonly seen: SeenMail | undefined;
	/** The state that people were told. */
	readonly told: WatchState | undefined;
}

/** In milliseconds. */
export const watchFor = 3_600_000;

const ends: readonly WatchState[] = ['delivered', 'failed', 'dropped', 'rejected', 'silent', 'unfinished', 'unknown', 'stopped'];

export function isEnd(state: WatchState): boolean {
	return ends.includes(state);
}

type Wanted = Pick<WatchedMail, 'sendingDomain' | 'kind'> & Partial<Pick<WatchedMail, 'messageId' | 'since'>>;

/** Whether one of these watches of an address tells of such a mail already. */
export function isFollowed(running: readonly Watch[], wanted: Wanted): boolean {
	return running.some(({mail}) => mail.sendingDomain === wanted.sendingDomain && covers(mail, wanted));
}

function covers(mail: WatchedMail, {kind, messageId, since}: Wanted): boolean {
	if (mail.messageId !== undefined) return mail.messageId === messageId;
	return (mail.kind === undefined || mail.kind === kind) && (since === undefined || mail.since <= since);
}

const longestPause = 240;

/** Seconds until the next look: as long again as nothing was new, from two seconds to four minutes, and once at the end. */
export function nextLook({newsAt, startedAt}: Watch, now: Date): number {
	const quiet = (now.getTime() - newsAt.getTime()) / 1000;
	const left = (startedAt.getTime() + watchFor - now.getTime()) / 1000;
	const pause = Math.min(longestPause, Math.max(2, Math.round(quiet)));
	return left > 0 ? Math.min(pause, Math.ceil(left)) : pause;
}

type KindOf = (subject: string) => MailKind;

export interface Found {
	readonly state: MessageState;
	readonly seen: SeenMail;
}

/** Where the watched mail stands; undefined while these events show nothing of it. Of several, one that arrived counts, else the newest. */
export function findWatched(mail: WatchedMail, events: readonly DeliveryEvent[], kindOf: KindOf): Found | undefined {
	const mine = events.filter(
		(event) =>
			event.sendingDomain === mail.sendingDomain &&
			event.recipient.toLowerCase() === mail.recipient.toLowerCase() &&
			event.at.getTime() >= mail.since.getTime() - clockSkew,
	);
	const ids = mail.messageId === undefined ? nextMails(mail, mine, kindOf) : [mail.messageId];
	const found = ids.flatMap((id) =>
		standing(
			mine.filter((event) => event.messageId === id),
			kindOf,
		),
	);
	return found.find(({state}) => state === 'delivered') ?? found.at(-1);
}

/** Oldest first. A mail in retry was no next mail: only what came to Mailgun since then is. */
function nextMails(mail: WatchedMail, events: readonly DeliveryEvent[], kindOf: KindOf): readonly string[] {
	const births = events.filter(
		(event) =>
			(event.event === 'accepted' || event.event === 'rejected') &&
			event.at >= mail.since &&
			(mail.kind === undefined || kindOf(event.subject) === mail.kind),
	);
	return births.sort((one, other) => one.at.getTime() - other.at.getTime()).map((event) => event.messageId);
}

function standing(events: readonly DeliveryEvent[], kindOf: KindOf): readonly Found[] {
	const found = stateOfEvents(events);
	if (found === undefined) return [];
	const {state, last} = found;
	const subject = events.find((event) => event.subject !== '')?.subject ?? '';
	const {at, code, enhancedCode, text, reason} = last;
	const sentAt = new Date(Math.min(...events.map((event) => event.at.getTime())));
	return [{state, seen: {subject, kind: kindOf(subject), at, sentAt, code, enhancedCode, text, reason}}];
}

/** The state after a look. An hour without an end is one; a log that does not answer tells nothing. */
export function afterLook(watch: Watch, found: Found | 'unanswered' | undefined, now: Date): Pick<Watch, 'state' | 'seen'> {
	const isOver = now.getTime() - watch.startedAt.getTime() >= watchFor;
	const {state, seen} = found === undefined || found === 'unanswered' ? watch : found;
	if (!isOver || isEnd(state)) return {state, seen};
	if (found === 'unanswered') return {state: 'unknown', seen};
	return {state: seen === undefined ? 'silent' : 'unfinished', seen};
}

/** The recipient as whoever acted typed it; undefined: they do not know it, and nobody is told. */
export function typedRecipient({about, mail}: Pick<Watch, 'about' | 'mail'>): string | undefined {
	const named = about === undefined ? undefined : namedAddress(about);
	return named?.text.toLowerCase() === mail.recipient.toLowerCase() ? named?.typed : undefined;
}

/** How the card names the recipient: a thread is read by everybody, the direct message by whoever acted. */
export function shownRecipient(watch: Pick<Watch, 'about' | 'mail' | 'threadTs'>): string {
	const typed = typedRecipient(watch);
	if (typed === undefined) return hiddenAddress;
	return watch.threadTs === undefined ? typed : maskAddress(typed);
}

/** In the place of an address that nobody named. */
export const hiddenAddress = '•••';

/** What helps after this end, or while it lasts, in words for the customer. */
export function stepsOfWatch(watch: Watch): readonly Step[] {
	const isHidden = typedRecipient(watch) === undefined;
	switch (watch.state) {
		case 'delivered':
			return deliveredSteps(watch, isHidden);
		case 'failed':
		case 'rejected':
			return isHidden ? [] : ['reply-rejected'];
		case 'delayed':
		case 'unfinished':
			return isHidden ? [] : ['wait'];
		default:
			return [];
	}
}

/** Of an undisclosed address the customer reads no more than that the reset was sent. */
function deliveredSteps({act, seen}: Watch, isHidden: boolean): readonly Step[] {
	if (act === 'reset') return ['send-reset'];
	if (isHidden) return [];
	return seen?.kind === 'code' ? ['ask-check-spam', 'ask-new-code'] : ['ask-check-spam'];
}

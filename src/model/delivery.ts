import type {MailKind} from './mail-kind.ts';
import {type SuppressionKind, suppressionKinds} from './suppression.ts';

/** One event of Mailgun's log. */
export interface DeliveryEvent {
	readonly id: string;
	readonly at: Date;
	readonly event: 'accepted' | 'delivered' | 'failed' | 'rejected' | 'opened' | 'clicked' | 'other';
	/** Of `failed`: for good, or tried again. */
	readonly severity: 'permanent' | 'temporary' | undefined;
	/** Mailgun's own word, such as `bounce`, `suppress-bounce`, `old`. */
	readonly reason: string;
	readonly code: string;
	readonly enhancedCode: string;
	readonly text: string;
	readonly mxHost: string;
	readonly sendingDomain: string;
	/** Of the envelope. */
	readonly recipient: string;
	readonly subject: string;
	/** Without <>. */
	readonly messageId: string;
	readonly storageKey: string | undefined;
	readonly storageUrls: readonly string[];
	readonly tags: readonly string[];
}

export type MessageState = 'accepted' | 'delivered' | 'delayed' | 'failed' | 'dropped' | 'rejected';

/** The words of the log card. */
export const stateWords: Readonly<Record<MessageState, string>> = {
	accepted: 'Delayed',
	delivered: 'Delivered',
	delayed: 'Delayed',
	failed: 'Failed',
	dropped: 'Dropped (suppressed)',
	rejected: 'Failed',
};

/** All that the log knows of one mail to one recipient. */
export interface Message {
	readonly sendingDomain: string;
	readonly recipient: string;
	readonly subject: string;
	readonly kind: MailKind;
	readonly messageId: string;
	readonly storageKey: string | undefined;
	readonly storageUrls: readonly string[];
	/** When Mailgun took it in; of a mail whose beginning was not read, the first that is known of it. */
	readonly sentAt: Date;
	/** The first attempt; as long as the log shows none, when Mailgun took it in. */
	readonly attemptedAt: Date;
	/** When it reached its state. */
	readonly stateAt: Date;
	readonly state: MessageState;
	/** The event that the state comes from. */
	readonly last: DeliveryEvent;
	/** The best evidence there is: the recipient opened it or followed a link. */
	readonly openedAt: Date | undefined;
	/** All that was read of it, in the order in which it happened. */
	readonly events: readonly DeliveryEvent[];
}

/** Whether its beginning was read too: what is older than the log, or than the page that was read, is missing. */
export function isBegun({events}: Pick<Message, 'events'>): boolean {
	return events.some(({event}) => event === 'accepted');
}

/** Groups events to mails, newest first; what stands twice counts once, whatever order it came in. */
export function groupMessages(events: readonly DeliveryEvent[], kindOf: (event: DeliveryEvent) => MailKind): readonly Message[] {
	const once = new Map(events.map((event) => [`${event.id} ${event.at.getTime()}`, event]));
	const messages = groupByMail([...once.values()].sort(byTimeThenProgress)).flatMap((group) => messageOf(group, kindOf));
	return messages.sort(newestFirst);
}

function newestFirst(one: Message, other: Message): number {
	return other.sentAt.getTime() - one.sentAt.getTime() || byText(one.last.id, other.last.id);
}

/** The same message may be sent again under its old Message-Id; what is stored has a key of its own. */
function groupByMail(ordered: readonly DeliveryEvent[]): readonly (readonly DeliveryEvent[])[] {
	const stored = new Map<string, DeliveryEvent[]>();
	for (const event of ordered) if (event.storageKey !== undefined) enter(stored, nameOf(event, event.storageKey), event);
	const byId = new Map<string, DeliveryEvent[][]>();
	for (const group of stored.values()) for (const first of group.slice(0, 1)) enter(byId, nameOf(first, first.messageId), group);
	for (const event of ordered) if (event.storageKey === undefined) enterById(byId, event);
	return [...byId.values()].flat();
}

/** Opens and clicks name no storage key: they belong to the mail of their Message-Id, and of several to the latest by then. */
function enterById(byId: Map<string, DeliveryEvent[][]>, event: DeliveryEvent): void {
	const name = nameOf(event, event.messageId === '' ? event.id : event.messageId);
	const groups = byId.get(name) ?? [];
	const group = groups.findLast(([first]) => first !== undefined && first.at <= event.at) ?? groups[0];
	if (group === undefined) byId.set(name, [[event]]);
	else group.push(event);
}

function enter<Entry>(groups: Map<string, Entry[]>, name: string, entry: Entry): void {
	const group = groups.get(name);
	if (group === undefined) groups.set(name, [entry]);
	else group.push(entry);
}

function nameOf({sendingDomain, recipient}: Pick<DeliveryEvent, 'sendingDomain' | 'recipient'>, id: string): string {
	return JSON.stringify([sendingDomain, id, recipient.toLowerCase()]);
}

function messageOf(group: readonly DeliveryEvent[], kindOf: (event: DeliveryEvent) => MailKind): readonly Message[] {
	const ordered = [...group].sort(byTimeThenProgress);
	const last = ordered.findLast((event) => stateOf(event) !== undefined);
	const first = ordered[0];
	if (last === undefined || first === undefined) return [];
	const stored = ordered.findLast((event) => event.storageKey !== undefined);
	return [
		{
			sendingDomain: last.sendingDomain,
			recipient: last.recipient,
			subject: ordered.find((event) => event.subject !== '')?.subject ?? '',
			kind: kindOf(ordered.find((event) => event.subject !== '') ?? last),
			messageId: last.messageId,
			storageKey: stored?.storageKey,
			storageUrls: stored?.storageUrls ?? [],
			sentAt: first.at,
			attemptedAt: ordered.find((event) => event.event !== 'accepted' && stateOf(event) !== undefined)?.at ?? first.at,
			stateAt: last.at,
			state: stateOf(last) ?? 'accepted',
			last,
			openedAt: ordered.findLast((event) => event.event === 'opened' || event.event === 'clicked')?.at,
			events: ordered,
		},
	];
}

const progress: Readonly<Record<DeliveryEvent['event'], number>> = {
	accepted: 0,
	failed: 1,
	rejected: 2,
	delivered: 2,
	opened: 3,
	clicked: 3,
	other: 3,
};

/** The same for every order in which they came. */
function byTimeThenProgress(one: DeliveryEvent, other: DeliveryEvent): number {
	return placeInTime(one) - placeInTime(other) || progress[one.event] - progress[other.event] || byText(one.id, other.id);
}

/** A mail was accepted before anything became of it, even where one host's clock says otherwise. */
function placeInTime({event, at}: DeliveryEvent): number {
	return at.getTime() - (event === 'accepted' ? clockSkew : 0);
}

function byText(one: string, other: string): number {
	return Number(one > other) - Number(one < other);
}

/** Opened, clicked and the rest change no state. */
function stateOf(event: DeliveryEvent): MessageState | undefined {
	switch (event.event) {
		case 'accepted':
		case 'delivered':
		case 'rejected':
			return event.event;
		case 'failed':
			if (event.severity === 'temporary') return 'delayed';
			return isSuppressionDrop(event) ? 'dropped' : 'failed';
		default:
			return undefined;
	}
}

/** Mailgun's word for it decides; its code and texts differ from source to source. */
export function isSuppressionDrop(event: Pick<DeliveryEvent, 'reason' | 'text'>): boolean {
	return event.reason.startsWith('suppress-') || /not delivering to previously bounced address/i.test(event.text);
}

/** The list that dropped a mail: as Mailgun's word says, else the one of bounces, whose text gave it away. */
export function listOfDrop({reason}: Pick<DeliveryEvent, 'reason'>): SuppressionKind {
	return suppressionKinds.find((kind) => reason.startsWith(`suppress-${kind}`)) ?? 'bounce';
}

const hour = 3_600_000;

/** Mailgun gives up after about eight hours; a mail without an end two hours later has failed. */
export const giveUpAfter = 8 * hour;
export const lostAfter = 10 * hour;

/** One mail that went out again. */
export interface Outgoing {
	readonly message: {readonly sendingDomain: string; readonly messageId: string; readonly subject: string};
	readonly recipient: string;
	/** What Mailgun answered; undefined when the answer was lost. */
	readonly sentMessageId: string | undefined;
	readonly since: Date;
}

/** Times in the log have other clocks than ours, in milliseconds. */
export const clockSkew = 2000;

/**
 * The events of a mail that was sent again. With Mailgun's answer: those of that id. Without it: the same subject to the same recipient,
 * of a mail that is new since then, or of the old one once more (whether a resend gets a new id is nowhere documented).
 */
export function eventsOf(outgoing: Outgoing, events: readonly DeliveryEvent[]): readonly DeliveryEvent[] {
	const from = outgoing.since.getTime() - clockSkew;
	const mine = events.filter(
		(event) =>
			event.sendingDomain === outgoing.message.sendingDomain &&
			event.recipient.toLowerCase() === outgoing.recipient.toLowerCase() &&
			event.at.getTime() >= from,
	);
	if (outgoing.sentMessageId !== undefined) return mine.filter((event) => event.messageId === outgoing.sentMessageId);
	const accepted = mine.find((event) => event.event === 'accepted' && event.subject === outgoing.message.subject);
	return accepted === undefined ? [] : mine.filter((event) => event.messageId === accepted.messageId);
}

/** Where a mail stands by its events; undefined while there is none. */
export function stateOfEvents(events: readonly DeliveryEvent[]): {readonly state: MessageState; readonly last: DeliveryEvent} | undefined {
	const last = [...events].sort(byTimeThenProgress).findLast((event) => stateOf(event) !== undefined);
	const state = last === undefined ? undefined : stateOf(last);
	return last === undefined || state === undefined ? undefined : {state, last};
}

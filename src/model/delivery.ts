import type {MailKind} from './mail-kind.ts';

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
	readonly sentAt: Date;
	/** When it reached its state. */
	readonly stateAt: Date;
	readonly state: MessageState;
	/** The event that the state comes from. */
	readonly last: DeliveryEvent;
	/** The best evidence there is: the recipient opened it or followed a link. */
	readonly openedAt: Date | undefined;
}

/** Groups events to mails, newest first; what stands twice counts once, whatever order it came in. */
export function groupMessages(events: readonly DeliveryEvent[], kindOf: (event: DeliveryEvent) => MailKind): readonly Message[] {
	const groups = new Map<string, DeliveryEvent[]>();
	const seen = new Set<string>();
	for (const event of events) {
		const identity = `${event.id} ${event.at.getTime()}`;
		if (seen.has(identity)) continue;
		seen.add(identity);
		const key = JSON.stringify([event.sendingDomain, event.storageKey ?? event.messageId, event.recipient.toLowerCase()]);
		groups.set(key, [...(groups.get(key) ?? []), event]);
	}
	const messages = [...groups.values()].flatMap((group) => messageOf(group, kindOf));
	return messages.sort((one, other) => other.sentAt.getTime() - one.sentAt.getTime());
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
			stateAt: last.at,
			state: stateOf(last) ?? 'accepted',
			last,
			openedAt: ordered.findLast((event) => event.event === 'opened' || event.event === 'clicked')?.at,
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

function byTimeThenProgress(one: DeliveryEvent, other: DeliveryEvent): number {
	return one.at.getTime() - other.at.getTime() || progress[one.event] - progress[other.event];
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

const hour = 3_600_000;

/** Mailgun gives up after about eight hours; a mail without an end two hours later has failed. */
export const giveUpAfter = 8 * hour;
export const lostAfter = 10 * hour;

/** What a watch has to tell: `pending` as long as the log shows nothing of it, `silent` when it showed no end for an hour. */
export type WatchState = 'pending' | MessageState | 'silent';

export const watchFor = hour;

export function isEnd(state: WatchState): boolean {
	return state === 'delivered' || state === 'failed' || state === 'dropped' || state === 'rejected' || state === 'silent';
}

/** Seconds until the next look, by the age of the mail: often at first, then ever more seldom. */
export function nextLook(ageMs: number): number {
	return Math.min(120, Math.max(2, Math.round(ageMs / 4000)));
}

/** One mail that went out again. */
export interface Outgoing {
	readonly message: {readonly sendingDomain: string; readonly messageId: string; readonly subject: string};
	readonly recipient: string;
	/** What Mailgun answered; undefined when the answer was lost. */
	readonly sentMessageId: string | undefined;
	readonly since: Date;
}

/** Times in the log have other clocks than ours. */
const clockSkew = 2000;

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

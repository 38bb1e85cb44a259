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

import type {Account} from '../../src/model/account.ts';
import type {DeliveryEvent, Message, MessageState} from '../../src/model/delivery.ts';
import type {DiagnosisFacts} from '../../src/model/diagnosis-facts.ts';
import {type Known, known, unknown} from '../../src/model/known.ts';
import {kindOf, usualMailKinds} from '../../src/model/mail-kind.ts';
import {type ListReading, type Suppression, type SuppressionKind, suppressionKinds} from '../../src/model/suppression.ts';

export const now = new Date('2026-11-12T12:00:00Z');
export const hour = 3_600_000;
export const day = 24 * hour;
export const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds);
export const domain = 'mg.gitlab.com';
export const address = 'ada@example.com';
export const silent = unknown({service: 'GitLab', cause: 'timeout'});

export function account(more: Partial<Account> = {}): Account {
	return {
		id: 7,
		username: 'ada',
		state: 'active',
		locked: false,
		createdAt: ago(hour),
		confirmedAt: undefined,
		primaryEmail: address,
		secondaryEmails: undefined,
		identityProviders: [],
		webUrl: 'https://gitlab.example.com/ada',
		...more,
	};
}

export const confirmedAccount = (more: Partial<Account> = {}) => account({createdAt: ago(90 * day), confirmedAt: ago(89 * day), ...more});

const happenings: Readonly<Record<MessageState, Pick<DeliveryEvent, 'event' | 'severity' | 'reason' | 'code' | 'text'>>> = {
	accepted: {event: 'accepted', severity: undefined, reason: '', code: '', text: ''},
	delivered: {event: 'delivered', severity: undefined, reason: '', code: '250', text: 'OK'},
	delayed: {event: 'failed', severity: 'temporary', reason: 'generic', code: '451', text: 'come back later'},
	failed: {event: 'failed', severity: 'permanent', reason: 'bounce', code: '550', text: '5.1.1 no such mailbox'},
	dropped: {
		event: 'failed',
		severity: 'permanent',
		reason: 'suppress-bounce',
		code: '605',
		text: 'Not delivering to previously bounced address',
	},
	rejected: {event: 'rejected', severity: undefined, reason: '', code: '', text: ''},
};

export function message(
	state: MessageState,
	age: number,
	more: {readonly subject?: string; readonly reason?: string; readonly tags?: readonly string[]; readonly attempted?: number} = {},
): Message {
	const subject = more.subject ?? 'Confirmation instructions';
	const last: DeliveryEvent = {
		...happenings[state],
		...(more.reason === undefined ? {} : {reason: more.reason}),
		id: `${subject}-${age}`,
		at: ago(age),
		enhancedCode: '',
		mxHost: 'mx.example.com',
		sendingDomain: domain,
		recipient: address,
		subject,
		messageId: `${age}@${domain}`,
		storageKey: undefined,
		storageUrls: [],
		tags: more.tags ?? [],
	};
	return {
		sendingDomain: domain,
		recipient: address,
		subject,
		kind: kindOf(usualMailKinds, 'gitlab', subject)?.kind ?? 'other',
		messageId: last.messageId,
		storageKey: undefined,
		storageUrls: [],
		sentAt: ago(age),
		attemptedAt: ago(more.attempted ?? age),
		stateAt: ago(age),
		state,
		last,
		openedAt: undefined,
		events: [last],
	};
}

export function entry(kind: SuppressionKind, more: Partial<Suppression> = {}): Suppression {
	return {kind, sendingDomain: domain, address, createdAt: ago(9 * day), code: '550', text: '5.1.1 no such mailbox', tags: ['*'], ...more};
}

/** The lists of GitLab's sending domain; a kind among `down` did not answer. */
export function lists(entries: readonly Suppression[] = [], down: readonly SuppressionKind[] = []): readonly ListReading[] {
	return suppressionKinds.map((kind) => ({
		sendingDomain: domain,
		kind,
		answer: down.includes(kind)
			? {status: 'unavailable', trouble: {service: 'Mailgun', cause: 'timeout'}}
			: {status: 'answered', entries: entries.filter((one) => one.kind === kind)},
	}));
}

export function facts(more: Partial<DiagnosisFacts> & {readonly messages?: Known<readonly Message[]>} = {}): DiagnosisFacts {
	const {messages = known([]), ...rest} = more;
	return {
		now,
		address,
		by: 'address',
		account: known(account()),
		lists: lists(),
		logs: [{sendingDomain: domain, messages, isWhole: messages.known}],
		site: 'gitlab',
		sendingDomain: domain,
		said: undefined,
		kinds: usualMailKinds,
		deletionDays: 3,
		firstDay: ago(30 * day),
		...rest,
	};
}

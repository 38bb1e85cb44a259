import {domainOf} from './addresses.ts';
import {findEntry, type ListEntry, type Lists} from './lists.ts';
import type {DeliveryStatus} from './log-event.ts';
import type {ListName} from './types.ts';
import type {Transmission} from './world.ts';

/** Why a mail is dropped before any server is asked. */
export interface SuppressionReason {
	readonly reason: string;
	readonly code: number;
	readonly description: string;
}

// Code 605 and its text are Mailgun's own example; 606 and 607 with their texts are known from third parties only.
const reasons: readonly (readonly [ListName, SuppressionReason])[] = [
	['bounces', {reason: 'suppress-bounce', code: 605, description: 'Not delivering to previously bounced address'}],
	['unsubscribes', {reason: 'suppress-unsubscribe', code: 606, description: 'Not delivering to unsubscribed address'}],
	['complaints', {reason: 'suppress-complaint', code: 607, description: 'Not delivering to a user who marked your messages as spam'}],
];

/** The list that stops this transmission: an entry made after the moment of the attempt does not. */
export function suppressionOf(lists: Lists, {message, recipient, dueAt}: Transmission): SuppressionReason | undefined {
	for (const [list, reason] of reasons) {
		const entry = findEntry(lists, message.domain, list, recipient);
		if (entry !== undefined && existedAt(entry, dueAt) && coversTags(entry, message.tags)) return reason;
	}
	return undefined;
}

function existedAt(entry: ListEntry, time: number): boolean {
	return !(Date.parse('createdAt' in entry ? entry.createdAt : entry.created_at) > time);
}

/** An unsubscribe can be of one tag: it stops only mail with that tag. */
function coversTags(entry: ListEntry, tags: readonly string[]): boolean {
	if (!('tags' in entry)) return true;
	return entry.tags.includes('*') || entry.tags.some((tag) => tags.includes(tag));
}

/** The text stands in `description`; `message` is empty in Mailgun's own example. */
export function suppressedStatus({code, description}: SuppressionReason): DeliveryStatus {
	return {'attempt-no': 1, message: '', code, description, 'session-seconds': 0};
}

/** An allowlisted address or domain is never added to the bounce list. */
export function isAllowlisted(lists: Lists, domain: string, recipient: string): boolean {
	const values = [recipient, domainOf(recipient)];
	return values.some((value) => findEntry(lists, domain, 'whitelists', value) !== undefined);
}

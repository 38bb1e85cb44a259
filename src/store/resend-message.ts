import type {ResendMessage} from '../model/approval.ts';
import {jsonText} from './keeping.ts';
import type {StoredResendMessage} from './schema/stored.ts';

export function storedMessage(message: ResendMessage): string {
	const stored: StoredResendMessage = {...message, sentAt: message.sentAt.toISOString(), diesAt: message.diesAt?.toISOString() ?? null};
	return jsonText(stored);
}

export function messageOf(stored: StoredResendMessage): ResendMessage {
	return {...stored, sentAt: new Date(stored.sentAt), diesAt: stored.diesAt === null ? undefined : new Date(stored.diesAt)};
}

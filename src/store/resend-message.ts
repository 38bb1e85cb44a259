import type {ResendMessage} from '../model/approval.ts';
import type {StoredResendMessage} from './schema.ts';

export function storedMessage(message: ResendMessage): string {
	const stored: StoredResendMessage = {...message, sentAt: message.sentAt.toISOString(), diesAt: message.diesAt?.toISOString() ?? null};
	return JSON.stringify(stored);
}

export function messageOf(stored: StoredResendMessage): ResendMessage {
	return {...stored, sentAt: new Date(stored.sentAt), diesAt: stored.diesAt === null ? undefined : new Date(stored.diesAt)};
}

import type {OutgoingRequest} from '../http.ts';

function pathOf(request: OutgoingRequest): string {
	return new URL(request.url).pathname;
}

/** Reading the log is a POST, and the only one that may be repeated: a resend never is. */
export function isRepeatableMailgunCall(request: OutgoingRequest): boolean {
	return request.method === 'GET' || (request.method === 'POST' && pathOf(request).endsWith('/v1/analytics/logs'));
}

/** Mailgun counts messages, logs and the rest apart; trouble with one says nothing about the others. */
export function mailgunLane(request: OutgoingRequest): string {
	if (pathOf(request).endsWith('/v1/analytics/logs')) return 'logs';
	return /\/messages\/[^/]+$/.test(pathOf(request)) ? `messages ${request.method}` : '';
}

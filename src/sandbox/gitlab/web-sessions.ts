import {createHmac, randomBytes, timingSafeEqual} from 'node:crypto';
import type {SimulatedRequest} from '../http.ts';

/** A browser, or a program that behaves like one. */
export interface WebSession {
	readonly id: string;
	readonly secret: Buffer;
	/** A line that the next page shows once. */
	flash: string | undefined;
}

export interface WebSessions {
	/** The session of the cookie; without one, or with an unknown one, a new session. */
	readonly open: (request: SimulatedRequest) => WebSession;
}

const cookieName = '_gitlab_session';

export function createWebSessions(): WebSessions {
	const sessions = new Map<string, WebSession>();
	return {
		open: (request) => {
			const known = sessions.get(readCookie(request.headers.cookie));
			if (known !== undefined) return known;
			const session: WebSession = {id: randomBytes(16).toString('hex'), secret: randomBytes(32), flash: undefined};
			sessions.set(session.id, session);
			return session;
		},
	};
}

function readCookie(header = ''): string {
	const pairs = header.split(';').map((pair) => pair.trim());
	return pairs.find((pair) => pair.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1) ?? '';
}

/** `secure` is left out, as on a GitLab without TLS. */
export function sessionCookie({id}: WebSession): Readonly<Record<string, string>> {
	return {'set-cookie': `${cookieName}=${id}; path=/; HttpOnly; SameSite=Lax`};
}

/** Looks different on every page, and is good for the whole session, as Rails' masked tokens. */
export function newCsrfToken(session: WebSession): string {
	const salt = randomBytes(16);
	return Buffer.concat([salt, sign(session, salt)]).toString('base64url');
}

export function isCsrfToken(session: WebSession, token: string): boolean {
	const bytes = Buffer.from(token, 'base64url');
	if (bytes.length !== 48) return false;
	return timingSafeEqual(bytes.subarray(16), sign(session, bytes.subarray(0, 16)));
}

function sign({secret}: WebSession, salt: Buffer): Buffer {
	return createHmac('sha256', secret).update(salt).digest();
}

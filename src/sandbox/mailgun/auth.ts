import {createHash} from 'node:crypto';
import type {SimulatedAnswer} from '../http.ts';
import {refusal} from './answers.ts';
import type {MailgunKey} from './types.ts';

/** What a role has rights on: rows of Mailgun's table of roles. */
export type Area = 'domains' | 'messages' | 'logs' | 'suppressions' | 'allowlist';
export type Access = 'read' | 'write';

const rights: Readonly<Record<MailgunKey['role'], Readonly<Record<Area, Access | 'none'>>>> = {
	admin: {domains: 'write', messages: 'write', logs: 'write', suppressions: 'write', allowlist: 'write'},
	developer: {domains: 'write', messages: 'write', logs: 'write', suppressions: 'write', allowlist: 'write'},
	support: {domains: 'read', messages: 'read', logs: 'read', suppressions: 'write', allowlist: 'write'},
	analyst: {domains: 'read', messages: 'read', logs: 'read', suppressions: 'none', allowlist: 'read'},
};

export function mayUse(role: MailgunKey['role'], area: Area, access: Access): boolean {
	const right = rights[role][area];
	return right === 'write' || right === access;
}

/** The password of Basic credentials, right or wrong, with its user. */
export function readCredentials(header: string | undefined): {readonly user: string; readonly secret: string} | undefined {
	const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
	if (encoded === undefined) return undefined;
	const decoded = Buffer.from(encoded, 'base64').toString('utf8');
	const colon = decoded.indexOf(':');
	return colon < 0 ? undefined : {user: decoded.slice(0, colon), secret: decoded.slice(colon + 1)};
}

/** The user is always `api`; the key is the password. */
export function findKey(keys: readonly MailgunKey[], header: string | undefined): MailgunKey | undefined {
	const credentials = readCredentials(header);
	if (credentials?.user !== 'api') return undefined;
	return keys.find((key) => key.key === credentials.secret);
}

/** Public name of a key, as in `X-Mailgun-Key-Id`: eight and eight hexadecimal digits. */
export function keyId(key: MailgunKey): string {
	const digest = createHash('sha256').update(key.key).digest('hex');
	return `${digest.slice(0, 8)}-${digest.slice(8, 16)}`;
}

/** Recorded answers say `Forbidden` as plain text; only the domain pages of the specification answer JSON. */
export function unauthorized(area: Area): SimulatedAnswer {
	if (area === 'domains') return refusal(401, 'Invalid private key');
	return {
		status: 401,
		headers: {'content-type': 'text/plain; charset=utf-8', 'www-authenticate': 'Basic realm="MG API"'},
		text: 'Forbidden',
	};
}

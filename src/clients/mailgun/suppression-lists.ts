import {z} from 'zod';
import {ServiceRefused, ServiceUnavailable} from '../../model/errors.ts';
import type {Suppression, SuppressionKind} from '../../model/suppression.ts';
import type {SuppressionLists} from '../../workflows/ports.ts';
import {type AskMailgun, createMailgunSdk, type MailgunAccess} from './sdk.ts';

const listNames = {bounce: 'bounces', complaint: 'complaints', unsubscribe: 'unsubscribes'} as const;

/** Dates come as RFC 1123 with UTC or GMT; one that cannot be read is no reason to refuse the entry. */
const date = z.string().transform((text) => {
	const time = Date.parse(text);
	return Number.isNaN(time) ? undefined : new Date(time);
});

/** https://documentation.mailgun.net/docs/mailgun/api-reference/send/mailgun/suppressions */
const entrySchemas = {
	bounce: z.object({address: z.string(), code: z.coerce.string().default(''), error: z.string().default(''), created_at: date}),
	complaint: z.object({address: z.string(), created_at: date}),
	unsubscribe: z.object({address: z.string(), tags: z.array(z.string()).default(['*']), created_at: date}),
} as const;

const allowlistSchema = z.object({value: z.string(), reason: z.string().nullish()});
const acknowledgement = z.object({message: z.string()});

/** The lists of one Mailgun account. */
export function createSuppressionLists(access: MailgunAccess): SuppressionLists {
	const ask = createMailgunSdk(access);
	return {
		sendingDomains: access.sendingDomains,
		read: (sendingDomain, kind, address) => orAbsent(readEntry(ask, sendingDomain, kind, address)),
		readAllowlist: (sendingDomain, value) =>
			orAbsent(
				ask(allowlistSchema, (mailgun) => mailgun.suppressions.get(sendingDomain, 'whitelists', value)).then((found) => ({
					sendingDomain,
					value: found.value,
					reason: found.reason ?? '',
				})),
			),
		remove: async (entry) => {
			const answer = await orAbsent(
				ask(acknowledgement, (mailgun) => mailgun.suppressions.destroy(entry.sendingDomain, listNames[entry.kind], entry.address)),
			);
			return answer === undefined ? 'already-gone' : 'removed';
		},
		restore: async (entry) => {
			// The array form: the SDK throws on a single unsubscribe with tags.
			await ask(acknowledgement, (mailgun) => mailgun.suppressions.create(entry.sendingDomain, listNames[entry.kind], [fieldsOf(entry)]));
		},
	};
}

async function readEntry(ask: AskMailgun, sendingDomain: string, kind: SuppressionKind, address: string): Promise<Suppression> {
	const found = await ask<EntryFields>(entrySchemas[kind], (mailgun) => mailgun.suppressions.get(sendingDomain, listNames[kind], address));
	if (found.address.toLowerCase() !== address.toLowerCase()) {
		// An answer about somebody else is not an answer.
		throw new ServiceUnavailable({service: 'Mailgun', cause: 'unreadable', status: 200});
	}
	return {
		kind,
		sendingDomain,
		address: found.address,
		createdAt: found.created_at,
		code: found.code ?? '',
		text: found.error ?? '',
		tags: found.tags ?? [],
	};
}

interface EntryFields {
	readonly address: string;
	readonly created_at: Date | undefined;
	readonly code?: string;
	readonly error?: string;
	readonly tags?: string[];
}

async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
	try {
		return await answer;
	} catch (error) {
		if (error instanceof ServiceRefused && error.trouble.status === 404 && !isMissingDomain(error)) return undefined;
		throw error;
	}
}

/** "Domain not found" is a wrong setting (name, key, region), not an empty list. */
function isMissingDomain(refusal: ServiceRefused): boolean {
	return /domain .*not found|domain not found/i.test(refusal.trouble.reason ?? '') && !/allowlist/i.test(refusal.trouble.reason ?? '');
}

/** The SDK types `code` as a number; Mailgun keeps and prints a string, perhaps an empty one. */
function fieldsOf(entry: Suppression): {readonly address: string} {
	return {
		address: entry.address,
		...(entry.kind === 'bounce' ? {code: entry.code, error: entry.text} : {}),
		...(entry.kind === 'unsubscribe' ? {tags: [...entry.tags]} : {}),
		...(entry.createdAt === undefined ? {} : {created_at: entry.createdAt.toUTCString()}),
	};
}

import {z} from 'zod';
import {ServiceRefused, ServiceUnavailable} from '../../model/errors.ts';
import type {AllowlistEntry, Suppression, SuppressionKind} from '../../model/suppression.ts';
import type {SuppressionLists} from '../../workflows/ports.ts';
import {type EntryFields, entrySchemas, listNames, suppressionOf} from './list-entries.ts';
import {createListPages} from './list-pages.ts';
import {type AskMailgun, createMailgunSdk, type MailgunAccess} from './sdk.ts';

const allowlistSchema = z.object({value: z.string(), reason: z.string().nullish()});
const acknowledgement = z.object({message: z.string()});

/** The lists of one Mailgun account. */
export function createSuppressionLists(access: MailgunAccess): SuppressionLists {
	const ask = createMailgunSdk(access);
	const page = createListPages(access);
	return {
		sendingDomains: access.sendingDomains,
		read: async (sendingDomain, kind, address) => {
			assertConfigured(access, sendingDomain);
			return orAbsent(readEntry(ask, sendingDomain, kind, address));
		},
		readAllowlist: async (sendingDomain, value) => {
			assertConfigured(access, sendingDomain);
			return orAbsent(readAllowed(ask, sendingDomain, value));
		},
		remove: async (entry) => {
			assertConfigured(access, entry.sendingDomain);
			const answer = await orAbsent(
				ask(acknowledgement, (mailgun) => mailgun.suppressions.destroy(entry.sendingDomain, listNames[entry.kind], entry.address)),
			);
			return answer === undefined ? 'already-gone' : 'removed';
		},
		restore: async (entry) => {
			assertConfigured(access, entry.sendingDomain);
			// The array form: the SDK throws on a single unsubscribe with tags.
			await ask(acknowledgement, (mailgun) => mailgun.suppressions.create(entry.sendingDomain, listNames[entry.kind], [fieldsOf(entry)]));
		},
		page: async (place, from) => {
			assertConfigured(access, place.sendingDomain);
			return page(place, from);
		},
	};
}

/** A domain comes from the configuration only; the SDK would put any text into the path. */
function assertConfigured(access: MailgunAccess, sendingDomain: string): void {
	if (!access.sendingDomains.includes(sendingDomain)) throw new Error('Mailgun: this is none of the configured sending domains');
}

async function readEntry(ask: AskMailgun, sendingDomain: string, kind: SuppressionKind, address: string): Promise<Suppression> {
	const found = await ask<EntryFields>(entrySchemas[kind], (mailgun) => mailgun.suppressions.get(sendingDomain, listNames[kind], address));
	assertAbout(address, found.address);
	return suppressionOf({kind, sendingDomain}, found);
}

async function readAllowed(ask: AskMailgun, sendingDomain: string, value: string): Promise<AllowlistEntry> {
	const found = await ask(allowlistSchema, (mailgun) => mailgun.suppressions.get(sendingDomain, 'whitelists', value));
	assertAbout(value, found.value);
	return {sendingDomain, value: found.value, reason: found.reason ?? ''};
}

/** An answer about somebody else is not an answer. */
function assertAbout(asked: string, answered: string): void {
	if (asked.toLowerCase() !== answered.toLowerCase()) {
		throw new ServiceUnavailable({service: 'Mailgun', cause: 'unreadable', status: 200});
	}
}

async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
	try {
		return await answer;
	} catch (error) {
		if (error instanceof ServiceRefused && error.trouble.status === 404 && speaksOfEntry(error)) return undefined;
		throw error;
	}
}

/**
 * Absent is only what Mailgun calls absent: "Address not found in bounces table", "No spam complaints found for this address",
 * "Unsubscribe event for this tag does not exist". "Domain not found" is a wrong setting, and any other 404 a wrong path.
 */
function speaksOfEntry(refusal: ServiceRefused): boolean {
	const reason = refusal.trouble.reason ?? '';
	return /address|complaint|unsubscribe/i.test(reason) && !/^domain\b/i.test(reason);
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

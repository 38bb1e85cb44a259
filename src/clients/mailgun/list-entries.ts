import {z} from 'zod';
import type {Suppression} from '../../model/suppression.ts';
import type {ListPlace} from '../../model/sweep.ts';

/** The lists as they are called in Mailgun's paths. */
export const listNames = {bounce: 'bounces', complaint: 'complaints', unsubscribe: 'unsubscribes'} as const;

/** Dates come as RFC 1123 with UTC or GMT; one that cannot be read is no reason to refuse the entry. */
const date = z
	.string()
	.nullish()
	.transform((words) => {
		const time = Date.parse(words ?? '');
		return Number.isNaN(time) ? undefined : new Date(time);
	});

/** Documented as a string that may be empty or not a number; nothing that is printed in its place hides the entry. */
const text = z
	.union([z.string(), z.number()])
	.nullish()
	.transform((value) => (value ?? '').toString());

/** https://documentation.mailgun.net/docs/mailgun/api-reference/send/mailgun/suppressions */
export const entrySchemas = {
	bounce: z.object({address: z.string(), code: text, error: text, created_at: date}),
	complaint: z.object({address: z.string(), created_at: date}),
	unsubscribe: z.object({address: z.string(), tags: z.array(z.string()).default(['*']), created_at: date}),
} as const;

export interface EntryFields {
	readonly address: string;
	readonly created_at: Date | undefined;
	readonly code?: string;
	readonly error?: string;
	readonly tags?: string[];
}

export function suppressionOf({kind, sendingDomain}: ListPlace, fields: EntryFields): Suppression {
	return {
		kind,
		sendingDomain,
		address: fields.address,
		createdAt: fields.created_at,
		code: fields.code ?? '',
		text: fields.error ?? '',
		tags: fields.tags ?? [],
	};
}

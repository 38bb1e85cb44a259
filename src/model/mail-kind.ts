import {z} from 'zod';

export const mailKinds = ['confirmation', 'code', 'reset', 'sign-in', 'other'] as const;
export type MailKind = (typeof mailKinds)[number];

export type Site = 'gitlab' | 'portal';

/** What a subject of a site's mail means. */
export interface MailKindRow {
	readonly domain: Site;
	readonly subject: string;
	readonly kind: MailKind;
	/** How long its link or code lives, in milliseconds; undefined when it has none. */
	readonly life: number | undefined;
	/** Sent past Mailgun's suppressions, by a header of the mail. */
	readonly passes: boolean;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** GitLab's mailers and devise settings; `MAIL_KINDS_FILE` replaces the table. */
export const usualMailKinds: readonly MailKindRow[] = [
	{domain: 'gitlab', subject: 'Confirmation instructions', kind: 'confirmation', life: day, passes: false},
	{domain: 'gitlab', subject: 'Verify your identity', kind: 'code', life: hour, passes: true},
	{domain: 'gitlab', subject: 'Confirm your email address', kind: 'code', life: hour, passes: true},
	{domain: 'gitlab', subject: 'Reset password instructions', kind: 'reset', life: 2 * day, passes: true},
	{domain: 'portal', subject: 'Confirmation instructions', kind: 'confirmation', life: day, passes: false},
];

const lifeText = z
	.string()
	.regex(/^\d{1,4}[smhd]$/)
	.transform((text) => Number(text.slice(0, -1)) * {s: 1000, m: minute, h: hour, d: day}[text.slice(-1) as 's' | 'm' | 'h' | 'd'])
	.nullable()
	.transform((life) => life ?? undefined);

/** The form of `MAIL_KINDS_FILE`. */
export const mailKindsFile = z.array(
	z.object({
		domain: z.enum(['gitlab', 'portal']),
		subject: z.string().min(1),
		kind: z.enum(mailKinds),
		life: lifeText,
		passes: z.boolean(),
	}),
);

/** A suffix ` | …` is the operator's and says nothing. */
export function plainSubject(subject: string): string {
	return (subject.split(' | ')[0] ?? '').trim();
}

export function kindOf(table: readonly MailKindRow[], site: Site, subject: string): MailKindRow | undefined {
	const plain = plainSubject(subject);
	return table.find((row) => row.domain === site && row.subject === plain);
}

/** The subjects of a kind; undefined for what is told by having none of them. */
export function subjectsOf(table: readonly MailKindRow[], site: Site, kind: MailKind): readonly string[] | undefined {
	return kind === 'other' ? undefined : table.filter((row) => row.domain === site && row.kind === kind).map(({subject}) => subject);
}

/** Whether mail of this kind is sent past the suppressions: only if all its subjects are. */
export function passesSuppressions(table: readonly MailKindRow[], site: Site, kind: MailKind): boolean {
	const rows = table.filter((row) => row.domain === site && row.kind === kind);
	return rows.length > 0 && rows.every((row) => row.passes);
}

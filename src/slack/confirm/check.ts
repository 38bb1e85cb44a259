import {z} from 'zod';
import {readAddress} from '../../model/address.ts';
import {type MailKind, mailKinds} from '../../model/mail-kind.ts';
import {type PortalAccount, type PortalQuestion, portalLinks, portalLogins, portalOthers} from '../../model/portal.ts';
import {type Subject, subjectOf, wordsOf} from '../../model/subject.ts';
import type {DialogData} from '../../workflows/ports.ts';

/** What an agent wants to know: kept behind every button of the card, so that a click asks the same again. */
export interface Check {
	readonly subject: Subject;
	/** The agent's word about the missing mail. */
	readonly said: MailKind | undefined;
	readonly ticket: string | undefined;
	/** Set: it is about the Customers Portal. */
	readonly portal?: PortalQuestion | undefined;
}

export function dataOf({subject, said, ticket, portal}: Check): DialogData {
	const {address, username, account} = wordsOf(subject);
	return {address, username, account: account?.toString(), said, ticket, ...dataOfPortal(portal)};
}

function dataOfPortal(portal: PortalQuestion | undefined): DialogData {
	if (portal === undefined) return {};
	return {site: 'portal', other: portal.other?.typed, told: portal.told === undefined ? undefined : JSON.stringify(portal.told)};
}

const others = z.enum(portalOthers);
const portalAccount: z.ZodType<PortalAccount> = z.discriminatedUnion('found', [
	z.object({found: z.literal(false), others}),
	z.object({found: z.literal(true), confirmed: z.boolean(), login: z.enum(portalLogins), linked: z.enum(portalLinks), others}),
]);

const portalSchema = z.object({
	site: z.literal('portal'),
	other: z.string().optional(),
	told: z
		.string()
		.transform((text) => portalAccount.parse(JSON.parse(text)))
		.optional(),
});

function portalIn(data: DialogData | undefined): PortalQuestion | undefined {
	const read = portalSchema.safeParse(data);
	if (!read.success) return undefined;
	const other = readAddress(read.data.other ?? '');
	return {other: other.ok ? other.address : undefined, told: read.data.told};
}

const schema = z.object({
	address: z.string().optional(),
	username: z.string().optional(),
	account: z.coerce.number().int().positive().optional(),
	said: z.enum(mailKinds).optional(),
	ticket: z.string().optional(),
});

/** Undefined when the dialog is forgotten, or somebody else's. */
export function checkOf(data: DialogData | undefined): Check | undefined {
	const read = schema.safeParse(data);
	const subject = read.success ? subjectOf(read.data) : undefined;
	return !read.success || subject === undefined
		? undefined
		: {subject, said: read.data.said, ticket: read.data.ticket, portal: portalIn(data)};
}

import {z} from 'zod';
import {type MailKind, mailKinds} from '../../model/mail-kind.ts';
import {type Subject, subjectOf, wordsOf} from '../../model/subject.ts';
import type {DialogData} from '../../workflows/ports.ts';

/** What an agent wants to know: kept behind every button of the card, so that a click asks the same again. */
export interface Check {
	readonly subject: Subject;
	/** The agent's word about the missing mail. */
	readonly said: MailKind | undefined;
	readonly ticket: string | undefined;
}

export function dataOf({subject, said, ticket}: Check): DialogData {
	const {address, username, account} = wordsOf(subject);
	return {address, username, account: account?.toString(), said, ticket};
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
	return !read.success || subject === undefined ? undefined : {subject, said: read.data.said, ticket: read.data.ticket};
}

import {z} from 'zod';
import {readAddress} from '../../model/address.ts';
import {type MailKind, mailKinds} from '../../model/mail-kind.ts';
import {namedAddress, type Subject} from '../../model/subject.ts';
import type {DialogData} from '../../workflows/ports.ts';

/** What an agent wants to know: kept behind every button of the card, so that a click asks the same again. */
export interface Check {
	readonly subject: Subject;
	/** The agent's word about the missing mail. */
	readonly said: MailKind | undefined;
	readonly ticket: string | undefined;
}

export function dataOf({subject, said, ticket}: Check): DialogData {
	return {
		address: namedAddress(subject)?.typed,
		username: subject.by === 'username' ? subject.username : undefined,
		account: subject.by === 'id' ? String(subject.id) : undefined,
		said,
		ticket,
	};
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
	if (!read.success) return undefined;
	const subject = subjectOf(read.data);
	return subject === undefined ? undefined : {subject, said: read.data.said, ticket: read.data.ticket};
}

function subjectOf({address, username, account}: z.output<typeof schema>): Subject | undefined {
	const reading = readAddress(address ?? '');
	const reported = reading.ok ? reading.address : undefined;
	if (username !== undefined) return {by: 'username', username, reported};
	if (account !== undefined) return {by: 'id', id: account, reported};
	return reported === undefined ? undefined : {by: 'address', address: reported};
}

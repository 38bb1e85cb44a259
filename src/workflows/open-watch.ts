import {readAddress} from '../model/address.ts';
import type {ResendMessage} from '../model/approval.ts';
import type {MailKind} from '../model/mail-kind.ts';
import {namedAddress, type Subject, subjectOf} from '../model/subject.ts';
import type {Removal} from '../model/suppression.ts';
import {isFollowed, type WatchAct} from '../model/watch.ts';
import type {Accounts, AuditTrail, NewWatch, SuppressionLists, Watches, WatchOpening} from './ports.ts';

export interface OpenWatchDeps {
	readonly watches: Pick<Watches, 'open' | 'running'>;
	readonly accounts: Accounts;
	readonly lists: Pick<SuppressionLists, 'sendingDomains'>;
	readonly audit: AuditTrail;
}

export interface NextMail {
	/** Of the deed that it follows from, if that opens only one. */
	readonly id?: string | undefined;
	readonly act: Extract<WatchAct, 'confirmation' | 'reset' | 'hand'>;
	readonly about: Subject;
	/** Undefined: it is the address that was named or, without one, the account's primary one. */
	readonly recipient?: string | undefined;
	/** Undefined: GitLab's. */
	readonly sendingDomain?: string | undefined;
	/** Undefined: whichever comes. */
	readonly kind: MailKind | undefined;
	/** Undefined: from now on. */
	readonly since?: Date | undefined;
	/** A mail that is on its way already. */
	readonly messageId?: string | undefined;
	readonly by: string;
	readonly ticket: string | undefined;
}

/** Follows a mail that somebody else sends, in the direct message with whoever waits for it. */
export async function watchNext(deps: OpenWatchDeps, input: NextMail): Promise<WatchOpening | 'nobody'> {
	const {id, about, act, by, ticket, kind, since, messageId} = input;
	const recipient = input.recipient ?? (await recipientOf(deps.accounts, about));
	const sendingDomain = input.sendingDomain ?? deps.lists.sendingDomains[0];
	if (recipient === undefined || sendingDomain === undefined) return 'nobody';
	if (act === 'hand') {
		// The acts before a mail open their own watch; by hand nobody needs a second one beside it.
		const running = await deps.watches.running(recipient, by);
		if (isFollowed(running, {sendingDomain, kind, ...(since === undefined ? {} : {messageId, since})})) return 'already';
		await recordWatch(deps.audit, input, sendingDomain);
	}
	const mail = {sendingDomain, recipient, kind, since, messageId, subject: undefined};
	return deps.watches.open({id, act, by, about, ticket, mail, channel: by, threadTs: undefined});
}

async function recipientOf(accounts: Accounts, about: Subject): Promise<string | undefined> {
	const named = namedAddress(about);
	if (named !== undefined || about.by === 'address') return named?.text;
	const account = await (about.by === 'id' ? accounts.byId(about.id) : accounts.byUsername(about.username));
	const reading = readAddress(account?.primaryEmail ?? '');
	return reading.ok ? reading.address.text : undefined;
}

/** The acts before a mail are on record already; a press by hand is one of its own. */
async function recordWatch(audit: AuditTrail, {about, by, ticket, kind}: NextMail, sendingDomain: string): Promise<void> {
	await audit.record({
		actor: by,
		act: 'delivery-watched',
		subject: namedAddress(about)?.text,
		ticket,
		after: {
			sendingDomain,
			kind: kind ?? 'any',
			...(about.by === 'username' ? {username: about.username} : {}),
			...(about.by === 'id' ? {account: about.id} : {}),
		},
	});
}

/** After a removal any mail to the address shows whether mail goes through again. One removal opens one watch, however often it is told. */
export async function watchRemoval(
	{watches}: {readonly watches: Pick<Watches, 'open'>},
	{id, entry, asked, ticket, removedAt}: Removal,
	{by, about}: {readonly by: string; readonly about: Subject | undefined},
): Promise<void> {
	await watches.open({
		id,
		act: 'removal',
		by,
		about: about ?? subjectOf({address: asked}),
		ticket,
		mail: {
			sendingDomain: entry.sendingDomain,
			recipient: entry.address,
			since: removedAt,
			kind: undefined,
			messageId: undefined,
			subject: undefined,
		},
		channel: by,
		threadTs: undefined,
	});
}

/** Follows the one mail that was sent again: its id is known. */
export async function watchSent(
	{watches}: {readonly watches: Pick<Watches, 'open'>},
	sent: {readonly message: ResendMessage; readonly recipient: string; readonly messageId: string; readonly since: Date},
	watch: Omit<NewWatch, 'mail' | 'about'>,
): Promise<void> {
	const {message, recipient, messageId, since} = sent;
	const {sendingDomain, kind, subject} = message;
	const mail = {sendingDomain, recipient, messageId, since, kind, subject};
	await watches.open({...watch, about: subjectOf({address: recipient}), mail});
}

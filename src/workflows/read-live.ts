import {readAddress, spellingsOf} from '../model/address.ts';
import {owningAccount, type ResendRequest, ticketRequesterSeal} from '../model/approval.ts';
import type {Seal} from '../model/audit.ts';
import type {LiveFacts} from '../model/sending.ts';
import {type Suppression, suppressionKinds} from '../model/suppression.ts';
import type {TicketDeps} from './check-ticket.ts';
import type {Accounts, StoredMessages, SuppressionLists} from './ports.ts';

export interface LiveDeps extends TicketDeps {
	readonly stored: StoredMessages;
	readonly lists: SuppressionLists;
	readonly accounts: Accounts;
	readonly requests: {readonly seal: Seal};
	readonly resendSubjects: readonly string[];
}

/** What the outside world says right now about what a request is about. Rejects when any of it does not answer. */
export async function readLive(deps: LiveDeps, {message, target, ticket}: ResendRequest): Promise<LiveFacts> {
	const {seal} = deps.requests;
	const [stored, account, isTargetSuppressed, liveTicket] = await Promise.all([
		deps.stored.read(message),
		deps.accounts.byAddress(message.originalRecipient),
		isSuppressed(deps.lists, message.sendingDomain, target),
		deps.tickets?.read(ticket),
	]);
	return {
		message: stored,
		account: owningAccount(account, seal),
		isTargetSuppressed,
		ticketRequesterSeal: liveTicket && ticketRequesterSeal(liveTicket, seal),
		allowedSubjects: deps.resendSubjects,
	};
}

/** On any list of the sending domain: whether a mail that is sent again still passes them is nowhere stated. */
export async function isSuppressed(lists: SuppressionLists, sendingDomain: string, target: string): Promise<boolean> {
	const reading = readAddress(target);
	if (!reading.ok) throw new Error('a target is always one address');
	const questions = spellingsOf(reading.address).flatMap((spelling) =>
		suppressionKinds.map((kind) => lists.read(sendingDomain, kind, spelling)),
	);
	return (await Promise.all(questions)).some((entry) => entry !== undefined && holdsAllMail(entry));
}

/** An unsubscribe from some tags holds back the mail with these tags only. */
function holdsAllMail(entry: Suppression): boolean {
	return entry.kind !== 'unsubscribe' || entry.tags.includes('*');
}

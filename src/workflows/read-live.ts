import {readAddress, spellingsOf} from '../model/address.ts';
import {owningAccount, type ResendMessage} from '../model/approval.ts';
import type {Seal} from '../model/audit.ts';
import type {LiveFacts} from '../model/sending.ts';
import {type Suppression, suppressionKinds} from '../model/suppression.ts';
import type {Accounts, StoredMessages, SuppressionLists} from './ports.ts';

export interface LiveDeps {
	readonly stored: StoredMessages;
	readonly lists: SuppressionLists;
	readonly accounts: Accounts;
	readonly requests: {readonly seal: Seal};
	readonly resendSubjects: readonly string[];
}

/** What the outside world says right now about a message, its owner and its target. Rejects when any of them does not answer. */
export async function readLive(deps: LiveDeps, message: ResendMessage, target: string): Promise<LiveFacts> {
	const [stored, account, isTargetSuppressed] = await Promise.all([
		deps.stored.read(message),
		deps.accounts.byAddress(message.originalRecipient),
		isSuppressed(deps.lists, message.sendingDomain, target),
	]);
	return {
		message: stored,
		account: owningAccount(account, deps.requests.seal),
		isTargetSuppressed,
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

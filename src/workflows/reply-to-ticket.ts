import {isPrimary} from '../model/account.ts';
import type {DraftStep} from '../model/drafts.ts';
import type {Trouble} from '../model/errors.ts';
import {namesOthers, tellsAddress} from '../model/reply-check.ts';
import {namedAddress, type Subject} from '../model/subject.ts';
import type {TicketStatus} from '../model/ticket.ts';
import {createLimit, tryTo} from './patience.ts';
import type {Accounts, Tickets} from './ports.ts';
import {type CommentDeps, type CommentInput, type CommentOutcome, referenceOf, writeComment} from './write-comment.ts';

/** The macros whose words may stand in the place of a draft of ours, by its step. */
export type ReplyMacros = ReadonlyMap<DraftStep, string>;

export interface ReplyDeps extends CommentDeps {
	readonly accounts: Accounts;
}

export interface ReplyInput extends Omit<CommentInput, 'change'> {
	readonly ticket: string;
	readonly text: string;
	readonly isPublic: boolean;
	/** Undefined: as usual, so that a public reply waits for the customer. */
	readonly status: TicketStatus | 'keep' | undefined;
	/** What the card was about. */
	readonly about: Subject;
	/** The card's dialog: from one card the same words are written once. */
	readonly card: string;
}

export type ReplyOutcome = CommentOutcome | Exclude<Disclosure, {outcome: 'fine'}>;

/** One comment in the agent's words, unless it told the address that is told to nobody. */
export async function replyToTicket(deps: ReplyDeps, tickets: Tickets, input: ReplyInput): Promise<ReplyOutcome> {
	const {ticket, text, isPublic, status, about, card, ...rest} = input;
	const disclosure = await disclosureOf(deps, about, text);
	if (disclosure.outcome !== 'fine') return disclosure;
	const next = status ?? (isPublic ? 'pending' : 'keep');
	return writeComment(deps, tickets, {
		...rest,
		change: {
			ticket,
			reference: await referenceOf('reply', JSON.stringify([card, text, isPublic])),
			comment: {text, isPublic},
			...(next === 'keep' ? {} : {status: next}),
		},
	});
}

export type Disclosure =
	| {readonly outcome: 'fine'}
	| {readonly outcome: 'discloses'}
	/** The text names somebody's address, and GitLab did not say whose. */
	| {readonly outcome: 'unsure'; readonly trouble: Trouble};

/** Whether a text tells the primary address of the account, where nobody named it. Waits so many milliseconds for GitLab. */
export async function disclosureOf(
	{accounts}: Pick<ReplyDeps, 'accounts'>,
	about: Subject,
	text: string,
	patience = 8000,
): Promise<Disclosure> {
	const named = namedAddress(about);
	const limit = createLimit('GitLab', AbortSignal.timeout(patience));
	const reading = await tryTo(limit(accountOf(accounts, about)));
	if (!reading.known) {
		const isHarmless = !namesOthers(text, named === undefined ? [] : [named.text, named.typed]);
		return isHarmless ? {outcome: 'fine'} : {outcome: 'unsure', trouble: reading.trouble};
	}
	const account = reading.value;
	if (account === undefined || (named !== undefined && isPrimary(account, named.text))) return {outcome: 'fine'};
	return {outcome: tellsAddress(text, account.primaryEmail) ? 'discloses' : 'fine'};
}

function accountOf(accounts: Accounts, about: Subject) {
	if (about.by === 'address') return accounts.byAddress(about.address.text);
	return about.by === 'username' ? accounts.byUsername(about.username) : accounts.byId(about.id);
}

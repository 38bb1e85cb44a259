import {type Account, isPrimary, secondaryOf} from './account.ts';
import {listOfDrop, type Message} from './delivery.ts';
import {about, all, any, type Known, known, not, type Truth, truth, unknown} from './known.ts';
import {type MailKind, type MailKindRow, passesSuppressions, plainSubject, type Site, subjectsOf} from './mail-kind.ts';
import type {PortalQuestion} from './portal.ts';
import type {ListReading, Suppression, SuppressionKind} from './suppression.ts';

/** Everything that the rules look at. Gathered before, judged after; nothing here asks anybody. */
export interface DiagnosisFacts {
	readonly now: Date;
	/** The address that the mail should have reached; undefined when a username alone was given. */
	readonly address: string | undefined;
	/** How the account was found, or looked for in vain. */
	readonly by: 'address' | 'username';
	readonly account: Known<Account | undefined>;
	/** Of all sending domains. */
	readonly lists: readonly ListReading[];
	readonly logs: readonly LogReading[];
	readonly site: Site;
	/** The site's own sending domain: only what happened there decides. */
	readonly sendingDomain: string;
	/** The agent's word about the missing mail. */
	readonly said: MailKind | undefined;
	readonly kinds: readonly MailKindRow[];
	/** After how many days GitLab deletes unconfirmed accounts; undefined: it keeps them. */
	readonly deletionDays: number | undefined;
	/** The first day that the log was searched. */
	readonly firstDay: Date;
	/** Of the Portal's site only. */
	readonly portal?: PortalQuestion | undefined;
}

export interface LogReading {
	readonly sendingDomain: string;
	/** Newest first. */
	readonly messages: Known<readonly Message[]>;
	/** False: there was more than is worth reading, and the oldest are missing. */
	readonly isWhole: boolean;
}

/** The facts, and what follows from them before any rule. */
export interface Scene {
	readonly facts: DiagnosisFacts;
	readonly missed: MailKind;
	readonly messages: Known<readonly Message[]>;
	/** The newest mail of the missed kind, or of the one that the site sends in its place. */
	readonly newest: Known<Message | undefined>;
	/** Nothing is missing among the messages. */
	readonly isWhole: boolean;
}

export function setScene(facts: DiagnosisFacts): Scene {
	const log = facts.logs.find((reading) => reading.sendingDomain === facts.sendingDomain);
	const {messages, isWhole} = log ?? {messages: known([]), isWhole: true};
	const missed = facts.said ?? (facts.site === 'portal' ? missedAtPortal(facts, messages) : missedAtGitlab(facts, messages));
	return {facts, missed, messages, newest: newestOf(messages, awaitedKind(facts.site, missed), isWhole), isWhole};
}

/** The Portal knows neither passwords nor codes: who waits for such a mail lacks a sign-in link. */
export function awaitedKind(site: Site, missed: MailKind): MailKind {
	return site === 'portal' && (missed === 'reset' || missed === 'code') ? 'sign-in' : missed;
}

/** The kind that the next mail can be told by; undefined when no subject tells it from others. */
export function kindToWatch({facts, missed}: Scene): MailKind | undefined {
	const kind = awaitedKind(facts.site, missed);
	return subjectsOf(facts.kinds, facts.site, kind)?.length === 0 ? undefined : kind;
}

/** What stands beyond the part that was read may be of this kind too. */
function newestOf(messages: Known<readonly Message[]>, kind: MailKind, isWhole: boolean): Known<Message | undefined> {
	if (!messages.known) return messages;
	const found = messages.value.find((message) => message.kind === kind);
	return found === undefined && !isWhole ? unknown({service: 'Mailgun', cause: 'too-many'}) : known(found);
}

const hinting: readonly MailKind[] = ['confirmation', 'code', 'reset', 'sign-in'];

function missedAtGitlab(facts: DiagnosisFacts, messages: Known<readonly Message[]>): MailKind {
	if (!messages.known) return 'confirmation';
	const account = facts.account.known ? facts.account.value : undefined;
	if (account !== undefined && account.confirmedAt === undefined) {
		return messages.value.find((message) => isConfirmation(message))?.kind ?? 'confirmation';
	}
	return newestHint(messages.value) ?? (messages.value.length > 0 ? 'other' : 'confirmation');
}

/** Where the Portal sent nothing, GitLab's reset shows that the customer asked at the wrong site. */
function missedAtPortal(facts: DiagnosisFacts, messages: Known<readonly Message[]>): MailKind {
	if (isToldUnconfirmed(facts) || !messages.known) return 'confirmation';
	if (messages.value.length > 0) return newestHint(messages.value) ?? 'other';
	const elsewhere = messagesElsewhere(facts);
	return elsewhere.known && newestHint(elsewhere.value) === 'reset' ? 'reset' : 'confirmation';
}

function newestHint(messages: readonly Message[]): MailKind | undefined {
	return messages.find((message) => hinting.includes(message.kind))?.kind;
}

export function isToldUnconfirmed({portal}: DiagnosisFacts): boolean {
	return portal?.told?.found === true && !portal.told.confirmed;
}

/** What the other site sent to the address, newest first. */
export function messagesElsewhere(facts: DiagnosisFacts): Known<readonly Message[]> {
	return facts.logs.find(({sendingDomain}) => sendingDomain !== facts.sendingDomain)?.messages ?? known([]);
}

const confirmationSubjects = new Set(['Confirmation instructions', 'Confirm your email address']);

/** Asks somebody to confirm an address: by a link, or by a code at the sign-up. */
export function isConfirmation(message: Message): boolean {
	return confirmationSubjects.has(plainSubject(message.subject));
}

const day = 86_400_000;

/** GitLab mailed a confirmation to the address within the time in which it deletes unconfirmed accounts. */
export function wasConfirmationMailed({facts, messages, isWhole}: Scene): Truth {
	const since = facts.deletionDays === undefined ? Number.NEGATIVE_INFINITY : facts.now.getTime() - facts.deletionDays * day;
	return about(messages, (all) => {
		if (all.some((message) => isConfirmation(message) && message.sentAt.getTime() >= since)) return 'yes';
		return isWhole || (all.at(-1)?.sentAt.getTime() ?? 0) < since ? 'no' : 'open';
	});
}

/** GitLab keeps unconfirmed accounts for a day at least: only what is older, or has a date told, hangs on how many days it is. */
export function hangsOnDeletionDays({facts, messages}: Pick<Scene, 'facts' | 'messages'>): boolean {
	const {account, address, now} = facts;
	if (!account.known) return false;
	const isOld = (date: Date) => now.getTime() - date.getTime() >= day;
	const found = account.value;
	const isOwn = found !== undefined && (address === undefined || isPrimary(found, address));
	if (found !== undefined && found.confirmedAt === undefined) return !isOwn || isOld(found.createdAt);
	return !isOwn && messages.known && messages.value.some((message) => isConfirmation(message) && isOld(message.sentAt));
}

/** A question about the account that was found; no when there is none. */
export function accountIs({facts}: Scene, ask: (account: Account) => boolean | Truth): Truth {
	return about(facts.account, (account) => (account === undefined ? 'no' : ask(account)));
}

export type Ownership = 'primary' | 'secondary' | 'none';

/** Whether the account owns the address in one of these ways; open when its other addresses were not read. */
export function owns(account: Account, address: string | undefined, ...ways: readonly Ownership[]): Truth {
	if (address === undefined || isPrimary(account, address)) return truth(ways.includes('primary'));
	if (account.secondaryEmails === undefined) return ways.includes('secondary') || ways.includes('none') ? 'open' : 'no';
	return truth(ways.includes(secondaryOf(account, address) === undefined ? 'none' : 'secondary'));
}

/** An entry stops the missed mail: because that kind does not pass suppressions, or because it was in fact dropped by it. */
export function blocks(scene: Scene, entry: Suppression): Truth {
	const {facts, missed, newest} = scene;
	if (entry.sendingDomain !== facts.sendingDomain) return 'no';
	const dropped = about(newest, (message) => message?.state === 'dropped' && listOfDrop(message.last) === entry.kind);
	return any(all(not(truth(passesSuppressions(facts.kinds, facts.site, missed))), coversKind(scene, entry)), dropped);
}

/** An unsubscribe with tags covers only mail with one of them. */
function coversKind({messages, missed, isWhole}: Scene, entry: Suppression): Truth {
	if (entry.kind !== 'unsubscribe' || entry.tags.includes('*')) return 'yes';
	return about(messages, (all) => {
		const tags = all.filter(({kind}) => kind === missed).flatMap(({events}) => events.flatMap((event) => event.tags));
		if (tags.some((tag) => entry.tags.includes(tag))) return 'yes';
		return isWhole ? 'no' : 'open';
	});
}

/** The entries of the site's own domain that stop the missed mail, as far as known. */
export function blockingEntries(scene: Scene): readonly Suppression[] {
	return ownEntries(scene).filter((entry) => blocks(scene, entry) === 'yes');
}

function ownEntries({facts}: Scene): readonly Suppression[] {
	return facts.lists.flatMap((list) =>
		list.answer.status === 'answered' && list.sendingDomain === facts.sendingDomain ? list.answer.entries : [],
	);
}

/** Whether an entry of this list stops the missed mail. A silent list leaves it open, unless no entry of it could. */
export function isBlockedBy(scene: Scene, kind: SuppressionKind): Truth {
	const list = scene.facts.lists.find((reading) => reading.kind === kind && reading.sendingDomain === scene.facts.sendingDomain);
	if (list === undefined) return 'no';
	if (list.answer.status === 'answered') return any('no', ...list.answer.entries.map((entry) => blocks(scene, entry)));
	const couldBlock = blocks(scene, {...emptyEntry, kind, sendingDomain: scene.facts.sendingDomain});
	return couldBlock === 'no' ? 'no' : 'open';
}

const emptyEntry = {address: '', createdAt: undefined, code: '', text: '', tags: ['*']} as const;

/** The suppression that dropped the newest mail of the kind is gone now. */
export function isSuppressionGone({facts}: Scene, message: Message): Truth {
	const kind = listOfDrop(message.last);
	const list = facts.lists.find((reading) => reading.kind === kind && reading.sendingDomain === facts.sendingDomain);
	if (list === undefined || list.answer.status === 'unavailable') return 'open';
	return truth(list.answer.entries.length === 0);
}

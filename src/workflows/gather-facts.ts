import {type Account, isPrimary} from '../model/account.ts';
import {type Address, readAddress, spellingsOf} from '../model/address.ts';
import type {Clock} from '../model/clock.ts';
import {groupMessages} from '../model/delivery.ts';
import {type DiagnosisFacts, hangsOnDeletionDays, type LogReading, setScene} from '../model/diagnosis-facts.ts';
import type {Trouble} from '../model/errors.ts';
import {type Known, known, unknown} from '../model/known.ts';
import {kindOf, type MailKind, type MailKindRow} from '../model/mail-kind.ts';
import {namedAddress, type Subject} from '../model/subject.ts';
import {type ListReading, suppressionKinds} from '../model/suppression.ts';
import {readLists} from './check-suppressions.ts';
import {createLimit, type Limit, tryTo} from './patience.ts';
import type {Accounts, DeliveryLog, SuppressionLists} from './ports.ts';

/** What the rules take from the configuration. */
export interface DiagnosisSettings {
	/** GitLab's sending domain; all others are the Portal's. */
	readonly sendingDomain: string;
	readonly kinds: readonly MailKindRow[];
	/** After how many days GitLab deletes unconfirmed accounts; undefined: as its own settings say. */
	readonly deletionDays: number | undefined;
	readonly logDays: number;
}

export interface GatherDeps {
	readonly lists: SuppressionLists;
	readonly log: DeliveryLog;
	readonly accounts: Accounts;
	readonly clock: Clock;
	readonly settings: DiagnosisSettings;
}

export interface Gathered {
	readonly facts: DiagnosisFacts;
	/** The address that lists and logs were asked about; undefined when nobody knows it. */
	readonly reached: Address | undefined;
	/** Set: GitLab told nothing, or not everything. */
	readonly gitlabTrouble: Trouble | undefined;
}

/** People wait: a source that needs longer than this, in milliseconds, is named as silent. */
const patience = 8000;
const day = 86_400_000;

/** Asks the sources. */
export type Gather = (subject: Subject, said: MailKind | undefined, freshness: Freshness) => Promise<Gathered>;

/** `shared`: several people who ask the same at the same time get one set of answers. After an act only `fresh` ones count. */
export type Freshness = 'shared' | 'fresh';

/** Remembers only the questions that are under way. */
export function createGather(deps: GatherDeps): Gather {
	const underWay = new Map<string, Promise<Gathered>>();
	return async (subject, said, freshness) => {
		if (freshness === 'fresh') return gatherFacts(deps, subject, said);
		const key = JSON.stringify(subject);
		const asked = underWay.get(key) ?? gatherFacts(deps, subject, said).finally(() => underWay.delete(key));
		underWay.set(key, asked);
		const gathered = await asked;
		return {...gathered, facts: {...gathered.facts, said}};
	};
}

/** Asks every source at once. Only when a username alone was given, the account's primary address has to be known first. */
async function gatherFacts(deps: GatherDeps, subject: Subject, said: MailKind | undefined): Promise<Gathered> {
	const now = deps.clock();
	const named = namedAddress(subject);
	const signal = AbortSignal.timeout(patience);
	const [patient, mailgun] = [createLimit('GitLab', signal), createLimit('Mailgun', signal)];
	const finding = findAccount(deps.accounts, subject, patient);
	const reaching = named === undefined ? finding.then(({account}) => primaryOf(account)) : Promise.resolve(known(named));
	const [{account, trouble, by}, reached, lists, logs] = await Promise.all([
		finding,
		reaching,
		reaching.then((address) => askLists(deps, address, mailgun)),
		reaching.then((address) => askLogs(deps, address, now, mailgun)),
	]);
	const facts: DiagnosisFacts = {
		now,
		address: named?.text,
		by,
		account,
		lists,
		logs,
		site: 'gitlab',
		sendingDomain: deps.settings.sendingDomain,
		said,
		kinds: deps.settings.kinds,
		deletionDays: deps.settings.deletionDays ?? usualDeletionDays,
		firstDay: firstDayOf(deps.settings, now),
	};
	const deletionDays = await readDeletionDays(deps, facts, patient);
	return {facts: {...facts, deletionDays}, reached: reached.known ? reached.value : undefined, gitlabTrouble: trouble};
}

/** GitLab.com's. */
const usualDeletionDays = 3;

/** Asked for only where something hangs on it; a token that may not read settings leaves the usual. */
async function readDeletionDays({accounts, settings}: GatherDeps, facts: DiagnosisFacts, limit: Limit): Promise<number | undefined> {
	if (settings.deletionDays !== undefined || !hangsOnDeletionDays(setScene(facts))) return facts.deletionDays;
	const answer = await tryTo(limit(accounts.deletionDays()));
	return answer.known ? answer.value : facts.deletionDays;
}

function firstDayOf(settings: DiagnosisSettings, now: Date): Date {
	return new Date(now.getTime() - settings.logDays * day);
}

interface Finding {
	readonly account: Known<Account | undefined>;
	readonly by: DiagnosisFacts['by'];
	readonly trouble: Trouble | undefined;
}

async function findAccount(accounts: Accounts, subject: Subject, limit: Limit): Promise<Finding> {
	if (subject.by === 'address') return findOwner(accounts, subject.address, limit);
	const {reported} = subject;
	const named = await tryTo(limit(subject.by === 'username' ? accounts.byUsername(subject.username) : accounts.byId(subject.id)));
	if (!named.known) return {account: named, by: 'username', trouble: named.trouble};
	if (reported === undefined) return {account: named, by: 'username', trouble: undefined};
	return named.value === undefined ? findOwner(accounts, reported, limit) : findAddresses(accounts, named.value, reported, limit);
}

/** Also when nobody has the reported username: the address may have an owner all the same. */
async function findOwner(accounts: Accounts, address: Address, limit: Limit): Promise<Finding> {
	const account = await tryTo(limit(accounts.byAddress(address.text)));
	return {account, by: 'address', trouble: account.known ? undefined : account.trouble};
}

/** The other addresses of an account are asked for only when the reported one is not its primary. */
async function findAddresses(accounts: Accounts, account: Account, reported: Address, limit: Limit): Promise<Finding> {
	if (isPrimary(account, reported.text)) return {account: known(account), by: 'username', trouble: undefined};
	const whole = await tryTo(limit(accounts.withSecondaries(account)));
	return {account: whole.known ? whole : known(account), by: 'username', trouble: whole.known ? undefined : whole.trouble};
}

function primaryOf(account: Known<Account | undefined>): Known<Address | undefined> {
	if (!account.known) return account;
	if (account.value === undefined) return known(undefined);
	const reading = readAddress(account.value.primaryEmail);
	return reading.ok ? known(reading.address) : unknown({service: 'GitLab', cause: 'unreadable'});
}

/** Without an account there is no address to ask about; without GitLab's answer nobody knows which. */
async function askLists(deps: GatherDeps, address: Known<Address | undefined>, limit: Limit): Promise<readonly ListReading[]> {
	if (address.known) return address.value === undefined ? [] : readLists(deps.lists, address.value, limit);
	const answer = {status: 'unavailable', trouble: address.trouble} as const;
	return deps.lists.sendingDomains.flatMap((sendingDomain) => suppressionKinds.map((kind) => ({sendingDomain, kind, answer})));
}

async function askLogs(deps: GatherDeps, address: Known<Address | undefined>, now: Date, limit: Limit): Promise<readonly LogReading[]> {
	if (!address.known) return deps.lists.sendingDomains.map((sendingDomain) => ({sendingDomain, messages: address, isWhole: false}));
	const {value} = address;
	if (value === undefined) return [];
	return Promise.all(deps.lists.sendingDomains.map((sendingDomain) => askLog(deps, sendingDomain, value, now, limit)));
}

/** Mailgun reads whole seconds: what happens in this one is asked for too. */
const untilAfter = 60_000;

async function askLog(deps: GatherDeps, sendingDomain: string, address: Address, now: Date, limit: Limit): Promise<LogReading> {
	const {settings} = deps;
	const site = sendingDomain === settings.sendingDomain ? 'gitlab' : 'portal';
	const slice = await tryTo(
		limit(
			deps.log.search({
				sendingDomain,
				recipients: spellingsOf(address),
				since: firstDayOf(settings, now),
				until: new Date(now.getTime() + untilAfter),
			}),
		),
	);
	if (!slice.known) return {sendingDomain, messages: slice, isWhole: false};
	const messages = groupMessages(slice.value.events, (event) => kindOf(settings.kinds, site, event.subject)?.kind ?? 'other');
	return {sendingDomain, messages: known(messages), isWhole: slice.value.isWhole};
}

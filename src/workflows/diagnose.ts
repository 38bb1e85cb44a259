import {type Account, deletionOf} from '../model/account.ts';
import type {Address} from '../model/address.ts';
import {caveatsOf, noSuchName, type RecentSend} from '../model/caveats.ts';
import type {Clock} from '../model/clock.ts';
import {type Diagnosis, diagnose} from '../model/diagnosis.ts';
import {type Step, stepsOf} from '../model/diagnosis-steps.ts';
import {likelyDomain} from '../model/domain-typo.ts';
import type {DraftFacts} from '../model/drafts.ts';
import {type Evidence, evidenceOf, receiptOf, shortUtc} from '../model/evidence.ts';
import {type FailureReason, failureOf} from '../model/failure-reason.ts';
import type {MailKind} from '../model/mail-kind.ts';
import {waitUntil} from '../model/mail-life.ts';
import type {RecentAct} from '../model/recent-acts.ts';
import {namedAddress, type Subject} from '../model/subject.ts';
import {foundSuppressions, type Removal} from '../model/suppression.ts';
import {settle} from './check-suppressions.ts';
import type {Freshness, Gather, Gathered} from './gather-facts.ts';
import type {AuditTrail, Removals} from './ports.ts';
import {type RecentActs, readRecentActs} from './recent-acts.ts';
import {type SourceReading, sourceName, sourcesOf} from './sources.ts';

export interface DiagnoseInput {
	readonly subject: Subject;
	/** The agent's word about the missing mail. */
	readonly said: MailKind | undefined;
	readonly ticket: string | undefined;
	readonly by: string;
	readonly delivery: string;
	readonly freshness: Freshness;
}

export interface DiagnoseDeps {
	readonly gather: Gather;
	readonly clock: Clock;
	readonly removals: Removals;
	readonly audit: AuditTrail;
}

export interface DiagnosisReport {
	readonly subject: Subject;
	/** What the agent named; undefined: the primary address is meant, and is told to nobody. */
	readonly named: Address | undefined;
	readonly account: Account | undefined;
	readonly diagnosis: Diagnosis;
	/** The most useful first. */
	readonly steps: readonly Step[];
	readonly evidence: readonly Evidence[];
	readonly caveats: readonly string[];
	readonly sources: readonly SourceReading[];
	readonly failure: FailureReason | undefined;
	/** One undo copy for each entry found. None for an undisclosed address: its buttons find the entry again at the click. */
	readonly offered: readonly Removal[];
	/** What was removed or put back in the last day. */
	readonly recent: readonly Removal[];
	/** What else was done in the last day, for the address or the account. */
	readonly acts: readonly RecentAct[];
	readonly drafting: DraftFacts;
	readonly ticket: string | undefined;
	readonly checkedAt: Date;
}

/** From an address or an account to a verdict, the steps that follow from it, and what they rest on. */
export async function diagnoseDelivery(deps: DiagnoseDeps, input: DiagnoseInput): Promise<DiagnosisReport> {
	const gathered = await deps.gather(input.subject, input.said, input.freshness);
	const diagnosis = diagnose(gathered.facts);
	await recordDiagnosis(deps.audit, input, diagnosis);
	const [removals, acts] = await Promise.all([
		findRemovals(deps, input, gathered),
		readRecentActs(deps.audit, {address: gathered.reached?.text, account: accountOf(gathered), now: gathered.facts.now}),
	]);
	return reportOf(input, {gathered, diagnosis, past: {...removals, ...acts}, checkedAt: deps.clock()});
}

/** The same without a store: nothing is recorded or offered, and what Redeliver did before is not known. */
export async function examineDelivery(
	{gather, clock}: Pick<DiagnoseDeps, 'gather' | 'clock'>,
	input: Pick<DiagnoseInput, 'subject' | 'said' | 'ticket'>,
): Promise<DiagnosisReport> {
	const gathered = await gather(input.subject, input.said, 'fresh');
	const past = {offered: [], recent: [], acts: [], sends: []};
	return reportOf(input, {gathered, diagnosis: diagnose(gathered.facts), past, checkedAt: clock()});
}

interface Findings {
	readonly gathered: Gathered;
	readonly diagnosis: Diagnosis;
	readonly past: FoundRemovals & RecentActs;
	readonly checkedAt: Date;
}

function reportOf(
	{subject, ticket}: Pick<DiagnoseInput, 'subject' | 'ticket'>,
	{gathered, diagnosis, past, checkedAt}: Findings,
): DiagnosisReport {
	const {offered, recent, acts, sends} = past;
	const named = namedAddress(subject);
	const sources = sourcesOf(gathered, named !== undefined);
	const steps = stepsOf(diagnosis);
	const silent = sources.filter((source) => source.trouble !== undefined).map((source) => sourceName(source.source));
	return {
		subject,
		named,
		account: accountOf(gathered),
		diagnosis,
		steps,
		evidence: evidenceOf(diagnosis.scene, named !== undefined),
		caveats: [...otherNameCaveats(subject, gathered), ...caveatsOf(diagnosis, silent, sends)],
		sources,
		failure: failureOf(diagnosis),
		offered,
		recent,
		acts,
		drafting: draftingOf(diagnosis, named, {steps, recent, sends}),
		ticket,
		checkedAt,
	};
}

function accountOf({facts}: Gathered): Account | undefined {
	return facts.account.known ? facts.account.value : undefined;
}

async function recordDiagnosis(audit: AuditTrail, input: DiagnoseInput, {verdict, also}: Diagnosis): Promise<void> {
	const {subject} = input;
	await audit.record({
		actor: input.by,
		act: 'delivery-diagnosed',
		subject: namedAddress(subject)?.text,
		ticket: input.ticket,
		after: {
			verdict,
			also,
			...(subject.by === 'username' ? {username: subject.username} : {}),
			...(subject.by === 'id' ? {account: subject.id} : {}),
		},
	});
}

interface FoundRemovals {
	readonly offered: readonly Removal[];
	readonly recent: readonly Removal[];
}

async function findRemovals(deps: DiagnoseDeps, input: DiagnoseInput, {facts, reached}: Gathered): Promise<FoundRemovals> {
	if (reached === undefined) return {offered: [], recent: []};
	const named = namedAddress(input.subject);
	const recent = await settle(deps, input, facts, await deps.removals.recent(reached.text));
	if (named === undefined) return {offered: [], recent};
	const found = foundSuppressions({address: named, checkedAt: facts.now, lists: facts.lists, allowlists: []});
	return {offered: await deps.removals.see(found, {by: input.by, asked: named.typed, ticket: input.ticket}), recent};
}

/** A username that nobody has, beside an address that leads further. */
function otherNameCaveats(subject: Subject, {facts}: Gathered): readonly string[] {
	return subject.by !== 'address' && facts.by === 'address' ? [noSuchName] : [];
}

interface Done {
	readonly steps: readonly Step[];
	readonly recent: readonly Removal[];
	readonly sends: readonly RecentSend[];
}

function draftingOf(diagnosis: Diagnosis, named: Address | undefined, {steps, recent, sends}: Done): DraftFacts {
	const {facts, missed, newest: known} = diagnosis.scene;
	const newest = known.known ? known.value : undefined;
	const delivered = newest?.state === 'delivered' ? newest : undefined;
	return {
		address: named?.typed,
		missed,
		sendingDomain: facts.sendingDomain,
		reason: failureOf(diagnosis)?.reason,
		removed: recent.some((removal) => removal.state === 'removed') && diagnosis.blocking.length === 0,
		sent: wasJustSent(steps, sends, facts.now),
		likelyDomain: named === undefined ? undefined : likelyDomain(named.domain),
		waitUntil: newest === undefined ? undefined : shortUtc(waitUntil(newest.attemptedAt)),
		delivered: delivered === undefined ? undefined : shortUtc(delivered.stateAt),
		receipt: delivered === undefined || named === undefined ? undefined : receiptOf(delivered),
		deletion: deletionAhead(diagnosis),
	};
}

const hour = 3_600_000;

/** Of the two mails that can be sent again a card offers one at most. */
function wasJustSent(steps: readonly Step[], sends: readonly RecentSend[], now: Date): boolean {
	const kind = steps.includes('send-reset') ? 'reset' : 'confirmation';
	return sends.some((send) => send.kind === kind && now.getTime() - send.at.getTime() < hour);
}

function deletionAhead({scene: {facts}}: Diagnosis): string | undefined {
	const account = facts.account.known ? facts.account.value : undefined;
	const deletion = account === undefined ? undefined : deletionOf(account, facts.deletionDays);
	return deletion === undefined || deletion <= facts.now ? undefined : shortUtc(deletion);
}

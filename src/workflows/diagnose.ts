import type {Account} from '../model/account.ts';
import type {Address} from '../model/address.ts';
import type {Clock} from '../model/clock.ts';
import {type Diagnosis, diagnose, waitUntil} from '../model/diagnosis.ts';
import {type Step, stepsOf} from '../model/diagnosis-steps.ts';
import {likelyDomain} from '../model/domain-typo.ts';
import type {DraftFacts} from '../model/drafts.ts';
import {type Evidence, evidenceOf, shortUtc} from '../model/evidence.ts';
import {type FailureReason, failureOf} from '../model/failure-reason.ts';
import type {MailKind} from '../model/mail-kind.ts';
import {namedAddress, type Subject} from '../model/subject.ts';
import {foundSuppressions, type Removal} from '../model/suppression.ts';
import {caveatsOf, type RecentSend} from '../model/verdict-texts.ts';
import {settle} from './check-suppressions.ts';
import type {Freshness, Gather, Gathered} from './gather-facts.ts';
import type {AuditTrail, Removals} from './ports.ts';
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
	readonly drafting: DraftFacts;
	readonly ticket: string | undefined;
	readonly checkedAt: Date;
}

/** From an address or an account to a verdict, the steps that follow from it, and what they rest on. */
export async function diagnoseDelivery(deps: DiagnoseDeps, input: DiagnoseInput): Promise<DiagnosisReport> {
	const gathered = await deps.gather(input.subject, input.said, input.freshness);
	const diagnosis = diagnose(gathered.facts);
	await recordDiagnosis(deps.audit, input, diagnosis);
	const [{offered, recent}, sends] = await Promise.all([findRemovals(deps, input, gathered), recentSends(deps.audit, gathered)]);
	const named = namedAddress(input.subject);
	const sources = sourcesOf(gathered);
	const silent = sources.filter((source) => source.trouble !== undefined).map((source) => sourceName(source.source));
	return {
		subject: input.subject,
		named,
		account: accountOf(gathered),
		diagnosis,
		steps: stepsOf(diagnosis),
		evidence: evidenceOf(diagnosis.scene, named !== undefined),
		caveats: caveatsOf(diagnosis, silent, sends),
		sources,
		failure: failureOf(diagnosis),
		offered,
		recent,
		drafting: draftingOf(diagnosis, named, recent),
		ticket: input.ticket,
		checkedAt: deps.clock(),
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

/** How an account stands in the trail: never by its address. */
export function accountSubject(id: number): string {
	return `gitlab account ${id}`;
}

const sendActs: ReadonlyMap<string, MailKind> = new Map([
	['confirmation-form-given', 'confirmation'],
	['reset-reported-sent', 'reset'],
]);

const twoDays = 2 * 86_400_000;

/** What Redeliver had sent for this account or address in the last two days, newest first. */
async function recentSends(audit: AuditTrail, gathered: Gathered): Promise<readonly RecentSend[]> {
	const account = accountOf(gathered);
	const subjects = [
		...(gathered.facts.address === undefined ? [] : [gathered.facts.address]),
		...(account === undefined ? [] : [accountSubject(account.id)]),
	];
	const lines = (await Promise.all(subjects.map((subject) => audit.about(subject, 20)))).flat();
	const sends = lines.flatMap(({act, at}) => {
		const kind = sendActs.get(act);
		return kind === undefined || gathered.facts.now.getTime() - at.getTime() > twoDays ? [] : [{kind, at}];
	});
	return sends.sort((one, other) => other.at.getTime() - one.at.getTime());
}

function draftingOf(diagnosis: Diagnosis, named: Address | undefined, recent: readonly Removal[]): DraftFacts {
	const newest = diagnosis.scene.newest.known ? diagnosis.scene.newest.value : undefined;
	return {
		address: named?.typed,
		missed: diagnosis.scene.missed,
		sendingDomain: diagnosis.scene.facts.sendingDomain,
		reason: failureOf(diagnosis)?.reason,
		removed: recent.some((removal) => removal.state === 'removed') && diagnosis.blocking.length === 0,
		sent: false,
		likelyDomain: named === undefined ? undefined : likelyDomain(named.domain),
		waitUntil: newest === undefined ? undefined : shortUtc(waitUntil(newest)),
		delivered: newest?.state === 'delivered' ? shortUtc(newest.stateAt) : undefined,
	};
}

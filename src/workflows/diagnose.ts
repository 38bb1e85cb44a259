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
import {type PortalQuestion, portalAccountWords} from '../model/portal.ts';
import {portalReplyFor} from '../model/portal-drafts.ts';
import type {RecentAct} from '../model/recent-acts.ts';
import {namedAddress, type Subject} from '../model/subject.ts';
import {foundSuppressions, type Removal} from '../model/suppression.ts';
import type {TicketSighting} from '../model/ticket-triage.ts';
import {settle} from './check-suppressions.ts';
import {sightTicket, type TicketAnswer} from './check-ticket.ts';
import type {Freshness, Gather, Gathered} from './gather-facts.ts';
import type {AuditTrail, Removals} from './ports.ts';
import {factsAt, readSite, type SiteDeps, type SiteReading} from './read-site.ts';
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
	/** The question for the ticket, when it is being asked already. */
	readonly ticketAsked?: Promise<TicketAnswer | undefined>;
	/** Set: the agent asks about the Customers Portal. */
	readonly portal?: PortalQuestion | undefined;
}

export interface DiagnoseDeps extends SiteDeps {
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
	/** Undefined: it is about GitLab's mail. */
	readonly portal: SiteReading['portal'];
	readonly ticket: string | undefined;
	/** Undefined: none was named, or there is no ticket system. */
	readonly sighting: TicketSighting | undefined;
	readonly checkedAt: Date;
}

/** From an address or an account to a verdict, the steps that follow from it, and what they rest on. */
export async function diagnoseDelivery(deps: DiagnoseDeps, input: DiagnoseInput): Promise<DiagnosisReport> {
	const [gathered, sighting] = await Promise.all([
		deps.gather(input.subject, input.said, input.freshness),
		sightTicket(deps, ticketQuestion(input), input.ticketAsked),
	]);
	const site = await readSite(deps, input, sighting);
	const diagnosis = diagnose(factsAt(site, gathered.facts));
	await recordDiagnosis(deps.audit, input, diagnosis);
	const [removals, acts] = await Promise.all([
		findRemovals(deps, input, gathered),
		readRecentActs(deps.audit, {address: gathered.reached?.text, account: accountOf(gathered), now: gathered.facts.now}),
	]);
	const ticket = {sighting, hasSystem: deps.tickets !== undefined};
	return reportOf(input, {gathered, site, diagnosis, past: {...removals, ...acts}, ticket, checkedAt: deps.clock()});
}

function ticketQuestion({ticket, subject}: Pick<DiagnoseInput, 'ticket' | 'subject'>) {
	return {ticket, address: namedAddress(subject)?.text};
}

/** The same without a store: nothing is recorded or offered, and what Redeliver did before is not known. */
export async function examineDelivery(
	deps: Pick<DiagnoseDeps, 'gather' | 'clock'> & SiteDeps,
	input: Pick<DiagnoseInput, 'subject' | 'said' | 'ticket'>,
): Promise<DiagnosisReport> {
	const [gathered, sighting] = await Promise.all([
		deps.gather(input.subject, input.said, 'fresh'),
		sightTicket(deps, ticketQuestion(input)),
	]);
	const site = await readSite(deps, input, sighting);
	const past = {offered: [], recent: [], acts: [], sends: []};
	const ticket = {sighting, hasSystem: deps.tickets !== undefined};
	return reportOf(input, {gathered, site, diagnosis: diagnose(factsAt(site, gathered.facts)), past, ticket, checkedAt: deps.clock()});
}

interface Findings {
	readonly gathered: Gathered;
	readonly site: SiteReading;
	readonly diagnosis: Diagnosis;
	readonly past: FoundRemovals & RecentActs;
	readonly ticket: {readonly sighting: TicketSighting | undefined; readonly hasSystem: boolean};
	readonly checkedAt: Date;
}

function reportOf(
	{subject, ticket}: Pick<DiagnoseInput, 'subject' | 'ticket'>,
	{gathered, site, diagnosis, past, ticket: {sighting, hasSystem}, checkedAt}: Findings,
): DiagnosisReport {
	const {offered, recent, acts, sends} = past;
	const named = namedAddress(subject);
	const sources = [...sourcesOf(gathered, hasSystem ? sighting?.answer : 'not-configured', named !== undefined), ...portalSources(site)];
	const steps = stepsOf(diagnosis);
	const silent = sources.filter((source) => source.trouble !== undefined).map((source) => sourceName(source.source));
	return {
		subject,
		named,
		account: accountOf(gathered),
		diagnosis,
		steps,
		evidence: evidenceOf(diagnosis.scene, named !== undefined),
		caveats: [...otherNameCaveats(subject, gathered), ...siteCaveats(site), ...caveatsOf(diagnosis, silent, sends)],
		sources,
		failure: failureOf(diagnosis),
		offered,
		recent,
		acts,
		drafting: {...draftingOf(diagnosis, named, {steps, recent, sends}), portal: portalDrafting(site, diagnosis)},
		portal: site.portal,
		ticket,
		sighting,
		checkedAt,
	};
}

function accountOf({facts}: Gathered): Account | undefined {
	return facts.account.known ? facts.account.value : undefined;
}

async function recordDiagnosis(audit: AuditTrail, input: DiagnoseInput, {verdict, also, scene}: Diagnosis): Promise<void> {
	const {subject} = input;
	const {site, portal} = scene.facts;
	await audit.record({
		actor: input.by,
		act: 'delivery-diagnosed',
		subject: namedAddress(subject)?.text,
		ticket: input.ticket,
		after: {
			verdict,
			also,
			...(site === 'portal' ? {site} : {}),
			...(portal?.told === undefined ? {} : {portalAccount: portalAccountWords(portal.told)}),
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

function portalSources({trouble}: SiteReading): readonly SourceReading[] {
	return trouble === undefined ? [] : [{source: 'portal', state: 'unavailable', trouble}];
}

function siteCaveats({isUnsure}: SiteReading): readonly string[] {
	return isUnsure ? ['I could not read the ticket. If it is about the Customers Portal, ask with /confirm portal.'] : [];
}

function portalDrafting({portal}: SiteReading, {verdict}: Diagnosis): DraftFacts['portal'] {
	return portal === undefined ? undefined : {reply: portalReplyFor(verdict, portal.told), url: portal.url};
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

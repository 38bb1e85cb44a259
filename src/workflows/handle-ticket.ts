import type {Address} from '../model/address.ts';
import {LimitReached} from '../model/allowance.ts';
import {isSameAddress} from '../model/approval.ts';
import {type AutomationMode, type AutomationPlan, type AutomationRun, type HandOver, planOf} from '../model/automation.ts';
import {draftFor} from '../model/drafts.ts';
import type {Trouble} from '../model/errors.ts';
import {known} from '../model/known.ts';
import type {Removal} from '../model/suppression.ts';
import type {Ticket} from '../model/ticket.ts';
import {addNote} from './add-note.ts';
import {type DiagnoseDeps, type DiagnosisReport, diagnoseDelivery} from './diagnose.ts';
import {type NoteDeps, noteOfDiagnosis} from './note-of-report.ts';
import {tryTo} from './patience.ts';
import type {Automation} from './ports.ts';
import {type RemovalOutcome, type RemoveEntryDeps, removeEntry} from './remove-suppression.ts';
import {type CommentDeps, type CommentOutcome, referenceOf, writeComment} from './write-comment.ts';

export interface HandleDeps extends DiagnoseDeps, RemoveEntryDeps, NoteDeps, CommentDeps {
	readonly automation: Automation;
	readonly automationMode: AutomationMode;
}

/** `removed`: what blocked was taken off the list in this look. */
export type AutomationEnding =
	| {readonly kind: 'suggested'; readonly comment: CommentOutcome}
	| {readonly kind: 'answered'; readonly removed: boolean}
	| {
			readonly kind: 'handed-over';
			readonly reason: HandOver;
			readonly removed: boolean;
			/** Of the service that failed, or of the comment that was not written. */
			readonly trouble?: Trouble | undefined;
			readonly comment?: CommentOutcome | undefined;
	  };

export interface Handled {
	/** Undefined: the ticket could not be read. */
	readonly report: DiagnosisReport | undefined;
	readonly ending: AutomationEnding;
}

export interface TicketAtHand {
	readonly run: AutomationRun;
	readonly ticket: Ticket;
	readonly address: Address;
}

const by = 'redeliver';

/** `unchanged`: an earlier look told the same already. */
export async function handleTicket(deps: HandleDeps, hand: TicketAtHand): Promise<Handled | 'unchanged'> {
	const look = await removeWhatBlocks(deps, hand);
	const {report, removed} = look;
	const hindrance = look.stopped ?? (await hindranceOf(deps, report));
	if (hindrance !== undefined) return handedOver(look, hindrance);
	const plan = await planFor(deps, hand, report);
	const comment = await note(deps, hand, report);
	const isSuggestion = deps.automationMode === 'suggest';
	const isTold = comment.outcome === 'already' && hand.run.state === 'waiting' && !removed;
	if (isTold && (isSuggestion || plan.next !== 'answer')) return 'unchanged';
	if (isSuggestion) return {report, ending: {kind: 'suggested', comment}};
	const stop = await finish(deps, hand, {look, plan, comment});
	return stop === undefined ? {report, ending: {kind: 'answered', removed}} : handedOver(look, stop);
}

function handedOver({report, removed}: Look, {reason, trouble, comment}: Stop): Handled {
	return {report, ending: {kind: 'handed-over', reason, removed, trouble, comment}};
}

function isComplete({sources}: DiagnosisReport): boolean {
	return sources.every(({trouble}) => trouble === undefined);
}

async function hindranceOf(deps: HandleDeps, report: DiagnosisReport): Promise<Stop | undefined> {
	const mayGoOn = isComplete(report) || deps.automationMode === 'suggest';
	if (!mayGoOn || report.diagnosis.verdict === 'incomplete') return {reason: 'incomplete'};
	return (await mayNotGoOn(deps)) ? {reason: 'stopped'} : undefined;
}

interface Finish {
	readonly look: Look;
	readonly plan: AutomationPlan;
	/** The internal note. */
	readonly comment: CommentOutcome;
}

/** Undefined: the customer is answered. */
async function finish(deps: HandleDeps, hand: TicketAtHand, {look, plan, comment}: Finish): Promise<Stop | undefined> {
	if (plan.next !== 'answer') return {reason: plan.next === 'remove' ? 'for-people' : plan.reason};
	if (!isThere(comment)) return {reason: 'not-noted', comment};
	return answer(deps, hand, {...look, plan});
}

/** Read right before each effect: whoever stops the automation stops what is under way, too. */
export async function mayNotGoOn({automation, automationMode}: Pick<HandleDeps, 'automation' | 'automationMode'>): Promise<boolean> {
	return automationMode === 'off' || !(await automation.switched()).isOn;
}

interface Stop {
	readonly reason: HandOver;
	readonly trouble?: Trouble | undefined;
	readonly comment?: CommentOutcome | undefined;
}

interface Look {
	readonly report: DiagnosisReport;
	readonly removed: boolean;
	readonly stopped: Stop | undefined;
}

/** One address can be listed under some spellings; more than these is no usual case. */
const mostRemovals = 4;

/** One entry after the other, each after a look of its own. After a crash the look shows what was removed before it. */
async function removeWhatBlocks(deps: HandleDeps, hand: TicketAtHand): Promise<Look> {
	let removed = false;
	let report = await diagnose(deps, hand);
	for (let count = 0; count < mostRemovals && deps.automationMode === 'act'; count += 1) {
		const plan = await planFor(deps, hand, report);
		if (plan.next !== 'remove') break;
		const stopped = await remove(deps, hand, plan.removal);
		if (stopped !== undefined) return {report, removed: removed || hasRemoved(hand, report), stopped};
		removed = true;
		report = await diagnose(deps, hand);
	}
	return {report, removed: removed || hasRemoved(hand, report), stopped: undefined};
}

function diagnose(deps: HandleDeps, {run, ticket, address}: TicketAtHand): Promise<DiagnosisReport> {
	const subject = {by: 'address', address} as const;
	const ticketAsked = Promise.resolve(known(ticket));
	return diagnoseDelivery(deps, {subject, said: undefined, ticket: run.ticket, by, delivery: run.id, freshness: 'fresh', ticketAsked});
}

async function planFor({automation}: HandleDeps, {run, ticket, address}: TicketAtHand, report: DiagnosisReport): Promise<AutomationPlan> {
	const {requester} = ticket;
	return planOf({
		...report,
		isComplete: isComplete(report),
		address: address.text,
		requester,
		answeredBefore: await automation.answeredBefore(run),
	});
}

/** Undefined: the entry is gone. */
async function remove(deps: HandleDeps, hand: TicketAtHand, removal: Removal): Promise<Stop | undefined> {
	const {run} = hand;
	const changed = await changeOf(deps, hand);
	if (changed !== undefined) return changed;
	if (await mayNotGoOn(deps)) return {reason: 'stopped'};
	try {
		const result = await removeEntry(deps, {removalId: removal.id, by, delivery: run.id});
		return isGone(result) ? undefined : {reason: 'not-removed', trouble: 'trouble' in result ? result.trouble : undefined};
	} catch (error) {
		if (error instanceof LimitReached) return {reason: 'limit'};
		throw error;
	}
}

function isGone({outcome}: RemovalOutcome): boolean {
	return outcome === 'removed' || outcome === 'already-gone';
}

/** By an attempt at this look that a crash ended. */
function hasRemoved({run: {ticket, begunAt}}: TicketAtHand, {recent}: DiagnosisReport): boolean {
	return recent.some(
		({state, removedBy, removedAt, ticket: of}) =>
			state === 'removed' && removedBy === by && of === ticket && begunAt !== undefined && removedAt !== undefined && removedAt >= begunAt,
	);
}

async function note(deps: HandleDeps, {run, address}: TicketAtHand, report: DiagnosisReport): Promise<CommentOutcome> {
	if (deps.tickets === undefined) return {outcome: 'no-ticket'};
	const {id: delivery, ticket} = run;
	return addNote(deps, deps.tickets, {ticket, note: await noteOfDiagnosis(deps, report), subject: address.text, by, delivery});
}

function isThere({outcome}: CommentOutcome): boolean {
	return outcome === 'updated' || outcome === 'already';
}

interface Answer {
	readonly report: DiagnosisReport;
	readonly plan: Extract<AutomationPlan, {readonly next: 'answer'}>;
	readonly removed: boolean;
}

/** The draft of the step, as a public comment, once in a ticket. Undefined: it stands there. */
async function answer(deps: HandleDeps, hand: TicketAtHand, {report, plan, removed}: Answer): Promise<Stop | undefined> {
	const {run, address} = hand;
	const {tickets} = deps;
	if (tickets === undefined) return {reason: 'not-answered'};
	if (await mayNotGoOn(deps)) return {reason: 'stopped'};
	if (!(await deps.automation.mayAnswer(run))) return {reason: 'answered-before'};
	const comment = await writeComment(deps, tickets, {
		change: {
			ticket: run.ticket,
			// The words may differ after a crash; it is still the same answer.
			reference: await referenceOf('reply', run.id),
			comment: {text: draftFor(plan.step, report.drafting).text, isPublic: true},
			status: removed ? 'solved' : 'pending',
		},
		onlyIf: (ticket) => isStill(hand, ticket),
		subject: address.text,
		by,
		delivery: run.id,
	});
	if (comment.outcome !== 'changed') return isThere(comment) ? undefined : {reason: 'not-answered', comment};
	await deps.automation.notAnswered(run);
	return {reason: 'ticket-changed'};
}

/** Read right before a removal. */
async function changeOf({tickets}: HandleDeps, hand: TicketAtHand): Promise<Stop | undefined> {
	const reading = await tryTo(tickets?.read(hand.run.ticket) ?? Promise.resolve(undefined));
	if (!reading.known) return {reason: 'not-removed', trouble: reading.trouble};
	return reading.value !== undefined && isStill(hand, reading.value) ? undefined : {reason: 'ticket-changed'};
}

/** If not, somebody took it up meanwhile, or it changed hands: an answer would reach another, or cross theirs. */
function isStill({address}: TicketAtHand, {status, requester}: Ticket): boolean {
	return (status === 'new' || status === 'open') && isSameAddress(requester ?? '', address.text);
}

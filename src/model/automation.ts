import {type Address, readAddress} from './address.ts';
import {isSameAddress} from './approval.ts';
import type {Diagnosis} from './diagnosis.ts';
import type {Step} from './diagnosis-steps.ts';
import {type DraftStep, isDraftStep} from './drafts.ts';
import type {Removal} from './suppression.ts';
import type {Ticket} from './ticket.ts';
import {sightingOf, type TriageRules} from './ticket-triage.ts';

/** What a webhook may lead to: a card and an internal note, or also the removal of a bounce with an answer. */
export type AutomationMode = 'off' | 'suggest' | 'act';

/** The stop switch. `by` undefined: nobody has touched it yet. */
export interface AutomationSwitch {
	readonly isOn: boolean;
	readonly by: string | undefined;
	readonly at: Date | undefined;
}

/** What the automation is at the moment: as configured, and as switched. */
export interface AutomationStanding {
	readonly mode: AutomationMode;
	readonly switched: AutomationSwitch;
}

/** One look at one ticket. `waiting`: nothing was read yet. `begun`: it is this look's ticket, whoever goes on with it. */
export interface AutomationRun {
	readonly id: string;
	readonly ticket: string;
	readonly state: 'waiting' | 'begun';
	/** How often it was put off. */
	readonly tries: number;
	readonly begunAt: Date | undefined;
}

/** Why a ticket is none of the automation's: nothing is changed, and nobody is told. */
export type LeftAlone = 'switched-off' | 'no-ticket' | 'not-open' | 'no-triage-rules' | 'other-kind' | 'no-address';

/** A ticket that is open, about missing mail, and about an address. */
export type TicketFit = {readonly fits: true; readonly address: Address} | {readonly fits: false; readonly reason: LeftAlone};

/** Without rules every ticket would do, so none does. */
export function fitOf(rules: TriageRules, ticket: Ticket): TicketFit {
	const {form, problemType, category, subcategory} = rules;
	if (ticket.status !== 'new' && ticket.status !== 'open') return {fits: false, reason: 'not-open'};
	if ([form, problemType, category, subcategory].every((rule) => rule === undefined)) return {fits: false, reason: 'no-triage-rules'};
	const {faults} = sightingOf(rules, {ticket: ticket.id, answer: {known: true, value: ticket}}, undefined);
	if (faults.length > 0) return {fits: false, reason: 'other-kind'};
	return goingOn(ticket);
}

/** What was begun is gone on with, whatever it did to the ticket itself. */
export function goingOn({triage, requester}: Pick<Ticket, 'triage' | 'requester'>): TicketFit {
	// What the customer wrote into the field for it comes before the address that they wrote from.
	for (const text of [triage.address?.trim(), requester]) {
		const reading = readAddress(text ?? '');
		if (reading.ok) return {fits: true, address: reading.address};
	}
	return {fits: false, reason: 'no-address'};
}

/** Why the automation leaves a ticket to people. */
export type HandOver =
	| 'not-read'
	| 'incomplete'
	| 'recipients-wish'
	| 'another-requester'
	| 'answered-before'
	| 'for-people'
	| 'ticket-changed'
	| 'stopped'
	| 'limit'
	| 'not-removed'
	| 'not-noted'
	| 'not-answered';

export type AutomationPlan =
	| {readonly next: 'remove'; readonly removal: Removal}
	| {readonly next: 'answer'; readonly step: DraftStep}
	| {readonly next: 'hand-over'; readonly reason: HandOver};

export interface PlanFacts {
	readonly diagnosis: Pick<Diagnosis, 'verdict' | 'blocking'>;
	readonly steps: readonly Step[];
	readonly offered: readonly Removal[];
	/** Every source answered. */
	readonly isComplete: boolean;
	/** The address that was looked up. */
	readonly address: string;
	/** Of the ticket. */
	readonly requester: string | undefined;
	/** An earlier look answered in this ticket. */
	readonly answeredBefore: boolean;
}

/**
 * Only for the customer's own address, only bounces, and only one answer in a ticket: whoever writes again after it is no case for a
 * machine, and another machine may be writing there. What calls for eyes or for another hand is left to people; and nothing is begun that
 * a silent source would leave half done.
 */
export function planOf({diagnosis, steps, offered, isComplete, address, requester, answeredBefore}: PlanFacts): AutomationPlan {
	const handOver = (reason: HandOver) => ({next: 'hand-over', reason}) as const;
	if (!isComplete || diagnosis.verdict === 'incomplete') return handOver('incomplete');
	if (requester === undefined || !isSameAddress(requester, address)) return handOver('another-requester');
	if (answeredBefore) return handOver('answered-before');
	if (diagnosis.blocking.some(({kind}) => kind !== 'bounce')) return handOver('recipients-wish');
	const [blocking] = diagnosis.blocking;
	const first = offered.find(
		({entry}) => entry.address === blocking?.address && entry.sendingDomain === blocking.sendingDomain && entry.kind === 'bounce',
	);
	if (first !== undefined) return {next: 'remove', removal: first};
	const [step] = steps;
	return blocking === undefined && step !== undefined && mayAnswer(step) ? {next: 'answer', step} : handOver('for-people');
}

/** Its draft promises that somebody looks into it. */
function mayAnswer(step: Step): step is DraftStep {
	return isDraftStep(step) && step !== 'reply-blocked';
}

import {day} from '../model/allowance.ts';
import {ticketRequesterSeal} from '../model/approval.ts';
import {type BulkChoice, type BulkRemoval, choicesOf, chosenOf} from '../model/bulk-removal.ts';
import {type Trouble, troubleOf} from '../model/errors.ts';
import {withoutAddresses} from '../model/redaction.ts';
import type {Suppression} from '../model/suppression.ts';
import type {Sweep} from '../model/sweep.ts';
import type {Ticket} from '../model/ticket.ts';
import type {TicketDeps} from './check-ticket.ts';
import {type CaseOpening, openCase} from './open-case.ts';
import type {Allowances, Announcements, BulkRemovals, NewlyMade, Requests, Sweeps} from './ports.ts';
import {type LimitDeps, withinLimits} from './within-limits.ts';

export interface RemoveSelectedDeps extends LimitDeps, TicketDeps {
	readonly sweeps: Pick<Sweeps, 'find' | 'entries'>;
	readonly bulkRemovals: BulkRemovals;
	readonly requests: Requests;
	readonly announcements: Announcements;
	readonly allowances: Allowances;
	/** How many addresses of one customer domain a person removes within a day without a manager. */
	readonly bulkThreshold: number;
	/** Whether anybody could decide at all. */
	readonly hasManagers: boolean;
	/** In seconds: of a request, and of what is removed at once. */
	readonly approvalLife: number;
}

export interface SelectionInput {
	readonly sweepId: string;
	/** What the boxes that were ticked stand for. */
	readonly values: readonly string[];
	readonly reason: string;
	readonly ticket: string | undefined;
	readonly by: string;
	readonly delivery: string;
	/** Where the sweep was asked for. */
	readonly channelId: string | undefined;
}

export type SelectionOutcome =
	/** The intent is on record; `isOurs`: to be carried out here. */
	| {readonly outcome: 'begun'; readonly bulk: BulkRemoval; readonly isOurs: boolean}
	| CaseOpening
	/** The sweep is somebody else's, or is gone, or something else than its own bounces was chosen. */
	| {readonly outcome: 'not-offered'}
	| {readonly outcome: 'no-ticket'; readonly ticket: string}
	| {readonly outcome: 'no-managers'}
	| {readonly outcome: 'no-place'}
	| {readonly outcome: 'unavailable'; readonly trouble: Trouble};

/** More than anybody ticks: a modal shows at most this many addresses. */
export const mostChoices = 300;
/** Of one address there are a few entries: one for each sending domain and kind. */
const mostEntries = 3000;

export interface Offer {
	readonly sweep: Sweep;
	/** The first ones, as many as can be ticked at once. */
	readonly choices: readonly BulkChoice[];
	/** Of all, also those that are not offered here. */
	readonly total: number;
}

/** What can be ticked of a sweep. Undefined when there is none of this id, or it is somebody else's. */
export async function offerOf({sweeps}: Pick<RemoveSelectedDeps, 'sweeps'>, sweepId: string, by: string): Promise<Offer | undefined> {
	const sweep = await sweeps.find(sweepId, by);
	if (sweep === undefined) return undefined;
	const choices = choicesOf(await sweeps.entries(sweepId, {suppressed: 'now', limit: mostEntries}));
	return {sweep, choices: choices.slice(0, mostChoices), total: choices.length};
}

/**
 * Removes what was ticked: at once up to the threshold, counted over a day; above it a manager is asked.
 * @throws LimitReached, with no request made.
 */
export async function removeSelected(deps: RemoveSelectedDeps, input: SelectionInput): Promise<SelectionOutcome> {
	const offer = await offerOf(deps, input.sweepId, input.by);
	const chosen = offer && chosenOf(offer.choices, input.values);
	if (offer === undefined || chosen === undefined) return {outcome: 'not-offered'};
	try {
		const ticket = input.ticket === undefined ? undefined : await deps.tickets?.read(input.ticket);
		if (deps.tickets !== undefined && input.ticket !== undefined && ticket === undefined)
			return {outcome: 'no-ticket', ticket: input.ticket};
		const selection = {domain: offer.sweep.domain, entries: chosen.flatMap(({entries}) => entries.map(({entry}) => entry)), ticket};
		return (await removeAtOnce(deps, input, {...selection, count: chosen.length})) ?? (await request(deps, input, selection));
	} catch (error) {
		return {outcome: 'unavailable', trouble: troubleOf(error)};
	}
}

interface Selection {
	readonly domain: string;
	readonly entries: readonly Suppression[];
	readonly ticket: Ticket | undefined;
}

/** Undefined when it takes a manager. What could not be written down is not counted. */
async function removeAtOnce(
	deps: RemoveSelectedDeps,
	input: SelectionInput,
	{domain, entries, count}: Selection & {readonly count: number},
) {
	const {by, delivery, reason, ticket} = input;
	const allowances = [{key: `${by} ${domain}`, most: deps.bulkThreshold}];
	const taking = {act: 'bulk', deed: delivery, units: count, window: day, allowances} as const;
	const taken = await deps.allowances.take(taking);
	if (taken.usedUp !== undefined) return undefined;
	const endsAt = new Date((await deps.requests.now()).getTime() + deps.approvalLife * 1000);
	const draft = {delivery, requestId: undefined, approvedBy: undefined, by, domain, reason, ticket, entries, endsAt};
	const note = {actor: by, act: 'bulk-removal-begun', ticket, after: {domain, addresses: count, reason: withoutAddresses(reason)}} as const;
	try {
		return {outcome: 'begun', ...(await deps.bulkRemovals.begin(draft, note))} as const;
	} catch (error) {
		if (taken.isNew) await deps.allowances.giveBack(taking);
		throw error;
	}
}

async function request(deps: RemoveSelectedDeps, input: SelectionInput, selection: Selection): Promise<SelectionOutcome> {
	if (!deps.hasManagers) return {outcome: 'no-managers'};
	const place = await deps.announcements.placeFor(input.channelId);
	if (place === undefined) return {outcome: 'no-place'};
	const {by, delivery, ticket} = input;
	const deed = {act: 'request', by, deed: delivery, subject: undefined, ticket} as const;
	return openCase(deps, await withinLimits(deps, deed, () => create(deps, input, selection, place)));
}

function create(deps: RemoveSelectedDeps, input: SelectionInput, selection: Selection, place: string): Promise<NewlyMade> {
	const {by, reason, ticket, delivery} = input;
	const {domain, entries} = selection;
	return deps.requests.create(
		{
			fields: {
				kind: 'bulk-removal',
				domain,
				entries,
				requesterId: by,
				reason,
				ticket,
				ticketRequesterSeal: selection.ticket && ticketRequesterSeal(selection.ticket, deps.requests.seal),
			},
			lifeSeconds: deps.approvalLife,
			place,
			delivery,
		},
		{
			actor: by,
			act: 'request-created',
			ticket,
			after: {kind: 'bulk-removal', domain, entries: entries.length, reason: withoutAddresses(reason)},
		},
	);
}

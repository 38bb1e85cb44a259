import type {ViewOutput} from '@slack/bolt';
import type {BulkRemoval} from '../../model/bulk-removal.ts';
import {StoreUnavailable} from '../../model/errors.ts';
import {readTicket} from '../../model/ticket.ts';
import {attendBulkRemoval, type BulkRemovalDeps} from '../../workflows/attend-bulk-removal.ts';
import {impatient} from '../../workflows/check-ticket.ts';
import type {Dialogs} from '../../workflows/ports.ts';
import {mostChoices, offerOf, type RemoveSelectedDeps, removeSelected, type SelectionInput} from '../../workflows/remove-selected.ts';
import {deedOf, ticked, typed} from '../fields.ts';
import {actions, modals} from '../ids.ts';
import type {Listen, SubmissionPlan} from '../listen.ts';
import {notATicket, unknownTicketErrors} from '../ticket-field.ts';
import {type ModalVisit, placeOf, readingView} from '../visit.ts';
import {boxes, fields, selectModal, titles} from './modal.ts';
import {beginningCard, nothingToTick, notOfferedCard, selectionNotice, underWayCard} from './notices.ts';
import {resultsModal} from './results.ts';

export interface BulkConversationDeps extends RemoveSelectedDeps, BulkRemovalDeps {
	readonly requests: RemoveSelectedDeps['requests'];
	readonly announcements: RemoveSelectedDeps['announcements'];
	readonly dialogs: Dialogs;
}

/** `Remove Selected` on the card of a customer domain: what can be ticked, and what becomes of it. */
export function listenForBulkRemoval(listen: Listen, deps: BulkConversationDeps): void {
	listen.dialogAction(actions.removeSelected, titles.select, async (visit, sweepId) => {
		const by = visit.person.userId;
		const offer = await offerOf(deps, sweepId, by);
		if (offer === undefined) return visit.show(readingView(titles.select, notOfferedCard));
		if (offer.total === 0) return visit.show(readingView(titles.select, nothingToTick));
		const data = {sweep: sweepId, ...placeOf(visit)};
		const dialogId = await deps.dialogs.open({purpose: modals.removeSelected.id, by, data});
		return visit.show(selectModal({dialogId, offer, threshold: deps.bulkThreshold}));
	});

	listen.submission(modals.removeSelected, (view) => plan(deps, view));

	listen.dialogAction(actions.showBulkResults, titles.results, async (visit, bulkId) => {
		const bulk = await deps.bulkRemovals.find(bulkId);
		if (bulk?.by !== visit.person.userId) return visit.show(readingView(titles.results, notOfferedCard));
		return visit.show(resultsModal(bulk, await deps.bulkRemovals.entries(bulk.id)));
	});
}

function plan(deps: BulkConversationDeps, view: ViewOutput): SubmissionPlan {
	const values = Array.from({length: mostChoices / boxes}, (_unused, group) => ticked(view, fields.addresses(group))).flat();
	const reason = typed(view, fields.reason);
	const ticketText = typed(view, fields.ticket);
	const ticket = ticketText === '' ? undefined : readTicket(ticketText);
	const errors = {
		...(values.length === 0 ? {[fields.addresses(0)]: 'Tick at least one address.'} : {}),
		...(reason.length < 3 ? {[fields.reason]: 'Say why these shall get mail again.'} : {}),
		...(ticket?.ok === false ? {[fields.ticket]: notATicket} : {}),
	};
	if (Object.keys(errors).length > 0 || ticket?.ok === false) return {errors};
	const filled = {values, reason, ticket: ticket?.ticket};
	return {
		checking: titles.select,
		...(deps.tickets === undefined ? {} : {ask: () => unknownTicketErrors(impatient(deps), fields.ticket, filled.ticket)}),
		run: (visit) => carryOut(deps, visit, view, filled),
	};
}

type Filled = Pick<SelectionInput, 'values' | 'reason' | 'ticket'>;

/** What is removed at once is told in the direct message too: a modal that is closed meanwhile loses nothing. */
async function carryOut(deps: BulkConversationDeps, visit: ModalVisit, view: ViewOutput, filled: Filled): Promise<void> {
	const by = visit.person.userId;
	const dialog = await deps.dialogs.find(view.private_metadata, by, modals.removeSelected.id);
	const input = {...filled, sweepId: dialog?.sweep ?? '', by, delivery: deedOf(view), channelId: dialog?.channelId};
	const result = await removeSelected(deps, input);
	if (result.outcome !== 'begun') return visit.show(readingView(titles.select, selectionNotice(result)));
	if (!result.isOurs && result.bulk.state !== 'done') return visit.show(readingView(titles.select, underWayCard), true);
	await visit.show(readingView(titles.select, beginningCard(filled.values.length)), true);
	const bulk = result.isOurs ? await attended(deps, result.bulk) : result.bulk;
	if (bulk === undefined) return visit.show(readingView(titles.select, underWayCard), true);
	await visit.show(resultsModal(bulk, await deps.bulkRemovals.entries(bulk.id)), true);
}

/** Undefined when the database fell silent on the way: then somebody goes on with it later. */
async function attended(deps: BulkConversationDeps, bulk: BulkRemoval): Promise<BulkRemoval | undefined> {
	try {
		return await attendBulkRemoval(deps, bulk);
	} catch (error) {
		if (error instanceof StoreUnavailable) return undefined;
		throw error;
	}
}

import type {ViewOutput} from '@slack/bolt';
import {readTicket} from '../../model/ticket.ts';
import {impatient} from '../../workflows/check-ticket.ts';
import {type EscalateDeps, escalate} from '../../workflows/escalate.ts';
import {type ConfirmDeps, cardOf, inputOf} from '../confirm/card.ts';
import {checkOf, dataOf} from '../confirm/check.ts';
import {tooOld} from '../confirm/notices.ts';
import {typed} from '../fields.ts';
import {actions, modals} from '../ids.ts';
import type {Listen, SubmissionPlan} from '../listen.ts';
import {notATicket, unknownTicketErrors} from '../ticket-field.ts';
import {placeOf, readingView, replaceThere, visitThere} from '../visit.ts';
import {findBehind} from '../watch/behind.ts';
import {escalateModal, fields, title} from './modal.ts';
import {escalationNotice} from './notices.ts';

export interface EscalationConversationDeps extends ConfirmDeps, EscalateDeps {}

/** `Escalate`: what only people with a console can do is asked of them, by an issue. */
export function listenForEscalation(listen: Listen, deps: EscalationConversationDeps): void {
	listen.dialogAction(actions.escalate, title, async (visit, dialogId) => {
		const check = checkOf(await findBehind(deps, visit, dialogId));
		if (check === undefined) return visit.show(readingView(title, tooOld));
		const data = {...dataOf(check), ...placeOf(visit)};
		const formId = await deps.dialogs.open({purpose: modals.escalate.id, by: visit.person.userId, data});
		return visit.show(escalateModal(formId, check.ticket));
	});
	listen.submission(modals.escalate, (view) => plan(deps, view));
}

function plan(deps: EscalationConversationDeps, view: ViewOutput): SubmissionPlan {
	const adminPageShows = typed(view, fields.adminPage);
	const reading = readTicket(typed(view, fields.ticket));
	const errors = {
		...(adminPageShows.length < 3 ? {[fields.adminPage]: 'Write what the admin page shows: a console request rests on it.'} : {}),
		...(reading.ok ? {} : {[fields.ticket]: notATicket}),
	};
	if (!reading.ok || adminPageShows.length < 3) return {errors};
	const {ticket} = reading;
	return {
		ask: deps.tickets === undefined ? undefined : () => unknownTicketErrors(impatient(deps), fields.ticket, ticket),
		run: async (visit) => {
			const dialog = await deps.dialogs.find(view.private_metadata, visit.person.userId, modals.escalate.id);
			const check = checkOf(dialog);
			if (check === undefined) return visit.answer(tooOld);
			const {outcome, report} = await escalate(deps, {...inputOf(visit, check), ticket, adminPageShows});
			const card = await cardOf(deps, visitThere(visit, dialog), check, report, escalationNotice(outcome, ticket));
			await replaceThere(visit, dialog, card);
		},
	};
}

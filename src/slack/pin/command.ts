import type {ViewOutput} from '@slack/bolt';
import {readTicket} from '../../model/ticket.ts';
import {impatient} from '../../workflows/check-ticket.ts';
import {type ComparePinDeps, comparePin} from '../../workflows/compare-pin.ts';
import type {DialogData} from '../../workflows/ports.ts';
import {type RevokePinDeps, revokePin} from '../../workflows/revoke-pin.ts';
import {type ConfirmDeps, checkedCard} from '../confirm/card.ts';
import {type Check, checkOf} from '../confirm/check.ts';
import {tooOld} from '../confirm/notices.ts';
import {typed} from '../fields.ts';
import {actions, modals} from '../ids.ts';
import type {Listen, SubmissionPlan} from '../listen.ts';
import {notATicket, unknownTicketErrors} from '../ticket-field.ts';
import {placeOf, readingView, replaceThere, visitThere} from '../visit.ts';
import {fields, pinModal, title} from './modal.ts';
import {pinNotice, revokeNotice} from './notices.ts';

export interface PinConversationDeps extends ConfirmDeps, ComparePinDeps, RevokePinDeps {}

/** `Support PIN` and `Revoke PIN`, for the account that the card showed. */
export function listenForPins(listen: Listen, deps: PinConversationDeps): void {
	listen.dialogAction(actions.supportPin, title, async (visit, dialogId) => {
		const by = visit.person.userId;
		const data = await deps.dialogs.find(dialogId, by, actions.supportPin.id);
		const behind = behindPin(data);
		if (behind === undefined) return visit.show(readingView(title, tooOld));
		const formId = await deps.dialogs.open({purpose: modals.supportPin.id, by, data: {...data, ...placeOf(visit)}});
		return visit.show(pinModal(formId, behind.check.ticket));
	});
	listen.submission(modals.supportPin, (view) => plan(deps, view));
	listen.action(actions.revokePin, async (visit, dialogId) => {
		const by = visit.person.userId;
		const behind = behindPin(await deps.dialogs.find(dialogId, by, actions.supportPin.id));
		if (behind === undefined) return visit.answer(tooOld);
		const {account, check} = behind;
		const result = await revokePin(deps, {account, by, ticket: check.ticket, delivery: visit.delivery});
		return visit.replace(await checkedCard(deps, visit, check, revokeNotice(result)));
	});
}

/** The account is kept by its number: who owns an address may change between two clicks. */
function behindPin(data: DialogData | undefined): {readonly account: number; readonly check: Check} | undefined {
	const [account, check] = [Number(data?.owner), checkOf(data)];
	return check === undefined || !Number.isInteger(account) ? undefined : {account, check};
}

function plan(deps: PinConversationDeps, view: ViewOutput): SubmissionPlan {
	const pin = typed(view, fields.pin).replace(/[\s-]/g, '');
	const ticketText = typed(view, fields.ticket);
	const reading = ticketText === '' ? undefined : readTicket(ticketText);
	const errors = {
		...(/^\d{6}$/.test(pin) ? {} : {[fields.pin]: 'A Support PIN has six digits. Nothing was compared.'}),
		...(reading?.ok === false ? {[fields.ticket]: notATicket} : {}),
	};
	if (reading?.ok === false || Object.keys(errors).length > 0) return {errors};
	return {
		ask: deps.tickets === undefined ? undefined : () => unknownTicketErrors(impatient(deps), fields.ticket, reading?.ticket),
		run: async (visit) => {
			const by = visit.person.userId;
			const dialog = await deps.dialogs.find(view.private_metadata, by, modals.supportPin.id);
			const behind = behindPin(dialog);
			if (behind === undefined) return visit.answer(tooOld);
			const {account, check} = behind;
			const result = await comparePin(deps, {account, pin, by, ticket: reading?.ticket ?? check.ticket, delivery: visit.delivery});
			await replaceThere(visit, dialog, await checkedCard(deps, visitThere(visit, dialog), check, pinNotice(result)));
		},
	};
}

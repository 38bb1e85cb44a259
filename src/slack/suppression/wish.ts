import type {ViewOutput} from '@slack/bolt';
import {readTicket} from '../../model/ticket.ts';
import {impatient, problemOfWish, type TicketDeps} from '../../workflows/check-ticket.ts';
import type {Dialogs, Removals} from '../../workflows/ports.ts';
import type {AskOutside} from '../attend.ts';
import {typed} from '../fields.ts';
import type {Entry} from '../ids.ts';
import {notATicket, wishWords} from '../ticket-field.ts';
import {fields} from './modals.ts';

interface WishDeps extends TicketDeps {
	readonly dialogs: Dialogs;
	readonly removals: Removals;
}

type WishForm =
	| {readonly errors: Readonly<Record<string, string>>}
	| {readonly wish: {readonly request: string; readonly ticket: string}; readonly ask: AskOutside | undefined};

/** The form "Remove suppression", as this person filled it in; `entry` is what it was opened by. */
export function readWish(deps: WishDeps, view: ViewOutput, {entry, by}: {readonly entry: Entry; readonly by: string}): WishForm {
	const request = typed(view, fields.request);
	const ticket = readTicket(typed(view, fields.ticket));
	const errors = {
		...(request.length < 3 ? {[fields.request]: 'Write what the recipient asked for, or where their words stand.'} : {}),
		...(ticket.ok ? {} : {[fields.ticket]: notATicket}),
	};
	if (!ticket.ok || request.length < 3) return {errors};
	const wish = {request, ticket: ticket.ticket};
	if (deps.tickets === undefined) return {wish, ask: undefined};
	return {
		wish,
		ask: async () => {
			const dialog = await deps.dialogs.find(view.private_metadata, by, entry.id);
			const removal = await deps.removals.find(dialog?.removal ?? '');
			if (removal === undefined) return {};
			const problem = await problemOfWish(impatient(deps), wish.ticket, removal.entry.address);
			return problem === undefined ? {} : {[fields.ticket]: wishWords(wish.ticket, problem)};
		},
	};
}

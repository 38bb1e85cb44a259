import type {ViewOutput} from '@slack/bolt';
import {type Address, readAddress} from '../../model/address.ts';
import {isResendable, isSameAddress, verifications} from '../../model/approval.ts';
import {troubleOf} from '../../model/errors.ts';
import type {ShownMessage} from '../../model/resend.ts';
import {readTicket} from '../../model/ticket.ts';
import {impatient} from '../../workflows/check-ticket.ts';
import {lacksPinMatch} from '../../workflows/pin-proof.ts';
import type {Dialogs, PersonRef, ShownMessages} from '../../workflows/ports.ts';
import {type RequestDeps, requestResend} from '../../workflows/request-resend.ts';
import {type ResendDeps, resendMessage} from '../../workflows/resend-message.ts';
import {chosen, deedOf, typed} from '../fields.ts';
import {actions, modals} from '../ids.ts';
import type {Listen, SubmissionPlan} from '../listen.ts';
import {notATicket, unknownTicketErrors} from '../ticket-field.ts';
import {type ModalVisit, readingView} from '../visit.ts';
import {fields, resendModal, title} from './modal.ts';
import {foreignNotice, noPinMatch, requestNotice, resendNotice, sendTrouble, telling} from './notices.ts';

export interface ResendConversationDeps extends ResendDeps, RequestDeps {
	readonly shown: ShownMessages;
	readonly dialogs: Dialogs;
}

/** `Resend Message`: the form, and what becomes of it. */
export function listenForResend(listen: Listen, deps: ResendConversationDeps): void {
	listen.dialogAction(actions.resendMessage, title, async (visit, recordId) => {
		const record = await deps.shown.find(recordId, visit.person.userId);
		if (record === undefined) return visit.show(readingView(title, telling(tooOld)));
		const problem = await whyNot(deps, record);
		if (problem !== undefined) return visit.show(readingView(title, telling(problem)));
		const initial = {target: record.message.originalRecipient, ticket: record.ticket};
		await showForm(deps, visit, {record, initial, channel: visit.channelId, foreign: undefined});
	});

	listen.submission(modals.resendMessage, (view, person) => plan(deps, view, person));
}

const tooOld = 'I do not know this message any more: the card is too old. Nothing was sent. Please read the log again.';

/** Said before anything is offered. */
async function whyNot(deps: ResendConversationDeps, {message}: ShownMessage): Promise<string | undefined> {
	if (!isResendable(message.subject, deps.resendSubjects)) return 'Messages with this subject are not sent again here.';
	try {
		if ((await deps.stored.read(message)) !== undefined) return undefined;
		return 'Mailgun does not keep this message any more, so it cannot be sent again. The customer has to ask for a new mail.';
	} catch (error) {
		return `${sendTrouble(troubleOf(error))} Please try again in a minute.`;
	}
}

interface FormState {
	readonly record: ShownMessage;
	readonly initial: Parameters<typeof resendModal>[0]['initial'];
	readonly channel: string | undefined;
	/** Set: why the same address counts as another one. */
	readonly foreign: string | undefined;
}

async function showForm(deps: ResendConversationDeps, visit: ModalVisit, state: FormState): Promise<void> {
	const by = visit.person.userId;
	const batch = await deps.shown.batch(state.record.batch, by);
	const dialogId = await deps.dialogs.open({
		purpose: modals.resendMessage.id,
		by,
		data: {batch: state.record.batch, channel: state.channel, foreign: state.foreign},
	});
	await visit.show(
		resendModal({
			dialogId,
			records: batch.filter(({message}) => isResendable(message.subject, deps.resendSubjects)),
			chosen: state.record,
			now: await deps.requests.now(),
			initial: state.initial,
			...(state.foreign === undefined ? {} : {notice: state.foreign}),
		}),
	);
}

/** What was filled in, as far as it can be judged without the outside world. */
async function plan(deps: ResendConversationDeps, view: ViewOutput, person: PersonRef): Promise<SubmissionPlan> {
	const dialog = await deps.dialogs.find(view.private_metadata, person.userId, modals.resendMessage.id);
	const record = await deps.shown.find(chosen(view, fields.message), person.userId);
	if (dialog === undefined || record === undefined || record.batch !== dialog.batch) return {errors: {[fields.message]: tooOld}};
	const target = readAddress(untrimmed(view, fields.target));
	const ticketText = typed(view, fields.ticket);
	const ticket = ticketText === '' ? undefined : readTicket(ticketText);
	const errors = {
		...(target.ok ? {} : {[fields.target]: `This is not one address that I can use: ${target.problem}.`}),
		...(ticket?.ok === false ? {[fields.ticket]: notATicket} : {}),
	};
	if (!target.ok || ticket?.ok === false) return {errors};
	const filled = {record, ticket: ticket?.ticket ?? undefined, channel: dialog.channel};
	return withTicketAsked(
		deps,
		filled.ticket,
		planFilled(deps, view, {...filled, target: target.address, isForeign: dialog.foreign !== undefined}),
	);
}

function planFilled(deps: ResendConversationDeps, view: ViewOutput, filled: Aimed & {readonly isForeign: boolean}): SubmissionPlan {
	const isSame = isSameAddress(filled.target.text, filled.record.message.originalRecipient) && !filled.isForeign;
	return isSame ? planSame(deps, view, filled) : planDifferent(deps, view, filled);
}

/** With a ticket system, a ticket that it does not know is told at the field. */
function withTicketAsked(deps: ResendConversationDeps, ticket: string | undefined, planned: SubmissionPlan): SubmissionPlan {
	if ('errors' in planned || deps.tickets === undefined) return planned;
	const {ask} = planned;
	return {
		...planned,
		ask: async () => {
			const [own, unknown] = await Promise.all([ask?.(), unknownTicketErrors(impatient(deps), fields.ticket, ticket)]);
			return {...own, ...unknown};
		},
	};
}

/** Line ends and characters that nobody sees are for the reader of addresses to refuse. */
function untrimmed(view: ViewOutput, field: string): string {
	const value = Object.values(view.state.values[field] ?? {})[0]?.value;
	return typeof value === 'string' ? value : '';
}

interface Filled {
	readonly record: ShownMessage;
	readonly ticket: string | undefined;
	readonly channel: string | undefined;
}

function planSame(deps: ResendConversationDeps, view: ViewOutput, {record, ticket, channel}: Filled): SubmissionPlan {
	return {
		checking: title,
		run: async (visit) => {
			const result = await resendMessage(deps, {
				record,
				by: visit.person.userId,
				delivery: deedOf(view),
				ticket: ticket ?? record.ticket,
			});
			if (result.outcome !== 'foreign') return visit.show(readingView(title, resendNotice(result)));
			const initial = {
				target: record.message.originalRecipient,
				verification: chosen(view, fields.verification),
				evidence: typed(view, fields.evidence),
				reason: typed(view, fields.reason),
				ticket: ticket ?? record.ticket,
			};
			await showForm(deps, visit, {record, initial, channel, foreign: foreignNotice(result.why)});
		},
	};
}

type Aimed = Filled & {readonly target: Address};

function planDifferent(deps: ResendConversationDeps, view: ViewOutput, filled: Aimed): SubmissionPlan {
	const {record, ticket, channel, target} = filled;
	const verification = verifications.find((known) => known === chosen(view, fields.verification));
	const [evidence, reason] = [typed(view, fields.evidence), typed(view, fields.reason)];
	const errors = {
		...(verification === undefined ? {[fields.verification]: 'Another address needs a verification of ownership.'} : {}),
		...(evidence.length < 3 ? {[fields.evidence]: 'Another address needs evidence: where can the proof be read?'} : {}),
		...(reason.length < 3 ? {[fields.reason]: 'Another address needs a reason.'} : {}),
		...(ticket === undefined ? {[fields.ticket]: 'Another address needs a ticket.'} : {}),
	};
	if (verification === undefined || ticket === undefined || Object.keys(errors).length > 0) return {errors};
	return {
		checking: title,
		ask: verification === 'pin' ? () => pinErrors(deps, record) : undefined,
		run: async (visit) => {
			const by = visit.person.userId;
			const input = {record, target, verification, evidence, reason, ticket, by, delivery: deedOf(view), channelId: channel};
			await visit.show(readingView(title, requestNotice(await requestResend(deps, input))));
		},
	};
}

/** A PIN counts only if Redeliver itself compared it, within the hour. */
async function pinErrors(deps: ResendConversationDeps, {message}: ShownMessage): Promise<Readonly<Record<string, string>>> {
	const isLacking = await lacksPinMatch(deps, message.originalRecipient);
	return isLacking ? {[fields.verification]: `${noPinMatch} Compare it on the card of /confirm, or choose another verification.`} : {};
}

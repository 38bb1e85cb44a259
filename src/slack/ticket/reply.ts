import type {ViewOutput} from '@slack/bolt';
import {z} from 'zod';
import type {Draft} from '../../model/drafts.ts';
import {isDraftStep} from '../../model/drafts.ts';
import {problemOfReply, type ReplyProblem} from '../../model/reply-check.ts';
import {namedAddress, type Subject} from '../../model/subject.ts';
import {readTicket} from '../../model/ticket.ts';
import {troubleWords} from '../../model/trouble-words.ts';
import {impatient, type TicketDeps} from '../../workflows/check-ticket.ts';
import {tryTo} from '../../workflows/patience.ts';
import type {DialogData, Dialogs, PersonRef, Tickets} from '../../workflows/ports.ts';
import {type Disclosure, disclosureOf, type ReplyDeps, type ReplyMacros, replyToTicket} from '../../workflows/reply-to-ticket.ts';
import {draftsBehind} from '../confirm/card.ts';
import {checkOf} from '../confirm/check.ts';
import {draftModal} from '../confirm/modals.ts';
import {tooOld} from '../confirm/notices.ts';
import {chosen, typed} from '../fields.ts';
import {actions, modals} from '../ids.ts';
import type {Card} from '../kit.ts';
import type {Listen, SubmissionPlan} from '../listen.ts';
import {notATicket, unknownTicketErrors} from '../ticket-field.ts';
import {type ModalVisit, readingView} from '../visit.ts';
import {type BehindDeps, findBehind} from '../watch/behind.ts';
import {copyCard} from './note-modal.ts';
import {commentWords, isWritten} from './outcomes.ts';
import {fields, type ReplyStart, readStart, replyField, replyModal, startsText, statusOf, title} from './reply-modal.ts';

export interface ReplyConversationDeps extends ReplyDeps, TicketDeps, BehindDeps {
	readonly dialogs: Dialogs;
	readonly macros: ReplyMacros;
}

/** `Draft Reply`: words for the customer, to be edited, and then added to the ticket, or copied where no ticket system is connected. */
export function listenForReplies(listen: Listen, deps: ReplyConversationDeps): void {
	listen.dialogAction(actions.draftReply, title, async (visit, dialogId) => {
		const data = await findBehind(deps, visit, dialogId);
		const drafts = draftsBehind(data);
		if (drafts.length === 0) return visit.show(readingView(title, tooOld));
		if (deps.tickets === undefined) return visit.show(draftModal(dialogId, drafts));
		return openForm(deps, deps.tickets, visit, {card: dialogId, data, drafts});
	});
	listen.choice(actions.chooseStart, title, async (visit, value) => {
		const {dialogId, start} = readStart(value);
		const form = formOf(await deps.dialogs.find(dialogId, visit.person.userId, modals.draftReply.id));
		await visit.show(form === undefined ? readingView(title, tooOld) : replyModal({...form, dialogId, start}));
	});
	listen.submission(modals.draftReply, (view, person) => planReply(deps, view, person));
}

interface Opening {
	/** The dialog behind the button. */
	readonly card: string;
	readonly data: DialogData | undefined;
	readonly drafts: readonly Draft[];
}

async function openForm(deps: ReplyConversationDeps, tickets: Tickets, visit: ModalVisit, {card, data, drafts}: Opening): Promise<void> {
	const ticket = data?.ticket;
	const {starts: ofMacros, hints} = await macroStarts(deps, tickets, ticket, drafts);
	const starts = [...drafts.map(({title: label, text}) => ({label, text})), ...ofMacros];
	const {steps: _steps, facts: _facts, ...about} = data ?? {};
	const kept = {...about, card, starts: JSON.stringify(starts), hints: hints.join('\n')};
	const dialogId = await deps.dialogs.open({purpose: modals.draftReply.id, by: visit.person.userId, data: kept});
	await visit.show(replyModal({dialogId, starts, start: 0, ticket, hints}));
}

/** As Zendesk shows them for this ticket; applied they are never. */
async function macroStarts(
	{macros}: Pick<ReplyConversationDeps, 'macros'>,
	tickets: Tickets,
	ticket: string | undefined,
	drafts: readonly Draft[],
): Promise<{readonly starts: readonly ReplyStart[]; readonly hints: readonly string[]}> {
	const fitting = drafts.flatMap((draft) => {
		const macro = isDraftStep(draft.step) ? macros.get(draft.step) : undefined;
		return macro === undefined ? [] : [{macro, label: `Macro: ${draft.title}`}];
	});
	if (fitting.length > 0 && ticket === undefined) return {starts: [], hints: ['Macros can be shown once the card is about a ticket.']};
	const shown = await Promise.all(
		fitting.map(async ({macro, label}) => ({label, preview: await tryTo(tickets.previewMacro(ticket ?? '', macro))})),
	);
	return {
		starts: shown.flatMap(({label, preview}) => {
			const text = preview.known ? preview.value?.text : undefined;
			return text === undefined ? [] : [{label, text: text.slice(0, 3000)}];
		}),
		hints: shown.flatMap(({label, preview}) => (preview.known ? [] : [`${label}: ${troubleWords(preview.trouble)}`])),
	};
}

const formData = z.object({card: z.string(), starts: startsText, hints: z.string(), ticket: z.string().optional()});

function formOf(data: DialogData | undefined) {
	const read = formData.safeParse(data);
	if (!read.success) return undefined;
	const {card, starts, hints, ticket} = read.data;
	return {card, starts, ticket, hints: hints === '' ? [] : hints.split('\n')};
}

const problems: Readonly<Record<ReplyProblem, string>> = {
	code: 'This holds what looks like a verification code. Codes are never sent on: the customer asks for a new one.',
	token: 'This holds a link or a word with a token in it, which opens an account to whoever has it. Leave it out.',
};

async function planReply(deps: ReplyConversationDeps, view: ViewOutput, person: PersonRef): Promise<SubmissionPlan> {
	// For copying only.
	if (deps.tickets === undefined) return {run: async () => {}};
	const {dialogId, start} = readStart(view.private_metadata);
	const field = replyField(start);
	const data = await deps.dialogs.find(dialogId, person.userId, modals.draftReply.id);
	const [form, check] = [formOf(data), checkOf(data)];
	if (form === undefined || check === undefined) return {errors: {[field]: tooOld.text}};
	const text = typed(view, field);
	const ticket = readTicket(form.ticket ?? typed(view, fields.ticket));
	const own = [...form.starts.map((one) => one.text), ...(ticket.ok ? [ticket.ticket] : [])];
	const problem = problemOfReply(text, own);
	const errors = {
		...(text === '' ? {[field]: 'Write something first.'} : {}),
		...(problem === undefined ? {} : {[field]: problems[problem]}),
		...(ticket.ok ? {} : {[fields.ticket]: notATicket}),
	};
	if (!ticket.ok || Object.keys(errors).length > 0) return {errors};
	const filled = {text, ticket: ticket.ticket, about: check.subject, card: form.card, field, asksTicket: form.ticket === undefined};
	return planFilled(deps, deps.tickets, view, filled);
}

interface Filled {
	readonly text: string;
	readonly ticket: string;
	readonly about: Subject;
	readonly card: string;
	readonly field: string;
	readonly asksTicket: boolean;
}

/** People wait with the form before them. */
const shortPatience = 2000;

function planFilled(deps: ReplyConversationDeps, tickets: Tickets, view: ViewOutput, filled: Filled): SubmissionPlan {
	const {text, ticket, about, card, field} = filled;
	const isPublic = chosen(view, fields.visibility) !== 'internal';
	return {
		checking: title,
		ask: async () => {
			const [unknown, disclosure] = await Promise.all([
				filled.asksTicket ? unknownTicketErrors(impatient(deps), fields.ticket, ticket) : {},
				disclosureOf(deps, about, text, shortPatience),
			]);
			const words = disclosureWords(disclosure);
			return {...unknown, ...(words === undefined ? {} : {[field]: words})};
		},
		run: async (visit) => {
			const input = {ticket, text, isPublic, status: statusOf(chosen(view, fields.status)), about, card};
			const subject = namedAddress(about)?.text;
			const result = await replyToTicket(deps, tickets, {...input, subject, by: visit.person.userId, delivery: visit.delivery});
			await visit.show(readingView(title, replyCard(ticket, result, filled, isPublic)));
		},
	};
}

function disclosureWords(disclosure: Disclosure): string | undefined {
	switch (disclosure.outcome) {
		case 'fine':
			return undefined;
		case 'discloses':
			return 'This tells the primary address of the account, which nobody named here. It is told to nobody: leave it out.';
		case 'unsure':
			return `${troubleWords(disclosure.trouble)} Whether an address in this is the undisclosed one of the account, is not known. Leave it out, or try again in a minute.`;
	}
}

function replyCard(ticket: string, result: Awaited<ReturnType<typeof replyToTicket>>, {text}: Filled, isPublic: boolean): Card {
	if (result.outcome === 'discloses' || result.outcome === 'unsure') {
		const words = `Nothing was written. ${disclosureWords(result) ?? ''}`;
		return copyCard(words, '');
	}
	const words = commentWords(ticket, result, isPublic);
	return copyCard(words, isWritten(result) ? '' : text);
}

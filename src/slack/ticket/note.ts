import type {ViewOutput} from '@slack/bolt';
import {z} from 'zod';
import {readAddress} from '../../model/address.ts';
import {known} from '../../model/known.ts';
import {readTicket, type Ticket} from '../../model/ticket.ts';
import type {Note} from '../../model/ticket-note.ts';
import {correctionOf, sightingOf, type TicketSighting} from '../../model/ticket-triage.ts';
import {addNote} from '../../workflows/add-note.ts';
import {type CheckSuppressionsDeps, checkSuppressions} from '../../workflows/check-suppressions.ts';
import {impatient, sightTicket, type TriageDeps} from '../../workflows/check-ticket.ts';
import {type DiagnoseDeps, diagnoseDelivery} from '../../workflows/diagnose.ts';
import {type NoteDeps, noteOfDiagnosis, noteOfSuppressions} from '../../workflows/note-of-report.ts';
import type {DialogData, Dialogs, Tickets} from '../../workflows/ports.ts';
import {accountSubject} from '../../workflows/recent-acts.ts';
import type {CommentDeps, CommentOutcome} from '../../workflows/write-comment.ts';
import {inputOf} from '../confirm/card.ts';
import {checkOf} from '../confirm/check.ts';
import {tooOld} from '../confirm/notices.ts';
import {chosen, typed} from '../fields.ts';
import {actions, modals} from '../ids.ts';
import type {Listen, SubmissionPlan} from '../listen.ts';
import {notATicket, unknownTicketErrors} from '../ticket-field.ts';
import {type ModalVisit, readingView} from '../visit.ts';
import {type BehindDeps, findBehind} from '../watch/behind.ts';
import {copyCard, corrections, fields, noteModal, title} from './note-modal.ts';
import {commentWords, isWritten} from './outcomes.ts';

export interface NoteConversationDeps extends DiagnoseDeps, CheckSuppressionsDeps, TriageDeps, NoteDeps, CommentDeps, BehindDeps {
	readonly dialogs: Dialogs;
}

/** `Add Ticket Note`: the note as things stand at the click, to be read before it is written. */
export function listenForNotes(listen: Listen, deps: NoteConversationDeps): void {
	listen.dialogAction(actions.noteCheck, title, async (visit, dialogId) => {
		const check = checkOf(await findBehind(deps, visit, dialogId));
		if (check === undefined) return visit.show(readingView(title, tooOld));
		const report = await diagnoseDelivery(deps, inputOf(visit, check, 'shared'));
		const {named, account, sighting} = report;
		const subject = named?.text ?? (account === undefined ? undefined : accountSubject(account.id));
		const about = {note: await noteOfDiagnosis(deps, report), subject, address: named?.text};
		return offer(deps, visit, {...about, ticket: check.ticket, sighting});
	});
	listen.dialogAction(actions.noteSuppressions, title, async (visit, dialogId) => {
		const by = visit.person.userId;
		const asked = await deps.dialogs.find(dialogId, by);
		const reading = readAddress(asked?.address ?? '');
		if (!reading.ok) return visit.show(readingView(title, tooOld));
		const {address} = reading;
		const ticket = asked?.ticket;
		const report = await checkSuppressions(deps, {address, by, ticket, delivery: visit.delivery});
		const note = await noteOfSuppressions(deps, report);
		return offer(deps, visit, {note, subject: address.text, address: address.text, ticket, sighting: report.sighting});
	});
	listen.submission(modals.addNote, (view) => planNote(deps, view));
}

interface Offer {
	readonly note: Note;
	/** For the trail. */
	readonly subject: string | undefined;
	/** Undefined: nobody named one. */
	readonly address: string | undefined;
	readonly ticket: string | undefined;
	readonly sighting: TicketSighting | undefined;
	readonly notice?: string;
}

const forCopying = 'No ticket system is connected. Copy this note into the ticket:';

async function offer(deps: NoteConversationDeps, visit: ModalVisit, {note, subject, address, ...form}: Offer): Promise<void> {
	if (deps.tickets === undefined) return visit.show(readingView(title, copyCard(forCopying, note.text)));
	const {ticket, sighting} = form;
	const data = {text: note.text, essence: note.essence, subject, address, ticket, shown: changeOf(sighting)};
	const dialogId = await deps.dialogs.open({purpose: modals.addNote.id, by: visit.person.userId, data});
	return visit.show(noteModal({...form, dialogId, text: note.text}));
}

/** What the person saw that would change; undefined: nothing was shown yet. */
function changeOf(sighting: TicketSighting | undefined): string | undefined {
	return sighting?.answer.known ? JSON.stringify(sighting.faults) : undefined;
}

const optional = z
	.string()
	.optional()
	.transform((text) => text);
const offerData = z.object({
	text: z.string(),
	essence: z.string(),
	subject: optional,
	address: optional,
	ticket: optional,
	shown: optional,
});

function planNote(deps: NoteConversationDeps, view: ViewOutput): SubmissionPlan {
	const ticket = readTicket(typed(view, fields.ticket));
	if (!ticket.ok) return {errors: {[fields.ticket]: notATicket}};
	const isCorrecting = chosen(view, fields.correction) !== corrections.leave;
	return {
		checking: title,
		ask: deps.tickets && (() => unknownTicketErrors(impatient(deps), fields.ticket, ticket.ticket)),
		run: async (visit) => {
			const dialog = await deps.dialogs.find(view.private_metadata, visit.person.userId, modals.addNote.id);
			await submit(deps, visit, {dialog, ticket: ticket.ticket, isCorrecting});
		},
	};
}

interface Submission {
	readonly dialog: DialogData | undefined;
	readonly ticket: string;
	readonly isCorrecting: boolean;
}

/** What is shown is what is written: another ticket, or one that changed since, is shown first. */
async function submit(deps: NoteConversationDeps, visit: ModalVisit, {dialog, ticket, isCorrecting}: Submission): Promise<void> {
	const read = offerData.safeParse(dialog);
	if (!read.success || deps.tickets === undefined) return visit.show(readingView(title, tooOld));
	const {text, essence, subject, address} = read.data;
	const writing = {note: {text, essence}, subject, address, ticket};
	const sighting = await sightTicket(deps, writing);
	const again = whyAgain(sighting, read.data);
	if (again !== undefined) return offer(deps, visit, {...writing, sighting, notice: again});
	const result = await write(deps, deps.tickets, visit, {...writing, faults: isCorrecting ? (sighting?.faults ?? []) : []});
	if (result.outcome === 'changed') {
		return offer(deps, visit, {...writing, sighting: await sightTicket(deps, writing), notice: readAgain});
	}
	const words = commentWords(ticket, result, false);
	return visit.show(readingView(title, copyCard(words, isWritten(result) ? '' : text)));
}

const readAgain = 'Nothing was written yet. Read what changes in this ticket, and add the note then.';

function whyAgain(sighting: TicketSighting | undefined, {ticket, shown}: z.output<typeof offerData>): string | undefined {
	if (sighting?.answer.known !== true) return 'Nothing was written yet.';
	const {faults} = sighting;
	const isSeen = ticket === sighting.ticket && shown === JSON.stringify(faults);
	return isSeen || faults.length === 0 ? undefined : readAgain;
}

interface Writing extends Omit<Offer, 'ticket' | 'sighting' | 'notice'> {
	readonly ticket: string;
	/** What is set right. */
	readonly faults: TicketSighting['faults'];
}

/** A value that a colleague enters at the same moment is no fault that was shown: it stays. */
async function write(deps: NoteConversationDeps, tickets: Tickets, visit: ModalVisit, writing: Writing): Promise<CommentOutcome> {
	const {ticket, note, subject, address, faults} = writing;
	const onlyIf = (found: Ticket) => {
		const now = sightingOf(deps.triage, {ticket, answer: known(found)}, address);
		return JSON.stringify(now.faults) === JSON.stringify(faults);
	};
	const {userId: by} = visit.person;
	const condition = faults.length === 0 ? {} : {onlyIf};
	return addNote(deps, tickets, {ticket, note, triage: correctionOf(faults), ...condition, subject, by, delivery: visit.delivery});
}

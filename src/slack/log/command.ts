import type {ViewOutput} from '@slack/bolt';
import {readAddress} from '../../model/address.ts';
import type {LogQuestion} from '../../model/log-query.ts';
import {type LogWalk, walkTo} from '../../model/log-walk.ts';
import type {Dialogs, PersonRef} from '../../workflows/ports.ts';
import {type ShowLogDeps, showLog} from '../../workflows/show-log.ts';
import {dataOf} from '../confirm/check.ts';
import {actions, type Entry, modals} from '../ids.ts';
import {type Card, line} from '../kit.ts';
import type {CommandPlan, Listen, SubmissionPlan} from '../listen.ts';
import {readingView, type Visit} from '../visit.ts';
import {logCard, nameOfSubject} from './blocks.ts';
import {fields, filterModal, problemsOfFilter, readFilter, title} from './modals.ts';
import {dataOfPlace, findPlace, keepPlace, placeOf} from './place.ts';

export interface LogDeps extends ShowLogDeps {
	readonly dialogs: Dialogs;
	readonly resendSubjects: readonly string[];
}

/** `/suppression log`: what became of the mails to one address, or to everybody at a domain. */
export function planLog(deps: LogDeps, question: LogQuestion): CommandPlan {
	return {
		deed: 'look-up',
		saying: `Reading the delivery log of ${nameOfSubject(question)} …`,
		run: async (visit) => visit.answer(await cardFor(deps, visit, question)),
	};
}

export function listenForLog(listen: Listen, deps: LogDeps): void {
	listen.action(actions.showLog, async (visit, dialogId) => {
		const asked = await deps.dialogs.find(dialogId, visit.person.userId);
		const reading = readAddress(asked?.address ?? '');
		const question = reading.ok && {
			subject: {by: 'address', address: reading.address} as const,
			days: undefined,
			filter: {},
			ticket: asked?.ticket,
		};
		await visit.answer(question ? await cardFor(deps, visit, question) : outdated);
	});

	const turn = (entry: Entry, pages: number) =>
		listen.action(entry, async (visit, placeId) => {
			const place = await findPlace(deps.dialogs, visit.person.userId, placeId);
			if (place === undefined) return visit.replace(outdated);
			return visit.replace(await cardFor(deps, visit, place.question, walkTo(place.walk, place.page + pages)));
		});
	turn(actions.nextLogPage, 1);
	turn(actions.previousLogPage, -1);
	turn(actions.checkLog, 0);

	listen.dialogAction(actions.filterLog, title, async (visit, placeId) => {
		const place = await findPlace(deps.dialogs, visit.person.userId, placeId);
		if (place === undefined) return visit.show(readingView(title, outdated));
		const data = {...dataOfPlace(place), responseUrl: visit.responseUrl};
		const dialogId = await deps.dialogs.open({purpose: modals.filterLog.id, by: visit.person.userId, data});
		const {sendingDomains, logDays, clock} = deps;
		return visit.show(filterModal({dialogId, place, sendingDomains, logDays, now: clock()}));
	});

	listen.submission(modals.filterLog, (view, person) => planFilter(deps, view, person));
}

async function planFilter(deps: LogDeps, view: ViewOutput, person: PersonRef): Promise<SubmissionPlan> {
	const dialog = await deps.dialogs.find(view.private_metadata, person.userId, modals.filterLog.id);
	const place = placeOf(dialog);
	if (place === undefined) return {errors: {[fields.from]: words}};
	const filter = readFilter(view, deps.sendingDomains);
	const errors = problemsOfFilter(filter, place.question, deps.logDays, deps.clock());
	if (Object.keys(errors).length > 0) return {errors};
	return {
		run: async (visit) => {
			const card = await cardFor(deps, visit, {...place.question, days: undefined, filter});
			await (dialog?.responseUrl === undefined ? visit.answer(card) : visit.answerAt(dialog.responseUrl, card, 'replace'));
		},
	};
}

/** A page of the log, with the place behind its buttons. */
async function cardFor(deps: LogDeps, visit: Visit, question: LogQuestion, walk?: LogWalk): Promise<Card> {
	const by = visit.person.userId;
	const report = await showLog(deps, {question, walk, by});
	const place = {question, walk: report.next ?? report.walk, page: report.walk.pages.length};
	const [placeId, noteId] = await Promise.all([keepPlace(deps.dialogs, by, place), openNote(deps, by, question)]);
	return logCard(report, {placeId, noteId, resendSubjects: deps.resendSubjects});
}

async function openNote({dialogs}: LogDeps, by: string, {subject, filter, ticket}: LogQuestion): Promise<string | undefined> {
	if (subject.by !== 'address') return undefined;
	return dialogs.open({purpose: actions.noteCheck.id, by, data: dataOf({subject, said: filter.kind, ticket})});
}

const words = 'This card is too old: I do not know any more what it was about. Nothing was done. Please look the address up again.';
const outdated: Card = {text: words, blocks: [line(words)]};

import type {ViewOutput} from '@slack/bolt';
import type {FormKind} from '../../model/send-again.ts';
import {nameOf} from '../../model/subject.ts';
import {readTicket} from '../../model/ticket.ts';
import {diagnoseDelivery} from '../../workflows/diagnose.ts';
import {watchNext} from '../../workflows/open-watch.ts';
import type {DialogData} from '../../workflows/ports.ts';
import {removeSuppression} from '../../workflows/remove-suppression.ts';
import {restoreSuppression} from '../../workflows/restore-suppression.ts';
import {seeHiddenEntry} from '../../workflows/see-hidden-entry.ts';
import {reportReset, sendAgain} from '../../workflows/send-again.ts';
import {typed} from '../fields.ts';
import {actions, commands, modals} from '../ids.ts';
import type {Card} from '../kit.ts';
import type {CommandPlan, Listen, SubmissionPlan} from '../listen.ts';
import {portalFormCard} from '../portal/form.ts';
import type {Notice} from '../suppression/blocks.ts';
import {removeModal, titles as removeTitles} from '../suppression/modals.ts';
import {removalNotice, restoreNotice} from '../suppression/notices.ts';
import {readWish} from '../suppression/wish.ts';
import {subjectOfTicket} from '../ticket/subject.ts';
import {notATicket} from '../ticket-field.ts';
import {placeOf, readingView, replaceThere, type Visit, visitThere} from '../visit.ts';
import {findBehind, put} from '../watch/behind.ts';
import {type ConfirmDeps, cardOf, checkedCard, inputOf, openCheckDialog} from './card.ts';
import {type Check, checkOf} from './check.ts';
import {helpCard} from './help.ts';
import {checkModal, chosenKind, fields, titles} from './modals.ts';
import {reportedNotice, sendNotice, tooOld} from './notices.ts';
import {type ConfirmRequest, parseConfirm, readSubject} from './parse.ts';
import {checkedReset, isResetCard, planReset} from './reset.ts';
import {listenForSeveral, planSeveral} from './several.ts';

export type {ConfirmDeps} from './card.ts';

/** `/confirm`: why a mail did not arrive, and what to do about it. */
export function listenForConfirm(listen: Listen, deps: ConfirmDeps): void {
	listen.command(commands.confirm, (text) => planCommand(deps, parseConfirm(text)));
	listen.submission(modals.checkDelivery, (view) =>
		planCheck(deps, view.private_metadata, [typed(view, fields.subject), typed(view, fields.reported)], {
			said: chosenKind(view),
			ticketText: typed(view, fields.ticket),
		}),
	);
	listen.action(actions.checkDelivery, (visit, dialogId) => again(deps, visit, dialogId));
	listenForSeveral(listen, deps);
	listenForRemovals(listen, deps);
	listenForSends(listen, deps);
	listen.action(actions.openAdminPage, async () => {});
}

function planCommand(deps: ConfirmDeps, request: ConfirmRequest): CommandPlan {
	switch (request.wish) {
		case 'modal':
			return {
				deed: 'look-up',
				modal: titles.check,
				run: async (visit) => visit.show(checkModal(await openCheckDialog(deps, visit))),
			};
		case 'help':
			return {deed: 'look-up', run: (visit) => visit.answer(helpCard())};
		case 'unclear':
			return {deed: 'look-up', run: (visit) => visit.answer(helpCard(request.problem))};
		case 'several':
			return planSeveral(deps, request.checks);
		case 'reset':
			return planReset(deps, request.check);
		case 'portal':
			return deps.portal === undefined
				? planCommand(deps, {wish: 'unclear', problem: noPortal})
				: planCommand(deps, {...request, wish: 'check'});
		case 'ticket':
			return {
				deed: 'look-up',
				saying: `Reading ticket ${request.ticket} …`,
				run: async (visit) => visit.answer(await ticketCard(deps, visit, request)),
			};
		case 'check':
			return {
				deed: 'look-up',
				saying: `Checking ${nameOf(request.check.subject)} in Mailgun and GitLab …`,
				run: async (visit) => visit.answer(await checkedCard(deps, visit, request.check)),
			};
	}
}

/** The ticket says whose mail is missing; it is read once. */
async function ticketCard(
	deps: ConfirmDeps,
	visit: Visit,
	{ticket, said}: Extract<ConfirmRequest, {readonly wish: 'ticket'}>,
): Promise<Card> {
	const found = await subjectOfTicket(deps, ticket);
	if (found.address === undefined) return found.problem;
	const {address, answer, notice} = found;
	const check: Check = {subject: {by: 'address', address}, said, ticket};
	const report = await diagnoseDelivery(deps, {...inputOf(visit, check, 'shared'), ticketAsked: Promise.resolve(answer)});
	return cardOf(deps, visit, check, report, notice);
}

const noPortal =
	'There is no Customers Portal here: the operator names its sending domain in MAILGUN_PORTAL_DOMAIN, and its pages in CUSTOMERS_PORTAL_URL.';

interface FormFields {
	readonly said: Check['said'];
	readonly ticketText: string;
}

function planCheck(deps: ConfirmDeps, dialogId: string, [first, second]: readonly [string, string], form: FormFields): SubmissionPlan {
	const words = [first, second].filter((word) => word !== '');
	const reading = readSubject(words);
	const ticket = form.ticketText === '' ? undefined : readTicket(form.ticketText);
	const errors = {
		...('problem' in reading ? {[problemField(first, second)]: reading.problem} : {}),
		...(ticket?.ok === false ? {[fields.ticket]: notATicket} : {}),
	};
	if ('problem' in reading || ticket?.ok === false) return {errors};
	return {
		run: async (visit) => {
			const dialog = await deps.dialogs.find(dialogId, visit.person.userId);
			const there = visitThere(visit, dialog);
			await there.answer(await checkedCard(deps, there, {subject: reading.subject, said: form.said, ticket: ticket?.ticket}));
		},
	};
}

/** The words stand at the field that they are about. */
function problemField(first: string, second: string): string {
	return second !== '' && !('problem' in readSubject([first])) ? fields.reported : fields.subject;
}

/** What stood behind a button, or words that it is too old. */
async function withCheck(
	deps: ConfirmDeps,
	visit: Visit,
	dialogId: string,
	run: (check: Check, data: DialogData | undefined) => Promise<void>,
): Promise<void> {
	const data = await findBehind(deps, visit, dialogId);
	const check = checkOf(data);
	await (check === undefined ? visit.answer(tooOld) : run(check, data));
}

function again(deps: ConfirmDeps, visit: Visit, dialogId: string, notice?: Notice): Promise<void> {
	return withCheck(deps, visit, dialogId, async (check, data) =>
		put(
			visit,
			data,
			isResetCard(data) && notice === undefined ? await checkedReset(deps, visit, check) : await checkedCard(deps, visit, check, notice),
		),
	);
}

function listenForRemovals(listen: Listen, deps: ConfirmDeps): void {
	listen.action(actions.removeFromCheck, (visit, dialogId) =>
		withCheck(deps, visit, dialogId, async (check, data) => {
			const by = visit.person.userId;
			const hidden = data?.hidden;
			const removalId =
				hidden === undefined
					? (data?.removal ?? '')
					: await seeHiddenEntry(deps, {...check, sendingDomain: hidden, by, delivery: visit.delivery});
			const result = await removeSuppression(deps, {removalId, about: check.subject, by, delivery: visit.delivery});
			await again(deps, visit, dialogId, removalNotice(result));
		}),
	);
	listen.action(actions.undoFromCheck, (visit, dialogId) =>
		withCheck(deps, visit, dialogId, async (_check, data) => {
			const removalId = data?.removal ?? '';
			const result = await restoreSuppression(deps, {removalId, by: visit.person.userId, delivery: visit.delivery});
			await again(deps, visit, dialogId, restoreNotice(result));
		}),
	);
	listen.dialogAction(actions.askFromCheck, removeTitles.remove, async (visit, dialogId) => {
		const data = await deps.dialogs.find(dialogId, visit.person.userId);
		const removal = await deps.removals.find(data?.removal ?? '');
		if (removal === undefined) return visit.show(readingView(removeTitles.remove, tooOld));
		const purpose = modals.removeFromCheck.id;
		const formId = await deps.dialogs.open({purpose, by: visit.person.userId, data: {...data, ...placeOf(visit)}});
		return visit.show({...removeModal(formId, removal, deps.tickets !== undefined), callback_id: purpose});
	});
	listen.submission(modals.removeFromCheck, (view, person) => planRemoval(deps, view, person.userId));
}

function planRemoval(deps: ConfirmDeps, view: ViewOutput, by: string): SubmissionPlan {
	const form = readWish(deps, view, {entry: modals.removeFromCheck, by});
	if ('errors' in form) return form;
	const {wish, ask} = form;
	return {
		ask,
		run: async (visit) => {
			const dialog = await deps.dialogs.find(view.private_metadata, by, modals.removeFromCheck.id);
			const check = checkOf(dialog);
			if (check === undefined) return visit.answer(tooOld);
			const removalId = dialog?.removal ?? '';
			const result = await removeSuppression(deps, {removalId, about: check.subject, by, delivery: visit.delivery, wish});
			const card = await checkedCard(deps, visitThere(visit, dialog), check, removalNotice(result));
			await replaceThere(visit, dialog, card);
		},
	};
}

function listenForSends(listen: Listen, deps: ConfirmDeps): void {
	const send = (visit: Visit, dialogId: string, kind: FormKind) =>
		withCheck(deps, visit, dialogId, async (check, data) => {
			if (check.portal !== undefined && kind === 'confirmation') return put(visit, data, await portalFormCard(deps, visit, check));
			const result = await sendAgain(deps, inputOf(visit, check), kind);
			const notice = await sendNotice(deps, visit, check, kind, result);
			// What was just sent changes what the card says.
			const sent = result.post !== undefined;
			await put(visit, data, await (sent ? checkedCard(deps, visit, check, notice) : cardOf(deps, visit, check, result.report, notice)));
		});
	listen.action(actions.resendConfirmation, (visit, dialogId) => send(visit, dialogId, 'confirmation'));
	listen.action(actions.sendReset, (visit, dialogId) => send(visit, dialogId, 'reset'));
	listen.action(actions.reportReset, (visit, dialogId) =>
		withCheck(deps, visit, dialogId, async (check, data) => {
			const result = await reportReset(deps, inputOf(visit, check));
			await put(visit, data, await cardOf(deps, visit, check, result.report, await reportedNotice(deps, visit, check, result)));
		}),
	);
	// The page opens by itself; the mail that is sent from it is followed.
	listen.action(actions.openConfirmationForm, (visit, dialogId) =>
		withCheck(deps, visit, dialogId, async ({subject: about, ticket}) => {
			await watchNext(deps, {act: 'confirmation', about, kind: 'confirmation', by: visit.person.userId, ticket});
		}),
	);
}

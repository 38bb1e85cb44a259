import type {ViewOutput} from '@slack/bolt';
import {readAddress} from '../../model/address.ts';
import type {Clock} from '../../model/clock.ts';
import {readTicket} from '../../model/ticket.ts';
import {isFollowed} from '../../model/watch.ts';
import {checkSuppressions, type SuppressionReport} from '../../workflows/check-suppressions.ts';
import type {TriageDeps} from '../../workflows/check-ticket.ts';
import type {AuditTrail, Dialogs, Removals, SuppressionLists, Watches} from '../../workflows/ports.ts';
import {removeSuppression} from '../../workflows/remove-suppression.ts';
import {restoreSuppression} from '../../workflows/restore-suppression.ts';
import {tellHistory} from '../../workflows/tell-history.ts';
import type {LimitDeps} from '../../workflows/within-limits.ts';
import {type AutomationConversationDeps, planAutomation} from '../automation/command.ts';
import {typed} from '../fields.ts';
import {actions, commands, modals} from '../ids.ts';
import type {Card} from '../kit.ts';
import type {CommandPlan, Listen, SubmissionPlan} from '../listen.ts';
import {type LogDeps, planLog} from '../log/command.ts';
import {channelWords} from '../sharing/button.ts';
import {planSweep, problemOfDomain, type SweepConversationDeps} from '../sweep/command.ts';
import {subjectOfTicket} from '../ticket/subject.ts';
import {notATicket} from '../ticket-field.ts';
import {placeOf, readingView, type Visit, visitThere} from '../visit.ts';
import {openWatchDialog} from '../watch/command.ts';
import {type Notice, suppressionCard} from './blocks.ts';
import {helpCard} from './help.ts';
import {historyCard} from './history.ts';
import {fields, findModal, removeModal, titles} from './modals.ts';
import {removalNotice, restoreNotice} from './notices.ts';
import {parseSuppression, type SuppressionRequest} from './parse.ts';
import {readWish} from './wish.ts';

export interface SuppressionDeps extends LogDeps, LimitDeps, TriageDeps, SweepConversationDeps, AutomationConversationDeps {
	readonly lists: SuppressionLists;
	readonly removals: Removals;
	readonly audit: AuditTrail;
	readonly dialogs: Dialogs;
	readonly watches: Watches;
	readonly clock: Clock;
}

/** `/suppression`: find the entries of an address, remove them, undo. */
export function listenForSuppression(listen: Listen, deps: SuppressionDeps): void {
	listen.command(commands.suppression, (text) => planCommand(deps, parseSuppression(text)));

	listen.action(actions.removeSuppression, async (visit, removalId) => {
		const result = await removeSuppression(deps, {removalId, by: visit.person.userId, delivery: visit.delivery});
		await visit.replace(await cardAfter(deps, visit, removalNotice(result), 'removal' in result ? result.removal : undefined));
	});

	listen.action(actions.undoRemoval, async (visit, removalId) => {
		const result = await restoreSuppression(deps, {removalId, by: visit.person.userId, delivery: visit.delivery});
		await visit.replace(await cardAfter(deps, visit, restoreNotice(result), 'removal' in result ? result.removal : undefined));
	});

	listen.action(actions.checkAgain, async (visit, dialogId) => {
		const asked = await deps.dialogs.find(dialogId, visit.person.userId);
		await visit.replace(await cardFor(deps, visit, asked?.address, asked?.ticket));
	});

	listen.dialogAction(actions.askForRequest, titles.remove, async (visit, removalId) => {
		const removal = await deps.removals.find(removalId);
		if (removal === undefined) return visit.show(readingView(titles.remove, removalNotice({outcome: 'unknown'})));
		const data = {removal: removal.id, ...placeOf(visit)};
		const dialogId = await deps.dialogs.open({purpose: modals.removeSuppression.id, by: visit.person.userId, data});
		return visit.show(removeModal(dialogId, removal, deps.tickets !== undefined));
	});

	listen.submission(modals.findSuppressions, (view) =>
		planFind(deps, view.private_metadata, typed(view, fields.subject), typed(view, fields.ticket)),
	);

	listen.submission(modals.removeSuppression, (view, person) => planRemoval(deps, view, person.userId));
}

function planCommand(deps: SuppressionDeps, request: SuppressionRequest): CommandPlan {
	switch (request.wish) {
		case 'modal':
			return {
				deed: 'look-up',
				modal: titles.find,
				run: async (visit) => {
					const dialogId = await deps.dialogs.open({purpose: modals.findSuppressions.id, by: visit.person.userId, data: placeOf(visit)});
					await visit.show(findModal(dialogId));
				},
			};
		case 'help':
			return {deed: 'look-up', run: (visit) => visit.answer(helpCard())};
		case 'unclear':
			return {deed: 'look-up', run: (visit) => visit.answer(helpCard(request.problem))};
		case 'domain':
			return planSweep(deps, request);
		case 'history':
			return {
				deed: 'look-up',
				saying: `Reading the audit trail for ${request.address.typed} …`,
				run: async (visit) => {
					await visit.answer(historyCard(await tellHistory(deps, {...request, by: visit.person.userId})));
				},
			};
		case 'automation':
			return planAutomation(deps, request.isOn);
		case 'log':
			return planLog(deps, request.question);
		case 'ticket':
			return {
				deed: 'look-up',
				saying: `Reading ticket ${request.ticket} …`,
				run: async (visit) => visit.answer(await ticketCard(deps, visit, request.ticket)),
			};
		case 'check':
			return {
				deed: 'look-up',
				saying: `Checking ${request.address.typed} on the lists of ${deps.lists.sendingDomains.join(' and ')} …`,
				run: async (visit) => visit.answer(await cardFor(deps, visit, request.address.typed, request.ticket)),
			};
	}
}

async function ticketCard(deps: SuppressionDeps, visit: Visit, ticket: string): Promise<Card> {
	const found = await subjectOfTicket(deps, ticket);
	if (found.address === undefined) return found.problem;
	const {address, answer, notice} = found;
	const input = {address, by: visit.person.userId, ticket, delivery: visit.delivery, ticketAsked: Promise.resolve(answer)};
	return reportCard(deps, visit, await checkSuppressions(deps, input), notice);
}

/** The card of an address as it stands now. */
async function cardFor(deps: SuppressionDeps, visit: Visit, address: string | undefined, ticket: string | undefined, notice?: Notice) {
	const reading = readAddress(address ?? '');
	if (!reading.ok) return notice ?? removalNotice({outcome: 'unknown'});
	const by = visit.person.userId;
	const report = await checkSuppressions(deps, {address: reading.address, by, ticket, delivery: visit.delivery});
	return reportCard(deps, visit, report, notice);
}

/** The card of a report, with the dialogs behind its buttons. */
export async function reportCard(deps: SuppressionDeps, visit: Visit, report: SuppressionReport, notice?: Notice): Promise<Card> {
	const data = {address: report.facts.address.typed, ticket: report.ticket};
	const checkAgain = await deps.dialogs.open({purpose: actions.checkAgain.id, by: visit.person.userId, data});
	const [gitlab] = deps.lists.sendingDomains;
	const resendsFrom = report.offered.some(({entry}) => entry.sendingDomain === gitlab) ? undefined : gitlab;
	const dialogs = {checkAgain, watch: await openWatches(deps, visit, report), channel: channelWords(visit), resendsFrom};
	return suppressionCard(report, dialogs, notice);
}

/** One for each sending domain of a removal whose mail this person does not watch for, or not any more. */
async function openWatches(
	deps: SuppressionDeps,
	visit: Visit,
	{facts, recent, ticket}: SuppressionReport,
): Promise<ReadonlyMap<string, string>> {
	const removed = recent.filter((removal) => removal.state === 'removed').map((removal) => removal.entry.sendingDomain);
	if (removed.length === 0) return new Map();
	const running = await deps.watches.running(facts.address.text, visit.person.userId);
	const domains = [...new Set(removed)].filter((domain) => !isFollowed(running, {sendingDomain: domain, kind: undefined}));
	const check = {subject: {by: 'address', address: facts.address}, said: undefined, ticket} as const;
	const opened = domains.map(async (sendingDomain) => [sendingDomain, await openWatchDialog(deps, visit, check, {sendingDomain})] as const);
	return new Map(await Promise.all(opened));
}

async function cardAfter(
	deps: SuppressionDeps,
	visit: Visit,
	notice: Notice,
	removal: {readonly asked: string; readonly ticket: string | undefined} | undefined,
) {
	return cardFor(deps, visit, removal?.asked, removal?.ticket, notice);
}

function planFind(deps: SuppressionDeps, dialogId: string, subject: string, ticketText: string): SubmissionPlan {
	const request = parseSuppression(subject);
	const ticket = ticketText === '' ? undefined : readTicket(ticketText);
	const problem = problemOf(request);
	const errors = {
		...(problem === undefined ? {} : {[fields.subject]: problem}),
		...(ticket?.ok === false ? {[fields.ticket]: notATicket} : {}),
	};
	if (problem !== undefined || ticket?.ok === false) return {errors};
	const asked = 'ticket' in request && ticket !== undefined ? {...request, ticket: ticket.ticket} : request;
	return {
		run: async (visit) => {
			const dialog = await deps.dialogs.find(dialogId, visit.person.userId);
			await planCommand(deps, asked).run({...visit, ...visitThere(visit, dialog)});
		},
	};
}

/** The form finds; the other words are for the command. */
function problemOf(request: SuppressionRequest): string | undefined {
	if (request.wish === 'check') return undefined;
	if (request.wish === 'domain') return problemOfDomain(request.domain);
	return request.wish === 'unclear' ? request.problem : 'Give me one address or domain, such as ada@example.com.';
}

function planRemoval(deps: SuppressionDeps, view: ViewOutput, by: string): SubmissionPlan {
	const form = readWish(deps, view, {entry: modals.removeSuppression, by});
	if ('errors' in form) return form;
	const {wish, ask} = form;
	return {
		ask,
		run: async (visit) => {
			const dialog = await deps.dialogs.find(view.private_metadata, by, modals.removeSuppression.id);
			const result = await removeSuppression(deps, {
				removalId: dialog?.removal ?? '',
				by,
				delivery: visit.delivery,
				wish,
			});
			const card = await cardAfter(
				deps,
				visitThere(visit, dialog),
				removalNotice(result),
				'removal' in result ? result.removal : undefined,
			);
			await (dialog?.responseUrl === undefined ? visit.answer(card) : visit.answerAt(dialog.responseUrl, card, 'replace'));
		},
	};
}

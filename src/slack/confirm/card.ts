import {z} from 'zod';
import {mayStillCome} from '../../model/diagnosis.ts';
import {kindToWatch} from '../../model/diagnosis-facts.ts';
import {type Step, stepWords} from '../../model/diagnosis-steps.ts';
import type {Draft, DraftFacts} from '../../model/drafts.ts';
import {mailKinds} from '../../model/mail-kind.ts';
import {portalReplies} from '../../model/portal-drafts.ts';
import {reasonClasses} from '../../model/smtp-reply.ts';
import {isFollowed} from '../../model/watch.ts';
import type {TicketDeps} from '../../workflows/check-ticket.ts';
import {type DiagnoseInput, type DiagnosisReport, diagnoseDelivery} from '../../workflows/diagnose.ts';
import type {Freshness} from '../../workflows/gather-facts.ts';
import type {DialogData, Dialogs, Issues, Watches} from '../../workflows/ports.ts';
import type {HiddenEntryDeps} from '../../workflows/see-hidden-entry.ts';
import type {SendAgainDeps} from '../../workflows/send-again.ts';
import {actions, modals} from '../ids.ts';
import type {Card} from '../kit.ts';
import {channelWords} from '../sharing/button.ts';
import type {Notice} from '../suppression/blocks.ts';
import {placeOf, type Visit} from '../visit.ts';
import {openWatchDialog} from '../watch/command.ts';
import {diagnosisCard} from './blocks.ts';
import {type CardDialogs, draftsOf, hiddenBounce, type Links} from './buttons.ts';
import {type Check, dataOf} from './check.ts';

export interface ConfirmDeps extends SendAgainDeps, HiddenEntryDeps, TicketDeps {
	readonly dialogs: Dialogs;
	readonly watches: Watches;
	readonly links: Links;
	/** Undefined when no project takes console requests. */
	readonly issues: Issues | undefined;
}

/** What the workflows are asked for in this visit. */
export function inputOf(visit: Visit, check: Check, freshness: Freshness = 'fresh'): DiagnoseInput {
	return {...check, by: visit.person.userId, delivery: visit.delivery, freshness};
}

/** The dialog behind the form "Check email delivery". */
export function openCheckDialog({dialogs}: Pick<ConfirmDeps, 'dialogs'>, visit: Visit): Promise<string> {
	return dialogs.open({purpose: modals.checkDelivery.id, by: visit.person.userId, data: placeOf(visit)});
}

/** Looks, and makes the card of how things stand; after an act (with a notice) only what is read after it counts. */
export async function checkedCard(deps: ConfirmDeps, visit: Visit, check: Check, notice?: Notice): Promise<Card> {
	const input = inputOf(visit, check, notice === undefined ? 'shared' : 'fresh');
	return cardOf(deps, visit, check, await diagnoseDelivery(deps, input), notice);
}

/** The card of a report, with the dialogs behind its buttons. */
export async function cardOf(deps: ConfirmDeps, visit: Visit, check: Check, report: DiagnosisReport, notice?: Notice): Promise<Card> {
	const asked = {...check, portal: report.portal};
	return diagnosisCard(report, await openDialogs(deps, visit, asked, report), deps.links, notice);
}

async function openDialogs(deps: ConfirmDeps, visit: Visit, check: Check, report: DiagnosisReport): Promise<CardDialogs> {
	const open = (purpose: string, data: DialogData) => deps.dialogs.open({purpose, by: visit.person.userId, data});
	const data = dataOf(check);
	const removals = [...report.offered, ...report.recent];
	const hiddenEntry = hiddenBounce(report);
	const [checkId, draft, log, watch, pin, hidden, ...rest] = await Promise.all([
		open(actions.checkDelivery.id, data),
		openDraft(deps, visit, check, {steps: report.steps, facts: report.drafting}),
		report.named === undefined ? undefined : open(actions.showLog.id, {address: report.named.typed}),
		openWatch(deps, visit, check, report),
		report.account === undefined ? undefined : open(actions.supportPin.id, {...data, owner: report.account.id.toString()}),
		hiddenEntry === undefined ? undefined : open(actions.removeFromCheck.id, {...data, hidden: hiddenEntry.sendingDomain}),
		...removals.map((removal) => open(actions.removeFromCheck.id, {...data, removal: removal.id})),
	]);
	const byRemoval = new Map(removals.flatMap((removal, index) => (rest[index] === undefined ? [] : [[removal.id, rest[index]] as const])));
	const escalate = deps.issues === undefined ? undefined : checkId;
	return {check: checkId, draft, log, watch, escalate, pin, channel: channelWords(visit), hidden, removals: byRemoval};
}

/** Undefined while no mail can come, or this person watches for it already. */
async function openWatch(deps: ConfirmDeps, visit: Visit, check: Check, report: DiagnosisReport): Promise<string | undefined> {
	const {diagnosis, named, account} = report;
	const recipient = named?.text ?? account?.primaryEmail;
	if (recipient === undefined || !mayStillCome(diagnosis.verdict)) return undefined;
	const {scene} = diagnosis;
	const newest = scene.newest.known ? scene.newest.value : undefined;
	const underWay = diagnosis.verdict === 'delayed' && newest !== undefined ? {messageId: newest.messageId, since: newest.sentAt} : {};
	const followed = {sendingDomain: scene.facts.sendingDomain, kind: kindToWatch(scene), ...underWay};
	const running = await deps.watches.running(recipient, visit.person.userId);
	return isFollowed(running, followed) ? undefined : openWatchDialog(deps, visit, check, followed);
}

/** The dialog behind a button `Draft Reply`. */
export function openDraft(
	{dialogs}: Pick<ConfirmDeps, 'dialogs'>,
	visit: Visit,
	check: Check,
	{steps, facts}: {readonly steps: readonly Step[]; readonly facts: DraftFacts},
): Promise<string> {
	const data = {...dataOf(check), ...dataOfDrafts(steps, facts)};
	return dialogs.open({purpose: actions.draftReply.id, by: visit.person.userId, data});
}

/** What the drafts are made from. */
export function dataOfDrafts(steps: readonly Step[], facts: DraftFacts): DialogData {
	return {steps: JSON.stringify(steps), facts: JSON.stringify(facts)};
}

const optionalText = z
	.string()
	.optional()
	.transform((text) => text);

const draftFacts = z.object({
	address: optionalText,
	missed: z.enum(mailKinds),
	sendingDomain: z.string(),
	reason: z
		.enum(reasonClasses)
		.optional()
		.transform((reason) => reason),
	removed: z.boolean(),
	sent: z.boolean(),
	likelyDomain: optionalText,
	waitUntil: optionalText,
	delivered: optionalText,
	receipt: optionalText,
	deletion: optionalText,
	portal: z.object({reply: z.enum(portalReplies).optional(), url: z.string()}).optional(),
});

const draftData = z.object({
	steps: z.string().transform((text) => z.array(z.enum(stepWords)).parse(JSON.parse(text))),
	facts: z.string().transform((text) => draftFacts.parse(JSON.parse(text))),
});

/** The drafts behind the button; none when the dialog is forgotten, or somebody else's. */
export function draftsBehind(data: DialogData | undefined): readonly Draft[] {
	const read = draftData.safeParse(data);
	if (!read.success) return [];
	const {facts} = read.data;
	return draftsOf(read.data.steps, {
		...facts,
		address: facts.address,
		reason: facts.reason,
		likelyDomain: facts.likelyDomain,
		waitUntil: facts.waitUntil,
		delivered: facts.delivered,
		receipt: facts.receipt,
		deletion: facts.deletion,
		portal: facts.portal === undefined ? undefined : {...facts.portal, reply: facts.portal.reply},
	});
}

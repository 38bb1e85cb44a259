import {z} from 'zod';
import {type Step, stepWords} from '../../model/diagnosis-steps.ts';
import type {Draft, DraftFacts} from '../../model/drafts.ts';
import {mailKinds} from '../../model/mail-kind.ts';
import {reasonClasses} from '../../model/smtp-reply.ts';
import {type DiagnoseDeps, type DiagnoseInput, type DiagnosisReport, diagnoseDelivery} from '../../workflows/diagnose.ts';
import type {Freshness} from '../../workflows/gather-facts.ts';
import type {DialogData, Dialogs} from '../../workflows/ports.ts';
import type {HiddenEntryDeps} from '../../workflows/see-hidden-entry.ts';
import {actions} from '../ids.ts';
import type {Card} from '../kit.ts';
import type {Notice} from '../suppression/blocks.ts';
import type {Visit} from '../visit.ts';
import {diagnosisCard} from './blocks.ts';
import {type CardDialogs, draftsOf, hiddenBounce, type Links} from './buttons.ts';
import {type Check, dataOf} from './check.ts';

export interface ConfirmDeps extends DiagnoseDeps, HiddenEntryDeps {
	readonly dialogs: Dialogs;
	readonly links: Links;
}

/** What the workflows are asked for in this visit. */
export function inputOf(visit: Visit, check: Check, freshness: Freshness = 'fresh'): DiagnoseInput {
	return {...check, by: visit.person.userId, delivery: visit.delivery, freshness};
}

/** Looks, and makes the card of how things stand; after an act (with a notice) only what is read after it counts. */
export async function checkedCard(deps: ConfirmDeps, visit: Visit, check: Check, notice?: Notice): Promise<Card> {
	const input = inputOf(visit, check, notice === undefined ? 'shared' : 'fresh');
	return cardOf(deps, visit, check, await diagnoseDelivery(deps, input), notice);
}

/** The card of a report, with the dialogs behind its buttons. */
export async function cardOf(deps: ConfirmDeps, visit: Visit, check: Check, report: DiagnosisReport, notice?: Notice): Promise<Card> {
	return diagnosisCard(report, await openDialogs(deps, visit, check, report), deps.links, notice);
}

async function openDialogs(deps: ConfirmDeps, visit: Visit, check: Check, report: DiagnosisReport): Promise<CardDialogs> {
	const open = (purpose: string, data: DialogData) => deps.dialogs.open({purpose, by: visit.person.userId, data});
	const data = dataOf(check);
	const removals = [...report.offered, ...report.recent];
	const hiddenEntry = hiddenBounce(report);
	const [checkId, draft, log, hidden, ...rest] = await Promise.all([
		open(actions.checkDelivery.id, data),
		openDraft(deps, visit, report.steps, report.drafting),
		report.named === undefined ? undefined : open(actions.showLog.id, {address: report.named.typed}),
		hiddenEntry === undefined ? undefined : open(actions.removeFromCheck.id, {...data, hidden: hiddenEntry.sendingDomain}),
		...removals.map((removal) => open(actions.removeFromCheck.id, {...data, removal: removal.id})),
	]);
	const byRemoval = new Map(removals.flatMap((removal, index) => (rest[index] === undefined ? [] : [[removal.id, rest[index]] as const])));
	return {check: checkId, draft, log, hidden, removals: byRemoval};
}

/** The dialog behind a button `Draft Reply`. */
export function openDraft(deps: ConfirmDeps, visit: Visit, steps: readonly Step[], facts: DraftFacts): Promise<string> {
	const data = {steps: JSON.stringify(steps), facts: JSON.stringify(facts)};
	return deps.dialogs.open({purpose: actions.draftReply.id, by: visit.person.userId, data});
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
	});
}

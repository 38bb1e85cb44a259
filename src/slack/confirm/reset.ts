import {decideReset, sendRefusalWords} from '../../model/send-again.ts';
import {nameOf} from '../../model/subject.ts';
import {verdictWords} from '../../model/verdict-texts.ts';
import {type DiagnosisReport, diagnoseDelivery} from '../../workflows/diagnose.ts';
import type {DialogData} from '../../workflows/ports.ts';
import {actions} from '../ids.ts';
import {bold, button, type Card, code, line, row, small, utc} from '../kit.ts';
import type {CommandPlan} from '../listen.ts';
import {sightingBlocks} from '../ticket/lines.ts';
import type {Visit} from '../visit.ts';
import {actBlocks, evidenceBlock, silentBlocks} from './blocks.ts';
import {adminButton, type Links, resetButton} from './buttons.ts';
import {type ConfirmDeps, inputOf} from './card.ts';
import {type Check, dataOf} from './check.ts';

/** Kept behind the buttons of this card, so that `Check Again` makes the same one. */
const kind = 'reset';

export function isResetCard(data: DialogData | undefined): boolean {
	return data?.card === kind;
}

/** `/confirm reset ada`: what speaks for a reset and against it, and the button. */
export function planReset(deps: ConfirmDeps, check: Check): CommandPlan {
	return {
		deed: 'look-up',
		saying: `Checking ${nameOf(check.subject)} in Mailgun and GitLab …`,
		run: async (visit) => visit.answer(await checkedReset(deps, visit, check)),
	};
}

export async function checkedReset(deps: ConfirmDeps, visit: Visit, check: Check): Promise<Card> {
	const report = await diagnoseDelivery(deps, inputOf(visit, check, 'shared'));
	const data = {...dataOf(check), card: kind};
	const dialog = await deps.dialogs.open({purpose: actions.checkDelivery.id, by: visit.person.userId, data});
	return resetCard(report, dialog, deps.links);
}

function resetCard(report: DiagnosisReport, dialog: string, links: Links): Card {
	const {subject, sources, caveats, checkedAt, ticket} = report;
	const headline = headlineOf(report);
	const buttons = [
		...(decideReset(report.diagnosis, undefined).permitted ? [{...resetButton(dialog, links), style: 'primary' as const}] : []),
		...[adminButton(report, {check: dialog}, links) ?? []].flat(),
		...(sources.some(({trouble}) => trouble !== undefined) ? [button('Check Again', actions.checkDelivery, dialog)] : []),
		button('Add Ticket Note', actions.noteCheck, dialog),
	];
	return {
		text: `${nameOf(subject)}: ${headline}`,
		blocks: [
			line(bold(headline), ' ', code(nameOf(subject))),
			...report.evidence.slice(0, 8).map(evidenceBlock),
			...silentBlocks(sources),
			...actBlocks(report),
			...sightingBlocks(report.sighting),
			...caveats.slice(0, 8).map((caveat) => small(caveat)),
			row(...buttons),
			small(`Checked ${utc(checkedAt)}.${ticket === undefined ? '' : ` Ticket ${ticket}.`}`),
		],
	};
}

/** A reset of the last hour stands among the acts, and is refused at the click. */
function headlineOf({diagnosis}: DiagnosisReport): string {
	const decision = decideReset(diagnosis, undefined);
	if (decision.permitted) return 'A password reset goes to the primary address of this account, which stays undisclosed.';
	return decision.reason === 'no-account' ? verdictWords['no-account'] : sendRefusalWords[decision.reason];
}

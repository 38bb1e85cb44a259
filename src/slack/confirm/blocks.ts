import type {KnownBlock, RichTextElement} from '@slack/types';
import {entryText} from '../../model/entry-text.ts';
import {type Evidence, serviceOf} from '../../model/evidence.ts';
import {actWords, agoWords} from '../../model/recent-acts.ts';
import {nameOf} from '../../model/subject.ts';
import {mayBeUndone, type Removal} from '../../model/suppression.ts';
import {listNames} from '../../model/texts.ts';
import {troubleWords} from '../../model/trouble-words.ts';
import {mailWords, shortVerdicts, verdictDetail, verdictWords} from '../../model/verdict-texts.ts';
import type {DiagnosisReport} from '../../workflows/diagnose.ts';
import {type SourceReading, sourceName} from '../../workflows/sources.ts';
import {actions} from '../ids.ts';
import {actor, bold, button, type Card, code, line, moment, type Piece, person, preformatted, row, small, utc, visible} from '../kit.ts';
import {portalButtons} from '../portal/buttons.ts';
import {shareButton} from '../sharing/button.ts';
import type {Notice} from '../suppression/blocks.ts';
import {sightingBlocks} from '../ticket/lines.ts';
import {type CardDialogs, firstBlocking, type Links, pinButtons, removeButton, stepButtons, undoButton} from './buttons.ts';
import {hintBlocks} from './hints.ts';

/** The diagnosis card: the verdict in plain words, what it rests on, and what to do, the first step first. */
export function diagnosisCard(report: DiagnosisReport, dialogs: CardDialogs, links: Links, notice?: Notice): Card {
	const {diagnosis} = report;
	const headline = verdictWords[diagnosis.verdict];
	return {
		text: notice?.text ?? `${nameOf(report.subject)}: ${headline}`,
		blocks: [
			...(notice?.blocks ?? []),
			line(bold(headline), ' ', words(verdictDetail(diagnosis)), ' ', code(nameOf(report.subject)), ...otherAddress(report)),
			...alsoBlocks(report),
			...report.evidence.slice(0, 14).map(evidenceBlock),
			...silentBlocks(report.sources),
			...recentBlocks(report, dialogs),
			...actBlocks(report),
			...sightingBlocks(report.sighting),
			...report.caveats.slice(0, 8).map((caveat) => small(caveat)),
			...stepBlocks(report, dialogs, links),
			...otherEntryBlocks(report, dialogs),
			...hintBlocks(report, dialogs),
			small(footOf(report)),
		],
	};
}

/** The second one that was given with a question about the Portal. */
function otherAddress({portal}: DiagnosisReport): readonly Piece[] {
	return portal?.other === undefined ? [] : [' ', code(portal.other.typed)];
}

const words = (text: string): RichTextElement | string => (text === '' ? '' : {type: 'text', text: visible(text, 600)});

export function alsoBlocks({diagnosis}: DiagnosisReport): readonly KnownBlock[] {
	const {facts, missed} = diagnosis.scene;
	const mail = `Looked for: the ${mailWords[missed]}${facts.site === 'portal' ? ' of the Customers Portal' : ''}.`;
	const also = diagnosis.also.map((code) => shortVerdicts[code]).join(', ');
	return [small(also === '' ? mail : `Also: ${also}. ${mail}`)];
}

export function evidenceBlock({source, at, text}: Evidence): KnownBlock {
	return line(`${serviceOf(source)} · `, ...(at === undefined ? [] : [moment(at), ' · ']), words(text));
}

/** What is silent for the same reason is told in one line. */
export function silentBlocks(sources: readonly SourceReading[]): readonly KnownBlock[] {
	const byReason = new Map<string, string[]>();
	for (const {source, trouble} of sources) {
		if (trouble === undefined) continue;
		const reason = troubleWords(trouble);
		byReason.set(reason, [...(byReason.get(reason) ?? []), sourceName(source)]);
	}
	return [...byReason].map(([reason, names]) => line(bold(`Not answered: ${names.join(', ')}. `), words(reason)));
}

function recentBlocks(report: DiagnosisReport, dialogs: CardDialogs): readonly KnownBlock[] {
	return report.recent
		.slice(0, 4)
		.flatMap((removal) => [
			...recentLine(removal, report.checkedAt),
			...(mayBeUndone(removal, report.checkedAt) && dialogs.removals.has(removal.id) ? [row(undoButton(removal, dialogs))] : []),
		]);
}

/** With the age: what was done a moment ago is not yet felt, what was done yesterday is. */
export function recentLine(removal: Removal, now: Date): readonly KnownBlock[] {
	const where = `, ${listNames[removal.entry.kind]} of ${removal.entry.sendingDomain}`;
	const {state, removedBy, removedAt, restoredBy, restoredAt} = removal;
	if (state === 'restored' && restoredBy !== undefined && restoredAt !== undefined) {
		return [line('Put back by ', person(restoredBy), ` ${agoWords(restoredAt, now)}${where}.`)];
	}
	if (removedBy === undefined) return [];
	if (state === 'removing') return [line('A removal by ', actor(removedBy), `${where}, is under way or was not confirmed.`)];
	return removedAt === undefined ? [] : [line('Removed by ', actor(removedBy), ` ${agoWords(removedAt, now)}${where}.`)];
}

export function actBlocks({acts, checkedAt}: DiagnosisReport): readonly KnownBlock[] {
	return acts.slice(0, 4).map(({act, by, at}) => line(`${actWords(act) ?? act} `, actor(by), ` ${agoWords(at, checkedAt)}.`));
}

function stepBlocks(report: DiagnosisReport, dialogs: CardDialogs, links: Links): readonly KnownBlock[] {
	const log = dialogs.log === undefined ? [] : [button('Show Log', actions.showLog, dialogs.log)];
	const watch = dialogs.watch === undefined ? [] : [button('Watch Delivery', actions.watchDelivery, dialogs.watch)];
	const again = report.sources.some(({trouble}) => trouble !== undefined) || report.steps.length === 0;
	const steps = stepButtons(report, dialogs, links);
	const hasAgain = steps.some((one) => one.action_id === actions.checkDelivery.id);
	const retry = again && !hasAgain ? [button('Check Again', actions.checkDelivery, dialogs.check)] : [];
	const note = button('Add Ticket Note', actions.noteCheck, dialogs.check);
	const share = dialogs.channel === undefined ? [] : [shareButton(actions.shareCheck, dialogs.check, dialogs.channel)];
	const buttons = [...steps, ...portalButtons(report, dialogs), ...log, ...watch, ...pinButtons(report, dialogs), ...retry, note, ...share];
	return [row(...buttons)];
}

/** Entries beside the first one: each with a button of its own. */
function otherEntryBlocks(report: DiagnosisReport, dialogs: CardDialogs): readonly KnownBlock[] {
	const first = firstBlocking(report);
	return report.offered
		.filter((removal) => removal !== first)
		.slice(0, 6)
		.flatMap((removal) => [
			line(bold(`Also on the ${listNames[removal.entry.kind]} of ${removal.entry.sendingDomain}.`)),
			preformatted(entryText(removal.entry)),
			row(removeButton(removal, dialogs)),
		]);
}

export function footOf({diagnosis, checkedAt, ticket}: DiagnosisReport): string {
	return `verdict: ${diagnosis.verdict} · checked ${utc(checkedAt)}${ticket === undefined ? '' : ` · ticket ${ticket}`}`;
}

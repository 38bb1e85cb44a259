import type {Button, KnownBlock} from '@slack/types';
import type {AutomationStanding} from '../../model/automation.ts';
import type {AutomationTelling} from '../../workflows/automate-ticket.ts';
import type {DiagnosisReport} from '../../workflows/diagnose.ts';
import {footOf} from '../confirm/blocks.ts';
import {type CardDialogs, type Links, stepButtons, undoButton} from '../confirm/buttons.ts';
import {actions} from '../ids.ts';
import {actor, bold, button, type Card, line, link, moment, type Piece, row, small} from '../kit.ts';
import {maskedDiagnosis} from '../sharing/blocks.ts';
import {endingWords, setUpWords, standingWords, troubleOfEnding} from './words.ts';

export interface TellingLinks extends Links {
	/** Undefined: tickets have no page. */
	readonly ticketSystem: string | undefined;
}

/** For everybody in the channel of the agents: the address masked, with buttons that answer whoever presses them, alone. */
export function automationCard(telling: AutomationTelling, dialogs: CardDialogs | undefined, links: TellingLinks): Card {
	const {ticket, ending, report} = telling;
	const words = endingWords(telling);
	const trouble = troubleOfEnding(ticket, ending);
	return {
		text: words,
		blocks: [
			line(bold(words), trouble === '' ? '' : ` ${trouble}`),
			...(links.ticketSystem === undefined ? [] : [line(link(`${links.ticketSystem}/agent/tickets/${ticket}`))]),
			...(report === undefined ? [] : maskedDiagnosis(report)),
			...(report === undefined || dialogs === undefined ? [] : [row(...buttonsOf(report, dialogs, links))]),
			...(report === undefined ? [] : [small(footOf(report))]),
			small('By the automation. Managers stop it with /suppression automation off.'),
		],
	};
}

/** Of the steps those that tell the channel nothing: the admin page would name the account. */
const inPublic: ReadonlySet<string | undefined> = new Set([
	actions.removeFromCheck.id,
	actions.askFromCheck.id,
	actions.draftReply.id,
	actions.resendConfirmation.id,
	actions.sendReset.id,
]);

function buttonsOf(report: DiagnosisReport, dialogs: CardDialogs, links: Links): readonly Button[] {
	const steps = stepButtons(report, dialogs, links).filter((one) => inPublic.has(one.action_id));
	const undo = report.recent
		.filter(({state, removedBy}) => state === 'removed' && removedBy === 'redeliver')
		.slice(0, 1)
		.map((removal) => undoButton(removal, dialogs));
	return [
		...steps,
		...undo,
		button('Open Card', actions.checkDelivery, dialogs.check),
		button('Add Ticket Note', actions.noteCheck, dialogs.check),
	];
}

/** `/suppression automation`: how it stands, and by whom. `isNews`: it was switched by this very command. */
export function standingCard(standing: AutomationStanding, isNews: boolean | undefined): Card {
	const words = standingWords(standing);
	const {by, at, isOn} = standing.switched;
	const who: readonly Piece[] =
		standing.mode === 'off' || by === undefined || at === undefined
			? []
			: [` Switched ${isOn ? 'on' : 'off'} by `, actor(by), ', ', moment(at), '.'];
	return {
		text: words,
		blocks: [
			line(...(isNews === false ? ['Nothing was changed. '] : []), bold(words), ...who),
			...(standing.mode === 'off' ? [line(setUpWords)] : [hint(isOn)]),
		],
	};
}

function hint(isOn: boolean): KnownBlock {
	return small(
		isOn
			? 'Managers stop it with /suppression automation off: at once, in all processes, also what is under way.'
			: 'Managers start it with /suppression automation on. Tickets that came meanwhile are not looked at later.',
	);
}

import type {KnownBlock} from '@slack/types';
import {readDomain} from '../../model/address.ts';
import {nearest} from '../../model/words.ts';
import type {DiagnosisReport} from '../../workflows/diagnose.ts';
import {code, line} from '../kit.ts';
import {type CardDialogs, hiddenBounce} from './buttons.ts';
import {reservedWords} from './parse.ts';

/** What to do where no button can do it yet, and what may have been meant instead. */
export function hintBlocks(report: DiagnosisReport, dialogs: Pick<CardDialogs, 'escalate'>): readonly KnownBlock[] {
	return [...handworkBlocks(report, dialogs), ...nameBlocks(report)];
}

function handworkBlocks(report: DiagnosisReport, {escalate}: Pick<CardDialogs, 'escalate'>): readonly KnownBlock[] {
	const {steps, named, diagnosis} = report;
	return [
		...(steps.includes('escalate') && escalate === undefined
			? [
					line(
						'If the admin page shows a pending address that is not the reported one (wacky state), ask for a console escalation by hand: set unconfirmed_email to nil.',
					),
				]
			: []),
		...(diagnosis.blocking.length > 0 && named === undefined && hiddenBounce(report) === undefined
			? [
					line(
						'The primary address is suppressed. It stays undisclosed here: ask the customer for the address, and look it up together with the account.',
					),
				]
			: []),
	];
}

/** A domain or a mistyped command may pass for a username. */
function nameBlocks({subject, account, diagnosis}: DiagnosisReport): readonly KnownBlock[] {
	if (subject.by !== 'username' || account !== undefined) return [];
	const near = nearest(subject.username.toLowerCase(), reservedWords);
	const domain = readDomain(subject.username);
	const isAbsent = diagnosis.scene.facts.account.known;
	return [
		...(domain === undefined ? [] : [line('I took it for a username. For the whole domain: ', code(`/suppression ${domain}`))]),
		...(near === undefined || !isAbsent ? [] : [line('Did you mean ', code(`/confirm ${near}`), '?')]),
	];
}

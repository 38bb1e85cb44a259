import {z} from 'zod';
import {readAddress} from '../../model/address.ts';
import {mailKinds} from '../../model/mail-kind.ts';
import {nameOf} from '../../model/subject.ts';
import {listNames} from '../../model/texts.ts';
import {shortVerdicts, verdictDetail, verdictWords} from '../../model/verdict-texts.ts';
import type {DiagnosisReport} from '../../workflows/diagnose.ts';
import {diagnoseSeveral} from '../../workflows/diagnose-several.ts';
import type {DialogData} from '../../workflows/ports.ts';
import {actions} from '../ids.ts';
import {button, type Card, code, line, row, small, utc} from '../kit.ts';
import type {CommandPlan, Listen} from '../listen.ts';
import type {Visit} from '../visit.ts';
import {silentBlocks} from './blocks.ts';
import {type ConfirmDeps, checkedCard, inputOf} from './card.ts';
import {type Check, checkOf, dataOf} from './check.ts';
import {tooOld} from './notices.ts';

/** Several addresses: one line each, and the card of each behind a button. */
export function listenForSeveral(listen: Listen, deps: ConfirmDeps): void {
	listen.action(actions.openFromSeveral, async (visit, dialogId) => {
		const check = checkOf(await deps.dialogs.find(dialogId, visit.person.userId));
		// The list stays: the others are opened from it.
		await visit.answer(check === undefined ? tooOld : await checkedCard(deps, visit, check));
	});
	listen.action(actions.checkSeveral, async (visit, dialogId) => {
		const checks = checksOf(await deps.dialogs.find(dialogId, visit.person.userId, actions.checkSeveral.id));
		await visit.replace(checks.length === 0 ? tooOld : await checkedSeveral(deps, visit, checks));
	});
}

export function planSeveral(deps: ConfirmDeps, checks: readonly Check[]): CommandPlan {
	return {
		deed: 'look-up',
		saying: `Checking ${checks.length} addresses in Mailgun and GitLab …`,
		run: async (visit) => visit.answer(await checkedSeveral(deps, visit, checks)),
	};
}

async function checkedSeveral(deps: ConfirmDeps, visit: Visit, checks: readonly Check[]): Promise<Card> {
	const reports = await diagnoseSeveral(
		deps,
		checks.map((check) => inputOf(visit, check, 'shared')),
	);
	const open = (purpose: string, data: DialogData) => deps.dialogs.open({purpose, by: visit.person.userId, data});
	const [again, ...each] = await Promise.all([
		open(actions.checkSeveral.id, dataOfAll(checks)),
		...checks.map((check) => open(actions.openFromSeveral.id, dataOf(check))),
	]);
	return severalCard(reports, {again, each});
}

interface SeveralDialogs {
	readonly again: string;
	/** In the order of the reports. */
	readonly each: readonly string[];
}

function severalCard(reports: readonly DiagnosisReport[], {again, each}: SeveralDialogs): Card {
	const troubled = reports.flatMap(({sources}) => sources.filter(({trouble}) => trouble !== undefined));
	const silent = [...new Map(troubled.map((reading) => [reading.source, reading])).values()];
	const [first] = reports;
	return {
		text: `${reports.length} addresses: ${reports.map(({diagnosis}) => shortVerdicts[diagnosis.verdict]).join('; ')}`,
		blocks: [
			...reports.flatMap((report, index) => [lineOf(report), row(button('Open Card', actions.openFromSeveral, each[index] ?? ''))]),
			...silentBlocks(silent),
			...(silent.length === 0 ? [] : [row(button('Check Again', actions.checkSeveral, again))]),
			...(first === undefined ? [] : [small(footOf(first))]),
		],
	};
}

/** It ends in the verdict code: what is not a diagnosis card has no line of its own for it. */
function lineOf({subject, diagnosis}: DiagnosisReport) {
	const detail = verdictDetail(diagnosis);
	const words = `${verdictWords[diagnosis.verdict]}${detail === '' ? '' : ` ${detail}`}${blockingWords(diagnosis)}`;
	return line(code(nameOf(subject)), ` ${words} `, code(diagnosis.verdict));
}

/** Beside every headline that does not say it by itself: the next mail would be dropped, too. */
function blockingWords({blocking, verdict}: DiagnosisReport['diagnosis']): string {
	const lists = [...new Set(blocking.map(({kind}) => listNames[kind]))];
	return lists.length === 0 || verdict.startsWith('suppressed-') ? '' : ` On the ${lists.join(' and the ')}: mail to it is dropped.`;
}

function footOf({checkedAt, ticket}: DiagnosisReport): string {
	return `Checked ${utc(checkedAt)}.${ticket === undefined ? '' : ` Ticket ${ticket}.`}`;
}

function dataOfAll(checks: readonly Check[]): DialogData {
	const [first] = checks;
	const addresses = checks.map(({subject}) => nameOf(subject));
	return {addresses: addresses.join(' '), said: first?.said, ticket: first?.ticket};
}

const schema = z.object({
	addresses: z.string(),
	said: z.enum(mailKinds).optional(),
	ticket: z.string().optional(),
});

/** None when the dialog is forgotten, or somebody else's. */
function checksOf(data: DialogData | undefined): readonly Check[] {
	const read = schema.safeParse(data);
	if (!read.success) return [];
	const {addresses, said, ticket} = read.data;
	return addresses.split(' ').flatMap((word): readonly Check[] => {
		const reading = readAddress(word);
		return reading.ok ? [{subject: {by: 'address', address: reading.address}, said, ticket}] : [];
	});
}

import type {Step} from '../../model/diagnosis-steps.ts';
import {sendRefusalWords} from '../../model/send-again.ts';
import type {SendAgainResult} from '../../workflows/send-again.ts';
import {actions} from '../ids.ts';
import {bold, button, line, preformatted, row, small} from '../kit.ts';
import type {Notice} from '../suppression/blocks.ts';
import type {Visit} from '../visit.ts';
import {adminButton, linkButton} from './buttons.ts';
import {type ConfirmDeps, openDraft} from './card.ts';
import {type Check, dataOf} from './check.ts';

const tooOldText = 'This card is too old, or somebody else’s. Nothing was done. Please start again with /confirm.';
export const tooOld: Notice = {text: tooOldText, blocks: [line(tooOldText)]};

/** What stands above the card after a click on `Resend Confirmation`. */
export async function confirmationNotice(
	deps: ConfirmDeps,
	visit: Visit,
	check: Check,
	{decision, report}: SendAgainResult,
): Promise<Notice> {
	if (!decision.permitted) return refused(decision.reason);
	const [dialog, draft] = await openBoth(deps, visit, check, 'resend-confirmation', report);
	const admin = adminButton(report, {check: dialog}, deps.links);
	const text = 'Send the confirmation from GitLab’s own form:';
	return {
		text,
		blocks: [
			line(bold(text), report.named === undefined ? ' paste the primary address, which the admin page shows.' : ' paste this address.'),
			...(report.named === undefined ? [] : [preformatted(report.named.typed)]),
			row(
				linkButton('Open Confirmation Form', actions.openConfirmationForm, dialog, `${deps.links.gitlabUrl}/users/confirmation/new`),
				...(report.named === undefined && admin !== undefined ? [admin] : []),
				button('Draft Reply', actions.draftReply, draft),
			),
			line('Once you open it, I watch the log, and tell in our direct message what becomes of the mail.'),
			small(
				'A confirmation link lives 24 hours from its first mail. Sending again within that time sends the same link; if it says that it has expired, send once more.',
			),
		],
	};
}

/** What stands above the card after a click on `Send Password Reset`: what to do, in order. */
export async function resetNotice(deps: ConfirmDeps, visit: Visit, check: Check, {decision, report}: SendAgainResult): Promise<Notice> {
	if (!decision.permitted) return refused(decision.reason);
	const [dialog, draft] = await openBoth(deps, visit, check, 'send-reset', report);
	const admin = adminButton(report, {check: dialog}, deps.links);
	const text = 'Send the password reset from GitLab’s own form:';
	return {
		text,
		blocks: [
			line(bold(text)),
			line('1. Open the admin page, and read the primary address there. Tell it to nobody.'),
			line('2. Open this page in a private window (GitLab turns signed-in people away), and enter the address: '),
			preformatted(`${deps.links.gitlabUrl}/users/password/new`),
			line('3. Say here that you have sent it.'),
			row(
				...(admin === undefined ? [] : [admin]),
				button('I Have Sent It', actions.reportReset, dialog),
				button('Draft Reply', actions.draftReply, draft),
			),
		],
	};
}

/** After `I Have Sent It`. */
export async function reportedNotice(deps: ConfirmDeps, visit: Visit, check: Check, {decision, report}: SendAgainResult): Promise<Notice> {
	if (!decision.permitted) return refused(decision.reason);
	const [, draft] = await openBoth(deps, visit, check, 'send-reset', report);
	const text = 'Recorded: you have sent a password reset for this account.';
	return {
		text,
		blocks: [
			line(bold(text), ' I watch the log for it, and tell in our direct message what becomes of it.'),
			row(
				button('Check Again', actions.checkDelivery, await openCheck(deps, visit, check)),
				button('Draft Reply', actions.draftReply, draft),
			),
		],
	};
}

function refused(reason: keyof typeof sendRefusalWords): Notice {
	const text = `Not sent. ${sendRefusalWords[reason]}`;
	return {text, blocks: [line(bold(text))]};
}

function openBoth(
	deps: ConfirmDeps,
	visit: Visit,
	check: Check,
	step: Step,
	{drafting}: SendAgainResult['report'],
): Promise<[dialog: string, draft: string]> {
	return Promise.all([openCheck(deps, visit, check), openDraft(deps, visit, [step], {...drafting, sent: true, delivered: undefined})]);
}

function openCheck(deps: ConfirmDeps, visit: Visit, check: Check): Promise<string> {
	return deps.dialogs.open({purpose: actions.checkDelivery.id, by: visit.person.userId, data: dataOf(check)});
}

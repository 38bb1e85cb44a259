import type {KnownBlock} from '@slack/types';
import type {Step} from '../../model/diagnosis-steps.ts';
import {type FormKind, sendRefusalWords} from '../../model/send-again.ts';
import type {SendAgainResult} from '../../workflows/send-again.ts';
import {actions} from '../ids.ts';
import {bold, button, line, preformatted, row, small} from '../kit.ts';
import type {Notice} from '../suppression/blocks.ts';
import type {Visit} from '../visit.ts';
import {adminButton, linkButton} from './buttons.ts';
import {type ConfirmDeps, openDraft} from './card.ts';
import {type Check, dataOf} from './check.ts';
import {captchaWords, confirmationLife, postNotice} from './post-notices.ts';

const tooOldText = 'This card is too old, or somebody else’s. Nothing was done. Please start again with /confirm.';
export const tooOld: Notice = {text: tooOldText, blocks: [line(tooOldText)]};

/** What stands above the card after a click on `Resend Confirmation` or `Send Password Reset`. */
export async function sendNotice(deps: ConfirmDeps, visit: Visit, check: Check, kind: FormKind, result: SendAgainResult): Promise<Notice> {
	const {decision, post} = result;
	if (!decision.permitted) return refused(decision.reason);
	if (post !== undefined && post.outcome !== 'captcha') {
		const {text, blocks} = postNotice(kind, post);
		return {text, blocks: [...blocks, ...(await afterPost(deps, visit, check, kind, result))]};
	}
	const {text, blocks} = await (kind === 'confirmation' ? confirmationSteps : resetSteps)(deps, visit, check, result);
	return post === undefined ? {text, blocks} : {text: captchaWords, blocks: [line(bold(captchaWords)), ...blocks]};
}

/** Of a mail that was sent the customer is told at once. */
async function afterPost(
	deps: ConfirmDeps,
	visit: Visit,
	check: Check,
	kind: FormKind,
	{report, post}: SendAgainResult,
): Promise<readonly KnownBlock[]> {
	const step = kind === 'confirmation' ? 'resend-confirmation' : 'send-reset';
	const [dialog, draft] = await openBoth(deps, visit, check, step, report);
	const isSent = post?.outcome === 'taken' || post?.outcome === 'seen';
	const again = button('Check Again', actions.checkDelivery, dialog);
	return [row(again, ...(isSent ? [button('Draft Reply', actions.draftReply, draft)] : []))];
}

async function confirmationSteps(deps: ConfirmDeps, visit: Visit, check: Check, {report}: SendAgainResult): Promise<Notice> {
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
			small(confirmationLife),
		],
	};
}

/** What to do, in order. */
async function resetSteps(deps: ConfirmDeps, visit: Visit, check: Check, {report}: SendAgainResult): Promise<Notice> {
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
	return Promise.all([
		openCheck(deps, visit, check),
		openDraft(deps, visit, check, {steps: [step], facts: {...drafting, sent: true, delivered: undefined}}),
	]);
}

function openCheck(deps: ConfirmDeps, visit: Visit, check: Check): Promise<string> {
	return deps.dialogs.open({purpose: actions.checkDelivery.id, by: visit.person.userId, data: dataOf(check)});
}

import {confirmationPage} from '../../model/portal-drafts.ts';
import {portalRefusalWords} from '../../model/portal-sending.ts';
import {givePortalForm, type PortalFormResult} from '../../workflows/give-portal-form.ts';
import {linkButton} from '../confirm/buttons.ts';
import {type ConfirmDeps, cardOf, inputOf, openDraft} from '../confirm/card.ts';
import {type Check, dataOf} from '../confirm/check.ts';
import {actions} from '../ids.ts';
import {bold, button, type Card, line, preformatted, row, small} from '../kit.ts';
import type {Notice} from '../suppression/blocks.ts';
import type {Visit} from '../visit.ts';

/** `Resend Confirmation` at the Portal's site: the card again, with the Portal's own form above it, or why there is none. */
export async function portalFormCard(deps: ConfirmDeps, visit: Visit, check: Check): Promise<Card> {
	const result = await givePortalForm(deps, inputOf(visit, check));
	return cardOf(deps, visit, check, result.report, await formNotice(deps, visit, check, result));
}

async function formNotice(deps: ConfirmDeps, visit: Visit, check: Check, {refusal, report}: PortalFormResult): Promise<Notice> {
	const {portal, named, drafting} = report;
	if (refusal !== undefined || portal === undefined || named === undefined) {
		const text = `Not sent. ${refusal === undefined ? '' : portalRefusalWords[refusal]} Nothing was done.`;
		return {text, blocks: [line(bold(text))]};
	}
	const asked = {...check, portal};
	const [dialog, draft] = await Promise.all([
		deps.dialogs.open({purpose: actions.checkDelivery.id, by: visit.person.userId, data: dataOf(asked)}),
		openDraft(deps, visit, check, {steps: ['resend-confirmation'], facts: {...drafting, sent: true, delivered: undefined}}),
	]);
	const text = 'Send the confirmation from the Portal’s own form:';
	return {
		text,
		blocks: [
			line(bold(text), ' paste this address.'),
			preformatted(named.typed),
			row(
				linkButton('Open Confirmation Form', actions.openPortalConfirmation, dialog, confirmationPage(portal)),
				button('Draft Reply', actions.draftReply, draft),
			),
			line('Once you open it, I watch the Portal’s log, and tell in our direct message what becomes of the mail.'),
			small('A confirmation link of the Portal lives 24 hours.'),
		],
	};
}

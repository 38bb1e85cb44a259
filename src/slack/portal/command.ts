import type {ViewOutput} from '@slack/bolt';
import {type MailKind, type MailKindRow, subjectsOf} from '../../model/mail-kind.ts';
import {watchNext} from '../../workflows/open-watch.ts';
import {type ConfirmDeps, checkedCard} from '../confirm/card.ts';
import {checkOf} from '../confirm/check.ts';
import {tooOld} from '../confirm/notices.ts';
import {actions, modals} from '../ids.ts';
import type {Listen, SubmissionPlan} from '../listen.ts';
import {placeOf, readingView, replaceThere, type Visit, visitThere} from '../visit.ts';
import {findBehind} from '../watch/behind.ts';
import {portalModal, readPortalForm, title} from './modal.ts';

export interface PortalConversationDeps extends ConfirmDeps {
	readonly kinds: readonly MailKindRow[];
}

/** The Customers Portal: what its admin page shows, and its own pages. */
export function listenForPortal(listen: Listen, deps: PortalConversationDeps): void {
	listen.dialogAction(actions.portalAccount, title, async (visit, dialogId) => {
		const data = await findBehind(deps, visit, dialogId);
		const check = checkOf(data);
		if (check === undefined || deps.portal === undefined) return visit.show(readingView(title, tooOld));
		const purpose = modals.portalAccount.id;
		const formId = await deps.dialogs.open({purpose, by: visit.person.userId, data: {...data, ...placeOf(visit)}});
		return visit.show(portalModal(formId, deps.portal.url, check.portal?.told));
	});
	listen.submission(modals.portalAccount, (view) => planDiagnosis(deps, view));
	// The pages open by themselves; the mails that are sent from them are followed.
	listen.action(actions.openPortalConfirmation, (visit, dialogId) => watchPage(deps, visit, dialogId, 'confirmation'));
	listen.action(actions.openPortalSignIn, (visit, dialogId) => watchPage(deps, visit, dialogId, 'sign-in'));
}

function planDiagnosis(deps: PortalConversationDeps, view: ViewOutput): SubmissionPlan {
	const form = readPortalForm(view);
	if ('errors' in form) return form;
	return {
		run: async (visit) => {
			const dialog = await deps.dialogs.find(view.private_metadata, visit.person.userId, modals.portalAccount.id);
			const check = checkOf(dialog);
			if (check === undefined) return visit.answer(tooOld);
			const asked = {...check, portal: {other: check.portal?.other, told: form.told}};
			await replaceThere(visit, dialog, await checkedCard(deps, visitThere(visit, dialog), asked));
		},
	};
}

async function watchPage(
	deps: PortalConversationDeps,
	visit: Visit,
	dialogId: string,
	kind: Extract<MailKind, 'confirmation' | 'sign-in'>,
): Promise<void> {
	const check = checkOf(await findBehind(deps, visit, dialogId));
	if (check?.portal === undefined || deps.portal === undefined) return visit.answer(tooOld);
	const {subject: about, ticket} = check;
	const isTold = subjectsOf(deps.kinds, 'portal', kind)?.length !== 0;
	await watchNext(deps, {
		act: kind === 'confirmation' ? 'confirmation' : 'hand',
		about,
		sendingDomain: deps.portal.sendingDomain,
		kind: isTold ? kind : undefined,
		by: visit.person.userId,
		ticket,
	});
}

import type {Clock} from '../../model/clock.ts';
import type {Dialogs, Removals, SuppressionLists, Watches} from '../../workflows/ports.ts';
import {restoreSuppression} from '../../workflows/restore-suppression.ts';
import {type HomeDeps, showHome} from '../../workflows/show-home.ts';
import {checkModal, titles as checkTitles} from '../confirm/modals.ts';
import {actions, events, modals} from '../ids.ts';
import type {Listen} from '../listen.ts';
import {findModal, titles as findTitles} from '../suppression/modals.ts';
import {restoreNotice} from '../suppression/notices.ts';
import {type ModalVisit, placeOf, type Visit} from '../visit.ts';

export interface HomeConversationDeps extends HomeDeps {
	readonly lists: SuppressionLists;
	readonly removals: Removals;
	readonly watches: Watches;
	readonly clock: Clock;
	readonly dialogs: Dialogs;
}

/** The App Home: shown when somebody opens it, and from then on by the rounds. Its `Review` is the button of the card in the thread. */
export function listenForHome(listen: Listen, deps: HomeConversationDeps): void {
	const show = async ({person}: Visit) => showHome(deps, await deps.homes.open(person));
	listen.homeOpened(events.homeOpened, show);

	listen.action(actions.undoFromHome, async (visit, removalId) => {
		const result = await restoreSuppression(deps, {removalId, by: visit.person.userId, delivery: visit.delivery});
		// The home itself shows a removal that was undone; everything else needs words.
		if (result.outcome !== 'restored') await visit.answer(restoreNotice(result));
		await show(visit);
	});

	const dialogFor = (visit: ModalVisit, purpose: string) => deps.dialogs.open({purpose, by: visit.person.userId, data: placeOf(visit)});
	listen.dialogAction(actions.openCheck, checkTitles.check, async (visit) =>
		visit.show(checkModal(await dialogFor(visit, modals.checkDelivery.id))),
	);
	listen.dialogAction(actions.openFind, findTitles.find, async (visit) =>
		visit.show(findModal(await dialogFor(visit, modals.findSuppressions.id))),
	);
}

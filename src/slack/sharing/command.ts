import {readAddress} from '../../model/address.ts';
import {checkSuppressions} from '../../workflows/check-suppressions.ts';
import {diagnoseDelivery} from '../../workflows/diagnose.ts';
import {type ShareCardDeps, shareCard} from '../../workflows/share-card.ts';
import {type ConfirmDeps, cardOf, inputOf} from '../confirm/card.ts';
import {checkOf} from '../confirm/check.ts';
import {tooOld} from '../confirm/notices.ts';
import {actions} from '../ids.ts';
import type {Card} from '../kit.ts';
import type {Listen} from '../listen.ts';
import type {Posting} from '../posting.ts';
import {reportCard, type SuppressionDeps} from '../suppression/command.ts';
import type {Visit} from '../visit.ts';
import {findBehind, put} from '../watch/behind.ts';
import {sharedDiagnosis, sharedSuppressions} from './blocks.ts';
import {shareNotice} from './button.ts';

export interface SharingDeps extends ConfirmDeps, SuppressionDeps, ShareCardDeps {
	readonly posting: Pick<Posting, 'post'>;
}

/** `Share to Channel`: how things stand at the click, masked, in the channel where the card stands. */
export function listenForSharing(listen: Listen, deps: SharingDeps): void {
	listen.action(actions.shareCheck, async (visit, dialogId) => {
		const data = await findBehind(deps, visit, dialogId);
		const check = checkOf(data);
		if (check === undefined) return visit.answer(tooOld);
		const report = await diagnoseDelivery(deps, inputOf(visit, check, 'shared'));
		const card = sharedDiagnosis(report, visit.person.userId);
		const outcome = await share(deps, visit, {card, subject: report.named?.text, ticket: report.ticket});
		return put(visit, data, await cardOf(deps, visit, check, report, shareNotice(outcome)));
	});
	listen.action(actions.shareSuppressions, async (visit, dialogId) => {
		const by = visit.person.userId;
		const asked = await deps.dialogs.find(dialogId, by);
		const reading = readAddress(asked?.address ?? '');
		if (!reading.ok) return visit.answer(tooOld);
		const {address} = reading;
		const report = await checkSuppressions(deps, {address, by, ticket: asked?.ticket, delivery: visit.delivery});
		const outcome = await share(deps, visit, {card: sharedSuppressions(report, by), subject: address.text, ticket: report.ticket});
		return visit.replace(await reportCard(deps, visit, report, shareNotice(outcome)));
	});
}

interface Sharing {
	readonly card: Card;
	readonly subject: string | undefined;
	readonly ticket: string | undefined;
}

function share(deps: SharingDeps, {channelId, person}: Visit, {card, subject, ticket}: Sharing) {
	return shareCard(deps, {channelId, subject, ticket, by: person.userId}, async (channel) => {
		await deps.posting.post(channel, card);
	});
}

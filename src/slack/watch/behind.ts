import type {DraftFacts} from '../../model/drafts.ts';
import {shortUtc} from '../../model/evidence.ts';
import {waitUntil} from '../../model/mail-life.ts';
import {classifyReply} from '../../model/smtp-reply.ts';
import {stepsOfWatch, typedRecipient, type Watch} from '../../model/watch.ts';
import type {DialogData, Dialogs, Watches} from '../../workflows/ports.ts';
import type {PortalSettings} from '../../workflows/read-site.ts';
import {dataOf} from '../confirm/check.ts';
import type {Card} from '../kit.ts';
import {besides, type Visit} from '../visit.ts';

export interface BehindDeps {
	readonly dialogs: Dialogs;
	readonly watches: Watches;
	/** Undefined: there is no Customers Portal. */
	readonly portal: PortalSettings | undefined;
}

/** What stands behind a button: a dialog, or a watch, which holds the same. */
export async function findBehind(deps: BehindDeps, visit: Visit, id: string): Promise<DialogData | undefined> {
	const by = visit.person.userId;
	return (await deps.dialogs.find(id, by)) ?? dataOfWatch(await deps.watches.find(id, by), deps.portal);
}

function dataOfWatch(watch: Watch | undefined, settings: PortalSettings | undefined): DialogData | undefined {
	if (watch?.about === undefined) return undefined;
	const {about, mail, ticket} = watch;
	const drafts = {steps: JSON.stringify(stepsOfWatch(watch)), facts: JSON.stringify(factsOf(watch))};
	const portal = mail.sendingDomain === settings?.sendingDomain ? {other: undefined, told: undefined} : undefined;
	return {...dataOf({subject: about, said: mail.kind, ticket, portal}), ...drafts, place: besides};
}

/** A card takes the place of the card that was clicked; the message of a watch stays, for the watch goes on editing it. */
export function put(visit: Visit, data: DialogData | undefined, card: Card): Promise<void> {
	return data?.place === besides ? visit.answer(card) : visit.replace(card);
}

function factsOf(watch: Watch): DraftFacts {
	const {act, mail, seen, state} = watch;
	return {
		address: typedRecipient(watch),
		missed: seen?.kind ?? mail.kind ?? 'other',
		sendingDomain: mail.sendingDomain,
		reason: seen === undefined ? undefined : classifyReply(seen),
		removed: act === 'removal',
		sent: true,
		likelyDomain: undefined,
		waitUntil: seen === undefined ? undefined : shortUtc(waitUntil(seen.sentAt)),
		receipt: undefined,
		deletion: undefined,
		delivered: seen === undefined || state !== 'delivered' ? undefined : shortUtc(seen.at),
	};
}

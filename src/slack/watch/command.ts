import {z} from 'zod';
import {mailKinds} from '../../model/mail-kind.ts';
import {type OpenWatchDeps, watchNext} from '../../workflows/open-watch.ts';
import type {DialogData, Dialogs, WatchOpening} from '../../workflows/ports.ts';
import {type Check, checkOf, dataOf} from '../confirm/check.ts';
import {actions} from '../ids.ts';
import {type Card, line} from '../kit.ts';
import type {Listen} from '../listen.ts';
import type {Visit} from '../visit.ts';

export interface WatchConversationDeps extends OpenWatchDeps {
	readonly dialogs: Dialogs;
}

/** `Watch Delivery`. Links and removals begin watches too; all of them are told by the announcements. */
export function listenForWatch(listen: Listen, deps: WatchConversationDeps): void {
	listen.action(actions.watchDelivery, async (visit, dialogId) => {
		const by = visit.person.userId;
		const data = await deps.dialogs.find(dialogId, by, actions.watchDelivery.id);
		const check = checkOf(data);
		const followed = followedSchema.safeParse(data);
		if (check === undefined || !followed.success) return visit.answer(telling(tooOld));
		const {subject: about, ticket} = check;
		const opening = await watchNext(deps, {act: 'hand', about, by, ticket, ...followed.data});
		return visit.answer(telling(openingWords[opening]));
	});
}

/** What a press of the button is to follow. */
export interface Followed {
	readonly sendingDomain: string;
	/** Undefined: whichever mail comes. */
	readonly kind?: Check['said'];
	/** A mail that is on its way: its id, and when it left. */
	readonly messageId?: string | undefined;
	readonly since?: Date | undefined;
}

const followedSchema = z.object({
	sendingDomain: z.string(),
	kind: z
		.enum(mailKinds)
		.optional()
		.transform((kind) => kind),
	messageId: z.string().optional(),
	since: z.coerce.date().optional(),
});

/** The dialog behind the button. */
export function openWatchDialog(
	{dialogs}: Pick<WatchConversationDeps, 'dialogs'>,
	visit: Visit,
	check: Check,
	followed: Followed,
): Promise<string> {
	const {sendingDomain, kind, messageId, since} = followed;
	const data: DialogData = {...dataOf(check), sendingDomain, kind, messageId, since: since?.toISOString()};
	return dialogs.open({purpose: actions.watchDelivery.id, by: visit.person.userId, data});
}

const tooOld = 'This card is too old, or somebody else’s. Nothing is watched. Please look the address up again.';

const openingWords: Readonly<Record<WatchOpening | 'nobody', string>> = {
	opened: 'I watch the log for 60 minutes, and tell in our direct message what becomes of the mail.',
	already: 'This is watched already: our direct message tells what becomes of the mail.',
	nobody: 'There is no such account, so there is no mail to watch for.',
};

function telling(words: string): Card {
	return {text: words, blocks: [line(words)]};
}

import type {AutomateDeps, AutomationTelling} from '../../workflows/automate-ticket.ts';
import type {Dialogs} from '../../workflows/ports.ts';
import type {CardDialogs} from '../confirm/buttons.ts';
import {dataOfDrafts} from '../confirm/card.ts';
import {dataOf} from '../confirm/check.ts';
import {actions} from '../ids.ts';
import type {Posting} from '../posting.ts';
import {besides} from '../visit.ts';
import {automationCard, type TellingLinks} from './blocks.ts';

export interface TellingDeps {
	readonly posting: Pick<Posting, 'post'>;
	readonly dialogs: Dialogs;
	readonly links: TellingLinks;
}

/** Posts the card of a look. */
export function createAutomationTelling(deps: TellingDeps): AutomateDeps['tellAutomation'] {
	return async (channel, telling) => {
		await deps.posting.post(channel, automationCard(telling, await openDialogs(deps, telling), deps.links));
	};
}

/** Opened by Redeliver itself, so that whoever may press a button can; the answer stands beside the card, for their eyes. */
async function openDialogs({dialogs}: TellingDeps, {report}: AutomationTelling): Promise<CardDialogs | undefined> {
	if (report === undefined) return undefined;
	const {subject, ticket, portal, steps, drafting, offered, recent} = report;
	const data = {...dataOf({subject, said: undefined, ticket, portal}), place: besides};
	const open = (more: object) => dialogs.open({purpose: actions.checkDelivery.id, by: 'redeliver', data: {...data, ...more}});
	const check = await open(dataOfDrafts(steps, drafting));
	const removals = [...offered, ...recent];
	const ids = await Promise.all(removals.map(async ({id}) => [id, await open({removal: id})] as const));
	return {
		check,
		draft: check,
		log: undefined,
		watch: undefined,
		escalate: undefined,
		pin: undefined,
		channel: undefined,
		hidden: undefined,
		removals: new Map(ids),
		isPublic: true,
	};
}

import type {ViewOutput} from '@slack/bolt';
import type {ModalView} from '@slack/types';
import {type Address, readAddress} from '../../model/address.ts';
import {type ConfirmDeps, checkedCard, openCheckDialog} from '../confirm/card.ts';
import type {Check} from '../confirm/check.ts';
import {checkModal, titles} from '../confirm/modals.ts';
import {tooOld} from '../confirm/notices.ts';
import {chosen, selectField} from '../fields.ts';
import {modals, shortcuts} from '../ids.ts';
import {code, line, plain, small} from '../kit.ts';
import type {Listen, SubmissionPlan} from '../listen.ts';
import {type ModalVisit, placeOf, readingView, visitThere} from '../visit.ts';
import {addressesIn} from './addresses.ts';

/** The shortcuts `Check email delivery`: a form from anywhere, or the address that a message names. Threads have no slash commands. */
export function listenForShortcuts(listen: Listen, deps: ConfirmDeps): void {
	listen.shortcut(shortcuts.check, titles.check, async (visit) => visit.show(checkModal(await openCheckDialog(deps, visit))));
	listen.shortcut(shortcuts.checkMessage, titles.check, async (visit, message) => {
		const addresses = addressesIn(message);
		const [first] = addresses;
		if (first === undefined) return visit.show(checkModal(await openCheckDialog(deps, visit), nothingFound));
		await (addresses.length === 1 ? checkAtOnce(deps, visit, first) : visit.show(await askWhich(deps, visit, addresses)));
	});
	listen.submission(modals.chooseAddress, (view) => planChoice(deps, view));
}

const nothingFound = 'I found no address in this message. Type it here:';

function checkOf(address: Address): Check {
	return {subject: {by: 'address', address}, said: undefined, ticket: undefined};
}

async function checkAtOnce(deps: ConfirmDeps, visit: ModalVisit, address: Address): Promise<void> {
	const card = await checkedCard(deps, visit, checkOf(address));
	await visit.answer(card);
	const words = line('The answer about ', code(address.typed), ' stands in the conversation, for your eyes only.');
	await visit.show(readingView(titles.check, {text: card.text, blocks: [line(card.text), words]}));
}

const title = 'Choose address';
const field = 'address';
/** Slack takes a hundred options; nobody reads so many. */
const mostChoices = 25;

async function askWhich(deps: ConfirmDeps, visit: ModalVisit, addresses: readonly Address[]): Promise<ModalView> {
	const shown = addresses.slice(0, mostChoices);
	const data = {...placeOf(visit), addresses: shown.map(({typed}) => typed).join(' ')};
	const left = addresses.length - shown.length;
	return {
		type: 'modal',
		callback_id: modals.chooseAddress.id,
		private_metadata: await deps.dialogs.open({purpose: modals.chooseAddress.id, by: visit.person.userId, data}),
		title: plain(title),
		submit: plain('Check'),
		close: plain('Cancel'),
		blocks: [
			selectField(
				field,
				'Address',
				shown.map(({typed}, index) => ({label: typed, value: String(index)})),
			),
			...(left > 0 ? [small(`The message names ${left} more. Look them up with /confirm.`)] : []),
		],
	};
}

function planChoice(deps: ConfirmDeps, view: ViewOutput): SubmissionPlan {
	return {
		run: async (visit) => {
			const dialog = await deps.dialogs.find(view.private_metadata, visit.person.userId, modals.chooseAddress.id);
			const there = visitThere(visit, dialog);
			const reading = readAddress(dialog?.addresses?.split(' ')[Number(chosen(view, field))] ?? '');
			await there.answer(reading.ok ? await checkedCard(deps, there, checkOf(reading.address)) : tooOld);
		},
	};
}

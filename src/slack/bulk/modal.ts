import type {InputBlock, ModalView} from '@slack/types';
import type {BulkChoice} from '../../model/bulk-removal.ts';
import type {Suppression} from '../../model/suppression.ts';
import {reasonOf} from '../../model/sweep.ts';
import type {Offer} from '../../workflows/remove-selected.ts';
import {checkboxField, textField} from '../fields.ts';
import {modals} from '../ids.ts';
import {bold, line, plain, small, visible} from '../kit.ts';
import {domainPieces} from '../sweep/blocks.ts';

export const titles = {select: 'Remove selected', results: 'Bulk removal'} as const;

/** Block ids of the fields; errors come back at them. */
export const fields = {reason: 'reason', ticket: 'ticket', addresses: (group: number) => `addresses_${group}`} as const;

/** Slack takes ten boxes together. */
export const boxes = 10;

export interface SelectForm {
	readonly dialogId: string;
	readonly offer: Offer;
	/** More addresses than this within a day are for a manager. */
	readonly threshold: number;
}

/** What can be ticked, in tens. Complaints and unsubscribes are not among it. */
export function selectModal({dialogId, offer, threshold}: SelectForm): ModalView {
	const {sweep, choices, total} = offer;
	return {
		type: 'modal',
		callback_id: modals.removeSelected.id,
		private_metadata: dialogId,
		title: plain(titles.select),
		submit: plain('Remove'),
		close: plain('Cancel'),
		blocks: [
			line(
				bold(`${total} ${total === 1 ? 'address' : 'addresses'} at `),
				...domainPieces(sweep.domain),
				bold(total === 1 ? ' is on a bounce list.' : ' are on a bounce list.'),
				' Whoever you tick leaves it, and mail to them is tried again.',
			),
			line(
				`Up to ${threshold} addresses of one customer domain within 24 hours are removed at once; for more I ask a manager. `,
				'Each is read once more first: one that bounced again since is left.',
			),
			...(total > choices.length
				? [line(bold(`The first ${choices.length} are shown.`), ' For the others check the domain again afterwards.')]
				: []),
			...groupsOf(choices),
			textField(fields.reason, 'Reason', {multiline: true, hint: 'Kept in the audit trail; a manager reads it.'}),
			textField(fields.ticket, 'Ticket', {optional: true, initial: sweep.ticket, hint: 'Number or URL. It is kept with what you do.'}),
			small('Complaints and unsubscribes are the recipients’ own wishes and never leave a list in bulk: look up the single address.'),
		],
	};
}

function groupsOf(choices: readonly BulkChoice[]): readonly InputBlock[] {
	return Array.from({length: Math.ceil(choices.length / boxes)}, (_unused, group) => {
		const first = group * boxes;
		const options = choices.slice(first, first + boxes).map(optionOf);
		return checkboxField(fields.addresses(group), `Addresses ${first + 1}–${first + boxes}`, options);
	});
}

/** Its value is our own number, which counts only together with the sweep that the dialog was opened for. */
function optionOf({address, entries, hasWish}: BulkChoice) {
	const domains = [...new Set(entries.map(({entry}) => entry.sendingDomain))].join(', ');
	const wish = hasWish ? ' · its complaint or unsubscribe stays' : '';
	return {
		label: visible(address, 75),
		value: String(entries[0].sequence),
		description: visible(`${reasonWords(entries.map(({entry}) => entry))} · ${domains}${wish}`, 75),
	};
}

/** Why these bounced, in a word or two. */
export function reasonWords(entries: readonly Suppression[]): string {
	const reasons = new Set(entries.map((entry) => (reasonOf(entry) ?? 'unclear').replaceAll('-', ' ')));
	return [...reasons].join(', ');
}

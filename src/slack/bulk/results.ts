import type {KnownBlock, ModalView, RichTextBlock} from '@slack/types';
import {
	type BulkEntry,
	type BulkOutcome,
	type BulkRemoval,
	bulkOutcomes,
	countEntries,
	outcomeWords,
	tellCounts,
} from '../../model/bulk-removal.ts';
import {actions} from '../ids.ts';
import {bold, button, type Card, code, line, moment, type Piece, person, plain, row, small} from '../kit.ts';
import {titles} from './modal.ts';

/** Of addresses in one message: Slack takes some more, but nobody reads them. */
const mostCharacters = 6000;

/** The one message of a bulk removal, for the person alone: how far it has come, and what became of each address. */
export function bulkCard(bulk: BulkRemoval, entries: readonly BulkEntry[]): Card {
	const shown = fitting(entries.filter(({outcome}) => outcome !== undefined));
	const settled = entries.length - countEntries(entries).open;
	return {
		text: headlineOf(bulk, entries),
		blocks: [
			...headBlocks(bulk, entries),
			...resultBlocks(shown),
			...(shown.length < settled
				? [small(`… and ${settled - shown.length} more.`), row(button('Show All Results', actions.showBulkResults, bulk.id))]
				: []),
			...footBlocks(bulk, entries),
		],
	};
}

/** The same as a dialog, with every address. */
export function resultsModal(bulk: BulkRemoval, entries: readonly BulkEntry[]): ModalView {
	const settled = entries.filter(({outcome}) => outcome !== undefined);
	return {
		type: 'modal',
		title: plain(titles.results),
		close: plain('Close'),
		blocks: [...headBlocks(bulk, entries), ...resultBlocks(settled), ...footBlocks(bulk, entries)],
	};
}

function headlineOf({state, domain}: BulkRemoval, entries: readonly BulkEntry[]): string {
	const counts = countEntries(entries);
	if (state === 'done') return `Bulk removal at ${domain} ended: ${tellCounts(counts)}.`;
	return `Bulk removal at ${domain}: ${entries.length - counts.open} of ${entries.length} done.`;
}

function headBlocks(bulk: BulkRemoval, entries: readonly BulkEntry[]): readonly KnownBlock[] {
	const {requestId, approvedBy, ticket, stopped} = bulk;
	const approval: readonly Piece[] =
		requestId === undefined
			? []
			: [' Request ', code(requestId), ...(approvedBy === undefined ? [] : [', approved by ', person(approvedBy)]), '.'];
	return [
		line(bold(headlineOf(bulk, entries)), ...approval, ticket === undefined ? '' : ` Ticket ${ticket}.`),
		...(stopped === undefined ? [] : [line(bold('The rest is left: '), stopped)]),
		...(bulk.state === 'removing' ? [line(...waitPieces(bulk))] : []),
	];
}

function waitPieces({waits, nextAt, endsAt}: BulkRemoval): readonly Piece[] {
	switch (waits) {
		case undefined:
			return ['It goes on by itself, also when a process of mine dies.'];
		case 'limit':
			return [
				bold('It waits: '),
				'the limit of removals in an hour is used up (LIMIT_REMOVALS_PER_HOUR). It goes on by itself ',
				moment(nextAt),
				'; what is left at ',
				moment(endsAt),
				' stays on the list.',
			];
		case 'approval':
			return [bold('It waits: '), 'nobody tells me now whether the approval still holds. I ask again ', moment(nextAt), '.'];
		case 'trouble':
			return [bold('It waits: '), 'Mailgun left something open. I try again ', moment(nextAt), '.'];
	}
}

function fitting(entries: readonly BulkEntry[]): readonly BulkEntry[] {
	let left = mostCharacters;
	// What did not go as it was meant comes first: it must not be what is cut off.
	const ordered = [...entries.filter(({outcome}) => outcome !== 'removed'), ...entries.filter(({outcome}) => outcome === 'removed')];
	const end = ordered.findIndex(({removal}) => {
		left -= removal.entry.address.length + removal.entry.sendingDomain.length + 8;
		return left < 0;
	});
	return end < 0 ? ordered : ordered.slice(0, end);
}

function resultBlocks(entries: readonly BulkEntry[]): readonly KnownBlock[] {
	return bulkOutcomes.flatMap((outcome) => {
		const own = entries.filter((entry) => entry.outcome === outcome);
		return own.length === 0 ? [] : [listOf(outcome, own)];
	});
}

function listOf(outcome: BulkOutcome, entries: readonly BulkEntry[]): RichTextBlock {
	const words = outcomeWords[outcome];
	return {
		type: 'rich_text',
		elements: [
			{type: 'rich_text_section', elements: [bold(`${words.charAt(0).toUpperCase()}${words.slice(1)}:`)]},
			{
				type: 'rich_text_list',
				style: 'bullet',
				elements: entries.map(({removal: {entry, state}}) => ({
					type: 'rich_text_section',
					elements: [
						code(entry.address === '' ? '(erased)' : entry.address),
						{type: 'text', text: ` (${entry.sendingDomain})${state === 'restored' ? ', put back since' : ''}`},
					],
				})),
			},
		],
	};
}

function footBlocks({state}: BulkRemoval, entries: readonly BulkEntry[]): readonly KnownBlock[] {
	if (state !== 'done') return [];
	const counts = countEntries(entries);
	const again = entries.length - counts.open - counts.removed - counts['already-gone'];
	return [
		...(counts.removed === 0
			? []
			: [
					line(
						'New mail goes through again. ',
						bold('Undo Removal'),
						' stands in my App Home for 24 hours, and on the card of each address.',
					),
				]),
		...(again === 0 ? [] : [line('For what was left, check the domain again with ', code('/suppression'), ' and its name.')]),
	];
}

import type {KnownBlock} from '@slack/types';
import {maskAddress} from '../../model/address.ts';
import type {BulkRequest} from '../../model/approval.ts';
import {addressesOf} from '../../model/bulk-removal.ts';
import {bold, code, line, type Piece} from '../kit.ts';
import {domainPieces} from '../sweep/blocks.ts';

/** How many addresses of which customer, for cards, lists and dialogs alike. */
export function setPieces({entries, domain}: Pick<BulkRequest, 'entries' | 'domain'>): readonly Piece[] {
	const count = addressesOf(entries).length;
	return [`${count} ${count === 1 ? 'address' : 'addresses'} at `, ...domainPieces(domain)];
}

/** How many masked addresses a card names. */
const named = 10;

/** What shall be removed, for everybody in the channel: the review shows it in full. */
export function removalLines({entries, domain, ticket}: BulkRequest): readonly KnownBlock[] {
	const masked = [...new Set(entries.map(({address}) => maskAddress(address)))];
	const more = addressesOf(entries).length - Math.min(masked.length, named);
	return [
		line(bold('To remove: '), 'the bounces of ', ...setPieces({entries, domain}), ', from the bounce lists of ', listsOf(entries), '.'),
		line(
			bold('Among them: '),
			...masked.slice(0, named).flatMap((address, index) => [index === 0 ? '' : ', ', code(address)]),
			more > 0 ? ` and ${more} more` : '',
		),
		...(ticket === undefined ? [] : [line(bold('Ticket: '), code(ticket))]),
	];
}

export function listsOf(entries: BulkRequest['entries']): string {
	return [...new Set(entries.map(({sendingDomain}) => sendingDomain))].join(' and ');
}

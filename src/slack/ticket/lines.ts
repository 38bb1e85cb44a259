import type {KnownBlock} from '@slack/types';
import {sightingWords, type TicketSighting} from '../../model/ticket-triage.ts';
import {line, small} from '../kit.ts';

/** On a card: what is wrong with the ticket that was named. */
export function sightingBlocks(sighting: TicketSighting | undefined): readonly KnownBlock[] {
	if (sighting === undefined) return [];
	return [
		...sightingWords(sighting).map((words) => line(words)),
		...(sighting.faults.length === 0 ? [] : [small('Add Ticket Note shows what it would set in the ticket, and sets it.')]),
	];
}

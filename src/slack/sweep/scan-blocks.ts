import {listNames} from '../../model/texts.ts';
import {troubleWords} from '../../model/trouble-words.ts';
import type {Scan} from '../../workflows/ports.ts';
import {actions} from '../ids.ts';
import {bold, button, type Card, line, row, small} from '../kit.ts';
import {domainPieces} from './blocks.ts';

/** One message for one scan, edited in place: how far it is, and how it ended. `lists`: how many there are. */
export function scanCard(scan: Scan): Card {
	const {id, sweep, trouble} = scan;
	const headline = headlines[sweep.state];
	const buttons = {
		running: [button('Cancel Scan', actions.cancelScan, id)],
		finished: [],
		cancelled: [button('Deep Scan', actions.deepScan, id)],
		failed: [button('Deep Scan', actions.deepScan, id)],
	}[sweep.state];
	return {
		text: `${headline} ${sweep.domain}`,
		blocks: [
			line(bold(headline), ' ', ...domainPieces(sweep.domain)),
			line(progressOf(scan)),
			...(trouble === undefined ? [] : [line(troubleWords(trouble), sweep.state === 'running' ? ' I go on as soon as it answers.' : '')]),
			...(buttons.length === 0 ? [] : [row(...buttons)]),
			...(sweep.ticket === undefined ? [] : [small(`Ticket ${sweep.ticket}.`)]),
		],
	};
}

const headlines: Readonly<Record<Scan['sweep']['state'], string>> = {
	running: 'Scanning the whole lists for',
	finished: 'Scanned the whole lists for',
	cancelled: 'Cancelled: the scan of the lists for',
	failed: 'Given up: the scan of the lists for',
};

const number = (value: number) => value.toLocaleString('en-US');

function progressOf({sweep, list, seen, found}: Scan): string {
	const lists = sweep.sendingDomains.length * Object.keys(listNames).length;
	const read = `${list} of ${lists} lists read, ${number(seen)} entries seen, ${number(found)} of this domain among them.`;
	if (sweep.state === 'running' || sweep.state === 'finished') return read;
	return `${read} Whoever stands in the rest was not seen. Nothing was changed.`;
}

import type {Button, KnownBlock} from '@slack/types';
import {type Suppressed, type Sweep, type SweepCount, type SweepEntry, type SweepPage, suppressedTimes} from '../../model/sweep.ts';
import {listNames} from '../../model/texts.ts';
import {troubleWords} from '../../model/trouble-words.ts';
import {domainInOwnLetters} from '../domain-letters.ts';
import {actions} from '../ids.ts';
import {bold, bullets, button, type Card, code, line, type Piece, row, small, utc} from '../kit.ts';

/** The sweep card: how many, why, and who. `placeId`: what stands behind the buttons that turn its pages. */
export function sweepCard({sweep, entries, page, hasMore}: SweepPage, placeId: string): Card {
	const headline = headlineOf(sweep);
	const turning = [
		...(page > 1 ? [button('Previous Page', actions.previousSweepPage, placeId)] : []),
		...(hasMore ? [button('Next Page', actions.nextSweepPage, placeId)] : []),
	];
	return {
		text: `${headline} ${sweep.domain}`,
		blocks: [
			line(bold(headline), ' ', ...domainPieces(sweep.domain)),
			...silentBlocks(sweep),
			...countBlocks(sweep),
			...suppressedTimes.flatMap((time) => entryBlocks(time, entries)),
			...(turning.length === 0 ? [] : [row(...turning)]),
			row(...buttonsOf(sweep)),
			...notesOf(sweep, page).map(small),
		],
	};
}

/** In the form that mail uses, and in its own letters beside it. */
export function domainPieces(domain: string): readonly Piece[] {
	const letters = domainInOwnLetters(domain);
	return [code(domain), ...(letters === undefined ? [] : [' (', code(letters), ')'])];
}

function headlineOf({addresses, sight}: Sweep): string {
	const {now} = addresses;
	if (now === 1) return 'One address is suppressed now at';
	if (now > 1) return `${now} addresses are suppressed now at`;
	if (sight.silent.length > 0) return 'Not known yet, for not everything answered:';
	return sight.isWhole ? 'No suppressed address at' : 'The log leads to no address that is suppressed now at';
}

function silentBlocks({sight}: Sweep): readonly KnownBlock[] {
	const reasons = Map.groupBy(sight.silent, ({trouble}) => troubleWords(trouble));
	return [...reasons].flatMap(([why, places]) => [
		line(bold(why), ' Who is suppressed there, nobody knows for all of them now:'),
		bullets(places.map(({place, sendingDomain}) => `Not answered: ${place === 'log' ? 'log' : listNames[place]} of ${sendingDomain}`)),
	]);
}

const timeWords: Readonly<Record<Suppressed, string>> = {now: 'suppressed now', once: 'once suppressed', unknown: 'not known now'};

/** One line for each list and time, with the reasons of its bounces. */
function countBlocks({counts}: Sweep): readonly KnownBlock[] {
	if (counts.length === 0) return [];
	const groups = Map.groupBy(counts, ({suppressed, kind, sendingDomain}) => JSON.stringify([suppressed, kind, sendingDomain]));
	const ordered = suppressedTimes.flatMap((time) => [...groups.values()].filter(([first]) => first?.suppressed === time));
	return [bullets(ordered.flatMap(([first, ...others]) => (first === undefined ? [] : [countWords(first, others)])))];
}

function countWords(first: SweepCount, others: readonly SweepCount[]): string {
	const all = [first, ...others];
	const entries = all.reduce((sum, count) => sum + count.entries, 0);
	const reasons = all.flatMap(({reason, entries: some}) => (reason === undefined ? [] : [`${reason} ${some}`]));
	const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
	return `${entries} ${timeWords[first.suppressed]} on the ${listNames[first.kind]} of ${first.sendingDomain}${why}`;
}

function entryBlocks(time: Suppressed, entries: readonly SweepEntry[]): readonly KnownBlock[] {
	const own = entries.filter(({suppressed}) => suppressed === time);
	return own.length === 0 ? [] : [line(bold(titles[time])), bullets(own.map(entryPieces))];
}

const titles: Readonly<Record<Suppressed, string>> = {
	now: 'Suppressed now',
	once: 'Once suppressed: mail was dropped, and the entry is gone',
	unknown: 'Not known now: mail failed or was dropped, and the list did not answer',
};

function entryPieces({suppressed, entry, reason}: SweepEntry): readonly Piece[] {
	const why = reason === undefined ? '' : `, ${reason}`;
	const reply = entry.kind === 'bounce' && entry.code !== '' ? [' ', code(entry.code.slice(0, 40))] : [];
	return [code(entry.address), ` ${timeWords[suppressed]}, ${listNames[entry.kind]} of ${entry.sendingDomain}${why}`, ...reply];
}

/** Several at once are removed by `Remove Selected`; a recipient's own wish is not among them. */
function buttonsOf(sweep: Sweep): readonly Button[] {
	const {id, sight, counts} = sweep;
	const hasBounces = counts.some(({suppressed, kind}) => suppressed === 'now' && kind === 'bounce');
	return [
		...(hasBounces ? [button('Remove Selected', actions.removeSelected, id, {style: 'primary'})] : []),
		...(sight.isWhole ? [] : [button('Deep Scan', actions.deepScan, id)]),
		...(counts.length === 0 ? [] : [button('Export CSV', actions.exportSweep, id)]),
		button('Check Again', actions.sweepAgain, id),
	];
}

function notesOf({sight, depth, finishedAt, startedAt, ticket, domain}: Sweep, page: number): readonly string[] {
	const {since, cutLogs, isWhole} = sight;
	const log = since === undefined ? '' : `The log was searched from ${utc(since)} on. `;
	const cut = cutLogs.length === 0 ? '' : `The log of ${cutLogs.join(' and ')} holds more than I read. `;
	const unseen = 'Who got no mail since then is not seen: Deep Scan reads the whole lists, which takes minutes. ';
	const seen = depth === 'deep' ? 'Every list was read whole. ' : `${log}${cut}${isWhole ? 'Every list was read whole. ' : unseen}`;
	return [
		`${seen}A subdomain of ${domain} is a domain of its own.`,
		`${page > 1 ? `Page ${page}. ` : ''}Checked ${utc(finishedAt ?? startedAt)}.${ticket === undefined ? '' : ` Ticket ${ticket}.`}`,
	];
}

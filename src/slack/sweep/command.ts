import {isMailProvider} from '../../model/domain-typo.ts';
import {type BeginScanDeps, beginScan, cancelScan, type ScanBeginning} from '../../workflows/begin-scan.ts';
import {type ExportSweepDeps, exportSweep, type SweepExport} from '../../workflows/export-sweep.ts';
import type {Dialogs} from '../../workflows/ports.ts';
import {showSweep} from '../../workflows/show-sweep.ts';
import {type SweepDeps, sweepDomain} from '../../workflows/sweep-domain.ts';
import {actions, type Entry} from '../ids.ts';
import {type Card, code, line} from '../kit.ts';
import type {CommandPlan, Listen} from '../listen.ts';
import type {Visit} from '../visit.ts';
import {sweepCard} from './blocks.ts';

export interface SweepConversationDeps extends SweepDeps, BeginScanDeps, ExportSweepDeps {
	readonly lists: SweepDeps['lists'];
	readonly dialogs: Dialogs;
}

export interface SweepQuestion {
	readonly domain: string;
	readonly ticket: string | undefined;
}

/** `/suppression example.com`: everybody suppressed of a customer's domain. */
export function planSweep(deps: SweepConversationDeps, question: SweepQuestion): CommandPlan {
	const problem = problemOfDomain(question.domain);
	if (problem !== undefined) return {deed: 'look-up', run: (visit) => visit.answer(providerCard(question.domain, problem))};
	return {
		deed: 'look-up',
		saying: `Looking for the suppressed addresses of ${question.domain} …`,
		run: async (visit) => visit.answer(await freshCard(deps, visit, question)),
	};
}

/** Why there is no sweep of this domain. */
export function problemOfDomain(domain: string): string | undefined {
	if (!isMailProvider(domain)) return undefined;
	return `${domain} is a public mail provider, and nobody’s own domain: I do not list whom we cannot reach there.`;
}

function providerCard(domain: string, problem: string): Card {
	const command = `/suppression log ${domain} 7d`;
	return {text: problem, blocks: [line(problem, ' What became of our mails to it, the log tells: ', code(command))]};
}

export function listenForSweep(listen: Listen, deps: SweepConversationDeps): void {
	listen.action(actions.sweepAgain, async (visit, sweepId) => {
		const sweep = await deps.sweeps.find(sweepId, visit.person.userId);
		await visit.replace(sweep === undefined ? outdated : await freshCard(deps, visit, sweep));
	});

	const turn = (entry: Entry, pages: number) =>
		listen.action(entry, async (visit, placeId) => {
			const place = await findPlace(deps, visit, placeId);
			await visit.replace(await cardOf(deps, visit, {...place, page: Math.max(1, place.page + pages)}));
		});
	turn(actions.nextSweepPage, 1);
	turn(actions.previousSweepPage, -1);

	listen.action(actions.exportSweep, async (visit, sweepId) => {
		const by = visit.person.userId;
		await visit.answer(exportCard(await exportSweep(deps, {id: sweepId, by})));
	});

	listen.action(actions.deepScan, async (visit, sweepId) => {
		const {person, delivery} = visit;
		await visit.answer(telling(beginnings[await beginScan(deps, {sweepId, by: person.userId, delivery})]));
	});

	listen.action(
		actions.cancelScan,
		async (visit, scanId) => {
			const isCancelled = await cancelScan(deps, {id: scanId, by: visit.person.userId});
			await visit.answer(telling(isCancelled === true ? 'The scan is cancelled.' : 'The scan had ended already. Nothing was done.'));
		},
		async (scanId, {userId}) => {
			const scan = await deps.sweeps.find(scanId, userId);
			return {own: scan !== undefined, open: scan?.state === 'running', deed: scanId};
		},
	);
}

async function freshCard(deps: SweepConversationDeps, visit: Visit, {domain, ticket}: SweepQuestion): Promise<Card> {
	const by = visit.person.userId;
	const {id} = await sweepDomain(deps, {domain, ticket, by, delivery: visit.delivery});
	return cardOf(deps, visit, {id, page: 1});
}

interface SweepPlace {
	readonly id: string;
	/** The page that is shown, from 1. */
	readonly page: number;
}

const purpose = 'sweep_card';

/** The first page needs no dialog: there the id of the sweep stands behind the buttons. */
async function findPlace({dialogs}: SweepConversationDeps, visit: Visit, id: string): Promise<SweepPlace> {
	const data = await dialogs.find(id, visit.person.userId, purpose);
	return {id: data?.sweep ?? id, page: Number(data?.page ?? 1)};
}

async function cardOf(deps: SweepConversationDeps, visit: Visit, {id, page}: SweepPlace): Promise<Card> {
	const by = visit.person.userId;
	const shown = await showSweep(deps, {id, by, page});
	if (shown === undefined) return outdated;
	const placeId = page === 1 ? id : await deps.dialogs.open({purpose, by, data: {sweep: id, page: String(page)}});
	return sweepCard(shown, placeId);
}

function exportCard(exported: SweepExport | undefined): Card {
	if (exported === undefined) return outdated;
	const {rows, isCut} = exported;
	const cut = isCut ? ' There are more than a file takes: these are the first.' : '';
	return telling(`The file with ${rows === 1 ? 'one entry' : `${rows} entries`} is in our direct message.${cut}`);
}

const beginnings: Readonly<Record<ScanBeginning, string>> = {
	begun: 'I read the whole lists now. Our direct message tells how far I am, and then whom I found; it takes minutes.',
	already: 'This scan is under way already: our direct message tells how far it is.',
	unknown: 'This card is too old, or somebody else’s. Nothing was done. Please sweep the domain again.',
};

function telling(words: string): Card {
	return {text: words, blocks: [line(words)]};
}

const outdated = telling('This card is too old, or somebody else’s. Nothing was done. Please sweep the domain again.');

import type {Clock} from '../model/clock.ts';
import type {DeliveryEvent} from '../model/delivery.ts';
import {type Trouble, troubleOf} from '../model/errors.ts';
import {suppressionKinds} from '../model/suppression.ts';
import {findingsOf, type Suspect, suspectsIn} from '../model/suspects.ts';
import type {SilentPlace, Sweep, SweepSight} from '../model/sweep.ts';
import {createPace, type Pace} from './pace.ts';
import type {DeliveryLog, SuppressionLists, Sweeps} from './ports.ts';
import {type SearchAnswer, searchList} from './search-list.ts';
import {type LimitDeps, withinLimits} from './within-limits.ts';

export interface SweepDeps extends LimitDeps {
	readonly lists: SuppressionLists;
	readonly log: DeliveryLog;
	readonly sweeps: Sweeps;
	readonly clock: Clock;
	/** How long the log is kept. */
	readonly logDays: number;
}

export interface SweepInput {
	/** Of the customer, in its `xn--` form. */
	readonly domain: string;
	readonly by: string;
	readonly ticket: string | undefined;
	readonly delivery: string;
}

/** Of a hundred events each. */
const mostPages = 100;
const atOnce = 8;
/** A minute, in which a budget that is spent comes back several times. */
const patience = 60_000;

/**
 * The lists cannot be searched by the recipient's domain. So the log tells whose mail was dropped or refused for good, and each of these
 * addresses is checked on the lists of the sending domain that mailed them.
 */
export async function sweepDomain(deps: SweepDeps, input: SweepInput): Promise<Sweep> {
	const {domain, by, ticket, delivery} = input;
	return withinLimits(deps, {act: 'sweep', by, deed: `sweep ${delivery}`, subject: undefined, ticket}, async () => {
		const until = deps.clock();
		const range = {since: new Date(until.getTime() - deps.logDays * 86_400_000), until};
		const pace = createPace(deps.clock, {most: atOnce, patience});
		const {sendingDomains} = deps.lists;
		const parts = await Promise.all(sendingDomains.map((sendingDomain) => sweepSender({...deps, pace}, {domain, sendingDomain, ...range})));
		const findings = findingsOf(
			parts.flatMap(({suspects}) => suspects),
			parts.flatMap(({searches}) => searches),
		);
		return deps.sweeps.keep({by, ticket, domain, sendingDomains, sight: sightOf(range.since, parts), delivery}, findings, {
			actor: by,
			act: 'domain-swept',
			ticket,
			after: {domain, entries: findings.filter(({suppressed}) => suppressed === 'now').length},
		});
	});
}

interface Sender {
	readonly domain: string;
	readonly sendingDomain: string;
	readonly since: Date;
	readonly until: Date;
}

interface Part {
	readonly sendingDomain: string;
	readonly suspects: readonly Suspect[];
	readonly searches: readonly SearchAnswer[];
	readonly isCut: boolean;
	readonly trouble: Trouble | undefined;
}

async function sweepSender(deps: SweepDeps & {readonly pace: Pace}, sender: Sender): Promise<Part> {
	const {domain, sendingDomain} = sender;
	const {events, isCut, trouble} = await readUndelivered(deps, sender);
	const suspects = suspectsIn(domain, events);
	const addresses = suspects.map(({address}) => address);
	const searches = await Promise.all(suppressionKinds.map((kind) => searchList(deps, {domain, sendingDomain, kind, addresses})));
	return {sendingDomain, suspects, searches, isCut, trouble};
}

interface Reading {
	readonly events: readonly DeliveryEvent[];
	readonly isCut: boolean;
	readonly trouble: Trouble | undefined;
}

/** One page after the other: how much the log bears is nowhere said. What was read before it fell silent counts. */
async function readUndelivered({log, pace}: SweepDeps & {readonly pace: Pace}, sender: Sender): Promise<Reading> {
	const {domain, sendingDomain, since, until} = sender;
	const query = {sendingDomain, recipientDomain: domain, status: 'undelivered', since, until} as const;
	const events: DeliveryEvent[] = [];
	const tokens = new Set<string | undefined>();
	let token: string | undefined;
	try {
		while (tokens.size < mostPages) {
			tokens.add(token);
			const from = token;
			const page = await pace(() => log.page(query, from));
			events.push(...page.events);
			token = page.next;
			if (token === undefined || tokens.has(token)) return {events, isCut: false, trouble: undefined};
		}
		return {events, isCut: true, trouble: undefined};
	} catch (error) {
		return {events, isCut: false, trouble: troubleOf(error)};
	}
}

function sightOf(since: Date, parts: readonly Part[]): SweepSight {
	return {
		since,
		cutLogs: parts.filter(({isCut}) => isCut).map(({sendingDomain}) => sendingDomain),
		silent: parts.flatMap(silentPlaces),
		isWhole: parts.every(({searches}) => searches.every(({isWhole}) => isWhole)),
	};
}

function silentPlaces({sendingDomain, trouble, searches}: Part): readonly SilentPlace[] {
	const lists = searches.flatMap((search) => (search.trouble === undefined ? [] : [{place: search.kind, trouble: search.trouble}]));
	const log = trouble === undefined ? [] : [{place: 'log' as const, trouble}];
	return [...log, ...lists].map((silent) => ({sendingDomain, ...silent}));
}

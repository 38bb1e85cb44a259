import {type Address, spellingsOf} from '../model/address.ts';
import type {Clock} from '../model/clock.ts';
import {troubleOf} from '../model/errors.ts';
import {
	type AllowlistReading,
	foundSuppressions,
	isSameEntry,
	judgeSuppressions,
	type ListAnswer,
	type ListReading,
	type Removal,
	type SuppressionFacts,
	type SuppressionVerdict,
	suppressionKinds,
} from '../model/suppression.ts';
import type {TicketSighting} from '../model/ticket-triage.ts';
import {sightTicket, type TicketAnswer, type TriageDeps} from './check-ticket.ts';
import type {Limit} from './patience.ts';
import type {AuditTrail, Removals, SuppressionLists} from './ports.ts';

export interface CheckSuppressionsInput {
	readonly address: Address;
	readonly by: string;
	readonly ticket: string | undefined;
	/** The delivery that asks; it finishes removals whose end nobody saw. */
	readonly delivery: string;
	/** The question for the ticket, when it is being asked already. */
	readonly ticketAsked?: Promise<TicketAnswer | undefined>;
}

export interface SuppressionReport {
	readonly facts: SuppressionFacts;
	readonly verdict: SuppressionVerdict;
	/** One undo copy for each entry found: what the buttons stand for. */
	readonly offered: readonly Removal[];
	/** What was removed or put back for this address in the last day. */
	readonly recent: readonly Removal[];
	readonly ticket: string | undefined;
	/** Undefined: none was named, or there is no ticket system. */
	readonly sighting: TicketSighting | undefined;
}

export interface CheckSuppressionsDeps extends TriageDeps {
	readonly lists: SuppressionLists;
	readonly removals: Removals;
	readonly audit: AuditTrail;
	readonly clock: Clock;
}

/** Asks every list of every sending domain at once, and says what each one answered, or that it did not. */
export async function checkSuppressions(deps: CheckSuppressionsDeps, input: CheckSuppressionsInput): Promise<SuppressionReport> {
	const [facts, sighting] = await Promise.all([
		gatherSuppressions(deps, input.address),
		sightTicket(deps, {ticket: input.ticket, address: input.address.text}, input.ticketAsked),
	]);
	const verdict = judgeSuppressions(facts);
	await deps.audit.record({
		actor: input.by,
		act: 'suppression-looked-up',
		subject: input.address.text,
		ticket: input.ticket,
		after: {verdict, found: foundSuppressions(facts).map((entry) => `${entry.kind} ${entry.sendingDomain}`)},
	});
	const recent = await settle(deps, input, facts, await deps.removals.recent(input.address.text));
	const offered = await deps.removals.see(foundSuppressions(facts), {by: input.by, asked: input.address.typed, ticket: input.ticket});
	return {facts, verdict, offered, recent, ticket: input.ticket, sighting};
}

export async function gatherSuppressions(
	deps: Pick<CheckSuppressionsDeps, 'lists' | 'clock'>,
	address: Address,
): Promise<SuppressionFacts> {
	const {lists} = deps;
	const [readings, allowlists] = await Promise.all([
		readLists(lists, address),
		Promise.all(
			lists.sendingDomains.map(
				async (sendingDomain): Promise<AllowlistReading> => ({
					sendingDomain,
					answer: await collect([address.text, address.domain].map((value) => lists.readAllowlist(sendingDomain, value))),
				}),
			),
		),
	]);
	return {address, checkedAt: deps.clock(), lists: readings, allowlists};
}

/** Every list of every sending domain, under every spelling. */
export async function readLists(
	lists: SuppressionLists,
	address: Address,
	limit: Limit = (question) => question,
): Promise<readonly ListReading[]> {
	const places = lists.sendingDomains.flatMap((sendingDomain) => suppressionKinds.map((kind) => ({sendingDomain, kind})));
	return Promise.all(
		places.map(async ({sendingDomain, kind}) => {
			const questions = spellingsOf(address).map((spelling) => limit(lists.read(sendingDomain, kind, spelling)));
			return withoutDoubles({sendingDomain, kind, answer: await collect(questions)});
		}),
	);
}

/** All must answer; one unknown among them makes the whole unknown. */
async function collect<Entry>(questions: readonly Promise<Entry | undefined>[]): Promise<ListAnswer<Entry>> {
	const answers = await Promise.allSettled(questions);
	const failed = answers.find((answer) => answer.status === 'rejected');
	if (failed !== undefined) return {status: 'unavailable', trouble: troubleOf(failed.reason)};
	const entries = answers.flatMap((answer) => (answer.status === 'fulfilled' && answer.value !== undefined ? [answer.value] : []));
	return {status: 'answered', entries};
}

/** Two spellings may lead to the same entry. */
function withoutDoubles(reading: ListReading): ListReading {
	if (reading.answer.status !== 'answered') return reading;
	const {entries} = reading.answer;
	const single = entries.filter((entry, index) => entries.findIndex((other) => isSameEntry(entry, other)) === index);
	return {...reading, answer: {status: 'answered', entries: single}};
}

/** A removal whose end nobody could see is finished by the next reading that finds the entry gone. */
export async function settle(
	deps: Pick<CheckSuppressionsDeps, 'removals'>,
	input: Pick<CheckSuppressionsInput, 'by' | 'delivery'>,
	facts: Pick<SuppressionFacts, 'lists'>,
	recent: readonly Removal[],
): Promise<readonly Removal[]> {
	return Promise.all(
		recent.map(async (removal) => {
			if (removal.state !== 'removing' || !isSeenGone(facts, removal)) return removal;
			const settled = await deps.removals.move({
				id: removal.id,
				from: ['removing'],
				to: 'removed',
				by: removal.removedBy ?? input.by,
				delivery: input.delivery,
				note: {
					actor: removal.removedBy ?? input.by,
					act: 'suppression-removed',
					subject: removal.entry.address,
					deed: removal.id,
					after: {seen: 'later'},
				},
			});
			return settled ?? removal;
		}),
	);
}

function isSeenGone(facts: Pick<SuppressionFacts, 'lists'>, removal: Removal): boolean {
	const list = facts.lists.find((reading) => reading.kind === removal.entry.kind && reading.sendingDomain === removal.entry.sendingDomain);
	return list?.answer.status === 'answered' && !list.answer.entries.some((entry) => isSameEntry(entry, removal.entry));
}

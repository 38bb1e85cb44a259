import {LimitReached} from '../model/allowance.ts';
import {type AutomationMode, type AutomationRun, fitOf, goingOn, type LeftAlone} from '../model/automation.ts';
import {ServiceUnavailable, type Trouble} from '../model/errors.ts';
import {type AutomationEnding, type HandleDeps, type Handled, handleTicket, mayNotGoOn, type TicketAtHand} from './handle-ticket.ts';
import {tryTo} from './patience.ts';
import {type ShareOutcome, shareCard} from './share-card.ts';
import {withinLimits} from './within-limits.ts';

export interface AutomateDeps extends HandleDeps {
	/** Where people are told. */
	readonly supportChannel: string | undefined;
	readonly tellAutomation: (channel: string, telling: AutomationTelling) => Promise<void>;
}

/** What people are told of a look at a ticket. */
export interface AutomationTelling extends Handled {
	readonly ticket: string;
	readonly mode: AutomationMode;
}

/** How often others are kept from taking it up, in milliseconds. */
const holdEvery = 4000;
/** How long a service that does not answer is left alone, in seconds; after the last time people are told. */
const pauses = [5, 20, 60, 180];
/** While another look is under way in the same ticket, in seconds. */
const busyPause = 3;

/** One look at one ticket, as far as it goes now, by whoever holds it. Doing it again is harmless. */
export async function automateTicket(deps: AutomateDeps, run: AutomationRun): Promise<void> {
	const held = setInterval(() => void deps.automation.hold(run.id).catch(() => {}), holdEvery);
	try {
		await look(deps, run);
	} catch (error) {
		await putOff(deps, run);
		throw error;
	} finally {
		clearInterval(held);
	}
}

async function look(deps: AutomateDeps, run: AutomationRun): Promise<void> {
	if (run.state === 'waiting' && (await mayNotGoOn(deps))) return leaveAlone(deps, run, 'switched-off');
	const reading = await tryTo(deps.tickets?.read(run.ticket) ?? Promise.resolve(undefined));
	if (!reading.known) return waitForTicket(deps, run, reading.trouble);
	const ticket = reading.value;
	if (ticket === undefined) return leaveAlone(deps, run, 'no-ticket');
	const fit = run.state === 'begun' ? goingOn(ticket) : fitOf(deps.triage, ticket);
	if (!fit.fits) return leaveAlone(deps, run, fit.reason);
	const hand = {run, ticket, address: fit.address};
	if (!(await isItsTurn(deps, hand))) return;
	const handled = await handleTicket(deps, hand);
	await (handled === 'unchanged' ? end(deps, run, fit.address.text, {outcome: 'unchanged'}) : tell(deps, run, handled));
}

async function waitForTicket(deps: AutomateDeps, run: AutomationRun, trouble: Trouble): Promise<void> {
	const pause = pauses[run.tries];
	if (pause !== undefined) return deps.automation.postpone(run.id, pause);
	return tell(deps, run, {report: undefined, ending: {kind: 'handed-over', reason: 'not-read', removed: false, trouble}});
}

/** Counted only when it begins. */
async function isItsTurn(deps: AutomateDeps, {run, ticket: {stamp}, address}: TicketAtHand): Promise<boolean> {
	if (run.state === 'begun') return true;
	const {id, ticket} = run;
	const subject = address.text;
	let beginning: Awaited<ReturnType<typeof deps.automation.begin>> | undefined;
	const note = {actor: 'redeliver', act: 'automation-begun', subject, ticket, after: {mode: deps.automationMode}} as const;
	try {
		await withinLimits(deps, {act: 'automation', by: 'redeliver', deed: id, subject, ticket}, async () => {
			beginning = await deps.automation.begin(id, stamp, note);
			return beginning === 'begun' ? beginning : undefined;
		});
	} catch (error) {
		if (!(error instanceof LimitReached)) throw error;
		beginning = 'repeated';
	}
	if (beginning === 'busy') await deps.automation.postpone(id, busyPause);
	if (beginning === 'repeated') await deps.automation.end(id, undefined);
	return beginning === 'begun';
}

/** On record, and in no channel: most tickets of a help desk are about something else. */
async function leaveAlone({automation}: AutomateDeps, {id, ticket}: AutomationRun, reason: LeftAlone): Promise<void> {
	await automation.end(id, {actor: 'redeliver', act: 'automation-left-alone', ticket, after: {reason}});
}

async function tell(deps: AutomateDeps, run: AutomationRun, handled: Handled): Promise<void> {
	const {report, ending} = handled;
	const {ticket} = run;
	const subject = report?.named?.text;
	const card = (await isStopped(deps, ending)) ? 'not-needed' : await post(deps, run, handled, subject);
	const {kind: outcome, ...more} = ending;
	const reason = 'reason' in more ? {reason: more.reason} : {};
	const removed = 'removed' in more ? {removed: more.removed} : {};
	await end(deps, {...run, ticket}, subject, {outcome, ...reason, ...removed, card});
}

/** Whoever stopped it before anything was removed or answered need not be told. */
async function isStopped(deps: AutomateDeps, ending: AutomationEnding): Promise<boolean> {
	if (ending.kind === 'suggested') return mayNotGoOn(deps);
	return ending.kind === 'handed-over' && ending.reason === 'stopped' && !ending.removed;
}

/** A card whose answer was lost is not posted a second time. */
async function post(
	deps: AutomateDeps,
	run: AutomationRun,
	handled: Handled,
	subject: string | undefined,
): Promise<ShareOutcome | 'unknown'> {
	const {supportChannel: channelId, automationMode: mode} = deps;
	const {ticket} = run;
	try {
		return await shareCard(deps, {channelId, subject, ticket, by: 'redeliver'}, (channel) =>
			deps.tellAutomation(channel, {...handled, ticket, mode}),
		);
	} catch (error) {
		if (error instanceof ServiceUnavailable && !error.neverSent) return 'unknown';
		throw error;
	}
}

async function end(
	{automation, automationMode: mode}: AutomateDeps,
	{id, ticket}: AutomationRun,
	subject: string | undefined,
	after: object,
) {
	await automation.end(id, {actor: 'redeliver', act: 'automation-ended', subject, ticket, after: {mode, ...after}});
}

/** What failed is tried again some times, and then given up: the trail says so. */
async function putOff({automation}: AutomateDeps, {id, ticket, tries}: AutomationRun): Promise<void> {
	const pause = pauses[tries];
	if (pause !== undefined) return automation.postpone(id, pause);
	await automation.end(id, {actor: 'redeliver', act: 'automation-ended', ticket, after: {outcome: 'given-up'}});
}

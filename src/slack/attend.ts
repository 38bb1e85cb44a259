import {LimitReached} from '../model/allowance.ts';
import type {PersonRef} from '../workflows/ports.ts';
import {failureCard, refusalCard} from './failures.ts';
import type {About, Attempt, Guard, GuardVerdict} from './guard.ts';
import type {Card} from './kit.ts';
import {type ModalVisit, openChecking, readingView, type Visit, type Voice} from './visit.ts';

export interface AttendDeps extends Voice {
	readonly guard: Guard;
}

/** Looks up what a decision is about, before anybody is asked who may decide it. */
export type FindAbout = (person: PersonRef) => Promise<About | undefined>;

/** An attempt whose subject is looked up within the failure boundary. */
export type Trial = Attempt & {readonly find?: FindAbout | undefined};

async function judge(deps: AttendDeps, {find, ...attempt}: Trial): Promise<GuardVerdict> {
	return deps.guard({...attempt, about: await find?.(attempt.person)});
}

export async function attend(deps: AttendDeps, visit: Visit, attempt: Trial, run: () => Promise<void>): Promise<void> {
	await guarded(deps, visit, attempt.entry, visit.answer, async () => {
		const verdict = await judge(deps, attempt);
		await (verdict.permitted ? run() : visit.answer(refusalCard(verdict.reason)));
	});
}

/** The modal opens first, for its trigger dies soon; then the guard fills it, or refuses in it. */
export async function attendModal(
	deps: AttendDeps,
	visit: Visit,
	attempt: Trial,
	modal: {readonly triggerId: string; readonly title: string},
	run: (visit: ModalVisit) => Promise<void>,
): Promise<void> {
	await guarded(deps, visit, attempt.entry, visit.answer, async () => {
		const show = await openChecking(deps, modal.triggerId, modal.title);
		await attendShown(deps, {...visit, show}, attempt, modal.title, run);
	});
}

export async function attendShown(
	deps: AttendDeps,
	visit: ModalVisit,
	attempt: Trial,
	title: string,
	run: (visit: ModalVisit) => Promise<void>,
): Promise<void> {
	const tell = (card: Card) => visit.show(readingView(title, card));
	await guarded(deps, visit, attempt.entry, tell, async () => {
		const verdict = await judge(deps, attempt);
		await (verdict.permitted ? run(visit) : tell(refusalCard(verdict.reason)));
	});
}

/** Errors at fields that hang on the outside world. Slack waits for them, so whoever is asked gets two seconds. */
export type AskOutside = () => Promise<Readonly<Record<string, string>>>;

/** Before the acknowledgement. The deed asks once more by itself, and has words for what goes wrong here. */
export async function askedErrors(deps: AttendDeps, attempt: Attempt, ask: AskOutside): Promise<Readonly<Record<string, string>>> {
	try {
		const {permitted} = await deps.guard(attempt);
		return permitted ? await ask() : {};
	} catch (error) {
		deps.log.warn({err: error, entry: attempt.entry}, 'a field could not be checked');
		return {};
	}
}

/** The failure boundary: whatever is thrown becomes words for the person and one line for the log. */
export async function guarded(
	deps: AttendDeps,
	visit: Visit,
	entry: string,
	tell: (card: Card) => Promise<void>,
	run: () => Promise<void>,
): Promise<void> {
	const reference = visit.delivery.slice(0, 8);
	try {
		await run();
	} catch (error) {
		if (error instanceof LimitReached) deps.log.warn({limit: error.refusal, reference, entry}, 'a limit is reached');
		else deps.log.error({err: error, reference, entry}, 'listener failed');
		await tell(failureCard(error, reference)).catch((failure: unknown) => {
			deps.log.warn({err: failure, reference}, 'the person could not be told');
		});
	}
}

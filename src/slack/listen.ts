import type {App, BlockAction, ViewOutput} from '@slack/bolt';
import {z} from 'zod';
import type {Deed} from '../model/person.ts';
import type {PersonRef} from '../workflows/ports.ts';
import {failureCard, outdatedCard, refusalCard} from './failures.ts';
import type {Attempt, Guard} from './guard.ts';
import type {Entry} from './ids.ts';
import {type Card, escapeText} from './kit.ts';
import {createVisit, type ModalVisit, openChecking, readingView, type Visit, type Voice} from './visit.ts';

export interface CommandPlan {
	readonly deed: Deed;
	/** The one line of the acknowledgement. */
	readonly saying?: string;
	/** Set: a modal of this title is opened at once, to be filled by `run`. */
	readonly modal?: string;
	readonly run: (visit: ModalVisit) => Promise<void>;
}

/** What a submitted modal leads to: errors at its fields, or a deed. */
export type SubmissionPlan = {readonly errors: Readonly<Record<string, string>>} | {readonly run: (visit: Visit) => Promise<void>};

export interface ListenDeps extends Voice {
	readonly app: App;
	readonly guard: Guard;
}

/** How conversations are registered: acknowledge first, then the guard, then the listener; any throw becomes words. */
export interface Listen {
	readonly command: (word: string, plan: (text: string) => CommandPlan) => void;
	readonly action: (entry: Entry, run: (visit: Visit, value: string) => Promise<void>) => void;
	/** A button that opens a modal of this title: at once, with "Checking …". */
	readonly dialogAction: (entry: Entry, title: string, run: (visit: ModalVisit, value: string) => Promise<void>) => void;
	readonly submission: (entry: Entry, read: (view: ViewOutput) => SubmissionPlan) => void;
	/** Answers whatever nobody listens to, by saying so. Comes last. */
	readonly everythingElse: () => void;
}

export function createListen(deps: ListenDeps): Listen {
	const {app} = deps;
	const known = new Set<string>();
	return {
		command: (word, plan) => {
			app.command(word, async ({ack, body, context}) => {
				const {deed, saying, modal, run} = plan(body.text ?? '');
				await (saying === undefined ? ack() : ack({response_type: 'ephemeral', text: escapeText(saying)}));
				const visit = createVisit(deps, {userId: body.user_id, teamId: body.team_id}, deliveryOf(context), body.response_url);
				const attempt = {person: visit.person, deed, entry: word, channelId: body.channel_id};
				await (modal === undefined
					? attend(deps, visit, attempt, () => run({...visit, show: async () => {}}))
					: attendModal(deps, visit, attempt, {triggerId: body.trigger_id, title: modal}, run));
			});
		},
		action: (entry, run) => {
			known.add(entry.id);
			app.action<BlockAction>(entry.id, async ({ack, body, context}) => {
				await ack();
				const {visit, attempt} = readClick(deps, entry, body, deliveryOf(context));
				await attend(deps, visit, attempt, () => run(visit, buttonValue(body)));
			});
		},
		dialogAction: (entry, title, run) => {
			known.add(entry.id);
			app.action<BlockAction>(entry.id, async ({ack, body, context}) => {
				await ack();
				const {visit, attempt} = readClick(deps, entry, body, deliveryOf(context));
				await attendModal(deps, visit, attempt, {triggerId: body.trigger_id, title}, (modalVisit) => run(modalVisit, buttonValue(body)));
			});
		},
		submission: (entry, read) => {
			app.view(entry.id, async ({ack, body, view, context}) => {
				const plan = read(view);
				if ('errors' in plan) return ack({response_action: 'errors', errors: {...plan.errors}});
				await ack();
				const visit = createVisit(deps, readPerson(body), deliveryOf(context), undefined);
				return attend(deps, visit, {person: visit.person, deed: entry.deed, entry: entry.id, channelId: undefined}, () => plan.run(visit));
			});
		},
		everythingElse: () => {
			app.action<BlockAction>(new RegExp(`^(?!(?:${[...known].join('|')})$)`), async ({ack, body, context}) => {
				await ack();
				const {visit} = readClick(deps, {id: 'unknown', deed: 'look-up', durable: false}, body, deliveryOf(context));
				await guarded(deps, visit, 'unknown', visit.answer, () => visit.answer(outdatedCard));
			});
		},
	};
}

async function attend(deps: ListenDeps, visit: Visit, attempt: Attempt, run: () => Promise<void>): Promise<void> {
	await guarded(deps, visit, attempt.entry, visit.answer, async () => {
		const verdict = await deps.guard(attempt);
		await (verdict.permitted ? run() : visit.answer(refusalCard(verdict.reason)));
	});
}

/** The modal opens first, for its trigger dies soon; then the guard fills it, or refuses in it. */
async function attendModal(
	deps: ListenDeps,
	visit: Visit,
	attempt: Attempt,
	modal: {readonly triggerId: string; readonly title: string},
	run: (visit: ModalVisit) => Promise<void>,
): Promise<void> {
	await guarded(deps, visit, attempt.entry, visit.answer, async () => {
		const show = await openChecking(deps, modal.triggerId, modal.title);
		const tell = (card: Card) => show(readingView(modal.title, card));
		await guarded(deps, visit, attempt.entry, tell, async () => {
			const verdict = await deps.guard(attempt);
			await (verdict.permitted ? run({...visit, show}) : tell(refusalCard(verdict.reason)));
		});
	});
}

/** The failure boundary: whatever is thrown becomes words for the person and one line for the log. */
async function guarded(
	deps: ListenDeps,
	visit: Visit,
	entry: string,
	tell: (card: Card) => Promise<void>,
	run: () => Promise<void>,
): Promise<void> {
	const reference = visit.delivery.slice(0, 8);
	try {
		await run();
	} catch (error) {
		deps.log.error({err: error, reference, entry}, 'listener failed');
		await tell(failureCard(error, reference)).catch((failure: unknown) => {
			deps.log.warn({err: failure, reference}, 'the person could not be told');
		});
	}
}

const interaction = z.object({
	user: z.object({id: z.string(), team_id: z.string().nullish()}),
	team: z.object({id: z.string()}).nullish(),
	channel: z.object({id: z.string()}).nullish(),
	response_url: z.string().nullish(),
});

function readPerson(body: unknown): PersonRef {
	const {user, team} = interaction.parse(body);
	return {userId: user.id, teamId: user.team_id ?? team?.id};
}

function readClick(deps: ListenDeps, entry: Entry, body: unknown, delivery: string): {readonly visit: Visit; readonly attempt: Attempt} {
	const {channel, response_url} = interaction.parse(body);
	const person = readPerson(body);
	return {
		visit: createVisit(deps, person, delivery, response_url ?? undefined),
		attempt: {person, deed: entry.deed, entry: entry.id, channelId: channel?.id},
	};
}

function buttonValue(body: BlockAction): string {
	return z.object({value: z.string().max(255)}).parse(body.actions[0]).value;
}

function deliveryOf(context: {readonly [name: string]: unknown}): string {
	return z.string().parse(context.delivery);
}

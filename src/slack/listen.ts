import type {App, BlockAction, ViewOutput} from '@slack/bolt';
import type {Deed} from '../model/person.ts';
import type {PersonRef} from '../workflows/ports.ts';
import {type AskOutside, type AttendDeps, askedErrors, attend, attendModal, attendShown, type FindAbout, guarded} from './attend.ts';
import {outdatedCard} from './failures.ts';
import type {About, Attempt} from './guard.ts';
import {homeOf, publishHome} from './home/publish.ts';
import type {Entry} from './ids.ts';
import {type Card, escapeText, visible} from './kit.ts';
import {buttonValue, chosenValue, deliveryOf, interaction, readPerson} from './payload.ts';
import {checkingView, createVisit, fillAcknowledged, type ModalVisit, readingView, updateView, type Visit} from './visit.ts';

export interface CommandPlan {
	readonly deed: Deed;
	/** The one line of the acknowledgement. */
	readonly saying?: string;
	/** Set: a modal of this title is opened at once, to be filled by `run`. */
	readonly modal?: string;
	readonly run: (visit: ModalVisit) => Promise<void>;
}

/** What a submitted modal leads to: errors at its fields, or a deed. */
export type SubmissionPlan =
	| {readonly errors: Readonly<Record<string, string>>}
	| {readonly checking?: undefined; readonly ask?: AskOutside | undefined; readonly run: (visit: ModalVisit) => Promise<void>}
	| CheckingPlan;

/** Needs the outside world: the modal stays, as "Checking …" of this title, and becomes the result. */
export interface CheckingPlan {
	readonly checking: string;
	readonly about?: FindAbout;
	readonly ask?: AskOutside | undefined;
	readonly run: (visit: ModalVisit) => Promise<void>;
}

export type FindAboutValue = (value: string, person: PersonRef) => Promise<About | undefined>;

export interface ListenDeps extends AttendDeps {
	readonly app: App;
}

/** How conversations are registered: acknowledge first, then the guard, then the listener; any throw becomes words. */
export interface Listen {
	readonly command: (word: string, plan: (text: string) => CommandPlan) => void;
	readonly action: (entry: Entry, run: (visit: Visit, value: string) => Promise<void>, about?: FindAboutValue) => void;
	/** A button that opens a modal of this title: at once, with "Checking …". */
	readonly dialogAction: (
		entry: Entry,
		title: string,
		run: (visit: ModalVisit, value: string) => Promise<void>,
		about?: FindAboutValue,
	) => void;
	/** An option that is chosen in an open modal of this title, which is filled anew. */
	readonly choice: (entry: Entry, title: string, run: (visit: ModalVisit, value: string) => Promise<void>) => void;
	/** Opens a modal of this title at once, too. Of a message shortcut the message comes with it, as somebody wrote it. */
	readonly shortcut: (entry: Entry, title: string, run: (visit: ModalVisit, message: unknown) => Promise<void>) => void;
	/** What `read` needs of the store it may ask before the acknowledgement; the outside world is for `ask`. */
	readonly submission: (entry: Entry, read: (view: ViewOutput, person: PersonRef) => SubmissionPlan | Promise<SubmissionPlan>) => void;
	/** The App Home, each time that somebody opens it: what is said to them stands there. */
	readonly homeOpened: (entry: Entry, run: (visit: Visit) => Promise<void>) => void;
	/** Answers whatever nobody listens to, by saying so. Comes last. */
	readonly everythingElse: () => void;
}

export function createListen(deps: ListenDeps): Listen {
	const {app} = deps;
	const known: Known = {commands: new Set(), actions: new Set(), submissions: new Set(), shortcuts: new Set()};
	return {
		command: (word, plan) => {
			known.commands.add(word);
			app.command(word, async ({ack, body, context}) => {
				const {deed, saying, modal, run} = plan(body.text ?? '');
				await (saying === undefined ? ack() : ack({response_type: 'ephemeral', text: escapeText(saying)}));
				const visit = createVisit(deps, {
					person: {userId: body.user_id, teamId: body.team_id},
					delivery: deliveryOf(context),
					responseUrl: body.response_url,
					channelId: body.channel_id,
					channelName: body.channel_name,
				});
				const attempt = {person: visit.person, deed, entry: word, channelId: body.channel_id};
				await (modal === undefined
					? attend(deps, visit, attempt, () => run({...visit, show: async () => {}}))
					: attendModal(deps, visit, attempt, {triggerId: body.trigger_id, title: modal}, run));
			});
		},
		action: (entry, run, about) => {
			known.actions.add(entry.id);
			app.action<BlockAction>(entry.id, async ({ack, body, context}) => {
				await ack();
				const {visit, attempt} = readClick(deps, entry, body, deliveryOf(context));
				await attend(deps, visit, {...attempt, find: findIn(body, about)}, () => run(visit, buttonValue(body)));
			});
		},
		dialogAction: (entry, title, run, about) => {
			known.actions.add(entry.id);
			app.action<BlockAction>(entry.id, async ({ack, body, context}) => {
				await ack();
				const {visit, attempt} = readClick(deps, entry, body, deliveryOf(context));
				const modal = {triggerId: body.trigger_id, title};
				await attendModal(deps, visit, {...attempt, find: findIn(body, about)}, modal, (opened) => run(opened, buttonValue(body)));
			});
		},
		choice: (entry, title, run) => {
			known.actions.add(entry.id);
			app.action<BlockAction>(entry.id, async ({ack, body, context}) => {
				await ack();
				const {visit, attempt} = readClick(deps, entry, body, deliveryOf(context));
				const viewId = body.view?.id;
				if (viewId === undefined) return attend(deps, visit, attempt, () => visit.answer(outdatedCard));
				const open = {...visit, show: updateView(deps, viewId)};
				await attendShown(deps, open, attempt, title, () => run(open, chosenValue(body)));
			});
		},
		shortcut: (entry, title, run) => {
			known.shortcuts.add(entry.id);
			app.shortcut(entry.id, async ({ack, body, shortcut, context}) => {
				await ack();
				const {visit, attempt} = readClick(deps, entry, body, deliveryOf(context));
				const message = shortcut.type === 'message_action' ? shortcut.message : undefined;
				await attendModal(deps, visit, attempt, {triggerId: shortcut.trigger_id, title}, (opened) => run(opened, message));
			});
		},
		submission: (entry, read) => {
			known.submissions.add(entry.id);
			app.view(entry.id, async ({ack, body, view, context}) => {
				const person = readPerson(body);
				const delivery = deliveryOf(context);
				const visit = createVisit(deps, {person, delivery, responseUrl: undefined});
				const attempt = {person, deed: entry.deed, entry: entry.id, channelId: undefined};
				const sketch = await planned(deps, visit, entry, async () => read(view, person));
				const plan = await fieldsAsked(deps, {attempt, isResumed: context.isResumed === true}, sketch);
				if ('view' in plan) return ack({response_action: 'update', view: plan.view});
				if ('errors' in plan) return ack({response_action: 'errors', errors: shownErrors(plan.errors)});
				if (plan.checking === undefined) {
					await ack();
					return attend(deps, visit, attempt, () => plan.run({...visit, show: async () => {}}));
				}
				await ack({response_action: 'update', view: checkingView(plan.checking)});
				const show = fillAcknowledged(deps, view.id, visit.answer);
				return attendShown(deps, {...visit, show}, {...attempt, find: plan.about}, plan.checking, plan.run);
			});
		},
		homeOpened: (entry, run) => {
			app.event('app_home_opened', async ({event, body, context}) => {
				if (event.tab !== 'home') return;
				const person = {userId: event.user, teamId: body.team_id};
				const answer = async (card: Card) => {
					await publishHome(deps, person.userId, homeOf(card));
				};
				const visit = {...createVisit(deps, {person, delivery: deliveryOf(context), responseUrl: undefined}), answer};
				await attend(deps, visit, {person, deed: entry.deed, entry: entry.id, channelId: undefined}, () => run(visit));
			});
		},
		everythingElse: () => listenToTheRest(deps, known),
	};
}

interface Known {
	readonly commands: Set<string>;
	readonly actions: Set<string>;
	readonly submissions: Set<string>;
	readonly shortcuts: Set<string>;
}

/** What nobody acknowledges lets the person wait three seconds, and then reads like a crash. */
function listenToTheRest(deps: ListenDeps, known: Known): void {
	deps.app.command(otherThan(known.commands), ({ack}) => ack({response_type: 'ephemeral', text: outdatedCard.text}));
	deps.app.action<BlockAction>(otherThan(known.actions), async ({ack, body, context}) => {
		await ack();
		const {visit} = readClick(deps, {id: 'unknown', deed: 'look-up', durable: false}, body, deliveryOf(context));
		await guarded(deps, visit, 'unknown', visit.answer, () => visit.answer(outdatedCard));
	});
	deps.app.view(otherThan(known.submissions), ({ack}) => ack({response_action: 'update', view: readingView('Outdated', outdatedCard)}));
	deps.app.shortcut(otherThan(known.shortcuts), async ({ack, body, context}) => {
		await ack();
		const responseUrl = interaction.parse(body).response_url ?? undefined;
		const visit = createVisit(deps, {person: readPerson(body), delivery: deliveryOf(context), responseUrl});
		await guarded(deps, visit, 'unknown', visit.answer, () => visit.answer(outdatedCard));
	});
}

function otherThan(ids: ReadonlySet<string>): RegExp {
	return new RegExp(`^(?!(?:${[...ids].join('|')})$)`);
}

/** The words at a field quote what was typed there. */
function shownErrors(errors: Readonly<Record<string, string>>): Record<string, string> {
	return Object.fromEntries(Object.entries(errors).map(([field, words]) => [field, visible(words, 300)]));
}

function findIn(body: BlockAction, about: FindAboutValue | undefined): FindAbout | undefined {
	return about === undefined ? undefined : (person) => about(buttonValue(body), person);
}

/** Nothing is acknowledged yet: what goes wrong in the reading is told in the place of the form. */
async function planned(
	deps: ListenDeps,
	visit: Visit,
	entry: Entry,
	read: () => Promise<SubmissionPlan>,
): Promise<SubmissionPlan | {readonly view: ReturnType<typeof readingView>}> {
	let failure: Card | undefined;
	let plan: SubmissionPlan | undefined;
	const tell = async (card: Card) => {
		failure = card;
	};
	await guarded(deps, visit, entry.id, tell, async () => {
		plan = await read();
	});
	return plan ?? {view: readingView('Not done', failure ?? outdatedCard)};
}

/** A resumed delivery was acknowledged before: errors would reach nobody, and the deed itself asks once more. */
async function fieldsAsked<Plan extends SubmissionPlan | {readonly view: unknown}>(
	deps: ListenDeps,
	{attempt, isResumed}: {readonly attempt: Attempt; readonly isResumed: boolean},
	plan: Plan,
): Promise<Plan | {readonly errors: Readonly<Record<string, string>>}> {
	if (isResumed || !('ask' in plan) || plan.ask === undefined) return plan;
	const errors = await askedErrors(deps, attempt, plan.ask);
	return Object.keys(errors).length === 0 ? plan : {errors};
}

function readClick(deps: ListenDeps, entry: Entry, body: unknown, delivery: string): {readonly visit: Visit; readonly attempt: Attempt} {
	const {channel, response_url} = interaction.parse(body);
	const person = readPerson(body);
	return {
		visit: createVisit(deps, {
			person,
			delivery,
			responseUrl: response_url ?? undefined,
			channelId: channel?.id,
			channelName: channel?.name ?? undefined,
		}),
		attempt: {person, deed: entry.deed, entry: entry.id, channelId: channel?.id},
	};
}

import type {View} from '@slack/types';
import {withIds} from './messages.ts';
import type {OpenView, SlackState} from './state.ts';
import {valuesOf} from './view-values.ts';

/** Root and two pushed views (docs.slack.dev/surfaces/modals). */
const stackLimit = 3;

function contentOf(state: SlackState, view: View): View {
	return {...view, blocks: withIds(state, view.blocks)};
}

function freshHash(state: SlackState): string {
	return `${Math.floor(state.clock().getTime() / 1000)}.${state.nextId('h').slice(1)}`;
}

function createOpenView(state: SlackState, user: string, view: View, below: OpenView | undefined): OpenView {
	const id = state.nextId('V');
	return {
		id,
		user,
		rootId: below?.rootId ?? id,
		previousId: below?.id,
		hash: freshHash(state),
		content: contentOf(state, view),
		errors: {},
		entered: {},
	};
}

export function stackOf(state: SlackState, user: string): readonly OpenView[] {
	return state.modals.get(user) ?? [];
}

export function topModal(state: SlackState, user: string): OpenView | undefined {
	return stackOf(state, user).at(-1);
}

export function openModal(state: SlackState, user: string, view: View): OpenView {
	const opened = createOpenView(state, user, view, undefined);
	state.modals.set(user, [opened]);
	state.changed();
	return opened;
}

/** Undefined when three views lie on one another already. */
export function pushModal(state: SlackState, user: string, view: View): OpenView | undefined {
	const stack = stackOf(state, user);
	if (stack.length >= stackLimit) return undefined;
	const pushed = createOpenView(state, user, view, stack.at(-1));
	state.modals.set(user, [...stack, pushed]);
	state.changed();
	return pushed;
}

/** Same id, another hash. What was typed stays where block id and action id stay. */
export function updateView(state: SlackState, open: OpenView, view: View): OpenView {
	open.content = contentOf(state, view);
	open.hash = freshHash(state);
	open.errors = {};
	state.changed();
	return open;
}

export function closeView(state: SlackState, open: OpenView): void {
	state.modals.set(
		open.user,
		stackOf(state, open.user).filter((other) => other !== open),
	);
	state.changed();
}

export function clearViews(state: SlackState, user: string): void {
	state.modals.delete(user);
	state.changed();
}

export function publishHome(state: SlackState, user: string, view: View): OpenView {
	const known = state.homes.get(user);
	if (known !== undefined) return updateView(state, known, view);
	const home = createOpenView(state, user, view, undefined);
	state.homes.set(user, home);
	state.changed();
	return home;
}

export function findView(state: SlackState, matches: (view: OpenView) => boolean): OpenView | undefined {
	return [...[...state.modals.values()].flat(), ...state.homes.values()].find(matches);
}

/** The view as Slack hands it to apps (docs.slack.dev/reference/views). */
export function viewOutput(state: SlackState, open: OpenView): Readonly<Record<string, unknown>> {
	const {private_metadata = '', callback_id = '', external_id = '', ...content} = open.content;
	const {teamId, appId, botId} = state.identity;
	const modal = content.type === 'modal' ? {clear_on_close: false, notify_on_close: false, close: null, submit: null} : {};
	return {
		id: open.id,
		team_id: teamId,
		...modal,
		...content,
		private_metadata,
		callback_id,
		external_id,
		state: {values: valuesOf(open.content.blocks, open.entered)},
		hash: open.hash,
		root_view_id: open.rootId,
		previous_view_id: open.previousId ?? null,
		app_id: appId,
		app_installed_team_id: teamId,
		bot_id: botId,
	};
}

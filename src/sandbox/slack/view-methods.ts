import type {View} from '@slack/types';
import {problemsOfView} from '../../slack/limits.ts';
import {isModal} from './acks.ts';
import {type ApiAnswer, type ApiMethod, ApiRefusal, type Arguments, invalidArguments, knownPerson, required, textOf} from './api-call.ts';
import type {OpenView, SlackState, Trigger} from './state.ts';
import {exchangeTrigger} from './triggers.ts';
import {findView, openModal, publishHome, pushModal, topModal, updateView, viewOutput} from './views.ts';

/** @throws ApiRefusal `invalid_arguments` for a view that Slack refuses; it stands among the complaints too. */
function checkedView(state: SlackState, method: string, given: Arguments, type: 'modal' | 'home'): View {
	const view = given.view;
	const problems = [...problemsOfView(view)];
	if (problems.length === 0 && isModal(view) !== (type === 'modal')) problems.push(`type: only a ${type} fits here`);
	if (problems.length === 0) return view as View;
	for (const problem of problems) state.complain(`${method}: view.${problem}`);
	throw invalidArguments(...problems.map((problem) => `view.${problem}`));
}

function checkExternalId(state: SlackState, view: View, but?: OpenView): void {
	const {external_id: externalId = ''} = view;
	if (externalId === '') return;
	const other = findView(state, (open) => open !== but && open.content.external_id === externalId);
	if (other !== undefined) throw new ApiRefusal('duplicate_external_id');
}

function exchanged(state: SlackState, given: Arguments): Trigger {
	const trigger = exchangeTrigger(state, required(given, 'trigger_id'));
	if (typeof trigger === 'string') throw new ApiRefusal(trigger);
	return trigger;
}

function open(state: SlackState, given: Arguments): ApiAnswer {
	required(given, 'trigger_id');
	const view = checkedView(state, 'views.open', given, 'modal');
	checkExternalId(state, view);
	return {view: viewOutput(state, openModal(state, exchanged(state, given).user, view))};
}

function push(state: SlackState, given: Arguments): ApiAnswer {
	required(given, 'trigger_id');
	const view = checkedView(state, 'views.push', given, 'modal');
	checkExternalId(state, view);
	const {user, viewId} = exchanged(state, given);
	// Only a trigger from within an open modal has a stack to push to.
	const top = topModal(state, user);
	if (top === undefined || viewId === undefined) throw new ApiRefusal('not_found');
	const pushed = pushModal(state, user, view);
	if (pushed === undefined) throw new ApiRefusal('push_limit_reached');
	return {view: viewOutput(state, pushed)};
}

function checkHash(given: Arguments, view: OpenView | undefined): void {
	const hash = textOf(given, 'hash');
	if (hash !== undefined && view !== undefined && hash !== view.hash) throw new ApiRefusal('hash_conflict');
}

function update(state: SlackState, given: Arguments): ApiAnswer {
	const [id, externalId] = [textOf(given, 'view_id'), textOf(given, 'external_id')];
	if ((id === undefined) === (externalId === undefined)) throw invalidArguments('either view_id or external_id is needed');
	const view = checkedView(state, 'views.update', given, 'modal');
	const known = findView(state, (other) => (id === undefined ? other.content.external_id === externalId : other.id === id));
	if (known === undefined || known.content.type !== 'modal') throw new ApiRefusal('not_found');
	checkHash(given, known);
	checkExternalId(state, view, known);
	return {view: viewOutput(state, updateView(state, known, view))};
}

function publish(state: SlackState, given: Arguments): ApiAnswer {
	const user = knownPerson(state, required(given, 'user_id'));
	if (!state.hasHomeTab) throw new ApiRefusal('not_enabled');
	const view = checkedView(state, 'views.publish', given, 'home');
	const known = state.homes.get(user.id);
	checkHash(given, known);
	checkExternalId(state, view, known);
	return {view: viewOutput(state, publishHome(state, user.id, view))};
}

export const viewMethods: Readonly<Record<string, ApiMethod>> = {
	'views.open': {call: open},
	'views.push': {call: push},
	'views.update': {call: update},
	'views.publish': {call: publish},
};

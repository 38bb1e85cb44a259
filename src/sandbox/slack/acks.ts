import type {View} from '@slack/types';
import {problemsOfView} from '../../slack/limits.ts';
import {isObject, messageContent} from './message-content.ts';
import {postMessage} from './messages.ts';
import type {OpenView, SlackState} from './state.ts';
import type {Delivery} from './types.ts';
import {clearViews, closeView, findView, pushModal, updateView} from './views.ts';

function isNothing(body: unknown): boolean {
	return body === undefined || body === '' || (isObject(body) && Object.keys(body).length === 0);
}

export interface Asked {
	readonly channel: string;
	readonly user: string;
	readonly command: string;
}

/** The ack of a slash command may carry a message: ephemeral, unless it says `in_channel`. */
export function applyCommandAck(state: SlackState, delivery: Delivery, asked: Asked): Delivery {
	if (delivery.failure !== undefined || isNothing(delivery.body)) return delivery;
	const body = isObject(delivery.body) ? delivery.body : {text: delivery.body};
	const {text, blocks, problems} = messageContent(body);
	for (const problem of problems) state.complain(`ack of ${asked.command}: ${problem}`);
	if (problems.length > 0) return {...delivery, failure: `${asked.command} failed with the error "invalid_command_response"`};
	const audience = body.response_type === 'in_channel' ? {} : {ephemeralFor: asked.user};
	postMessage(state, {channel: asked.channel, user: state.identity.botUserId, text, blocks, ...audience});
	return delivery;
}

const trouble = 'We had some trouble connecting. Try again?';

/** The ack of a submission: nothing closes the view, else errors, update, push or clear (docs.slack.dev/surfaces/modals). */
export function applySubmissionAck(state: SlackState, delivery: Delivery, viewId: string): Delivery {
	if (delivery.failure !== undefined) return {...delivery, failure: trouble};
	const view = findView(state, (open) => open.id === viewId);
	if (view === undefined) return delivery;
	if (isNothing(delivery.body)) {
		closeView(state, view);
		return delivery;
	}
	const problems = isObject(delivery.body) ? carryOut(state, view, delivery.body) : ['not a JSON object of type application/json'];
	for (const problem of problems) state.complain(`ack of a submission: ${problem}`);
	return problems.length === 0 ? delivery : {...delivery, failure: trouble};
}

function carryOut(state: SlackState, view: OpenView, body: Readonly<Record<string, unknown>>): readonly string[] {
	const action = body.response_action;
	if (action === 'errors') return showErrors(state, view, body.errors);
	if (action === 'update' || action === 'push') return showView(state, view, action, body.view);
	if (action !== 'clear') return [`response_action: no "${String(action)}"`];
	clearViews(state, view.user);
	return [];
}

function showErrors(state: SlackState, view: OpenView, errors: unknown): readonly string[] {
	if (!isObject(errors) || Object.keys(errors).length === 0) return ['errors: missing'];
	const inputs = view.content.blocks.filter(({type}) => type === 'input').map(({block_id: id}) => id);
	const unknown = Object.keys(errors).filter((blockId) => !inputs.includes(blockId));
	if (unknown.length > 0) return unknown.map((blockId) => `errors: no input block "${blockId}"`);
	view.errors = Object.fromEntries(Object.entries(errors).map(([blockId, words]) => [blockId, String(words)]));
	state.changed();
	return [];
}

function showView(state: SlackState, view: OpenView, action: 'update' | 'push', content: unknown): readonly string[] {
	const problems = problemsOfView(content);
	if (problems.length > 0) return problems.map((problem) => `view.${problem}`);
	if (!isModal(content)) return ['view.type: only a modal fits here'];
	if (action === 'update') updateView(state, view, content);
	else if (pushModal(state, view.user, content) === undefined) return ['push_limit_reached'];
	return [];
}

export function isModal(view: unknown): view is View & {readonly type: 'modal'} {
	return isObject(view) && view.type === 'modal';
}

import {applySubmissionAck} from './acks.ts';
import {actionOf, choiceAmong, type Press} from './choices.ts';
import type {Deliveries} from './deliveries.ts';
import {closedPayload, submissionPayload, viewActionPayload} from './payloads.ts';
import type {OpenView, SlackState} from './state.ts';
import type {Delivery, SlackActor, SlackModal, SlackPerson} from './types.ts';
import {clientError, enteredValue, placedElements, valuesOf} from './view-values.ts';
import {clearViews, closeView, stackOf, topModal} from './views.ts';

type Values = Parameters<SlackActor['submit']>[0];

export async function clickView(state: SlackState, deliveries: Deliveries, person: SlackPerson, press: Press): Promise<Delivery> {
	const view = topModal(state, person.id) ?? state.homes.get(person.id);
	if (view === undefined) throw new Error(`${person.id} has neither a modal nor an App Home open`);
	const placed = placedElements(view.content.blocks).filter(({input}) => input === undefined || input.dispatches);
	const choice = choiceAmong(placed, press, view.entered);
	view.entered = choice.entered(view.entered);
	return await deliveries.interaction(viewActionPayload(state, person, view, actionOf(state, choice)));
}

/** @throws Error when no modal is open. */
export function openModalOf(state: SlackState, personId: string): OpenView {
	const view = topModal(state, personId);
	if (view === undefined) throw new Error(`${personId} has no modal open`);
	return view;
}

export function modalOf(state: SlackState, personId: string): SlackModal | undefined {
	const view = topModal(state, personId);
	return view === undefined ? undefined : {id: view.id, hash: view.hash, view: view.content, errors: view.errors};
}

export function fillIn(state: SlackState, view: OpenView, values: Values): void {
	const inputs = placedElements(view.content.blocks).filter(({input}) => input !== undefined);
	for (const [label, value] of Object.entries(values)) {
		const field = inputs.find(({input}) => input?.label === label);
		if (field === undefined) throw new Error(`no input "${label}", there are: ${inputs.map(({input}) => input?.label).join(', ')}`);
		const {blockId, element} = field;
		view.entered = {...view.entered, [blockId]: {...view.entered[blockId], [element.action_id]: enteredValue(element, value)}};
	}
	state.changed();
}

/** What Slack's client finds wrong before it sends anything. */
function errorsAtFields(view: OpenView): Record<string, string> {
	const values = valuesOf(view.content.blocks, view.entered);
	const errors: Record<string, string> = {};
	for (const placed of placedElements(view.content.blocks)) {
		const error = clientError(placed, values[placed.blockId]?.[placed.element.action_id]);
		if (error !== undefined) errors[placed.blockId] = error;
	}
	return errors;
}

export async function submitModal(state: SlackState, deliveries: Deliveries, person: SlackPerson, values: Values): Promise<Delivery> {
	const view = openModalOf(state, person.id);
	if (view.content.type !== 'modal' || view.content.submit === undefined) throw new Error('this modal has no submit button');
	fillIn(state, view, values);
	view.errors = errorsAtFields(view);
	if (Object.keys(view.errors).length > 0) {
		state.changed();
		return {status: 0, body: undefined, ms: 0, failure: `not submitted: ${Object.values(view.errors).join(' ')}`};
	}
	const delivery = await deliveries.interaction(submissionPayload(state, person, view));
	return applySubmissionAck(state, delivery, view.id);
}

/** The close button: one view back, or all of them with `clear_on_close`. */
export async function closeModal(state: SlackState, deliveries: Deliveries, person: SlackPerson): Promise<void> {
	const view = openModalOf(state, person.id);
	const clears = view.content.type === 'modal' && view.content.clear_on_close === true;
	const closed = clears ? stackOf(state, person.id) : [view];
	const told = closed.filter(({content}) => content.type === 'modal' && content.notify_on_close === true);
	const payloads = told.map((one) => closedPayload(state, person, one, clears));
	if (clears) clearViews(state, person.id);
	else closeView(state, view);
	await Promise.all(payloads.map((payload) => deliveries.interaction(payload)));
}

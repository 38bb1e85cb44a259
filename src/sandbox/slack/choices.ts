import type {Payload} from './payloads.ts';
import type {SlackState} from './state.ts';
import {enteredValue, optionsOf, type Placed, type StateValues, type Value} from './view-values.ts';

/** What somebody presses: a button by its text or action id, an option by its text. */
export interface Press {
	readonly button: string;
	readonly confirm?: boolean;
	readonly nth?: number;
}

export interface Choice {
	readonly placed: Placed;
	/** The option's text, when an option was chosen and no button pressed. */
	readonly option: string | undefined;
	/** What the element holds now; undefined for buttons and menus, which hold nothing. */
	readonly value: Value | undefined;
	readonly entered: (before: StateValues) => StateValues;
}

/**
 * The one that is meant among all that can be pressed.
 * @throws Error when there is none such, or when its confirm dialog was not answered.
 */
export function choiceAmong(all: readonly Placed[], press: Press, entered: StateValues = {}): Choice {
	const fitting = all.flatMap((placed) => (fits(placed, press.button) ? [placed] : []));
	const placed = fitting[press.nth ?? 0];
	if (placed === undefined) throw new Error(`no "${press.button}" to click, there are: ${all.flatMap(namesOf).join(', ')}`);
	if (placed.element.confirm !== undefined && press.confirm !== true) {
		throw new Error(`"${press.button}" asks for confirmation: click with confirm: true`);
	}
	const {blockId, element} = placed;
	const option = element.type === 'button' ? undefined : press.button;
	const holds = option !== undefined && element.type !== 'overflow';
	const value = holds ? enteredValue(element, textsChosen(placed, option, entered)) : undefined;
	return {
		placed,
		option,
		value,
		entered: (before) => (value === undefined ? before : {...before, [blockId]: {...before[blockId], [element.action_id]: value}}),
	};
}

function fits({element}: Placed, name: string): boolean {
	if (element.type === 'button') return element.text?.text === name || element.action_id === name;
	return optionsOf(element).some((option) => option.text.text === name);
}

function namesOf({element}: Placed): readonly string[] {
	if (element.type === 'button') return [element.text?.text ?? element.action_id];
	return optionsOf(element).map((option) => option.text.text);
}

/** A checkbox that is pressed changes sides; everything else takes the pressed option. */
function textsChosen({blockId, element}: Placed, option: string, entered: StateValues): readonly string[] {
	if (element.type !== 'checkboxes') return [option];
	const held = entered[blockId]?.[element.action_id]?.selected_options ?? element.initial_options ?? [];
	const before = (held as NonNullable<typeof element.initial_options>).map(({text}) => text.text);
	return before.includes(option) ? before.filter((text) => text !== option) : [...before, option];
}

/** One entry of `actions` in a block_actions payload. */
export function actionOf(state: SlackState, {placed, option, value}: Choice): Payload {
	const {blockId, element} = placed;
	const names = {type: element.type, action_id: element.action_id, block_id: blockId, action_ts: state.nextTs()};
	const extras = {...kept('placeholder', element.placeholder), ...kept('confirm', element.confirm)};
	if (element.type === 'button') {
		const {text, value: carried, url, style} = element;
		return {...names, text, ...kept('value', carried), ...kept('url', url), ...kept('style', style), ...extras};
	}
	if (element.type !== 'overflow') return {...names, ...value, ...extras};
	return {...names, selected_option: optionsOf(element).find(({text}) => text.text === option), ...extras};
}

function kept(name: string, value: unknown): Payload {
	return value === undefined ? {} : {[name]: value};
}

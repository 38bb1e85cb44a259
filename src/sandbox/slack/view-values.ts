/** `state.values` as Slack sends it: block id, action id, value. */
export type StateValues = Readonly<Record<string, Readonly<Record<string, Value>>>>;
export type Value = Readonly<Record<string, unknown>> & {readonly type: string};

interface Option {
	readonly text: {readonly text: string};
	readonly value?: string;
}

/** What an interactive element of any type may hold. */
export interface Element {
	readonly type: string;
	readonly action_id: string;
	readonly text?: {readonly text: string};
	readonly value?: string;
	readonly url?: string;
	readonly style?: string;
	readonly confirm?: unknown;
	readonly placeholder?: unknown;
	readonly options?: readonly Option[];
	readonly option_groups?: readonly {readonly options: readonly Option[]}[];
	readonly initial_option?: Option;
	readonly initial_options?: readonly Option[];
	readonly initial_value?: string;
	readonly initial_date?: string;
	readonly min_length?: number;
	readonly max_length?: number;
	readonly min_value?: string;
	readonly max_value?: string;
	readonly is_decimal_allowed?: boolean;
}

export interface Placed {
	readonly blockId: string;
	readonly element: Element;
	/** Set for the element of an input block. */
	readonly input?: {readonly label: string; readonly optional: boolean; readonly dispatches: boolean};
}

interface AnyBlock {
	readonly type: string;
	readonly block_id?: string;
	readonly elements?: readonly Element[];
	readonly accessory?: Element;
	readonly element?: Element;
	readonly label?: {readonly text: string};
	readonly optional?: boolean;
	readonly dispatch_action?: boolean;
}

/** Everything in these blocks that a person can press, choose or fill in. */
export function placedElements(blocks: readonly unknown[]): readonly Placed[] {
	return (blocks as readonly AnyBlock[]).flatMap((block) => {
		const loose = [block.type === 'actions' ? (block.elements ?? []) : [], block.accessory ?? []].flat();
		return [...placedInput(block), ...loose.map((element) => ({blockId: block.block_id ?? '', element}))];
	});
}

function placedInput({
	block_id: blockId = '',
	element,
	label,
	optional = false,
	dispatch_action: dispatches = false,
}: AnyBlock): readonly Placed[] {
	return element === undefined ? [] : [{blockId, element, input: {label: label?.text ?? '', optional, dispatches}}];
}

export function optionsOf(element: Element): readonly Option[] {
	return element.options ?? element.option_groups?.flatMap((group) => group.options) ?? [];
}

const typed = new Set(['plain_text_input', 'email_text_input', 'number_input']);

/** What the element holds before anybody touched it; undefined for what holds nothing (buttons, menus, images). */
function initialValue(element: Element): Value | undefined {
	const {type} = element;
	if (typed.has(type)) return {type, value: element.initial_value ?? null};
	if (type === 'static_select' || type === 'radio_buttons') return {type, selected_option: element.initial_option ?? null};
	if (type === 'checkboxes') return {type, selected_options: element.initial_options ?? []};
	if (type === 'datepicker') return {type, selected_date: element.initial_date ?? null};
	return undefined;
}

export function valuesOf(blocks: readonly unknown[], entered: StateValues): StateValues {
	const values: Record<string, Record<string, Value>> = {};
	for (const {blockId, element} of placedElements(blocks)) {
		const initial = initialValue(element);
		if (initial === undefined) continue;
		const typedIn = entered[blockId]?.[element.action_id];
		values[blockId] = {...values[blockId], [element.action_id]: typedIn?.type === element.type ? typedIn : initial};
	}
	return values;
}

/**
 * The value that a person enters: text, or the texts of options.
 * @throws Error when the element offers no such option, or cannot be filled in.
 */
export function enteredValue(element: Element, entered: string | readonly string[]): Value {
	const {type} = element;
	const texts = [entered].flat().filter((text) => text !== '');
	const first = texts[0] ?? null;
	if (typed.has(type)) return {type, value: first};
	if (type === 'datepicker') return {type, selected_date: first};
	const chosen = texts.map((text) => optionNamed(element, text));
	if (type === 'checkboxes') return {type, selected_options: chosen};
	if (type === 'static_select' || type === 'radio_buttons') return {type, selected_option: chosen[0] ?? null};
	throw new Error(`a ${type} cannot be filled in`);
}

function optionNamed(element: Element, text: string): Option {
	const options = optionsOf(element);
	const found = options.find((option) => option.text.text === text);
	if (found === undefined) throw new Error(`no option "${text}", there are: ${options.map((option) => option.text.text).join(', ')}`);
	return found;
}

/** What the Slack client itself says before it submits; undefined when the field may go out. */
export function clientError(placed: Placed, value: Value | undefined): string | undefined {
	const content = value === undefined ? null : (value.value ?? value.selected_option ?? value.selected_date ?? value.selected_options);
	const isEmpty = content === null || content === undefined || (Array.isArray(content) && content.length === 0);
	if (isEmpty) return placed.input?.optional === false ? 'Please complete this required field.' : undefined;
	return typeof content === 'string' ? textError(placed.element, content) : undefined;
}

function textError({type, min_length: min = 0, max_length: max = 3000, ...rest}: Element, text: string): string | undefined {
	if (type === 'email_text_input') return /^[^\s@]+@[^\s@]+$/.test(text) ? undefined : 'Please enter a valid email address.';
	if (type === 'number_input') return numberError(rest, text);
	if (type === 'datepicker') return /^\d{4}-\d\d-\d\d$/.test(text) ? undefined : 'Please enter a valid date.';
	if (text.length < min) return `Please enter at least ${min} characters.`;
	return text.length > max ? `Please enter at most ${max} characters.` : undefined;
}

function numberError(limits: Pick<Element, 'is_decimal_allowed' | 'min_value' | 'max_value'>, text: string): string | undefined {
	const pattern = limits.is_decimal_allowed === true ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
	if (!pattern.test(text)) return 'Please enter a valid number.';
	if (limits.min_value !== undefined && Number(text) < Number(limits.min_value)) return `Please enter at least ${limits.min_value}.`;
	return limits.max_value !== undefined && Number(text) > Number(limits.max_value)
		? `Please enter at most ${limits.max_value}.`
		: undefined;
}

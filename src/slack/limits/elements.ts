import {z} from 'zod';
import {slackLimits} from './numbers.ts';

const limits = slackLimits;
/** What a check needs of zod's context. */
export type Refuse = {readonly addIssue: (issue: {code: 'custom'; message: string; path?: PropertyKey[]; input?: unknown}) => void};

function checkLength(length: number, max: number, min: number, context: Refuse): void {
	if (length > max) context.addIssue({code: 'custom', message: `${length} characters, Slack allows ${max}`});
	if (length < min) context.addIssue({code: 'custom', message: `${length} characters, Slack wants at least ${min}`});
}

export const string = (max: number, min = 1) => z.string().superRefine((value, context) => checkLength(value.length, max, min, context));

export function list<Item extends z.ZodType>(item: Item, max: number, noun: string, min = 1) {
	return z.array(item).superRefine(({length}, context) => {
		if (length > max) context.addIssue({code: 'custom', message: `${length} ${noun}, Slack allows ${max}`});
		if (length < min) context.addIssue({code: 'custom', message: `${length} ${noun}, Slack wants at least ${min}`});
	});
}

export const plain = (max: number) =>
	z
		.strictObject({type: z.literal('plain_text'), text: z.string(), emoji: z.boolean().optional()})
		.superRefine(({text}, context) => checkLength(text.length, max, 1, context));
export const mrkdwn = (max: number) =>
	z
		.strictObject({type: z.literal('mrkdwn'), text: z.string(), verbatim: z.boolean().optional()})
		.superRefine(({text}, context) => checkLength(text.length, max, 1, context));
export const anyText = (max: number) => z.discriminatedUnion('type', [plain(max), mrkdwn(max)]);

export const id = string(limits.id).optional();
export const flag = z.boolean().optional();
const colour = z.enum(['primary', 'danger']).optional();
const placeholder = plain(limits.placeholder).optional();
const confirm = z
	.strictObject({
		title: plain(limits.confirmTitle),
		text: anyText(limits.confirmText),
		confirm: plain(limits.confirmButton),
		deny: plain(limits.confirmButton),
		style: colour,
	})
	.optional();

export const button = z.strictObject({
	type: z.literal('button'),
	action_id: id,
	text: plain(limits.buttonText),
	value: string(limits.buttonValue, 0).optional(),
	url: string(limits.url).optional(),
	style: colour,
	confirm,
	accessibility_label: string(limits.accessibilityLabel).optional(),
});

const optionOf = <Text extends z.ZodType>(text: Text) =>
	z.strictObject({text, value: string(limits.optionValue), description: plain(limits.optionText).optional()});
const option = optionOf(plain(limits.optionText));
const richOption = optionOf(anyText(limits.optionText));
const menuOption = option.extend({url: string(limits.url).optional()});

interface Choice {
	readonly options?: readonly {readonly value: string}[] | undefined;
	readonly option_groups?: readonly {readonly options: readonly {readonly value: string}[]}[] | undefined;
	readonly initial_option?: {readonly value: string} | undefined;
	readonly initial_options?: readonly {readonly value: string}[] | undefined;
}

function checkChoice(element: Choice, context: Refuse): void {
	const {options, option_groups: groups, initial_option: one, initial_options: several} = element;
	if ((options === undefined) === (groups === undefined)) {
		context.addIssue({code: 'custom', message: 'needs either options or option_groups'});
		return;
	}
	const values = (options ?? groups?.flatMap((group) => group.options) ?? []).map(({value}) => value);
	if (new Set(values).size < values.length) context.addIssue({code: 'custom', message: 'two options have the same value'});
	for (const initial of [...(one === undefined ? [] : [one]), ...(several ?? [])]) {
		if (!values.includes(initial.value))
			context.addIssue({code: 'custom', message: `the initial option "${initial.value}" is not among the options`});
	}
}

const groupsOf = list(
	z.strictObject({label: plain(limits.optionText), options: list(option, limits.selectOptions, 'options')}),
	limits.selectGroups,
	'option groups',
);
export const staticSelect = z
	.strictObject({
		type: z.literal('static_select'),
		action_id: id,
		placeholder,
		options: list(option, limits.selectOptions, 'options').optional(),
		option_groups: groupsOf.optional(),
		initial_option: option.optional(),
		confirm,
		focus_on_load: flag,
	})
	.superRefine(checkChoice);
export const overflow = z.strictObject({
	type: z.literal('overflow'),
	action_id: id,
	options: list(menuOption, limits.overflowOptions, 'options'),
	confirm,
});
const boxes = {action_id: id, options: list(richOption, limits.checkboxOptions, 'options'), confirm, focus_on_load: flag};
export const checkboxes = z
	.strictObject({type: z.literal('checkboxes'), ...boxes, initial_options: z.array(richOption).min(1).optional()})
	.superRefine(checkChoice);
export const radioButtons = z
	.strictObject({type: z.literal('radio_buttons'), ...boxes, initial_option: richOption.optional()})
	.superRefine(checkChoice);
export const datepicker = z.strictObject({
	type: z.literal('datepicker'),
	action_id: id,
	placeholder,
	initial_date: z.iso.date().optional(),
	confirm,
	focus_on_load: flag,
});

const dispatch = z.strictObject({trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1)}).optional();
const typed = {
	action_id: id,
	placeholder,
	initial_value: string(limits.inputValue, 0).optional(),
	dispatch_action_config: dispatch,
	focus_on_load: flag,
};
const textInput = z.strictObject({
	type: z.literal('plain_text_input'),
	...typed,
	multiline: flag,
	min_length: z.int().min(0).max(limits.inputValue).optional(),
	max_length: z.int().min(1).max(limits.inputValue).optional(),
});
const emailInput = z.strictObject({type: z.literal('email_text_input'), ...typed});
const numberInput = z.strictObject({
	type: z.literal('number_input'),
	...typed,
	is_decimal_allowed: z.boolean(),
	min_value: z.string().optional(),
	max_value: z.string().optional(),
});
export const inputElement = z.discriminatedUnion('type', [
	textInput,
	emailInput,
	numberInput,
	staticSelect,
	radioButtons,
	checkboxes,
	datepicker,
]);

export const picture = {
	image_url: z.url().max(limits.url).optional(),
	slack_file: z.union([z.strictObject({id: z.string()}), z.strictObject({url: z.string()})]).optional(),
	alt_text: string(limits.altText),
};
export function checkPicture(image: {readonly image_url?: unknown; readonly slack_file?: unknown}, context: Refuse): void {
	if ((image.image_url === undefined) === (image.slack_file === undefined)) {
		context.addIssue({code: 'custom', message: 'needs either image_url or slack_file'});
	}
}
export const imageElement = z.strictObject({type: z.literal('image'), ...picture}).superRefine(checkPicture);

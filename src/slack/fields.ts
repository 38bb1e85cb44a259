import type {ViewOutput} from '@slack/bolt';
import type {InputBlock} from '@slack/types';
import {plain} from './kit.ts';

export interface FieldOptions {
	readonly optional?: boolean;
	readonly multiline?: boolean;
	readonly initial?: string | undefined;
	readonly hint?: string;
	readonly most?: number;
}

/** Its id names the block too: errors come back at it. */
export function textField(id: string, label: string, options: FieldOptions = {}): InputBlock {
	const {initial, hint} = options;
	return {
		type: 'input',
		block_id: id,
		label: plain(label),
		optional: options.optional ?? false,
		...(hint === undefined ? {} : {hint: plain(hint)}),
		element: {
			type: 'plain_text_input',
			action_id: id,
			multiline: options.multiline ?? false,
			max_length: options.most ?? (options.multiline === true ? 1000 : 320),
			...(initial === undefined || initial === '' ? {} : {initial_value: initial}),
		},
	};
}

/** A day, which Slack gives as `2026-11-22`. */
export function dayField(id: string, label: string, options: Pick<FieldOptions, 'initial' | 'hint'> = {}): InputBlock {
	const {initial, hint} = options;
	return {
		type: 'input',
		block_id: id,
		label: plain(label),
		optional: true,
		...(hint === undefined ? {} : {hint: plain(hint)}),
		element: {type: 'datepicker', action_id: id, ...(initial === undefined ? {} : {initial_date: initial})},
	};
}

export interface SelectOption {
	readonly label: string;
	readonly value: string;
}

export function selectField(
	id: string,
	label: string,
	options: readonly SelectOption[],
	more: {readonly optional?: boolean; readonly initial?: string | undefined; readonly hint?: string} = {},
): InputBlock {
	const shown = options.map((option) => ({text: plain(option.label.slice(0, 75)), value: option.value}));
	const initial = shown.find(({value}) => value === more.initial);
	return {
		type: 'input',
		block_id: id,
		label: plain(label),
		optional: more.optional ?? false,
		...(more.hint === undefined ? {} : {hint: plain(more.hint)}),
		element: {type: 'static_select', action_id: id, options: shown, ...(initial === undefined ? {} : {initial_option: initial})},
	};
}

/** Boxes of which any number may be ticked: Slack takes ten. */
export function checkboxField(id: string, label: string, options: readonly (SelectOption & {readonly description: string})[]): InputBlock {
	const shown = options.map(({label: text, value, description}) => ({text: plain(text), value, description: plain(description)}));
	return {
		type: 'input',
		block_id: id,
		label: plain(label),
		optional: true,
		element: {type: 'checkboxes', action_id: id, options: shown},
	};
}

/** What was typed into a field; empty when nothing was. */
export function typed(view: ViewOutput, field: string): string {
	const value = Object.values(view.state.values[field] ?? {})[0]?.value;
	// No database keeps NUL, or half of a surrogate pair.
	return typeof value === 'string' ? value.toWellFormed().replaceAll('\u0000', '').trim() : '';
}

/** The day that was picked; undefined when none was. */
export function picked(view: ViewOutput, field: string): string | undefined {
	const value = Object.values(view.state.values[field] ?? {})[0]?.selected_date;
	return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

/** The value of the option that was chosen; empty when none was. */
export function chosen(view: ViewOutput, field: string): string {
	const value = Object.values(view.state.values[field] ?? {})[0]?.selected_option?.value;
	return typeof value === 'string' ? value : '';
}

/** The values of the boxes that were ticked. */
export function ticked(view: ViewOutput, field: string): readonly string[] {
	const options = Object.values(view.state.values[field] ?? {})[0]?.selected_options ?? [];
	return options.flatMap(({value}) => (typeof value === 'string' ? [value] : []));
}

/** One form is one deed, however often it is submitted: when an acknowledgement comes late, Slack keeps the form and says "Try again". */
export function deedOf(view: Pick<ViewOutput, 'private_metadata'>): string {
	return `form:${view.private_metadata}`;
}

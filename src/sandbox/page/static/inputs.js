import {element, freshId} from './dom.js';

/**
 * @typedef {{label: string, node: HTMLElement, control: HTMLElement, read: () => string | string[], write: (value: string | string[]) => void}} Field
 */

/**
 * An input block of a view: label, control, hint and error belong together for screen readers, too.
 * @param {Record<string, any>} block
 * @param {string | undefined} error
 * @returns {Field}
 */
export function drawField(block, error) {
	const {label, hint, optional = false, element: part} = block;
	const id = freshId('field');
	const made = controlOf(part);
	const notes = [
		hint && element('p', {class: 'hint', id: `${id}-hint`}, hint.text),
		error && element('p', {class: 'error', id: `${id}-error`}, error),
	];
	const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
	for (const control of made.controls) describe(control, {described, error, required: !optional && made.isSingle});
	const title = [label.text, optional && element('span', {class: 'quiet'}, ' (optional)')];
	const node = made.isSingle ? labelled(made.node, id, title, notes) : grouped(made.node, title, notes, described);
	node.classList.toggle('wrong', error !== undefined);
	node.dataset.block = block.block_id;
	return {label: label.text, node, control: made.controls[0], read: made.read, write: made.write};
}

function describe(control, {described, error, required}) {
	if (described !== '') control.setAttribute('aria-describedby', described);
	if (error !== undefined) control.setAttribute('aria-invalid', 'true');
	if (required) control.setAttribute('aria-required', 'true');
}

function labelled(control, id, title, notes) {
	control.id = id;
	return element('div', {class: 'field'}, element('label', {for: id}, ...title), control, ...notes);
}

function grouped(control, title, notes, described) {
	return element(
		'fieldset',
		{class: 'field', 'aria-describedby': described || undefined},
		element('legend', {}, ...title),
		control,
		...notes,
	);
}

function controlOf(part) {
	if (part.type === 'radio_buttons') return choiceControl(part, 'radio');
	if (part.type === 'checkboxes') return choiceControl(part, 'checkbox');
	const node = part.type === 'static_select' ? select(part) : typedControl(part);
	return {
		node,
		controls: [node],
		isSingle: true,
		read: () => node.value,
		write: (value) => {
			node.value = value;
		},
	};
}

const keyboards = {email_text_input: 'email', number_input: 'decimal'};

/** Checks are Slack's, not the browser's: a browser's own `email` field would even rewrite what was typed. */
function typedControl(part) {
	const {type, placeholder, multiline = false, max_length: most} = part;
	const shared = {placeholder: placeholder?.text, maxlength: most, autocomplete: 'off', spellcheck: multiline ? undefined : 'false'};
	const node = multiline
		? element('textarea', {...shared, rows: '4'})
		: element('input', {...shared, type: type === 'datepicker' ? 'date' : 'text', inputmode: keyboards[type]});
	node.value = part.initial_value ?? part.initial_date ?? '';
	return node;
}

/** A menu with an empty first row; its values are the texts of the options. */
export function select(part) {
	const {options = [], option_groups: groups = [], placeholder, initial_option: initial} = part;
	const row = ({text}) => element('option', {value: text.text}, text.text);
	const node = element(
		'select',
		{},
		element('option', {value: ''}, placeholder?.text ?? 'Choose …'),
		...options.map(row),
		...groups.map((group) => element('optgroup', {label: group.label.text}, ...group.options.map(row))),
	);
	node.value = initial?.text.text ?? '';
	return node;
}

/** Radio buttons or checkboxes, each with its description. */
export function choices(part, type) {
	const name = freshId('choice');
	const chosen = (part.initial_options ?? [part.initial_option ?? undefined]).map((option) => option?.text.text);
	const rows = part.options.map(({text, description}) =>
		element(
			'label',
			{},
			element('input', {type, name, value: text.text, checked: chosen.includes(text.text)}),
			element('span', {}, text.text, description && element('span', {class: 'hint'}, description.text)),
		),
	);
	return element('div', {class: 'choices'}, ...rows);
}

function choiceControl(part, type) {
	const node = choices(part, type);
	const controls = [...node.querySelectorAll('input')];
	const read = () => controls.filter(({checked}) => checked).map(({value}) => value);
	return {
		node,
		controls,
		isSingle: false,
		read: type === 'radio' ? () => read()[0] ?? '' : read,
		write: (value) => {
			for (const control of controls) control.checked = [value].flat().includes(control.value);
		},
	};
}

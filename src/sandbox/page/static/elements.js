import {confirmed} from './confirm.js';
import {element, freshId} from './dom.js';
import {choices, select} from './inputs.js';
import {linkTo} from './mentions.js';
import {known} from './rich-text.js';

/**
 * A button, menu or choice that acts at once.
 * @param {Record<string, any>} part
 * @param {import('./rich-text.js').Context & {blockId: string}} context
 */
export function drawElement(part, context) {
	return known(kinds, part, context);
}

const kinds = {
	button,
	overflow,
	static_select: (part, context) => {
		const menu = select(part);
		menu.setAttribute('aria-label', part.placeholder?.text ?? 'Choose');
		menu.addEventListener('change', () => press(menu, part, context, menu.value));
		return menu;
	},
	radio_buttons: (part, context) => pressedChoices(part, 'radio', context),
	checkboxes: (part, context) => pressedChoices(part, 'checkbox', context),
	datepicker: () => element('p', {class: 'unknown', role: 'alert'}, 'A date picker outside of a form is not part of this sandbox.'),
};

function button(part, context) {
	const {text, style, url, accessibility_label: label} = part;
	const node = element('button', {type: 'button', class: style ?? 'usual', 'aria-label': label}, text.text);
	node.addEventListener('click', async () => {
		const goes = await press(node, part, context);
		if (goes && url !== undefined) linkTo(url)?.click();
	});
	if (url !== undefined) node.append(element('span', {class: 'outward', 'aria-hidden': 'true'}, '↗'));
	return node;
}

function overflow(part, context) {
	const id = freshId('menu');
	const items = part.options.map((option) => element('button', {type: 'button', on: {click: () => chosen(option)}}, option.text.text));
	const menu = element('div', {id, popover: 'auto', class: 'menu'}, ...items);
	const opener = element('button', {type: 'button', class: 'usual more', popovertarget: id, 'aria-label': 'More actions'}, '⋯');
	const chosen = async (option) => {
		menu.hidePopover();
		const goes = await press(opener, part, context, option.text.text);
		if (goes && option.url !== undefined) linkTo(option.url)?.click();
	};
	menu.addEventListener('beforetoggle', () => {
		const {bottom, left} = opener.getBoundingClientRect();
		menu.style.top = `${bottom + 4}px`;
		menu.style.left = `${left}px`;
	});
	return element('span', {class: 'overflow'}, opener, menu);
}

function pressedChoices(part, type, context) {
	const group = choices(part, type);
	group.addEventListener('change', (event) => press(event.target, part, context, event.target.value));
	return group;
}

/** Asks first if the bot wants that, then tells the bot; whoever waits sees that it works. */
async function press(node, part, context, option) {
	if (node.getAttribute('aria-busy') === 'true') return false;
	if (part.confirm !== undefined && !(await confirmed(part.confirm))) return false;
	// Not `disabled`: that would take the keyboard's focus away.
	node.setAttribute('aria-busy', 'true');
	try {
		await context.press({
			blockId: context.blockId,
			actionId: part.action_id,
			...(option === undefined ? {} : {option}),
			...(part.confirm === undefined ? {} : {confirm: true}),
		});
	} finally {
		node.removeAttribute('aria-busy');
	}
	return true;
}

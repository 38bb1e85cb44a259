import {drawBlocks} from './blocks.js';
import {createContext} from './context.js';
import {element, focusComposer} from './dom.js';
import {createDrafts} from './drafts.js';
import {drawField} from './inputs.js';

/** The dialog that the bot has open for this person. It follows every change of the view. */
export function mountModal(store) {
	const dialog = element('dialog', {class: 'modal', 'aria-labelledby': 'modal-title'});
	document.body.append(dialog);
	const drafts = createDrafts();
	let shown;
	store.subscribe(() => {
		const {modal} = store.state;
		if (modal === undefined) return hide();
		const look = JSON.stringify(modal);
		if (shown?.look === look && dialog.open) return;
		const isNext = shown?.id !== modal.id;
		const held = isNext ? undefined : document.activeElement?.closest('[data-block]')?.dataset.block;
		shown = {id: modal.id, look};
		const fields = paint(dialog, modal, {store, drafts});
		if (!dialog.open) dialog.showModal();
		focusIn(dialog, modal, fields, held);
	});
	const hide = () => {
		drafts.clear();
		shown = undefined;
		if (dialog.open) dialog.close();
	};
	// Escape closes the dialog here; Slack then still has to hear of it.
	dialog.addEventListener('close', () => {
		focusComposer();
		if (shown !== undefined) store.act({what: 'closeModal'});
		shown = undefined;
	});
}

function paint(dialog, {id, view, errors}, {store, drafts}) {
	const fields = new Map();
	const values = () => Object.fromEntries([...fields.values()].map(({label, read}) => [label, read()]));
	const base = createContext(store, async (press) => {
		await store.act({what: 'clickInModal', ...press, ...(view.type === 'modal' ? {values: values()} : {})});
	});
	const field = (block) => {
		const made = drawField(block, errors[block.block_id]);
		fields.set(block.block_id, made);
		const kept = drafts.read(id, `${block.block_id} ${block.element.action_id}`);
		if (kept !== undefined) made.write(kept);
		const keep = () => drafts.write(id, `${block.block_id} ${block.element.action_id}`, made.read());
		made.node.addEventListener('input', keep);
		made.node.addEventListener('change', () => {
			keep();
			if (block.dispatch_action === true) tellAtOnce(block, made.read(), base);
		});
		return made.node;
	};
	const form = element('form', {novalidate: true}, ...frame(view, dialog, drawBlocks(view.blocks, {...base, field})));
	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		const submit = form.querySelector('button[type=submit]');
		if (submit === null || submit.getAttribute('aria-busy') === 'true') return;
		submit.setAttribute('aria-busy', 'true');
		await store.act({what: 'submit', values: values()});
		submit.removeAttribute('aria-busy');
	});
	dialog.replaceChildren(form);
	return fields;
}

function frame(view, dialog, blocks) {
	const leave = () => dialog.close();
	return [
		element(
			'header',
			{},
			element('h2', {id: 'modal-title'}, view.title?.text),
			element('button', {type: 'button', class: 'plain', 'aria-label': 'Close dialog', on: {click: leave}}, '×'),
		),
		element('div', {class: 'scroll'}, ...blocks),
		element(
			'div',
			{class: 'buttons'},
			element('button', {type: 'button', class: 'usual', on: {click: leave}}, view.close?.text ?? 'Close'),
			view.submit && element('button', {type: 'submit', class: 'primary'}, view.submit.text),
		),
	];
}

/** Menus of an input block that wants to be told tell at once; checkboxes and typed text cannot be told apart by one option. */
function tellAtOnce({block_id: blockId, element: part}, value, context) {
	if (typeof value === 'string' && value !== '' && part.options !== undefined) {
		context.press({blockId, actionId: part.action_id, option: value});
	}
}

/** The first field with an error, else the one that had the focus, else the one that the bot or reading order names. */
function focusIn(dialog, {errors}, fields, held) {
	const wrong = [...fields.entries()].find(([blockId]) => errors[blockId] !== undefined)?.[1];
	const same = held === undefined ? undefined : fields.get(held);
	const first = wrong ?? same ?? [...fields.values()][0];
	(first?.control ?? dialog.querySelector('.buttons button:last-child'))?.focus();
}

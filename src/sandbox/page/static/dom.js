/**
 * Builds an element. Everything that people or services wrote comes in as a string child, and so stays text.
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] `class`, `on` (listeners by event), `data`; the rest are attributes:
 *   true sets an empty one, false and undefined leave it out
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function element(tag, properties = {}, ...children) {
	const node = document.createElement(tag);
	const {on = {}, data = {}, ...attributes} = properties;
	for (const [event, listener] of Object.entries(on)) node.addEventListener(event, listener);
	for (const [name, value] of Object.entries(data)) node.dataset[name] = String(value);
	for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
	node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
	return node;
}

function setAttribute(node, name, value) {
	if (value === undefined || value === null || value === false) return;
	node.setAttribute(name, value === true ? '' : String(value));
}

/** The one element of the page with this id. */
export function byId(id) {
	const node = document.getElementById(id);
	if (node === null) throw new Error(`the page has no #${id}`);
	return node;
}

/** Where the keyboard goes back to after a dialog. While another dialog is open, nothing happens. */
export function focusComposer() {
	document.getElementById('composer-input')?.focus();
}

let lastId = 0;

/** An id that nothing else on the page has, for labels and descriptions. */
export function freshId(prefix) {
	lastId += 1;
	return `${prefix}-${lastId}`;
}

/**
 * Keeps a container's children equal to a list, and touches only what changed: focus, open details and scroll places stay.
 * @template Item
 * @param {HTMLElement} container
 * @param {readonly Item[]} items
 * @param {{key: (item: Item) => string, draw: (item: Item) => HTMLElement, leave?: (node: HTMLElement) => void}} how
 *   `leave` takes a child away in its own time
 * @returns {{added: HTMLElement[], replaced: HTMLElement[]}}
 */
export function drawList(container, items, {key, draw, leave = (node) => node.remove()}) {
	const known = new Map(
		[...container.children].filter((node) => node.dataset.leaving === undefined).map((node) => [node.dataset.key, node]),
	);
	const changes = {added: [], replaced: []};
	let before = null;
	for (const item of items) {
		const name = key(item);
		const look = JSON.stringify(item);
		const old = known.get(name);
		known.delete(name);
		const node = old !== undefined && looks.get(old) === look ? old : drawOne(item, {name, look, old, draw, changes});
		if (old !== undefined && old !== node) old.replaceWith(node);
		else if (nextOf(container, before) !== node) container.insertBefore(node, nextOf(container, before));
		before = node;
	}
	for (const node of known.values()) {
		node.dataset.leaving = '';
		leave(node);
	}
	return changes;
}

const looks = new WeakMap();

function drawOne(item, {name, look, old, draw, changes}) {
	const node = draw(item);
	node.dataset.key = name;
	looks.set(node, look);
	if (old === undefined) changes.added.push(node);
	else changes.replaced.push(node);
	return node;
}

/** The child that stands after `before`, past those that are about to leave. */
function nextOf(container, before) {
	let next = before === null ? container.firstElementChild : before.nextElementSibling;
	while (next?.dataset.leaving !== undefined) next = next.nextElementSibling;
	return next ?? null;
}

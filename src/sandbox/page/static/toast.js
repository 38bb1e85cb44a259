import {byId, element} from './dom.js';

const shownMs = 9000;

/**
 * A short word at the edge of the page; gone after some seconds, or at a click.
 * @param {string} text
 * @param {'news' | 'problem'} [kind]
 */
export function toast(text, kind = 'news') {
	const close = element('button', {type: 'button', class: 'close', 'aria-label': 'Dismiss'}, '×');
	const node = element('div', {class: `toast ${kind}`}, element('p', {}, text), close);
	const leave = () => node.remove();
	close.addEventListener('click', leave);
	byId('toasts').replaceChildren(node);
	setTimeout(leave, shownMs);
}

export function clearToast() {
	byId('toasts').replaceChildren();
}

/** Said by screen readers, seen by nobody. */
export function announce(text) {
	byId('announcer').textContent = text;
}

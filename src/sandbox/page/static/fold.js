import {element} from './dom.js';

/** A section that folds, with a count beside its name that lights up when something changes unseen. */
export function fold(title, isOpen, ...children) {
	const count = element('span', {class: 'count'});
	const node = element('details', {class: 'fold', open: isOpen}, element('summary', {}, element('h3', {}, title), count), ...children);
	node.addEventListener('changed', () => {
		if (!node.open) count.classList.add('fresh');
	});
	count.addEventListener('animationend', () => count.classList.remove('fresh'));
	return {node, count};
}

import {element} from './dom.js';

/** A section that folds, with a count beside its name. */
export function fold(title, isOpen, ...children) {
	const count = element('span', {class: 'count'});
	const node = element('details', {class: 'fold', open: isOpen}, element('summary', {}, element('h3', {}, title), count), ...children);
	return {node, count};
}

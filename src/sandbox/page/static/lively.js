import {drawList} from './dom.js';

/**
 * Draws a list of the living outside world: what comes or changes while somebody looks lights up, and a folded section tells of it.
 * @param {HTMLElement} container
 * @param {readonly any[]} items
 * @param {Parameters<typeof drawList>[2]} how
 */
export function drawLively(container, items, {leave = (node) => node.remove(), ...how}) {
	let left = 0;
	const {added, replaced} = drawList(container, items, {
		...how,
		leave: (node) => {
			left += 1;
			leave(node);
		},
	});
	if (container.closest('[data-living]') === null) return;
	for (const node of [...added, ...replaced]) node.classList.add('fresh');
	if (added.length + replaced.length + left > 0) container.dispatchEvent(new Event('changed', {bubbles: true}));
}

/** From now on changes are news: what was there at first is not. */
export function live(root) {
	root.dataset.living = '';
}

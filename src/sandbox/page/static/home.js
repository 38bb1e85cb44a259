import {drawBlocks} from './blocks.js';
import {createContext} from './context.js';
import {element} from './dom.js';

/** The app's Home tab. What has not changed is not drawn anew: focus and scroll place stay. */
export function createHome(store) {
	let shown;
	const context = () =>
		createContext(store, async (press) => {
			await store.act({what: 'clickInModal', ...press});
		});
	return {
		draw: (container) => {
			const {home} = store.state;
			const look = `${store.me} ${JSON.stringify(home)}`;
			if (look === shown && container.querySelector('.home') !== null) return;
			shown = look;
			const blocks = home === undefined ? [element('p', {class: 'quiet'}, 'Opening …')] : drawBlocks(home.blocks, context());
			container.replaceChildren(element('div', {class: 'home'}, ...blocks));
		},
	};
}

import {element, freshId} from './dom.js';

/**
 * The commands that fit what is typed after a `/`, as a list box under the keyboard's control.
 * @param {HTMLTextAreaElement} input
 * @param {() => readonly {command: string, usageHint: string, description: string}[]} commands
 */
export function createSuggestions(input, commands) {
	const id = freshId('suggestions');
	const node = element('ul', {id, role: 'listbox', class: 'suggestions', 'aria-label': 'Commands', hidden: true});
	let offered = [];
	let chosen = 0;
	input.setAttribute('aria-controls', id);
	input.setAttribute('aria-autocomplete', 'list');

	const draw = () => {
		node.hidden = offered.length === 0;
		node.replaceChildren(...offered.map((command, index) => drawOption(command, index)));
		if (node.hidden) input.removeAttribute('aria-activedescendant');
		else input.setAttribute('aria-activedescendant', `${id}-${chosen}`);
	};
	const drawOption = ({command, usageHint, description}, index) =>
		element(
			'li',
			{
				id: `${id}-${index}`,
				role: 'option',
				'aria-selected': index === chosen ? 'true' : 'false',
				on: {
					mousedown: (event) => {
						event.preventDefault();
						complete(index);
					},
				},
			},
			element('strong', {}, command),
			' ',
			element('span', {class: 'usage'}, usageHint),
			element('span', {class: 'quiet'}, description),
		);
	const refresh = () => {
		offered = /^\/\S*$/.test(input.value) ? commands().filter(({command}) => command.startsWith(input.value)) : [];
		chosen = 0;
		draw();
	};
	const close = () => {
		offered = [];
		draw();
	};
	const complete = (index) => {
		input.value = `${offered[index].command} `;
		close();
		input.dispatchEvent(new Event('input'));
	};
	const move = (step) => {
		chosen = (chosen + step + offered.length) % offered.length;
		draw();
	};
	const keys = {
		ArrowDown: () => move(1),
		ArrowUp: () => move(-1),
		Tab: () => complete(chosen),
		Escape: close,
		Enter: () => complete(chosen),
	};
	return {
		node,
		refresh,
		close,
		/** @returns {boolean} whether the list used this key */
		take: (event) => {
			const key = offered.length > 0 && Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
			// A command that stands there complete is sent by Enter.
			if (key === undefined || (event.key === 'Enter' && offered[chosen].command === input.value)) return false;
			event.preventDefault();
			key();
			return true;
		},
	};
}

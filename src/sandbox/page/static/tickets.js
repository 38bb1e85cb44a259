import {drawList, element} from './dom.js';
import {fold} from './fold.js';

/** What customers wrote, and what to type for each. */
export function createTickets(tryOut) {
	const list = element('ul', {class: 'tickets scroll', tabindex: '0', 'aria-label': 'Tickets'});
	const {node, count} = fold('Tickets', true, list);
	const draw = ({stories}) => {
		count.textContent = String(stories.length);
		drawList(list, stories, {key: ({ticket}) => String(ticket), draw: (story) => drawStory(story, tryOut)});
	};
	return {node, draw};
}

function drawStory({ticket, customer, title, story, command}, tryOut) {
	const press = () => tryOut(command);
	return element(
		'li',
		{},
		element(
			'div',
			{class: 'title'},
			element('h4', {}, element('span', {class: 'number'}, `#${ticket}`), ` ${title}`),
			element(
				'button',
				{type: 'button', class: 'usual small', title: command, 'aria-label': `Try it: ticket ${ticket}`, on: {click: press}},
				'Try it',
			),
		),
		element('p', {class: 'customer'}, customer),
		element('p', {class: 'story'}, story),
	);
}

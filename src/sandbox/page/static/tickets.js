import {drawList, element} from './dom.js';
import {fold} from './fold.js';

/** The tour: what customers wrote, what to type for each, and a tick at those that somebody looked into. */
export function createTickets(tryOut) {
	const list = element('ul', {class: 'tickets scroll', tabindex: '0', 'aria-label': 'Tickets'});
	const {node, count} = fold('Tickets', true, list);
	const draw = ({stories}) => {
		count.textContent = `${stories.filter(({isTried}) => isTried).length} of ${stories.length}`;
		drawList(list, stories, {key: ({ticket}) => String(ticket), draw: (story) => drawStory(story, tryOut)});
	};
	return {node, draw};
}

function drawStory({ticket, customer, title, story, command, isTried}, tryOut) {
	const press = () => tryOut(command);
	return element(
		'li',
		{class: isTried && 'tried'},
		element(
			'div',
			{class: 'title'},
			element(
				'h4',
				{},
				isTried && element('span', {class: 'tick', role: 'img', 'aria-label': 'looked at'}, '✓ '),
				element('span', {class: 'number'}, `#${ticket}`),
				` ${title}`,
			),
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

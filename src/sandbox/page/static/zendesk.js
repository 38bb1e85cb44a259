import {element} from './dom.js';
import {fold} from './fold.js';
import {drawLively} from './lively.js';
import {timeTag} from './time-tag.js';
import {toast} from './toast.js';

/** The tickets as they stand in Zendesk, with what was written on them, and the trigger that tells Redeliver of one. */
export function createZendesk(store) {
	const list = element('ul', {class: 'records', 'aria-label': 'Zendesk tickets'});
	const {node, count} = fold('Zendesk tickets', false, list);
	const draw = ({tickets}) => {
		count.textContent = String(tickets.length);
		drawLively(list, tickets, {key: ({id}) => String(id), draw: (ticket) => drawTicket(ticket, store)});
	};
	return {node, draw};
}

function drawTicket({id, subject, status, requester, tags, comments}, store) {
	return element(
		'li',
		{},
		element(
			'p',
			{class: 'title'},
			element('strong', {}, element('span', {class: 'number'}, `#${id} `), subject),
			element('span', {}, status),
		),
		element('p', {class: 'quiet'}, [requester, ...tags].filter(Boolean).join(' · ')),
		...comments.map(drawComment),
		runButton(id, store),
	);
}

function runButton(ticket, store) {
	const press = async () => {
		if (await store.act({what: 'webhook', ticket})) toast(`Zendesk tells Redeliver of ticket ${ticket}.`);
	};
	const name = `Run the Automation at ticket ${ticket}`;
	return element('button', {type: 'button', class: 'usual small', 'aria-label': name, on: {click: press}}, 'Run the Automation');
}

function drawComment({author, body, isPublic, at}) {
	return element(
		'details',
		{class: 'comment'},
		element('summary', {}, isPublic ? 'Public comment ' : 'Internal comment ', timeTag(at)),
		element('p', {class: 'quiet'}, `By ${author}`),
		element('pre', {tabindex: '0'}, body),
	);
}

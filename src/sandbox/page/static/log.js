import {element} from './dom.js';
import {fold} from './fold.js';
import {drawLively} from './lively.js';
import {timeTag} from './time-tag.js';

/** Mailgun's log, newest first, as its own panel would show it. */
export function createLog() {
	const list = element('ul', {class: 'records', 'aria-label': 'Mailgun log'});
	const {node, count} = fold('Mailgun log', false, list);
	const draw = ({log}) => {
		count.textContent = String(log.length);
		drawLively(list, log, {key: ({id}) => id, draw: drawLine});
	};
	return {node, draw};
}

function drawLine({at, domain, event, severity, recipient, subject, reply}) {
	return element(
		'li',
		{},
		element(
			'p',
			{class: 'title'},
			element('strong', {class: `event ${event}`}, severity === undefined ? event : `${event} (${severity})`),
			timeTag(at),
		),
		element('p', {class: 'address'}, recipient),
		element('p', {class: 'quiet'}, `“${subject}” by ${domain}`),
		reply !== '' && element('p', {class: 'quiet'}, reply),
	);
}

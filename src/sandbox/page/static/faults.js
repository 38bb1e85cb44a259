import {element, freshId} from './dom.js';
import {fold} from './fold.js';

const services = {slack: 'Slack', mailgun: 'Mailgun', gitlab: 'GitLab', zendesk: 'Zendesk'};
const choices = {none: 'Works', slow: 'Slow (4 s)', 429: 'Too many requests (429)', 500: 'Server error (500)', down: 'Down'};
const order = ['none', 'slow', '429', '500', 'down'];

/** The knobs: how a service fails from now on, until it is put back to `Works`. */
export function createFaults(store) {
	const knobs = element('div', {class: 'knobs'});
	const intro = element('p', {class: 'quiet'}, 'Make a service fail, and see what Redeliver then says.');
	const {node, count} = fold('Faults', true, intro, knobs);
	const menus = new Map();
	const draw = ({faults}) => {
		const broken = faults.filter(({fault}) => fault !== 'none').length;
		count.textContent = broken === 0 ? '' : String(broken);
		node.classList.toggle('troubled', broken > 0);
		for (const {service, fault} of faults) {
			if (!menus.has(service)) menus.set(service, addKnob(knobs, service, store));
			menus.get(service).value = fault;
		}
	};
	return {node, draw};
}

function addKnob(knobs, service, store) {
	const id = freshId('fault');
	const menu = element('select', {id}, ...order.map((value) => element('option', {value}, choices[value])));
	menu.addEventListener('change', () => store.act({what: 'fault', service, fault: menu.value}));
	knobs.append(element('label', {for: id}, services[service] ?? service), menu);
	return menu;
}

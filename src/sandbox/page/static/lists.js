import {element} from './dom.js';
import {fold} from './fold.js';
import {drawLively} from './lively.js';

const names = {bounces: 'Bounces', complaints: 'Complaints', unsubscribes: 'Unsubscribes', whitelists: 'Allowlist'};
const farewellMs = 1800;

/** Mailgun's suppression lists as they stand; what comes flashes, what goes is struck out first. */
export function createLists() {
	const domains = element('div', {class: 'domains'});
	const {node, count} = fold('Mailgun lists', true, domains);
	const draw = (outside) => {
		const all = outside.domains.flatMap(({lists}) => lists.flatMap(({entries}) => entries));
		count.textContent = String(all.length);
		for (const one of outside.domains) drawDomain(domains, one);
	};
	return {node, draw};
}

function drawDomain(container, {domain, lists}) {
	const known = [...container.children].find((node) => node.dataset.domain === domain);
	const section = known ?? newDomain(domain, lists);
	if (known === undefined) container.append(section);
	for (const {name, entries} of lists) drawEntries(section, name, entries);
}

function newDomain(domain, lists) {
	const rows = lists.map(({name}) =>
		element(
			'div',
			{class: 'list', data: {list: name}},
			element('h5', {}, names[name], element('span', {class: 'count'})),
			element('ul', {'aria-label': `${names[name]} of ${domain}`}),
		),
	);
	return element('section', {data: {domain}}, element('h4', {}, domain), ...rows);
}

function drawEntries(section, name, entries) {
	const list = section.querySelector(`[data-list="${name}"]`);
	list.querySelector('.count').textContent = String(entries.length);
	list.classList.toggle('empty', entries.length === 0);
	drawLively(list.querySelector('ul'), entries, {
		key: (entry) => entry.address ?? entry.value,
		draw: drawEntry,
		leave: (node) => {
			node.classList.add('leaving');
			node.setAttribute('aria-hidden', 'true');
			setTimeout(() => node.remove(), farewellMs);
		},
	});
}

function drawEntry({address, value, code, error, tags, reason}) {
	const words = [[code, error].filter(Boolean).join(' '), tags?.join(', '), reason].filter(Boolean).join(' · ');
	return element('li', {}, element('span', {class: 'address'}, address ?? value), words !== '' && element('span', {class: 'quiet'}, words));
}

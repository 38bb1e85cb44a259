import {element} from './dom.js';
import {fold} from './fold.js';
import {drawLively} from './lively.js';

/** GitLab's accounts, as an administrator sees them. */
export function createAccounts() {
	const list = element('ul', {class: 'records', 'aria-label': 'GitLab accounts'});
	const {node, count} = fold('GitLab accounts', false, list);
	const draw = ({accounts}) => {
		count.textContent = String(accounts.length);
		drawLively(list, accounts, {key: ({id}) => String(id), draw: drawAccount});
	};
	return {node, draw};
}

function drawAccount({id, username, name, state, email, isConfirmed, unconfirmedEmail, secondary}) {
	return element(
		'li',
		{},
		element('p', {class: 'title'}, element('strong', {}, `@${username}`), element('span', {class: 'quiet'}, `id ${id}`)),
		name !== username && element('p', {class: 'quiet'}, name),
		addressLine(email, isConfirmed ? 'primary' : 'primary, unconfirmed'),
		unconfirmedEmail !== null && addressLine(unconfirmedEmail, 'shall become primary, unconfirmed'),
		...secondary.map((one) => addressLine(one.email, one.isConfirmed ? 'secondary' : 'secondary, unconfirmed')),
		state !== 'active' && element('p', {class: 'event failed'}, state.replaceAll('_', ' ')),
	);
}

function addressLine(address, words) {
	return element('p', {class: 'address'}, address, ' ', element('span', {class: 'quiet'}, words));
}

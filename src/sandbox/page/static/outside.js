import {createAccounts} from './accounts.js';
import {confirmed} from './confirm.js';
import {dayAndTime} from './dates.js';
import {byId, element} from './dom.js';
import {createFaults} from './faults.js';
import {createIssues} from './issues.js';
import {createLists} from './lists.js';
import {live} from './lively.js';
import {createLog} from './log.js';
import {createMailboxes} from './mailboxes.js';
import {createTickets} from './tickets.js';
import {toast} from './toast.js';
import {createTrail} from './trail.js';
import {createZendesk} from './zendesk.js';

/**
 * The right: the world around the bot, live.
 * @param {ReturnType<typeof import('./state.js').createStore>} store
 * @param {(command: string) => void} tryOut
 */
export function mountOutside(store, tryOut) {
	const hide = element('button', {type: 'button', class: 'plain', 'aria-label': 'Hide outside world'}, '×');
	const takeTicket = (command) => {
		panel.stepAside();
		tryOut(command);
	};
	const parts = [
		createTickets(takeTicket),
		createMailboxes(),
		createLists(),
		createLog(),
		createAccounts(),
		createIssues(),
		createZendesk(store),
		createTrail(store),
		createFaults(store),
	];
	const time = element('time', {id: 'sandbox-time'});
	const root = byId('outside');
	root.append(
		element('header', {class: 'bar'}, element('h2', {}, 'Outside world'), resetButton(store), hide),
		clock(store, time),
		element('div', {class: 'scroll', tabindex: '0'}, ...parts.map(({node}) => node)),
	);
	const panel = mountToggle(root, hide);
	const tick = () => {
		time.textContent = dayAndTime(store.now());
	};
	setInterval(tick, 1000);
	store.subscribe(() => {
		tick();
		for (const {draw} of parts) draw(store.state.outside);
		live(root);
	});
}

const hourMs = 3_600_000;

function clock(store, time) {
	const move = (words, milliseconds) => {
		const press = async () => {
			if (await store.act({what: 'moveClock', milliseconds})) toast(`The sandbox is ${words} later.`);
		};
		return element('button', {type: 'button', class: 'usual small', on: {click: press}}, `+${words}`);
	};
	return element(
		'div',
		{class: 'clock', role: 'group', 'aria-label': 'Clock'},
		element('span', {}, element('span', {class: 'quiet'}, 'Sandbox time'), time),
		element('span', {class: 'moves'}, move('1 hour', hourMs), move('1 day', 24 * hourMs), move('3 days', 72 * hourMs)),
	);
}

const question = {
	title: {text: 'Reset the world?'},
	text: {text: 'All messages, dialogs and removals of this sandbox are forgotten, for every open window. The tickets begin anew.'},
	confirm: {text: 'Reset'},
	deny: {text: 'Cancel'},
	style: 'danger',
};

function resetButton(store) {
	const button = element('button', {type: 'button', class: 'usual small'}, 'Reset the world');
	button.addEventListener('click', async () => {
		if (button.getAttribute('aria-busy') === 'true' || !(await confirmed(question))) return;
		button.setAttribute('aria-busy', 'true');
		if (await store.act({what: 'reset'})) toast('The world is new.');
		button.removeAttribute('aria-busy');
	});
	return button;
}

/** On a narrow screen the panel lies over the conversation, so it begins hidden there and goes after its work. */
function mountToggle(root, hide) {
	const opener = byId('show-outside');
	const narrow = matchMedia('(width <= 1080px)');
	const show = (isShown) => {
		root.hidden = !isShown;
		opener.hidden = isShown;
	};
	opener.addEventListener('click', () => {
		show(true);
		hide.focus();
	});
	hide.addEventListener('click', () => {
		show(false);
		opener.focus();
	});
	narrow.addEventListener('change', () => show(!narrow.matches));
	show(!narrow.matches);
	return {stepAside: () => narrow.matches && show(false)};
}

import {byId, drawList, element} from './dom.js';
import {direct} from './state.js';

const permissions = {
	'Support agent': 'Looks up, acts, undoes, and asks managers.',
	Manager: 'Does what agents do, and decides their requests.',
	Guest: 'Redeliver serves no guests: try it.',
	'Of another workspace': 'Redeliver serves no strangers: try it.',
};

/** The left: who am I, and where am I. */
export function mountSidebar(store) {
	const chooser = byId('person');
	const seen = createSeen();
	chooser.addEventListener('change', () => store.go({as: chooser.value, thread: undefined, tab: undefined}));
	store.subscribe(() => {
		const {state, me} = store;
		byId('workspace').textContent = state.workspace;
		drawPeople(chooser, state.people, me);
		const role = state.people.find(({id}) => id === me)?.role ?? '';
		byId('person-role').textContent = permissions[role] ?? '';
		drawPlaces(store, seen);
		drawShortcuts(store);
	});
}

function drawPeople(chooser, people, me) {
	drawList(chooser, people, {
		key: ({id}) => id,
		draw: ({id, realName, role}) => element('option', {value: id}, role === '' ? realName : `${realName} (${role})`),
	});
	chooser.value = me;
}

function drawPlaces(store, seen) {
	const {state, channel, place, me} = store;
	const here = place.in === direct ? direct : channel?.id;
	const row = (target, name, of) => ({
		target,
		name,
		isHere: target === here,
		isUnread: isUnread(seen, `${me} ${target}`, of, target === here),
	});
	const channels = state.channels.filter(({kind}) => kind !== 'im').map((one) => row(one.id, `# ${one.name}`, one));
	const isStranger = state.people.find(({id}) => id === me)?.isStranger === true;
	const directs = isStranger
		? []
		: [
				row(
					direct,
					state.bot.name,
					state.channels.find(({kind}) => kind === 'im'),
				),
			];
	const how = {key: ({target}) => target, draw: (one) => drawPlace(store, one)};
	drawList(byId('channels'), channels, how);
	drawList(byId('direct-messages'), directs, how);
}

function isUnread(seen, key, channel, isHere) {
	const newest = channel?.messages.at(-1)?.ts ?? '';
	if (isHere) seen.note(key, newest);
	return newest > seen.until(key);
}

const seenName = 'redeliver-seen';

/** Up to which message somebody has seen a channel in this window, reloads included. */
function createSeen() {
	const seen = JSON.parse(sessionStorage.getItem(seenName) ?? '{}');
	return {
		until: (key) => seen[key] ?? '',
		note: (key, ts) => {
			if (seen[key] === ts) return;
			seen[key] = ts;
			sessionStorage.setItem(seenName, JSON.stringify(seen));
		},
	};
}

function drawPlace(store, {target, name, isHere, isUnread}) {
	const open = () => {
		store.go({in: target, thread: undefined, tab: undefined});
		const exists = store.state.channels.some(({kind}) => kind === 'im');
		if (target === direct && !exists) store.act({what: 'openHome'});
	};
	const button = element(
		'button',
		{type: 'button', class: 'place', 'aria-current': isHere ? 'page' : undefined, on: {click: open}},
		name,
		isUnread && element('span', {class: 'dot', role: 'img', 'aria-label': 'unread'}),
	);
	return element('li', {}, button);
}

function drawShortcuts({state, act}) {
	const shortcuts = state.shortcuts.filter(({type}) => type === 'global');
	drawList(byId('shortcuts'), shortcuts, {
		key: ({callbackId}) => callbackId,
		draw: ({name, callbackId}) =>
			element('button', {type: 'button', class: 'usual', on: {click: () => act({what: 'globalShortcut', callbackId})}}, name),
	});
}

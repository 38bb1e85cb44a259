import {listenForChanges} from './api.js';
import {mountConversation} from './conversation.js';
import {byId, drawList, element, focusComposer} from './dom.js';
import {mountModal} from './modal.js';
import {mountOutside} from './outside.js';
import {mountSidebar} from './sidebar.js';
import {createStore, direct} from './state.js';

const store = createStore();
let isLost = false;

mountSidebar(store);
const {composer} = mountConversation(store);
mountModal(store);
mountOutside(store, (command) => {
	if (store.place.tab === 'home') store.go({tab: undefined});
	composer.put(command);
});
store.subscribe(drawAlarm);
addEventListener('hashchange', look);
document.querySelector('.skip').addEventListener('click', skip);
listenForChanges({onChange: look, onLost: () => lose(true)});
await openDirect();

async function look() {
	try {
		await store.refresh();
		lose(false);
	} catch {
		lose(true);
	}
}

function lose(isNow) {
	if (isLost === isNow) return;
	isLost = isNow;
	drawAlarm();
}

/** By hand: the URL's hash is the place where this window stands. */
function skip(event) {
	event.preventDefault();
	focusComposer();
}

/** What must not be overlooked: no connection, and what the real Slack would have refused. */
function drawAlarm() {
	const lost = isLost ? ['The sandbox does not answer. Is “npm run demo” still running?'] : [];
	const complaints = (store.state?.complaints ?? []).map((complaint) => `Slack would refuse this: ${complaint}`);
	drawList(byId('alarm'), [...lost, ...complaints], {key: (words) => words, draw: (words) => element('p', {}, words)});
}

/** A window that was opened at the direct message: it may not exist yet. */
async function openDirect() {
	await look();
	const {place, channel} = store;
	if (place.in === direct && (channel === undefined || place.tab === 'home')) await store.act({what: 'openHome'});
	focusComposer();
}

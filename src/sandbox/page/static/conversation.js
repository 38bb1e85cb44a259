import {mountComposer} from './composer.js';
import {byId, element} from './dom.js';
import {createHome} from './home.js';
import {drawMessages} from './messages.js';
import {direct} from './state.js';
import {createWelcome} from './welcome.js';

/** The middle: a channel or the direct message, and a thread beside it. */
export function mountConversation(store) {
	const messages = byId('messages');
	messages.tabIndex = 0;
	const composer = mountComposer(byId('composer'), store, {inputId: 'composer-input'});
	const openThread = (ts) => store.go({thread: ts});
	const home = createHome(store);
	const welcome = createWelcome(store, composer.put);
	let drawn = '';
	store.subscribe(() => {
		const {channel, place} = store;
		drawHeader(store);
		if (channel === undefined) return welcome.draw(messages);
		const isFresh = drawn !== `${store.me} ${channel.id} ${place.tab}`;
		drawn = `${store.me} ${channel.id} ${place.tab}`;
		byId('composer').hidden = place.tab === 'home';
		if (place.tab === 'home') return home.draw(messages);
		const rows = channel.messages.filter(isRoot);
		if (rows.length === 0) return welcome.draw(messages);
		drawMessages(messages, rows, {
			store,
			channel: channel.id,
			isFresh: isFresh || messages.querySelector('.welcome, .home') !== null,
			repliesOf: (ts) => repliesTo(channel, ts).length,
			onReply: openThread,
		});
	});
	mountThread(store);
	return {composer};
}

function isRoot({ts, threadTs}) {
	return threadTs === undefined || threadTs === ts;
}

function repliesTo({messages}, ts) {
	return messages.filter((message) => message.threadTs === ts && message.ts !== ts);
}

function drawHeader(store) {
	const {state, channel, place} = store;
	const isDirect = place.in === direct;
	byId('channel-name').textContent = isDirect ? state.bot.name : `# ${channel?.name ?? ''}`;
	byId('channel-note').replaceChildren(...(isDirect ? tabs(store) : topicOf(channel)));
}

const topics = {
	support: 'Where agents work. What Redeliver answers to a command, only you see.',
	'email-approvals': 'Requests to managers, and what became of them.',
	'email-audit': 'Checkpoints of the audit trail.',
};

function topicOf(channel) {
	if (channel?.isExtShared) return ['Shared with another organisation: people outside of Brightwater read along.'];
	return [topics[channel?.name] ?? ''];
}

function tabs({place, go, act}) {
	return ['messages', 'home'].map((tab) => {
		const isHome = tab === 'home';
		const press = () => {
			go({tab: isHome ? 'home' : undefined, thread: undefined});
			if (isHome) act({what: 'openHome'});
		};
		const isHere = (place.tab ?? 'messages') === tab;
		return element('button', {type: 'button', class: 'plain', 'aria-pressed': isHere, on: {click: press}}, isHome ? 'Home' : 'Messages');
	});
}

function mountThread(store) {
	const pane = byId('thread');
	const close = element('button', {type: 'button', class: 'plain', on: {click: () => store.go({thread: undefined})}}, 'Close thread');
	const list = element('div', {class: 'scroll', tabindex: '0'});
	const foot = element('div');
	pane.append(element('header', {class: 'bar'}, element('h2', {}, 'Thread'), close), list, foot);
	mountComposer(foot, store, {inputId: 'thread-input', threadTs: () => store.place.thread});
	let drawn = '';
	store.subscribe(() => {
		const {channel, place} = store;
		const root = channel?.messages.find(({ts}) => ts === place.thread);
		pane.hidden = root === undefined;
		const isFresh = drawn !== `${store.me} ${root?.ts}`;
		drawn = `${store.me} ${root?.ts}`;
		if (root !== undefined) drawMessages(list, [root, ...repliesTo(channel, root.ts)], {store, channel: channel.id, isFresh});
		if (root !== undefined && isFresh) byId('thread-input').focus();
	});
}

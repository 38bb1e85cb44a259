import {drawBlocks} from './blocks.js';
import {mountComposer} from './composer.js';
import {createContext, personIn} from './context.js';
import {byId, element} from './dom.js';
import {drawMessages} from './messages.js';
import {direct} from './state.js';

/** The middle: a channel or the direct message, and a thread beside it. */
export function mountConversation(store) {
	const messages = byId('messages');
	messages.tabIndex = 0;
	const composer = mountComposer(byId('composer'), store, {inputId: 'composer-input'});
	const openThread = (ts) => store.go({thread: ts});
	let drawn = '';
	store.subscribe(() => {
		const {channel, place, state} = store;
		drawHeader(store);
		if (channel === undefined) return drawWelcome(messages, store);
		const isFresh = drawn !== `${store.me} ${channel.id} ${place.tab}`;
		drawn = `${store.me} ${channel.id} ${place.tab}`;
		byId('composer').hidden = place.tab === 'home';
		if (place.tab === 'home' && state.home !== undefined) return drawHome(messages, store);
		const rows = channel.messages.filter(isRoot);
		if (rows.length === 0) return drawWelcome(messages, store);
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

function drawHeader({state, channel, place, go}) {
	const isDirect = place.in === direct;
	byId('channel-name').textContent = isDirect ? state.bot.name : `# ${channel?.name ?? ''}`;
	byId('channel-note').replaceChildren(...headerNote(isDirect, channel, state, go, place));
}

function headerNote(isDirect, channel, state, go, place) {
	if (!isDirect) return channel?.isExtShared ? ['Shared with another organisation: people outside of Brightwater read along.'] : [];
	if (state.home === undefined) return ['Direct message'];
	return ['messages', 'home'].map((tab) => {
		const isHere = (place.tab ?? 'messages') === tab;
		const press = () => go({tab: tab === 'home' ? 'home' : undefined});
		return element(
			'button',
			{type: 'button', class: 'plain', 'aria-pressed': isHere, on: {click: press}},
			tab === 'home' ? 'Home' : 'Messages',
		);
	});
}

/** Where nothing was said yet: who am I, and what can I type. */
function drawWelcome(container, {state, me}) {
	const {realName, role} = personIn(state, me);
	const commands = state.commands.map(({command, usageHint, description}) =>
		element('li', {}, element('code', {}, `${command} ${usageHint}`), element('span', {}, description)),
	);
	const welcome = element(
		'div',
		{class: 'welcome'},
		element('h3', {}, `You are ${realName}`),
		element('p', {class: 'quiet'}, role),
		element(
			'p',
			{},
			'A customer says that a mail never arrived. Take a ticket from the right and press “Try it”, or type a command below:',
		),
		element('ul', {}, ...commands),
		element('p', {class: 'quiet'}, 'The outside world on the right shows at once what your clicks do.'),
	);
	container.replaceChildren(welcome);
}

function drawHome(container, store) {
	const context = createContext(store, async (press) => {
		await store.act({what: 'clickInModal', ...press});
	});
	container.replaceChildren(element('div', {class: 'home'}, ...drawBlocks(store.state.home.blocks, context)));
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

import {drawBlocks} from './blocks.js';
import {createContext, personIn} from './context.js';
import {dateOf, dayName, dayOf, timeOfDay, wholeDate} from './dates.js';
import {drawList, element} from './dom.js';
import {mrkdwn} from './mrkdwn.js';
import {announce} from './toast.js';

/** Changed this near to the end, the view follows. In pixels. */
const nearEnd = 120;

/**
 * Draws messages into a scrolling container, and keeps the reader where they are; what answers their own act they see.
 * @param {HTMLElement} container
 * @param {readonly import('./state.js').Message[]} messages
 * @param {{store: any, channel: string, isFresh: boolean, repliesOf?: (ts: string) => number, onReply?: (ts: string) => void}} how
 */
export function drawMessages(container, messages, how) {
	const wasAtEnd = container.scrollHeight - container.scrollTop - container.clientHeight < nearEnd;
	const focused = document.activeElement?.closest('.message');
	if (how.isFresh) container.replaceChildren();
	const {added, replaced} = drawList(container, rowsOf(messages, how), {
		key: (row) => row.key,
		draw: (row) => (row.message === undefined ? dayLine(row.day) : drawMessage(row, how)),
	});
	if (focused?.isConnected === false) container.querySelector(`[data-key="${focused.dataset.key}"]`)?.focus();
	if (how.isFresh) container.scrollTop = container.scrollHeight;
	else
		follow(
			container,
			[...added, ...replaced].filter((node) => node.matches('.message')),
			wasAtEnd || added.some((node) => node.matches('.ephemeral')),
		);
}

function rowsOf(messages, {store, repliesOf}) {
	let day = '';
	return messages.flatMap((message) => {
		const date = dateOf(message.ts);
		const row = {key: message.ts, message, replies: repliesOf?.(message.ts) ?? 0};
		if (dayOf(date) === day) return [row];
		day = dayOf(date);
		return [{key: day, day: dayName(date, store.now())}, row];
	});
}

/** What is new is read out, and scrolled to if the reader was at the end. */
function follow(container, nodes, wasAtEnd) {
	const last = nodes.at(-1);
	if (last === undefined) return;
	const heard = nodes.filter((node) => !node.classList.contains('own'));
	if (heard.length > 0) announce(heard.map((node) => node.dataset.summary).join('. '));
	if (!wasAtEnd) return;
	const isTall = last.offsetHeight > container.clientHeight;
	if (isTall) container.scrollTop = last.offsetTop - container.offsetTop - 8;
	else last.scrollIntoView({block: 'nearest'});
}

function dayLine(day) {
	return element('p', {class: 'day'}, element('span', {}, day));
}

function drawMessage({message, replies}, how) {
	const {store} = how;
	const author = personIn(store.state, message.user) ?? {name: message.user, realName: message.user};
	const own = message.user === store.me ? ' own' : '';
	const summary = `${author.realName}: ${message.text}${message.isEphemeral ? ' (only visible to you)' : ''}`;
	return element(
		'article',
		{class: `message${message.isEphemeral ? ' ephemeral' : ''}${own}`, tabindex: '-1', data: {summary, ts: message.ts}},
		avatar(author, message.user),
		element(
			'div',
			{class: 'body'},
			message.isEphemeral && element('p', {class: 'only-you'}, 'Only visible to you'),
			heading(message, author),
			element('div', {class: 'content'}, ...contentOf(message, how)),
			...message.files.map(fileCard),
			replies > 0 && threadButton(message, replies, how),
		),
		!message.isEphemeral && hoverMenu(message, how),
	);
}

export function avatar({realName, isBot = false}, id) {
	const initials = realName
		.split(/\s+/)
		.map((word) => [...word][0] ?? '')
		.slice(0, 2)
		.join('');
	const tint = [...id].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 6;
	return element('span', {class: `avatar ${isBot ? 'bot' : `tint-${tint}`}`, 'aria-hidden': 'true'}, initials);
}

function heading(message, author) {
	const date = dateOf(message.ts);
	return element(
		'header',
		{},
		element('strong', {}, author.realName),
		author.isBot && element('span', {class: 'badge'}, 'APP'),
		element('time', {datetime: date.toISOString(), title: wholeDate(date)}, timeOfDay(date)),
		message.edited && element('span', {class: 'quiet'}, '(edited)'),
	);
}

function contentOf(message, {store, channel}) {
	const context = createContext(store, async (press) => {
		await store.act({what: 'click', channel, ts: message.ts, ...press});
	});
	if (message.blocks.length > 0) return drawBlocks(message.blocks, context);
	return [element('div', {class: 'text'}, ...mrkdwn(message.text, context))];
}

function fileCard({name, title, content}) {
	return element('details', {class: 'file'}, element('summary', {}, title || name), element('pre', {tabindex: '0'}, content));
}

function threadButton(message, replies, {onReply}) {
	const words = replies === 1 ? '1 reply' : `${replies} replies`;
	return element('button', {type: 'button', class: 'plain replies', on: {click: () => onReply?.(message.ts)}}, words);
}

function hoverMenu(message, {store, channel, onReply}) {
	const shortcuts = store.state.shortcuts.filter(({type}) => type === 'message');
	const buttons = [
		onReply && element('button', {type: 'button', on: {click: () => onReply(message.ts)}}, 'Reply in thread'),
		...shortcuts.map(({name, callbackId}) =>
			element(
				'button',
				{type: 'button', on: {click: () => store.act({what: 'messageShortcut', callbackId, channel, ts: message.ts})}},
				name,
			),
		),
	].filter(Boolean);
	return buttons.length > 0 && element('div', {class: 'hover-menu', role: 'group', 'aria-label': 'Message actions'}, ...buttons);
}

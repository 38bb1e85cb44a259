import {byId, element} from './dom.js';
import {direct} from './state.js';
import {createSuggestions} from './suggestions.js';
import {clearToast, toast} from './toast.js';

/**
 * The field in which a person types messages and commands.
 * @param {HTMLElement} root
 * @param {ReturnType<typeof import('./state.js').createStore>} store
 * @param {{inputId: string, threadTs?: () => string | undefined}} how
 * @returns {{put: (text: string) => void}} `put` writes a text into it, ready to be sent
 */
export function mountComposer(root, store, {inputId, threadTs}) {
	const input = element('textarea', {id: inputId, rows: '1', autocomplete: 'off', spellcheck: 'false'});
	const hint = element('p', {class: 'hint', id: `${inputId}-hint`});
	const suggestions = createSuggestions(input, () => (threadTs === undefined ? (store.state?.commands ?? []) : []));
	const send = element('button', {type: 'submit', class: 'primary'}, 'Send');
	const label = element('label', {for: inputId, class: 'unseen'});
	const form = element('form', {class: 'composer'}, suggestions.node, label, element('div', {class: 'row'}, input, send), hint);
	input.setAttribute('aria-describedby', hint.id);
	root.append(form);

	const refreshHint = () => {
		hint.textContent = hintFor(input.value, store.state?.commands ?? [], threadTs !== undefined);
		grow(input);
	};
	const submit = async () => {
		const text = input.value.trim();
		if (text === '') return;
		put('');
		if (!(await deliver(store, text, threadTs?.())) && input.value === '') put(text);
	};
	const put = (text) => {
		input.value = text;
		suggestions.close();
		refreshHint();
	};
	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		await submit();
	});
	input.addEventListener('input', () => {
		suggestions.refresh();
		refreshHint();
	});
	input.addEventListener('keydown', async (event) => {
		if (suggestions.take(event)) refreshHint();
		else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
			event.preventDefault();
			await submit();
		}
	});
	store.subscribe(() => {
		label.textContent = threadTs === undefined ? `Message to ${whereTo(store)}` : 'Reply in the thread';
		input.placeholder =
			threadTs === undefined && store.place.thread === undefined ? `${label.textContent}, or / for a command` : label.textContent;
		if (document.activeElement !== input) refreshHint();
	});
	return {
		put: (text) => {
			put(text);
			byId(inputId).focus();
		},
	};
}

function whereTo({channel, place, state}) {
	return place.in === direct ? state.bot.name : `#${channel?.name ?? ''}`;
}

/** The usage of the command that is being typed, or how to begin. */
function hintFor(text, commands, isThread) {
	if (isThread) return 'Slash commands do not work in threads.';
	const typed = commands.find(({command}) => text === command || text.startsWith(`${command} `));
	if (typed !== undefined) return `Enter sends it. ${typed.command} ${typed.usageHint}: ${typed.description}`;
	return 'Enter sends, Shift+Enter begins a new line.';
}

function grow(input) {
	input.style.height = 'auto';
	// Hidden, it measures nothing.
	if (input.scrollHeight > 0) input.style.height = `${Math.min(input.scrollHeight + 2, 180)}px`;
}

/** @returns {Promise<boolean>} false when it was not taken, and should stay in the field */
async function deliver(store, text, threadTs) {
	clearToast();
	await store.settled();
	const channel = store.channel?.id;
	const command = /^(\/\S*)\s*([\s\S]*)$/.exec(text);
	if (channel === undefined) return refuse('This conversation is not open yet.');
	if (command === null) return store.act({what: 'say', channel, text, ...(threadTs === undefined ? {} : {threadTs})});
	const [, word, rest] = command;
	if (threadTs !== undefined) return refuse(`${word} does not work in threads. Slack takes slash commands in channels only.`);
	if (!store.state.commands.some((known) => known.command === word)) {
		return refuse(`${word} is not a command here. There is: ${store.state.commands.map((known) => known.command).join(', ')}.`);
	}
	return store.act({what: 'command', channel, command: word, text: rest});
}

function refuse(words) {
	toast(words, 'problem');
	return false;
}

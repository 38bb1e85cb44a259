import {act, fetchState} from './api.js';

/**
 * @typedef {{id: string, name: string, realName: string, role: string, isStranger: boolean}} Person
 * @typedef {{id: string, name: string, title: string, content: string}} SharedFile
 * @typedef {{ts: string, threadTs?: string, user: string, text: string, blocks: Record<string, any>[], isEphemeral: boolean, edited: boolean,
 *   files: SharedFile[]}} Message
 * @typedef {{id: string, name: string, kind: 'public' | 'private' | 'im', isExtShared: boolean, messages: Message[]}} Channel
 * @typedef {{as?: string, in?: string, thread?: string, tab?: string}} Place who looks at what; kept in the URL's hash
 */

/** The word for the bot's direct message in the URL: its channel may not exist yet. */
export const direct = 'redeliver';

/** What the server told last, and where this window stands in it. */
export function createStore() {
	const listeners = new Set();
	let state;
	let ahead = 0;
	let asking;
	let isStale = false;

	const tell = () => {
		for (const listener of listeners) listener();
	};
	const ask = async () => {
		while (isStale) {
			isStale = false;
			const asked = place().as;
			const answer = await fetchState(asked).catch((error) => retreat(asked, error));
			if (answer === undefined || place().as !== asked) isStale = true;
			else state = answer;
		}
		ahead = Date.parse(state.now) - Date.now();
		tell();
	};
	/** Several that ask meanwhile share the one answer that is newer than all of them. */
	const refresh = () => {
		isStale = true;
		asking ??= ask().finally(() => {
			asking = undefined;
			// Somebody asked after the last answer came, and before it was told.
			return isStale ? refresh() : undefined;
		});
		return asking;
	};
	const settled = async () => {
		if (state === undefined || (place().as ?? state.me) !== state.me) await refresh().catch(() => undefined);
	};
	return {
		/** The state as last told; undefined before the first answer. */
		get state() {
			return state;
		},
		get place() {
			return place();
		},
		get me() {
			return state.me;
		},
		/** The sandbox's time. */
		now: () => new Date(Date.now() + ahead),
		/** The channel that is looked at; undefined while the direct message does not exist yet. */
		get channel() {
			return channelAt(state, place().in);
		},
		/** Does it as this window's person, and looks at what came of it. */
		act: async (deed) => {
			await settled();
			const went = await act({as: state.me, ...deed});
			await refresh().catch(() => undefined);
			return went;
		},
		go: (change) => {
			const next = Object.entries({...place(), ...change}).filter(([, value]) => value !== undefined);
			location.hash = new URLSearchParams(next).toString();
		},
		refresh,
		/** Resolves when the state is that of the person whom the URL names: right after another one was chosen it is not yet. */
		settled,
		subscribe: (listener) => listeners.add(listener),
	};
}

/** @returns {Place} */
function place() {
	return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

/** A person of an older world, or a mistyped one: back to the first. */
function retreat(asked, error) {
	if (asked === undefined || error.status !== 404) throw error;
	history.replaceState(null, '', '#');
	return undefined;
}

function channelAt(state, wanted) {
	const found = state.channels.find(({id, kind}) => (wanted === direct ? kind === 'im' : id === wanted));
	return found ?? (wanted === direct ? undefined : state.channels[0]);
}

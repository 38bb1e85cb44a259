/**
 * What blocks need to know of the workspace.
 * @param {ReturnType<typeof import('./state.js').createStore>} store
 * @param {import('./rich-text.js').Context['press']} press
 * @returns {import('./rich-text.js').Context}
 */
export function createContext(store, press) {
	return {
		person: (id) => personIn(store.state, id),
		groupName: (id) => store.state.userGroups.find((group) => group.id === id)?.handle,
		channelName: (id) => store.state.channels.find((channel) => channel.id === id)?.name,
		now: store.now,
		press,
	};
}

/** People and the bot alike. */
export function personIn({people, bot}, id) {
	if (id === bot.id) return {id, name: bot.name, realName: bot.name, isBot: true};
	return people.find((person) => person.id === id);
}

import {applyCommandAck} from './acks.ts';
import {actionOf, choiceAmong, type Press} from './choices.ts';
import type {Deliveries} from './deliveries.ts';
import {directMessage, findMessage, isBotIn, postMessage} from './messages.ts';
import {clickView, closeModal, fillIn, modalOf, openModalOf, submitModal} from './modal-actor.ts';
import {commandFields, eventPayload, globalShortcutPayload, messageActionPayload, messageShortcutPayload} from './payloads.ts';
import type {SlackState} from './state.ts';
import type {Delivery, SlackActor, SlackChannel, SlackMessage, SlackPerson} from './types.ts';
import {placedElements, valuesOf} from './view-values.ts';
import {viewOutput} from './views.ts';

/** What one person can do and see; what Slack's own client would not let them do, throws. */
export function createActor(state: SlackState, deliveries: Deliveries, personId: string): SlackActor {
	const person = () => {
		const known = state.people.get(personId);
		if (known === undefined) throw new Error(`nobody in the workspace has the id ${personId}`);
		return known;
	};
	person();
	return {
		get person() {
			return person();
		},
		command: (channelId, command, text) => sendCommand(state, deliveries, person(), {channelId, command, text}),
		messages: (channelId) => seenMessages(state, personId, channelId),
		click: (message, button, options = {}) => clickMessage(state, deliveries, person(), {message, button, ...options}),
		clickInModal: (button, options = {}) => clickView(state, deliveries, person(), {button, ...options}),
		modal: () => modalOf(state, personId),
		fill: (values) => fillIn(state, openModalOf(state, personId), values),
		submit: (values) => submitModal(state, deliveries, person(), values),
		closeModal: () => closeModal(state, deliveries, person()),
		globalShortcut: (callbackId) => deliveries.interaction(globalShortcutPayload(state, person(), callbackId)),
		messageShortcut: (callbackId, message) => {
			const seen = seenMessage(state, personId, message);
			if (seen.ephemeralFor !== undefined) throw new Error('an ephemeral message has no shortcuts');
			return deliveries.interaction(messageShortcutPayload(state, person(), seen, callbackId));
		},
		say: (channelId, text, threadTs) => say(state, deliveries, personId, {channelId, text, ...(threadTs === undefined ? {} : {threadTs})}),
		openHome: (tab = 'home') => openHome(state, deliveries, personId, tab),
		home: () => state.homes.get(personId)?.content,
	};
}

/** @throws Error when the person is not in the channel. */
function ownChannel(state: SlackState, personId: string, channelId: string): SlackChannel {
	const channel = state.channels.get(channelId);
	if (channel?.members.includes(personId)) return channel;
	throw new Error(`${personId} is in no channel ${channelId}`);
}

async function sendCommand(
	state: SlackState,
	deliveries: Deliveries,
	person: SlackPerson,
	typed: {readonly channelId: string; readonly command: string; readonly text: string},
): Promise<Delivery> {
	const channel = ownChannel(state, person.id, typed.channelId);
	const delivery = await deliveries.command(commandFields(state, person, channel, typed));
	return applyCommandAck(state, delivery, {channel: channel.id, user: person.id, command: typed.command});
}

function seenMessages(state: SlackState, personId: string, channelId: string): readonly SlackMessage[] {
	if (state.channels.get(channelId)?.members.includes(personId) !== true) return [];
	return state.messages.filter(
		(message) => message.channel === channelId && (message.ephemeralFor === undefined || message.ephemeralFor === personId),
	);
}

/** @throws Error when the person does not see it (any more). */
function seenMessage(state: SlackState, personId: string, message: SlackMessage): SlackMessage {
	const seen = seenMessages(state, personId, message.channel).find(({ts}) => ts === message.ts);
	if (seen === undefined) throw new Error(`${personId} does not see the message ${message.ts} in ${message.channel}`);
	return seen;
}

async function clickMessage(
	state: SlackState,
	deliveries: Deliveries,
	person: SlackPerson,
	press: Press & {readonly message: SlackMessage},
): Promise<Delivery> {
	const message = seenMessage(state, person.id, press.message);
	const choice = choiceAmong(placedElements(message.blocks), press);
	const values = valuesOf(message.blocks, choice.entered({}));
	return await deliveries.interaction(messageActionPayload(state, person, message, {payload: actionOf(state, choice), values}));
}

const historyScope = {public: 'channels:history', private: 'groups:history', im: 'im:history'} as const;

function say(
	state: SlackState,
	deliveries: Deliveries,
	personId: string,
	{channelId, text, threadTs}: {readonly channelId: string; readonly text: string; readonly threadTs?: string},
): SlackMessage {
	const channel = ownChannel(state, personId, channelId);
	if (threadTs !== undefined && findMessage(state, channelId, threadTs) === undefined)
		throw new Error(`no message ${threadTs} to reply to`);
	const thread = threadTs === undefined ? {} : {threadTs};
	const message = postMessage(state, {channel: channelId, user: personId, text, blocks: [], ...thread});
	// Slack tells a bot of messages only where it is a member and may read them.
	if (isBotIn(state, channel) && state.scopes.includes(historyScope[channel.kind])) {
		const kind = {public: 'channel', private: 'group', im: 'im'}[channel.kind];
		const reply = threadTs === undefined ? {} : {thread_ts: threadTs};
		const event = {
			type: 'message',
			channel: channelId,
			user: personId,
			text,
			ts: message.ts,
			event_ts: message.ts,
			channel_type: kind,
			...reply,
		};
		deliveries.event(eventPayload(state, event)).catch(() => undefined);
	}
	return message;
}

async function openHome(state: SlackState, deliveries: Deliveries, personId: string, tab: 'home' | 'messages'): Promise<Delivery> {
	const home = tab === 'home' ? state.homes.get(personId) : undefined;
	return await deliveries.event(
		eventPayload(state, {
			type: 'app_home_opened',
			user: personId,
			channel: directMessage(state, personId).id,
			tab,
			event_ts: state.nextTs(),
			...(home === undefined ? {} : {view: viewOutput(state, home)}),
		}),
	);
}

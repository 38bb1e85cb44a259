import type {KnownBlock} from '@slack/types';
import type {SlackState} from './state.ts';
import type {SlackChannel, SlackMessage} from './types.ts';

export type Draft = Pick<SlackMessage, 'channel' | 'user' | 'text'> &
	Partial<Pick<SlackMessage, 'threadTs' | 'ephemeralFor' | 'files'>> & {readonly blocks: readonly unknown[]};

/** Puts a message into a channel; its blocks were checked before. */
export function postMessage(state: SlackState, draft: Draft): SlackMessage {
	const message: SlackMessage = {...draft, blocks: withIds(state, draft.blocks), ts: state.nextTs(), edited: false};
	state.messages.push(message);
	state.changed();
	return message;
}

export function replaceMessage(state: SlackState, old: SlackMessage, text: string, blocks: readonly unknown[]): SlackMessage {
	const message: SlackMessage = {...old, text, blocks: withIds(state, blocks), edited: true};
	state.messages = state.messages.map((other) => (other === old ? message : other));
	state.changed();
	return message;
}

export function removeMessage(state: SlackState, old: SlackMessage): void {
	state.messages = state.messages.filter((other) => other !== old);
	state.changed();
}

export function findMessage(state: SlackState, channel: string, ts: string): SlackMessage | undefined {
	return state.messages.find((message) => message.channel === channel && message.ts === ts);
}

/** Slack names what the app left nameless. */
export function withIds(state: SlackState, blocks: readonly unknown[]): KnownBlock[] {
	return blocks.map((block) => named(state, block)) as KnownBlock[];
}

const interactive = new Set([
	'button',
	'static_select',
	'overflow',
	'checkboxes',
	'radio_buttons',
	'datepicker',
	'plain_text_input',
	'email_text_input',
	'number_input',
]);

function named(state: SlackState, block: unknown): unknown {
	const {elements, accessory, element, ...rest} = block as Record<string, unknown>;
	return {
		block_id: state.nextId('b'),
		...rest,
		...(Array.isArray(elements) ? {elements: elements.map((one) => namedElement(state, one))} : {}),
		...(accessory === undefined ? {} : {accessory: namedElement(state, accessory)}),
		...(element === undefined ? {} : {element: namedElement(state, element)}),
	};
}

function namedElement(state: SlackState, element: unknown): unknown {
	const {type} = element as {readonly type: string};
	return interactive.has(type) ? {action_id: state.nextId('a'), ...(element as object)} : element;
}

/** The bot's own direct messages have it as silent member. */
export function isBotIn(state: SlackState, channel: SlackChannel): boolean {
	return channel.members.includes(state.identity.botUserId) || (channel.kind === 'im' && channel.members.length === 1);
}

/** The direct message of the bot with a person, made when it is first needed. */
export function directMessage(state: SlackState, personId: string): SlackChannel {
	const known = [...state.channels.values()].find(
		(channel) => channel.kind === 'im' && channel.members.includes(personId) && isBotIn(state, channel),
	);
	if (known !== undefined) return known;
	const channel: SlackChannel = {id: `D${personId.slice(1)}`, name: 'directmessage', kind: 'im', members: [personId]};
	state.channels.set(channel.id, channel);
	return channel;
}

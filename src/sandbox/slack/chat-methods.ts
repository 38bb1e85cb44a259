import {slackLimits} from '../../slack/limits.ts';
import {type ApiAnswer, type ApiMethod, ApiRefusal, type Arguments, required, textOf, visibleChannel} from './api-call.ts';
import {messageContent} from './message-content.ts';
import {directMessage, findMessage, isBotIn, postMessage, removeMessage, replaceMessage} from './messages.ts';
import {messageOutput} from './payloads.ts';
import type {SlackState} from './state.ts';
import type {SlackChannel, SlackMessage} from './types.ts';

/** A person's id stands for the direct message with them. */
function targetChannel(state: SlackState, id: string): SlackChannel {
	if (!id.startsWith('U') && !id.startsWith('W')) return visibleChannel(state, id);
	if (!state.people.has(id)) throw new ApiRefusal('channel_not_found');
	return directMessage(state, id);
}

/** @throws ApiRefusal for content that Slack refuses; it stands among the complaints too. */
function checkedContent(state: SlackState, method: string, given: Arguments) {
	const content = messageContent(given);
	if (content.problems.length === 0) return content;
	for (const problem of content.problems) state.complain(`${method}: ${problem}`);
	throw new ApiRefusal(contentError(content.problems), {
		errors: content.problems,
		response_metadata: {messages: content.problems.map((problem) => `[ERROR] ${problem}`)},
	});
}

function contentError(problems: readonly string[]): string {
	const [first = ''] = problems;
	if (problems.length > 1 || first.startsWith('blocks[')) return 'invalid_blocks';
	if (first.includes('in all blocks')) return 'msg_blocks_too_long';
	if (first.startsWith('text: neither')) return 'no_text';
	return first.startsWith('text:') ? 'msg_too_long' : 'invalid_blocks';
}

function threadOf(state: SlackState, channel: SlackChannel, given: Arguments): {readonly threadTs?: string} {
	const threadTs = textOf(given, 'thread_ts');
	if (threadTs === undefined) return {};
	const parent = findMessage(state, channel.id, threadTs);
	if (parent === undefined) throw new ApiRefusal('thread_not_found');
	if (parent.threadTs !== undefined || parent.ephemeralFor !== undefined) throw new ApiRefusal('cannot_reply_to_message');
	return {threadTs};
}

function post(state: SlackState, given: Arguments): ApiAnswer {
	const channel = targetChannel(state, required(given, 'channel'));
	if (!isBotIn(state, channel) && !state.scopes.includes('chat:write.public')) throw new ApiRefusal('not_in_channel');
	const {text, blocks} = checkedContent(state, 'chat.postMessage', given);
	const thread = threadOf(state, channel, given);
	const message = postMessage(state, {channel: channel.id, user: state.identity.botUserId, text, blocks, ...thread});
	return {channel: channel.id, ts: message.ts, message: messageOutput(state, message)};
}

function postEphemeral(state: SlackState, given: Arguments): ApiAnswer {
	const channel = visibleChannel(state, required(given, 'channel'));
	const user = required(given, 'user');
	if (!isBotIn(state, channel)) throw new ApiRefusal('not_in_channel');
	if (!channel.members.includes(user)) throw new ApiRefusal('user_not_in_channel');
	const {text, blocks} = checkedContent(state, 'chat.postEphemeral', given);
	const thread = threadOf(state, channel, given);
	const message = postMessage(state, {channel: channel.id, user: state.identity.botUserId, text, blocks, ephemeralFor: user, ...thread});
	return {message_ts: message.ts};
}

/** @throws ApiRefusal `message_not_found`: for the Web API an ephemeral message does not exist. */
function existing(state: SlackState, given: Arguments, nameOfTs: string): SlackMessage {
	const channel = visibleChannel(state, required(given, 'channel'));
	const message = findMessage(state, channel.id, required(given, nameOfTs));
	if (message === undefined || message.ephemeralFor !== undefined) throw new ApiRefusal('message_not_found');
	return message;
}

function update(state: SlackState, given: Arguments): ApiAnswer {
	const old = existing(state, given, 'ts');
	if (old.user !== state.identity.botUserId) throw new ApiRefusal('cant_update_message');
	if ((textOf(given, 'text')?.length ?? 0) > slackLimits.updateText) {
		state.complain(`chat.update: text: Slack allows ${slackLimits.updateText} characters`);
		throw new ApiRefusal('msg_too_long');
	}
	// Blocks that are left out stay as they were; an empty list takes them away (docs.slack.dev/reference/methods/chat.update).
	const kept = given.blocks === undefined ? old.blocks : given.blocks;
	const {text, blocks} = checkedContent(state, 'chat.update', {...given, blocks: kept});
	const message = replaceMessage(state, old, text, blocks);
	return {channel: message.channel, ts: message.ts, text, message: messageOutput(state, message)};
}

function remove(state: SlackState, given: Arguments): ApiAnswer {
	const message = existing(state, given, 'ts');
	if (message.user !== state.identity.botUserId) throw new ApiRefusal('cant_delete_message');
	removeMessage(state, message);
	return {channel: message.channel, ts: message.ts};
}

function permalink(state: SlackState, given: Arguments): ApiAnswer {
	const {channel, ts, threadTs} = existing(state, given, 'message_ts');
	const thread = threadTs === undefined ? '' : `?thread_ts=${threadTs}&cid=${channel}`;
	return {channel, permalink: `https://${state.identity.teamDomain}.slack.com/archives/${channel}/p${ts.replace('.', '')}${thread}`};
}

export const chatMethods: Readonly<Record<string, ApiMethod>> = {
	'chat.postMessage': {scope: 'chat:write', call: post},
	'chat.postEphemeral': {scope: 'chat:write', call: postEphemeral},
	'chat.update': {scope: 'chat:write', call: update},
	'chat.delete': {scope: 'chat:write', call: remove},
	'chat.getPermalink': {call: permalink},
};

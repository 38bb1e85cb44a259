import {problemsOfMessage} from '../../slack/limits.ts';

export interface MessageContent {
	readonly text: string;
	readonly blocks: readonly unknown[];
	/** Why Slack refuses it; empty when it is good. */
	readonly problems: readonly string[];
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text and blocks of anything that wants to become a message. */
export function messageContent(body: Readonly<Record<string, unknown>>): MessageContent {
	const {text = '', blocks = []} = body;
	if (typeof text !== 'string') return {text: '', blocks: [], problems: ['text: not a string']};
	if (!Array.isArray(blocks)) return {text, blocks: [], problems: ['blocks: not a list']};
	return {text, blocks, problems: problemsOfMessage({text, blocks})};
}

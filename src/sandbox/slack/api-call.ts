import {isBotIn} from './messages.ts';
import type {SlackState} from './state.ts';
import type {SlackChannel, SlackPerson} from './types.ts';

export type Arguments = Readonly<Record<string, unknown>>;
export type ApiAnswer = Readonly<Record<string, unknown>>;

export interface ApiMethod {
	/** What the token must hold; a list when it depends on the arguments. */
	readonly scope?: string | ((state: SlackState, given: Arguments) => string | undefined);
	/** Default: the bot token. */
	readonly token?: 'app' | 'none';
	/** Answers without `ok`; throws ApiRefusal. */
	readonly call: (state: SlackState, given: Arguments) => ApiAnswer;
}

/** An answer `{ok: false, error}`, sent with HTTP status 200 as Slack does. */
export class ApiRefusal extends Error {
	readonly details: ApiAnswer;

	constructor(code: string, details: ApiAnswer = {}) {
		super(code);
		this.name = 'ApiRefusal';
		this.details = details;
	}
}

export function invalidArguments(...messages: readonly string[]): ApiRefusal {
	return new ApiRefusal('invalid_arguments', {response_metadata: {messages: messages.map((message) => `[ERROR] ${message}`)}});
}

/** An argument as text; forms bring everything as text, JSON bodies may bring numbers. */
export function textOf(given: Arguments, name: string): string | undefined {
	const value = given[name];
	if (value === undefined || value === null || value === '') return undefined;
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** @throws ApiRefusal `invalid_arguments` when it is missing. */
export function required(given: Arguments, name: string): string {
	const value = textOf(given, name);
	if (value === undefined) throw invalidArguments(`missing required field: ${name}`);
	return value;
}

export function isYes(given: Arguments, name: string): boolean {
	return given[name] === true || given[name] === 'true' || given[name] === '1';
}

/**
 * The channel, as far as the bot may know of it.
 * @throws ApiRefusal `channel_not_found`, also for private channels that the bot is not in.
 */
export function visibleChannel(state: SlackState, id: string): SlackChannel {
	const channel = state.channels.get(id);
	if (channel === undefined || (channel.kind !== 'public' && !isBotIn(state, channel))) throw new ApiRefusal('channel_not_found');
	return channel;
}

/** @throws ApiRefusal `user_not_found`. */
export function knownPerson(state: SlackState, id: string): SlackPerson {
	const {botUserId, teamId} = state.identity;
	const bot: SlackPerson = {id: botUserId, name: 'redeliver', realName: 'Redeliver', teamId, isBot: true};
	const person = id === botUserId ? bot : state.people.get(id);
	if (person === undefined) throw new ApiRefusal('user_not_found');
	return person;
}

/** One page by `limit` and `cursor`, as Slack's collections are read. */
export function page<Item>(
	items: readonly Item[],
	given: Arguments,
): {readonly items: readonly Item[]; readonly response_metadata: ApiAnswer} {
	const cursor = textOf(given, 'cursor');
	const start = cursor === undefined ? 0 : Number(Buffer.from(cursor, 'base64').toString().replace('offset:', ''));
	if (!Number.isInteger(start) || start < 0 || start > items.length) throw new ApiRefusal('invalid_cursor');
	const limit = Number(textOf(given, 'limit') ?? 0);
	if (!Number.isInteger(limit) || limit < 0 || limit > 1000) throw new ApiRefusal('invalid_limit');
	const end = limit === 0 ? items.length : start + limit;
	const next = end < items.length ? Buffer.from(`offset:${end}`).toString('base64') : '';
	return {items: items.slice(start, end), response_metadata: {next_cursor: next}};
}

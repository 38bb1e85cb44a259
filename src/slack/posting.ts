import {setTimeout as delay} from 'node:timers/promises';
import {WebAPIPlatformError, WebAPIRequestError, type WebClient} from '@slack/web-api';
import {ServiceRefused, ServiceUnavailable} from '../model/errors.ts';
import type {Card} from './kit.ts';

export interface Spot {
	readonly channel: string;
	readonly ts: string;
}

/** Messages of our own accord. Slack's no is one of a service: the channel is gone, or the bot is not in it. */
export interface Posting {
	readonly post: (channel: string, card: Card, threadTs?: string) => Promise<Spot>;
	readonly edit: (spot: Spot, card: Card) => Promise<void>;
	readonly share: (channel: string, file: SharedFile) => Promise<void>;
}

export interface SharedFile {
	readonly name: string;
	readonly content: string;
}

/** Slack takes about one message a second in a channel, and refuses more (docs.slack.dev/apis/web-api/rate-limits). */
export const usualPause = 1000;

/** `upload`: puts the bytes of a file where Slack wants them. */
export function createPosting(web: WebClient, pause: number, upload: (url: string, content: string) => Promise<void>): Posting {
	const inTurn = createTurns(pause);
	return {
		post: (channel, {text, blocks}, threadTs) =>
			inTurn(channel, async () => {
				const thread = threadTs === undefined ? {} : {thread_ts: threadTs};
				const answer = await asked(
					web.chat.postMessage({channel, text, blocks: [...blocks], ...thread, unfurl_links: false, unfurl_media: false}),
				);
				return {channel: answer.channel ?? channel, ts: answer.ts ?? ''};
			}),
		edit: async ({channel, ts}, {text, blocks}) => {
			await asked(web.chat.update({channel, ts, text, blocks: [...blocks]}));
		},
		/** https://docs.slack.dev/messaging/working-with-files: announced, uploaded, and then shared. */
		share: async (channel, {name, content}) => {
			const length = Buffer.byteLength(content);
			const {upload_url: url = '', file_id: id = ''} = await asked(web.files.getUploadURLExternal({filename: name, length}));
			await upload(url, content);
			await asked(web.files.completeUploadExternal({files: [{id, title: name}], channel_id: channel}));
		},
	};
}

/** One message after another into each channel, with so many milliseconds between them. */
function createTurns(pause: number): <T>(channel: string, post: () => Promise<T>) => Promise<T> {
	const free = new Map<string, Promise<void>>();
	return (channel, post) => {
		const posted = (free.get(channel) ?? Promise.resolve()).then(post);
		const rest = () => delay(pause, undefined, {ref: false});
		free.set(channel, posted.then(rest, rest));
		return posted;
	};
}

/** A call to Slack, failing as the ports' services do. */
export async function asked<T>(call: Promise<T>): Promise<T> {
	try {
		return await call;
	} catch (error) {
		if (error instanceof WebAPIPlatformError) throw new ServiceRefused('Slack', 200, error.data.error);
		if (error instanceof WebAPIRequestError && error.original instanceof ServiceUnavailable) throw error.original;
		throw error;
	}
}

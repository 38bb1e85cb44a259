import {WebAPIPlatformError, type WebClient} from '@slack/web-api';
import {maskAddress} from '../model/address.ts';
import type {ApprovalRequest, CaseThread} from '../model/approval.ts';
import {ServiceRefused} from '../model/errors.ts';
import type {Resend} from '../model/resend.ts';
import type {Announcements, DeliveryWatch, Directory} from '../workflows/ports.ts';
import {caseMessage, outcomeReply, requestCard} from './approval/blocks.ts';
import {watchWords} from './approval/words.ts';
import {bold, type Card, code, line, small} from './kit.ts';
import type {Log} from './visit.ts';

export interface AnnouncementsDeps {
	readonly web: WebClient;
	readonly directory: Pick<Directory, 'isShared'>;
	readonly auditChannel: string | undefined;
	readonly approvalsChannel: string | undefined;
	/** Mentioned once on each card. */
	readonly managersGroup: string | undefined;
	readonly log: Log & {readonly info: (fields: object, message: string) => void};
}

/** What Redeliver says on its own. */
export function createAnnouncements(deps: AnnouncementsDeps): Announcements {
	const post = createPost(deps.web);
	const edit = createEdit(deps.web);
	return {
		/** The log always gets a checkpoint; the audit channel, if there is one, too. */
		checkpoint: async ({count, head}) => {
			deps.log.info({checkpoint: `${count}:${head}`}, 'audit checkpoint');
			if (deps.auditChannel === undefined) return;
			await post(deps.auditChannel, {
				text: `Audit checkpoint ${count}:${head}`,
				blocks: [line('Audit checkpoint ', code(`${count}:${head}`))],
			});
		},
		placeFor: async (channelId) => {
			if (deps.approvalsChannel !== undefined)
				return (await deps.directory.isShared(deps.approvalsChannel)) === true ? undefined : deps.approvalsChannel;
			if (channelId === undefined || !/^[CG]/.test(channelId)) return undefined;
			return (await deps.directory.isShared(channelId)) === false ? channelId : undefined;
		},
		openCase: async (request): Promise<CaseThread> => {
			const opening = await post(request.place, caseMessage(request));
			const card = await post(opening.channel, requestCard(request, deps.managersGroup), opening.ts);
			return {channel: opening.channel, caseTs: opening.ts, cardTs: card.ts};
		},
		updateCase: async (request) => {
			const {thread} = request;
			if (thread === undefined) return;
			await edit({channel: thread.channel, ts: thread.cardTs}, requestCard(request, deps.managersGroup));
			await edit({channel: thread.channel, ts: thread.caseTs}, caseMessage(request));
		},
		tellCase: async (request: ApprovalRequest) => {
			if (request.thread !== undefined) await post(request.thread.channel, outcomeReply(request), request.thread.caseTs);
		},
		tellResend: async (resend) => {
			await post(resend.by, resendCard(resend));
		},
		tellWatch: async (watch) => {
			if (watch.ts === undefined) return post(watch.channel, watchCard(watch), watch.threadTs);
			await edit({channel: watch.channel, ts: watch.ts}, watchCard(watch));
			return {channel: watch.channel, ts: watch.ts};
		},
	};
}

interface Spot {
	readonly channel: string;
	readonly ts: string;
}

/** Slack's no is one of a service: the channel is gone, or the bot is not in it. */
async function asked<T>(call: Promise<T>): Promise<T> {
	try {
		return await call;
	} catch (error) {
		if (error instanceof WebAPIPlatformError) throw new ServiceRefused('Slack', 200, error.data.error);
		throw error;
	}
}

function createPost(web: WebClient) {
	return async (channel: string, {text, blocks}: Card, threadTs?: string): Promise<Spot> => {
		const thread = threadTs === undefined ? {} : {thread_ts: threadTs};
		const answer = await asked(
			web.chat.postMessage({channel, text, blocks: [...blocks], ...thread, unfurl_links: false, unfurl_media: false}),
		);
		return {channel: answer.channel ?? channel, ts: answer.ts ?? ''};
	};
}

function createEdit(web: WebClient) {
	return async ({channel, ts}: Spot, {text, blocks}: Card): Promise<void> => {
		await asked(web.chat.update({channel, ts, text, blocks: [...blocks]}));
	};
}

function watchCard({message, recipient, threadTs, state, reply}: DeliveryWatch): Card {
	// A thread is read by everybody, the direct message by whoever sent it.
	const address = threadTs === undefined ? recipient : maskAddress(recipient);
	return {
		text: watchWords[state],
		blocks: [
			line(bold(watchWords[state])),
			line('Mail ', code(message.subject), ' to ', code(address)),
			...(reply === ''
				? []
				: [line('Reply: ', code(threadTs === undefined ? reply.slice(0, 300) : reply.replaceAll(recipient, address).slice(0, 300)))]),
		],
	};
}

function resendCard(resend: Resend): Card {
	const words =
		resend.state === 'unknown'
			? 'Nobody knows whether your resend went out: the log does not show it, which proves nothing. Ask the customer before you send it again.'
			: `Your resend was not sent.${resend.note === undefined ? '' : ` ${resend.note}`}`;
	return {
		text: words,
		blocks: [
			line(bold(words)),
			line('Mail ', code(resend.message.subject), ' to ', code(resend.message.originalRecipient)),
			small('Nothing is sent a second time by itself.'),
		],
	};
}

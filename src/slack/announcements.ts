import type {WebClient} from '@slack/web-api';
import {ServiceRefused} from '../model/errors.ts';
import type {Resend} from '../model/resend.ts';
import type {Announcements, Directory} from '../workflows/ports.ts';
import {limitAlertCard} from './allowances.ts';
import {caseMessage, outcomeReply, requestCard} from './approval/blocks.ts';
import {reminderReply} from './approval/reminder.ts';
import {bulkCard} from './bulk/results.ts';
import {homeView} from './home/blocks.ts';
import {publishHome} from './home/publish.ts';
import {bold, type Card, code, line, small} from './kit.ts';
import type {Posting} from './posting.ts';
import {sweepCard} from './sweep/blocks.ts';
import {scanCard} from './sweep/scan-blocks.ts';
import type {Log} from './visit.ts';
import {watchCard} from './watch/blocks.ts';

export interface AnnouncementsDeps {
	readonly web: WebClient;
	readonly posting: Posting;
	readonly directory: Pick<Directory, 'isShared'>;
	readonly auditChannel: string | undefined;
	readonly approvalsChannel: string | undefined;
	/** Mentioned once on each card. */
	readonly managersGroup: string | undefined;
	/** Managers who are listed one by one. */
	readonly managers: readonly string[];
	/** GitLab's sending domain. */
	readonly gitlabDomain: string;
	readonly log: Log & {readonly info: (fields: object, message: string) => void};
}

/** What Redeliver says on its own. */
export function createAnnouncements(deps: AnnouncementsDeps): Announcements {
	const {post, edit, share} = deps.posting;
	return {
		/** The log always gets a checkpoint; the audit channel, if there is one, too. */
		checkpoint: async ({count, head}) => {
			deps.log.info({checkpoint: `${count}:${head}`}, 'audit checkpoint');
			if (deps.auditChannel === undefined) return;
			const card = {text: `Audit checkpoint ${count}:${head}`, blocks: [line('Audit checkpoint ', code(`${count}:${head}`))]};
			await post(deps.auditChannel, card).catch((error: unknown) => {
				// Asked again it would refuse again; the log has the checkpoint.
				if (!(error instanceof ServiceRefused)) throw error;
				deps.log.error({err: error}, 'SLACK_AUDIT_CHANNEL takes no checkpoint: nobody would notice a cut trail');
			});
		},
		tellLimit: async (refusal) => {
			if (deps.auditChannel !== undefined) await post(deps.auditChannel, limitAlertCard(refusal));
		},
		placeFor: async (channelId) => {
			if (deps.approvalsChannel !== undefined)
				return (await deps.directory.isShared(deps.approvalsChannel)) === true ? undefined : deps.approvalsChannel;
			if (channelId === undefined || !/^[CG]/.test(channelId)) return undefined;
			return (await deps.directory.isShared(channelId)) === false ? channelId : undefined;
		},
		openCase: async (request) => {
			const {channel, ts} = await post(request.place, caseMessage(request));
			return {channel, caseTs: ts, cardTs: undefined};
		},
		postCard: async (request, {channel, caseTs}) => {
			const {ts} = await post(channel, requestCard(request, deps.managersGroup), caseTs);
			return {channel, caseTs, cardTs: ts};
		},
		updateCase: async (request) => {
			const {thread} = request;
			if (thread?.cardTs === undefined) return;
			await ifThere(edit({channel: thread.channel, ts: thread.cardTs}, requestCard(request, deps.managersGroup)));
			await ifThere(edit({channel: thread.channel, ts: thread.caseTs}, caseMessage(request)));
		},
		remindCase: async (request, isLast) => {
			if (request.thread === undefined) return;
			await post(request.thread.channel, reminderReply(request, isLast ? deps : undefined), request.thread.caseTs);
		},
		tellCase: async (request) => {
			if (request.thread !== undefined) await post(request.thread.channel, outcomeReply(request), request.thread.caseTs);
		},
		tellResend: async (resend) => {
			await post(resend.by, resendCard(resend));
		},
		tellBulkRemoval: async (bulk, entries) => {
			const card = bulkCard(bulk, entries);
			if (bulk.place === undefined) return post(bulk.by, card);
			await edit(bulk.place, card);
			return bulk.place;
		},
		tellWatch: async (watch) => {
			const card = watchCard(watch, deps.gitlabDomain);
			if (watch.ts === undefined) return post(watch.channel, card, watch.threadTs);
			await edit({channel: watch.channel, ts: watch.ts}, card);
			return {channel: watch.channel, ts: watch.ts};
		},
		tellScan: async (scan) => {
			if (scan.place === undefined) return post(scan.sweep.by, scanCard(scan));
			await edit(scan.place, scanCard(scan));
			return scan.place;
		},
		tellSweep: async (page) => {
			await post(page.sweep.by, sweepCard(page, page.sweep.id));
		},
		sendFile: async (userId, {words, ...file}) => {
			const {channel} = await post(userId, {text: words, blocks: [line(words)]});
			await share(channel, file);
		},
		showHome: (userId, home, version) => publishHome(deps, userId, homeView(home, userId), version),
	};
}

/** A message that a person took away, or a channel that was closed, is not there to be edited. */
const notThere = /^(?:message_not_found|cant_update_message|channel_not_found|is_archived|not_in_channel)$/;

async function ifThere(edit: Promise<void>): Promise<void> {
	try {
		await edit;
	} catch (error) {
		if (!(error instanceof ServiceRefused && notThere.test(error.trouble.reason ?? ''))) throw error;
	}
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

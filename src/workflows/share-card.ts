import type {AuditTrail, Directory} from './ports.ts';

export interface ShareCardDeps {
	readonly directory: Pick<Directory, 'isShared'>;
	readonly audit: AuditTrail;
}

export interface SharedCard {
	/** Undefined: the card stands in no channel. */
	readonly channelId: string | undefined;
	readonly subject: string | undefined;
	readonly ticket: string | undefined;
	readonly by: string;
}

/** `outsiders`: people of another organisation would read it. `unseen`: Slack does not say who would. */
export type ShareOutcome = 'shared' | 'no-channel' | 'outsiders' | 'unseen';

/** For everybody in a channel of the own organisation: on record first, then posted. */
export async function shareCard(deps: ShareCardDeps, card: SharedCard, post: (channelId: string) => Promise<void>): Promise<ShareOutcome> {
	const {channelId, subject, ticket, by} = card;
	if (channelId === undefined || !/^[CG]/.test(channelId)) return 'no-channel';
	const isShared = await deps.directory.isShared(channelId);
	if (isShared !== false) return isShared === true ? 'outsiders' : 'unseen';
	await deps.audit.record({actor: by, act: 'card-shared', subject, ticket, after: {channel: channelId}});
	await post(channelId);
	return 'shared';
}

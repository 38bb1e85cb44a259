import {type Deed, type Permission, permit} from '../model/person.ts';
import type {AuditTrail, Directory, PersonRef} from '../workflows/ports.ts';

export interface Attempt {
	readonly person: PersonRef;
	readonly deed: Deed;
	/** Command word, action id or callback id, for the trail. */
	readonly entry: string;
	readonly channelId: string | undefined;
	/** Of decisions and cancellations: what they are about. */
	readonly about?: About | undefined;
}

export interface About {
	/** Whether it is the person's own. */
	readonly own: boolean;
	/** Still open: then who may decide is read now. What is settled already needs no fresh reading. */
	readonly open: boolean;
	/** Request id, for the trail. */
	readonly deed: string;
}

export type GuardVerdict = {readonly permitted: true} | {readonly permitted: false; readonly reason: Refusal};
export type Refusal = Exclude<Permission, {permitted: true}>['reason'] | 'shared-channel';

export type Guard = (attempt: Attempt) => Promise<GuardVerdict>;

/**
 * The one place that decides who may do what, for every command, button and modal. A refusal stands in the trail.
 * Direct messages with the bot have no id that `conversations.info` would tell us about without a further scope; only the person sees them.
 */
export function createGuard(deps: {readonly directory: Directory; readonly audit: AuditTrail}): Guard {
	return async ({person, deed, entry, channelId, about}) => {
		const fresh = deed === 'switch' || (deed === 'decide' && about?.open === true);
		const [standing, shared] = await Promise.all([deps.directory.standingOf(person, {fresh}), isShared(deps.directory, channelId)]);
		const permission = permit(standing, deed, about?.own ?? false);
		const reason = permission.permitted ? (shared ? ('shared-channel' as const) : undefined) : permission.reason;
		if (reason === undefined) return {permitted: true};
		await deps.audit.record({actor: person.userId, act: 'refused', deed: about?.deed, after: {entry, deed, reason}});
		return {permitted: false, reason};
	};
}

/** Only a known outsider closes a channel: the bot sees nothing of private channels that it is not in, and its answers are ephemeral. */
async function isShared(directory: Directory, channelId: string | undefined): Promise<boolean> {
	if (channelId === undefined || !/^[CG]/.test(channelId)) return false;
	return (await directory.isShared(channelId)) === true;
}

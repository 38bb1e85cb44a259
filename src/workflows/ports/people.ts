import type {Standing} from '../../model/person.ts';

/** Dialogs: what a modal was opened for. The modal itself carries only the id. */
export interface Dialogs {
	readonly open: (dialog: {readonly purpose: string; readonly by: string; readonly data: DialogData}) => Promise<string>;
	/**
	 * Undefined when there is none of this id, it is not this person's, or it was opened for another purpose than the one given. What
	 * `redeliver` opened stands behind a message for everybody, and is anybody's.
	 */
	readonly find: (id: string, by: string, purpose?: string) => Promise<DialogData | undefined>;
}

export type DialogData = Readonly<Record<string, string | undefined>>;

/** Who people are, as Slack says it. A source that fails contributes nobody. */
export interface Directory {
	/** `fresh`: read now, for decisions; else at most 60 s old. */
	readonly standingOf: (person: PersonRef, options?: {readonly fresh?: boolean}) => Promise<Standing>;
	/** What people call them; their id while Slack does not say. At most 60 s old. */
	readonly nameOf: (userId: string) => Promise<string>;
	/** Read now. Rejects when a source that could still say yes does not answer. */
	readonly isManagerNow: (userId: string) => Promise<boolean>;
	/** Whether people of other organisations can see the channel; undefined when Slack does not say. */
	readonly isShared: (channelId: string) => Promise<boolean | undefined>;
}

export interface PersonRef {
	readonly userId: string;
	/** From the payload: the workspace, or on Enterprise Grid perhaps the organisation. */
	readonly teamId: string | undefined;
}

import type {Clock} from '../../model/clock.ts';
import type {GitlabIssue, GitlabProject, GitlabToken, GitlabUser, SendMail} from './types.ts';

/** An account with what only GitLab and the mails know. */
export interface Account {
	user: GitlabUser;
	confirmationToken: string | undefined;
	resetToken: string | undefined;
	/** Only the newest code counts. */
	code: {readonly digits: string; readonly sentAt: Date} | undefined;
	/** By the id of the address. */
	readonly secondaryTokens: Map<number, string>;
	/** Set once the account is blocked for never having been confirmed; nobody can take it back. */
	deletionDueAt: Date | undefined;
}

export interface Settings {
	readonly emailConfirmation: 'off' | 'soft' | 'hard';
	/** `Infinity`: unconfirmed accounts stay. */
	readonly deleteUnconfirmedAfterDays: number;
	/** Administrators' rights need the scope `admin_mode` too. */
	readonly adminMode: boolean;
	/** Sending domain of the mails. */
	readonly mailDomain: string;
}

/** All that GitLab remembers. */
export interface World {
	readonly clock: Clock;
	readonly settings: Settings;
	/** By id. */
	readonly accounts: Map<number, Account>;
	/** The account behind each token. */
	readonly owners: Map<GitlabToken, Account>;
	readonly projects: readonly GitlabProject[];
	readonly issues: GitlabIssue[];
	captcha: boolean;
	/** Known once the server listens. */
	origin: string;
	readonly sendMail: SendMail;
	readonly nextId: () => number;
	/** Tells the listeners that something changed. */
	readonly changed: () => void;
}

interface WorldOptions {
	readonly clock: Clock;
	readonly settings: Settings;
	readonly projects: readonly GitlabProject[];
	readonly captcha: boolean;
	readonly sendMail: SendMail;
	readonly changed: () => void;
}

export function createWorld(options: WorldOptions): World {
	let lastId = 1000;
	return {
		...options,
		accounts: new Map(),
		owners: new Map(),
		issues: [],
		origin: '',
		nextId: () => {
			lastId += 1;
			return lastId;
		},
	};
}
